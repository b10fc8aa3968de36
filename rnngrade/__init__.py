"""rnngrade: an autograder for recurrent-network exercises in PyTorch.

``rnngrade.check("ex1", "ex1_my_rnn.py")`` judges a submission, as ``rnngrade check`` does.
"""

__version__ = "0.1.0"

from rnngrade.grader import check
from rnngrade.result import Result

__all__ = ["Result", "__version__", "check"]
