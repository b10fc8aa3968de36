"""Where submissions are unpacked and laid out, and what is noted of those left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rnngrade.intake.interface import LeftOut
from rnngrade.intake.junk import CHECKOUT
from rnngrade.plain_text import plain

_OLDEST = datetime(1990, 1, 1, tzinfo=UTC).timestamp()
"""Programs that have no time for a file write one of 1970 or 1980."""


class Desk:
    """A folder for what is unpacked, and a list of what is left out."""

    def __init__(self, folder: Path, required: Sequence[str] = ()) -> None:
        self._folder = folder
        self.required = tuple(required)
        """Names that a submission defines."""
        self._count = 0
        self.left_out: list[LeftOut] = []

    def new_path(self, name: str) -> Path:
        """Return a path of that name at which there is nothing yet."""
        self._count += 1
        parent = self._folder / str(self._count)
        parent.mkdir(mode=0o700, parents=True)
        return parent / name

    def leave(self, source: str, reason: str) -> None:
        """Note that something is not graded, and why, in a sentence."""
        self.left_out.append(LeftOut(shown(source), reason))

    def lay_out(self, name: str, files: Iterable[tuple[str, Path]]) -> Path:
        """Return a new folder in which files lie side by side, as links, under these names."""
        folder = self.new_path(name)
        folder.mkdir(mode=0o700)
        for called, path in files:
            (folder / called).symlink_to(path.absolute())
        return folder


def shown(source: str) -> str:
    """Return a path as it can be printed on one line."""
    return plain(source.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r"))


def changed(paths: Iterable[Path]) -> float:
    """Return when the newest of ``paths`` was changed, in seconds; 0 where nothing tells."""
    return max((_changed(path) for path in paths), default=0.0)


def as_time(seconds: float) -> datetime | None:
    """Return a moment, with a time zone; None for one that no file of today can be of."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > _OLDEST else None
    except (OverflowError, ValueError, OSError):
        return None


def is_folder(path: Path) -> bool:
    """Whether there is a folder, or a link to one; no where there is no permission to see."""
    return os.path.isdir(path)  # noqa: PTH112 # pathlib's raises


def is_link(path: Path) -> bool:
    """Whether there is a link; no where there is no permission to see."""
    return os.path.islink(path)  # noqa: PTH114


def is_checkout(folder: Path) -> bool:
    """Whether a folder is a git checkout, as far as can be seen."""
    return os.path.lexists(folder / CHECKOUT)


def leads_outside(path: Path, folder: Path) -> bool:
    """Whether ``path`` is a link to something that is not in ``folder``."""
    if not is_link(path):
        return False
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return True


def is_results(path: Path) -> bool:
    """Whether it is a results folder of ours."""
    try:
        return (path / "batch.json").is_file() and (path / "submissions").is_dir()
    except OSError:
        return False


def is_special(path: Path) -> bool:
    """Whether there is a pipe, a device or a socket."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def listed(folder: Path) -> list[Path]:
    """Return what is in a folder, by name; nothing where it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
