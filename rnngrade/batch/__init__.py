"""The batch stage: many submissions through the line that ``grading.py`` is for one."""

from rnngrade.batch.collect import collect
from rnngrade.batch.interface import BatchError, Entry
from rnngrade.batch.run import grade_all

__all__ = ["BatchError", "Entry", "collect", "grade_all"]
