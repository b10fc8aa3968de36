"""What the functions of ``probe.py`` return, as the checks demand it."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from rnngrade.checks.form import Several

CONSTRUCTED = {"is_class": bool, "is_module": bool}
EVALUATED = {
    "value": Any,
    "examples": int,
    "touched": bool,
    "batches": Several(int),
    "lengths": Several(int),
}
NAMES = Several(str)
SLOPES = (Tensor, None)
STUDENTS_OWN = Any
"""What the student's code returned is the student's own, whatever its form."""
LIST = Several(Any)
