"""The batch stage: many submissions through the line that ``grading.py`` is for one."""

from rnngrade.batch.collect import collect
from rnngrade.batch.conditions import Conditions
from rnngrade.batch.interface import BatchError, Collected, Entry, LeftOut, Student
from rnngrade.batch.manifest import Manifest
from rnngrade.batch.results_folder import claimed
from rnngrade.batch.roster import read as read_roster
from rnngrade.batch.run import Judging, Tally, grade_all

__all__ = [
    "BatchError",
    "Collected",
    "Conditions",
    "Entry",
    "Judging",
    "LeftOut",
    "Manifest",
    "Student",
    "Tally",
    "claimed",
    "collect",
    "grade_all",
    "read_roster",
]
