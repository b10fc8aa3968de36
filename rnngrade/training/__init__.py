"""The training engine: runs a student's own training, observes it, and explains how it went.

The verdict is not made here: a check measures what was trained on inputs of its own.
"""

from rnngrade.training.credit import partial_credit, proportional_credit
from rnngrade.training.interface import Attempt, Goal, Progress, Training
from rnngrade.training.tries import Trainings

__all__ = [
    "Attempt",
    "Goal",
    "Progress",
    "Training",
    "Trainings",
    "partial_credit",
    "proportional_credit",
]
