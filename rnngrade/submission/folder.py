"""Find the submission in a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rnngrade.submission.definitions import defined_names
from rnngrade.submission.interface import Submission, SubmissionError
from rnngrade.submission.parsing import UnparsableError, parse

SUFFIXES = (".py", ".ipynb")
"""Suffixes of the files that can be handed in."""
MAX_CANDIDATES = 100
"""How many files of a folder are looked through for the one that is meant."""
MAX_CANDIDATES_BYTES = 30_000_000
"""How large they may be together."""
_SHOWN = 10


def candidates(folder: Path) -> list[Path]:
    """Return the files of a folder that could be a submission, sorted; none if it is unreadable."""
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in SUFFIXES
            and not path.name.startswith(".")
            and not path.is_dir()
        )
    except OSError:
        return []


def choose(
    folder: Path,
    required: Sequence[str],
    read_file: Callable[[Path], Submission],
    *,
    named: str = "",
    newest: bool = False,
) -> Submission:
    """Return the one submission in ``folder`` that defines every ``required`` name.

    A file that is alone is taken as it is. Of several that define the names, the one is taken whose
    name without suffix is ``named``; or else, with ``newest``, the newest, unless two are equally
    new. Raises ``SubmissionError`` with the question
    which, if several or none of them do.
    """
    paths = candidates(folder)
    if len(paths) == 1:
        return read_file(paths[0])
    name = folder.name or folder
    if not paths:
        raise SubmissionError(
            f"{name}: a .py or .ipynb file was expected in this folder, but there is none.",
            "Name another folder or your file. `rnngrade start EXERCISE` writes a fresh stub.",
        )
    if len(paths) > MAX_CANDIDATES or sum(map(_size, paths)) > MAX_CANDIDATES_BYTES:
        raise _question(
            f"{name}: at most {MAX_CANDIDATES} files of {MAX_CANDIDATES_BYTES / 1e6:g} MB together "
            f"are looked through, but this folder has {len(paths)}, or larger ones",
            [_printable(path) for path in paths],
        )
    looked_at = [_looked_at(path, required, read_file) for path in paths]
    found = [one for one in looked_at if one.defines]
    if len(found) == 1:
        return read_file(found[0].path)
    meant = [one.path for one in found if named and one.path.stem == named]
    if len(meant) != 1 and newest:
        latest = _newest(meant or [one.path for one in found])
        meant = [latest] if latest else []
    if len(meant) == 1:
        others = tuple(one.name for one in found if one.path != meant[0])
        return replace(read_file(meant[0]), passed_over=others)
    names = " and ".join(required)
    if found:
        raise _question(f"{name}: {len(found)} files define {names}", [one.name for one in found])
    raise _question(
        f"{name}: none of its {len(paths)} files defines {names}",
        [one.name + one.remark for one in looked_at],
    )


@dataclass(frozen=True)
class _LookedAt:
    """What is kept of a file: read, a megabyte of short lines is a hundred megabytes."""

    path: Path
    name: str
    defines: bool = False
    """Whether it defines all that is required."""
    remark: str = ""


def _looked_at(
    path: Path, required: Sequence[str], read_file: Callable[[Path], Submission]
) -> _LookedAt:
    name = _printable(path)
    try:
        submission = read_file(path)
    except SubmissionError:
        return _LookedAt(path, name, remark=" (cannot be read)")
    remark = ""
    if submission.problems:
        remark = f" (invalid syntax at line {submission.problems[0].location.line})"
    return _LookedAt(path, name, set(required) <= _names(submission), remark)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _newest(paths: Sequence[Path]) -> Path | None:
    """Return the file that was changed last; None where none is, or two are equally new."""
    by_time = sorted(paths, key=changed)
    if not by_time or (len(by_time) > 1 and changed(by_time[-1]) == changed(by_time[-2])):
        return None
    return by_time[-1]


def changed(path: Path) -> int:
    """Return when a file was changed, in nanoseconds; 0 where that cannot be told."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _names(submission: Submission) -> frozenset[str]:
    try:
        return defined_names(parse(submission.definitions))
    except UnparsableError:  # so deep that it can be read once, but not from here
        return frozenset()


def _printable(path: Path) -> str:
    return path.name.encode("utf-8", "replace").decode()


def _question(finding: str, names: Sequence[str]) -> SubmissionError:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return SubmissionError(
        f"{finding}. Which one is it: {', '.join(names[:_SHOWN])}{more}?",
        "Name that file instead of the folder.",
    )
