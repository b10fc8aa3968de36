"""What every platform's files share: the wheel and a rubric beside them, and what templates say."""

from __future__ import annotations

from typing import Any

from rnngrade.ci.fill import fill
from rnngrade.ci.interface import CiFile, Classroom, Files

_CONFIGURATION = "rnngrade.toml"
_RUBRIC = "rubric.json"


def taken_along(classroom: Classroom, folder: str = "") -> Files:
    """Return the wheel and the rubric, as far as there are any, below ``folder`` (ends in /)."""
    found = {}
    if classroom.package.wheel is not None:
        found[folder + classroom.package.requirement] = CiFile(classroom.package.wheel)
    if classroom.rubric is not None:
        found[folder + _RUBRIC] = CiFile(classroom.rubric)
    return found


def configuration(values: dict[str, Any]) -> Files:
    """Return what tells ``check`` where the seed is, and what there is to be checked."""
    return {_CONFIGURATION: CiFile(fill("rnngrade.toml.j2", **values))}


def said(classroom: Classroom, folder: str = "") -> dict[str, Any]:
    """Return what a template says of these: where they are found in ``folder``."""
    carried = classroom.package.wheel is not None
    return {
        "exercises": [exercise.id for exercise in classroom.exercises],
        "install": f"{folder if carried else ''}{classroom.package.requirement}",
        "carried": carried,
        "rubric": f"{folder}{_RUBRIC}" if classroom.rubric is not None else "",
        "names": classroom.needs_names,
    }
