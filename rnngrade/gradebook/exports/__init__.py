"""Grades in the columns that other systems import: a file for each, behind one interface."""

from collections.abc import Callable

from rnngrade.gradebook.exports.canvas import Canvas
from rnngrade.gradebook.exports.interface import Assignment, Format, Grade, Row
from rnngrade.gradebook.exports.moodle import Moodle
from rnngrade.gradebook.exports.nbgrader import Nbgrader

FORMATS: dict[str, Callable[[Assignment], Format]] = {
    "canvas": Canvas,
    "moodle": Moodle,
    "nbgrader": Nbgrader,
}

__all__ = ["FORMATS", "Assignment", "Format", "Grade", "Row"]
