"""rnngrade: an autograder for recurrent-network exercises in PyTorch.

``rnngrade.check("ex1", "ex1_my_rnn.py")`` judges a submission, as ``rnngrade check`` does.
``rnngrade.data`` holds what exercises have students train on.
"""

__version__ = "0.1.0"

from rnngrade import data
from rnngrade.grader import check
from rnngrade.result import Result

__all__ = ["Result", "__version__", "check", "data"]
