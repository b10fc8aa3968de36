"""The submission stage: what a student handed in becomes one Python module with a way back."""

from rnngrade.submission.checkpoint import read_checkpoint
from rnngrade.submission.folder import SUFFIXES
from rnngrade.submission.handed_in import handed_in_sha256
from rnngrade.submission.interface import (
    Checkpoint,
    Checkpoints,
    Location,
    Problem,
    Submission,
    SubmissionError,
)
from rnngrade.submission.read import read, read_bytes
from rnngrade.submission.symbols import Use, find_forbidden

__all__ = [
    "SUFFIXES",
    "Checkpoint",
    "Checkpoints",
    "Location",
    "Problem",
    "Submission",
    "SubmissionError",
    "Use",
    "find_forbidden",
    "handed_in_sha256",
    "read",
    "read_bytes",
    "read_checkpoint",
]
