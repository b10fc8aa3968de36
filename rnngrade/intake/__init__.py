"""The intake stage: which submissions there are, and whose, in whatever form they come."""

from rnngrade.intake.collect import collect
from rnngrade.intake.interface import BatchError, Collected, Entry, LeftOut, Student
from rnngrade.intake.roster import read as read_roster

__all__ = [
    "BatchError",
    "Collected",
    "Entry",
    "LeftOut",
    "Student",
    "collect",
    "read_roster",
]
