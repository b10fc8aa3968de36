"""What the functions of ``probe.py`` return, as the checks demand it."""

from __future__ import annotations

from typing import Any

from rnngrade.checks.form import Several

CONSTRUCTED = {"is_class": bool, "is_module": bool}
STUDENTS_OWN = Several(Any)
"""What the student's code returned, one for each call: the student's own, whatever its form."""
NAMES = Several(str)
