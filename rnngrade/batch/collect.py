"""Which submissions a batch has: files, and folders of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rnngrade.batch.interface import BatchError, Collected, Entry, Student
from rnngrade.submission import SUFFIXES


def collect(paths: Sequence[Path], *, unpack_to: Path, roster: Sequence[Student] | None = None) -> Collected:
    """Return the submissions at ``paths``, by name.

    A file is one submission. In a folder every ``.py`` and ``.ipynb`` file is one, and so is every
    subfolder, by its name. Raises ``BatchError`` where there is none, a path is missing, or two
    would have the same name.
    """
    entries = sorted(_entries(paths), key=lambda entry: entry.name)
    if not entries:
        where = ", ".join(str(path) for path in paths)
        raise BatchError(
            f"no submissions in {where}: expected .py or .ipynb files, or folders of them"
        )
    counts = Counter(entry.name for entry in entries)
    if doubled := [name for name, count in counts.items() if count > 1]:
        raise BatchError(
            f"several submissions are called {', '.join(doubled)}; give them different names, or "
            "grade them into different results folders"
        )
    return Collected(tuple(entries))


def _entries(paths: Iterable[Path]) -> Iterator[Entry]:
    for path in paths:
        if path.is_dir():
            yield from (
                Entry(child.name, child, child.name) for child in path.iterdir() if _counts(child)
            )
        elif path.exists() or path.is_symlink():
            yield Entry(path.name, path, path.name)
        else:
            raise BatchError(f"{path} does not exist; give files or folders of submissions")


def _counts(path: Path) -> bool:
    hidden = path.name.startswith((".", "__"))
    return not hidden and (path.is_dir() or path.suffix.lower() in SUFFIXES)
