"""The doctor stage: whether this machine can check submissions, and what it lacks."""

from rnngrade.doctor.examine import examine
from rnngrade.doctor.interface import Examined, Finding, Health, Section

__all__ = ["Examined", "Finding", "Health", "Section", "examine"]
