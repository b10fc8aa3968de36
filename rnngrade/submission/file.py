"""Get the bytes of a path that may be anything: missing, a link to nowhere, a device, too large."""

from __future__ import annotations

import difflib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from rnngrade.submission.folder import candidates
from rnngrade.submission.interface import SubmissionError

MAX_BYTES = 10_000_000
"""Size of the largest file that is read; notebooks keep their plots in them."""
MAX_CODE = 250_000
"""Characters of code in it. To follow what code reaches takes some 50 microseconds for each."""


@dataclass(frozen=True)
class Wanted:
    """What a file is read for: its largest size, and what to try where it cannot be read."""

    max_bytes: int
    instead: str
    """In place of what is no file."""
    smaller: str
    """With one that is too large."""


CODE = Wanted(
    MAX_BYTES,
    "Name your .py or .ipynb file.",
    "Hand in only your own code, without data and saved weights.",
)


def file_bytes(path: Path, wanted: Wanted = CODE) -> bytes | None:
    """Return what a regular file holds, or None for a folder.

    Raises ``SubmissionError`` for everything else. Never waits for a FIFO or a device.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
            return None
        if not stat.S_ISREG(mode):
            raise SubmissionError(
                f"{path}: a file was expected, but this is {_kind(mode)}.",
                wanted.instead,
            )
        if _is_of_the_system(path):
            raise SubmissionError(
                f"{path}: a file was expected, but this is what the system tells of itself.",
                wanted.instead,
            )
        return _read(path, wanted)
    except FileNotFoundError:
        raise _missing(path) from None
    except NotADirectoryError:
        raise _missing(path) from None
    except PermissionError:
        raise SubmissionError(
            f"{path}: there is no permission to read it.",
            "Change its permissions, or copy it to a folder of yours.",
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SubmissionError(f"{path}: it cannot be read ({reason}).", wanted.instead) from None


def too_large(name: str, size: int, wanted: Wanted = CODE) -> SubmissionError:
    """Return the error for a file of ``size`` bytes."""
    hint = wanted.smaller
    if name.lower().endswith(".ipynb"):
        hint = "Clear the notebook's outputs (plots are large), save it, and try again."
    most = f"{wanted.max_bytes / 1e6:g} MB"
    return SubmissionError(
        f"{name}: at most {most} was expected, but it has {size / 1e6:.1f} MB.", hint
    )


def too_much_code(name: str, size: int) -> SubmissionError:
    """Return the error for a submission of ``size`` characters of code."""
    most = f"{MAX_CODE // 1000} kB"
    return SubmissionError(
        f"{name}: at most {most} of code was expected, but it has {size / 1000:,.0f} kB.",
        CODE.smaller,
    )


def _read(path: Path, wanted: Wanted) -> bytes:
    # What path names may have changed since it was looked at: O_NONBLOCK keeps a FIFO from waiting.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        data = file.read(wanted.max_bytes + 1)
        if len(data) > wanted.max_bytes:
            size = max(os.fstat(file.fileno()).st_size, len(data))
            raise too_large(path.name, size, wanted)
        return data


def _is_of_the_system(path: Path) -> bool:
    """Whether a path is one of /proc or /sys, where the grader's own environment can be read."""
    real = Path(os.path.realpath(path))
    return real.is_relative_to("/proc") or real.is_relative_to("/sys")


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe (FIFO)"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"


def _missing(path: Path) -> SubmissionError:
    if path.is_symlink():
        return SubmissionError(
            f"{path}: it is a link to {path.readlink()}, which does not exist.",
            "Name the file itself, or make the link anew.",
        )
    message, hint = f"{path}: there is no such file.", ""
    if not path.parent.is_dir():
        message = f"{path}: there is no folder {path.parent}."
    elif beside := candidates(path.parent):
        names = [other.name for other in beside]
        similar = difflib.get_close_matches(path.name, names, n=1)
        if similar:
            hint = f"Did you mean {path.parent / similar[0]}? "
        elif len(names) == 1:
            hint = f"The only file there is {names[0]}: is it {path.parent / names[0]}? "
    return SubmissionError(message, hint + "`rnngrade start EXERCISE` writes a fresh stub.")
