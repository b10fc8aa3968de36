"""rnngrade: an autograder for recurrent-network exercises in PyTorch.

``rnngrade.check("ex1", "ex1_my_rnn.py")`` judges a submission, as ``rnngrade check`` does.
``rnngrade.data`` holds what exercises have students train on.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from rnngrade import data
    from rnngrade.grader import check
    from rnngrade.result import Result

__all__ = ["Result", "__version__", "check", "data"]


def __getattr__(name: str) -> Any:
    """Import what is asked for, and nothing before: pytest loads this package for its plugin."""
    if name == "data":
        return import_module("rnngrade.data")
    if name == "check":
        return import_module("rnngrade.grader").check
    if name == "Result":
        return import_module("rnngrade.result").Result
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
