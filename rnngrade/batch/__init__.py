"""The batch stage: many submissions through the line that ``grading.py`` is for one."""

from rnngrade.batch.conditions import Conditions
from rnngrade.batch.manifest import Manifest
from rnngrade.batch.results_folder import claimed
from rnngrade.batch.run import Judging, Tally, grade_all

__all__ = ["Conditions", "Judging", "Manifest", "Tally", "claimed", "grade_all"]
