"""What a CI job installs: the wheel of rnngrade, taken along, or what pip finds by itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

from rnngrade.content import Exercise, exercises

_REQUIREMENT = re.compile(r"[A-Za-z0-9][!#%&()*+,./:;<=>?@A-Za-z0-9\[\]_~ -]*")
"""What may stand in a workflow, in a shell's quotes and in a file of requirements as it is."""
_WHEEL_NAME = re.compile(r"[A-Za-z0-9._+-]+\.whl")


class PackageError(Exception):
    """What was given can't be installed as rnngrade. The message says why, ``hint`` what to try."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Package:
    """What pip is told to install."""

    requirement: str
    """A requirement or an address; for a wheel that is taken along its file name."""
    wheel: bytes | None = None


def package(given: str, needed: Iterable[Exercise]) -> Package:
    """Return what ``--install`` names: the wheel at a path, or else a requirement or an address.

    Raises ``PackageError`` for a file that is not a wheel of rnngrade for students with every
    exercise that is ``needed``, and for text that pip would take for something else.
    """
    is_address = "://" in given
    if given.endswith(".whl") and not is_address:
        return _carried(Path(given), needed)
    if not _REQUIREMENT.fullmatch(given):
        raise PackageError(
            f"--install: {given!r} is neither a wheel nor a requirement for pip",
            "Name a wheel, an address, or a requirement such as rnngrade==0.1.0.",
        )
    if not is_address and Path(given).exists():
        raise PackageError(
            f"--install: {given} is not a wheel (*.whl)",
            "Build one in a checkout: pip wheel --no-deps .",
        )
    return Package(given)


def _carried(path: Path, needed: Iterable[Exercise]) -> Package:
    content = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as wheel:
            _refuse_another_package(path, wheel)
            _refuse_solutions(path, wheel)
            _refuse_missing(path, wheel, needed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        raise PackageError(f"{path}: this is no wheel that can be read: {error}") from None
    if not _WHEEL_NAME.fullmatch(path.name):
        raise PackageError(
            f"{path}: this is not the name of a wheel", "Call it by the name that it was built by."
        )
    return Package(path.name, content)


def _refuse_another_package(path: Path, wheel: zipfile.ZipFile) -> None:
    found = [name for name in wheel.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)]
    names = [BytesParser().parsebytes(wheel.read(name))["Name"] for name in found]
    if names != ["rnngrade"]:
        raise PackageError(
            f"{path}: the wheel of rnngrade was expected, not of {', '.join(names) or 'nothing'}"
        )


def _refuse_solutions(path: Path, wheel: zipfile.ZipFile) -> None:
    at_hand = {e.solution.read_bytes() for e in exercises() if e.solution is not None}
    for name in wheel.namelist():
        if "solutions" in PurePosixPath(name).parts or wheel.read(name) in at_hand:
            raise PackageError(
                f"{path}: it carries a solution, {name}, which students could read",
                "Build the wheel anew in a clean checkout: pip wheel --no-deps .",
            )


def _refuse_missing(path: Path, wheel: zipfile.ZipFile, needed: Iterable[Exercise]) -> None:
    for exercise in needed:
        if f"rnngrade/exercises/{exercise.folder.name}/stub.py" not in wheel.namelist():
            raise PackageError(
                f"{path}: it has no exercise {exercise.id}",
                "Build the wheel anew in this checkout: pip wheel --no-deps .",
            )
