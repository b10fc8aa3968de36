"""Find the submission in a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rnngrade.submission.definitions import defined_names
from rnngrade.submission.interface import Submission, SubmissionError
from rnngrade.submission.parsing import UnparsableError, parse

SUFFIXES = (".py", ".ipynb")
"""Suffixes of the files that can be handed in."""

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
    newest: bool = False,
) -> Submission:
    """Return the one submission in ``folder`` that defines every ``required`` name.

    A file that is alone is taken as it is. With ``newest``, so is the newest of several that
    define the names, unless two are equally new. Raises ``SubmissionError`` with the question
    which, if several or none of them do.
    """
    paths = candidates(folder)
    if len(paths) == 1:
        return read_file(paths[0])
    name = folder.name or folder
    if not paths:
        raise SubmissionError(
            f"{name}: a .py or .ipynb file was expected in this folder, but there is none.",
            "Name another folder or your file. `rnngrade start` writes a fresh stub.",
        )
    read = [_attempt(path, read_file) for path in paths]
    found = [s for s in read if s and set(required) <= _names(s)]
    if len(found) == 1:
        return found[0]
    if newest and (latest := _newest([p for p, s in zip(paths, read, strict=True) if s in found])):
        chosen = read[paths.index(latest)]
        assert chosen is not None  # noqa: S101 - it is one of those found
        others = tuple(s.name for s in found if s is not chosen)
        return replace(chosen, passed_over=others)
    names = " and ".join(required)
    if found:
        raise _question(f"{name}: {len(found)} files define {names}", [s.name for s in found])
    listed = [_remark(path, s) for path, s in zip(paths, read, strict=True)]
    raise _question(f"{name}: none of its {len(paths)} files defines {names}", listed)


def _newest(paths: Sequence[Path]) -> Path | None:
    """Return the file that was changed last; None where none is, or two are equally new."""
    by_time = sorted(paths, key=_changed)
    if not by_time or (len(by_time) > 1 and _changed(by_time[-1]) == _changed(by_time[-2])):
        return None
    return by_time[-1]


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _attempt(path: Path, read_file: Callable[[Path], Submission]) -> Submission | None:
    try:
        return read_file(path)
    except SubmissionError:
        return None


def _names(submission: Submission) -> frozenset[str]:
    try:
        return defined_names(parse(submission.definitions))
    except UnparsableError:  # so deep that it can be read once, but not from here
        return frozenset()


def _remark(path: Path, submission: Submission | None) -> str:
    name = path.name.encode("utf-8", "replace").decode()
    if submission is None:
        return f"{name} (cannot be read)"
    if submission.problems:
        return f"{name} (invalid syntax at line {submission.problems[0].location.line})"
    return name


def _question(finding: str, names: Sequence[str]) -> SubmissionError:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return SubmissionError(
        f"{finding}. Which one is it: {', '.join(names[:_SHOWN])}{more}?",
        "Name that file instead of the folder.",
    )
