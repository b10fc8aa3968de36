"""What the functions of ``probe.py`` return, as the checks demand it."""

from __future__ import annotations

from typing import Any

from rnngrade.checks.form import Several

CONSTRUCTED = {"is_module": bool, "languages": (Several(str), None)}
LIST = Several(Any)
NAMES = Several(str)
STUDENTS_OWN = Any
"""What the student's code returned is the student's own, whatever its form."""
