"""What the functions of ``probe.py`` return, as the checks demand it."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from rnngrade.checks.form import Several

CONSTRUCTED = {"is_class": bool, "is_module": bool}
TRAINED = {
    "type": str,
    "is_none": bool,
    "is_tuple": bool,
    "is_module": bool,
    "is_adding_model": bool,
    "devices": Several(str),
}
EVALUATED = {
    "value": Any,
    "examples": int,
    "touched": bool,
    "batches": Several(int),
    "lengths": Several(int),
}
WEIGHTS = {str: Tensor}
NAMES = Several(str)
SLOPES = (Tensor, None)
STUDENTS_OWN = Any
"""What the student's code returned is the student's own, whatever its form."""
LIST = Several(Any)
