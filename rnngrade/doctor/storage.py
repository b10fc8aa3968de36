"""Exercises, data and the folders that are written to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rnngrade.content import exercises
from rnngrade.data.interface import DataError
from rnngrade.data.store import NAMES, VARIABLE, are_stored, data_folder, stored
from rnngrade.doctor.interface import Finding, Health

_FETCH = "rnngrade data fetch names"


def content() -> Iterator[Finding]:
    """Yield a finding for the exercises and one for their solutions."""
    found = exercises()
    if not found:
        yield Finding(
            "exercises", Health.MISSING, "none were found", "Install rnngrade anew from its wheel."
        )
        return
    yield Finding("exercises", Health.OK, ", ".join(exercise.id for exercise in found))
    solved = [exercise.id for exercise in found if exercise.solution is not None]
    if solved:
        yield Finding("solutions", Health.OK, f"at hand for {', '.join(solved)}")
    else:
        yield Finding(
            "solutions", Health.ABSENT, "not here, as for students; validate needs a checkout"
        )


def data() -> Iterator[Finding]:
    """Yield a finding for each data set."""
    yield _names()
    yield Finding("sentiment", Health.OK, "built in")


def _names() -> Finding:
    try:
        if not are_stored():
            said = "not fetched; a substitute stands in"
            return Finding(NAMES, Health.ABSENT, said, f"{_FETCH}.")
        return Finding(NAMES, Health.OK, stored()[1])
    except DataError as error:
        return Finding(NAMES, Health.MISSING, str(error), error.hint)


def folders() -> Iterator[Finding]:
    """Yield a finding for the folder of workers and one for that of data."""
    try:
        with tempfile.TemporaryDirectory(prefix="rnngrade-doctor-"):
            yield Finding("temporary", Health.OK, "can be written to")
    except OSError as error:
        yield Finding(
            "temporary",
            Health.MISSING,
            f"cannot be written to: {error.strerror or error}",
            "Name a folder that can be written to in the environment variable TMPDIR.",
        )
    try:
        folder = data_folder()
    except DataError as error:
        yield Finding("data", Health.MISSING, str(error), error.hint)
        return
    if _can_be_made(folder):
        yield Finding("data", Health.OK, f"{_short(folder)} can be written to")
    else:
        yield Finding(
            "data",
            Health.ABSENT,
            f"{_short(folder)} cannot be written to; no data can be fetched",
            f"Name another one in the environment variable {VARIABLE}.",
        )


def _can_be_made(folder: Path) -> bool:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _short(folder: Path) -> str:
    """Return a folder's path without the user's name in it."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
