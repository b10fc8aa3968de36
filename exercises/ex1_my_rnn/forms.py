"""What the functions of ``probe.py`` return, as the checks demand it."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from rnngrade.checks.form import Several

CONSTRUCTED = {"is_class": bool, "is_module": bool}
CALLED = {
    "returned": Any,
    "later": Any,
    "x_changed": bool,
    "h_0_changed": bool,
}
"""What the student's code returned is the student's own, whatever its form."""
PARAMETERS = Several({"name": str, "value": Tensor, "requires_grad": bool})
BUFFERS = {str: Tensor}
RELOADED = {"first": Any, "second": Any}
DEVICE_CONFLICT = (int, None)
OPERATORS = Several(str)
GRADIENTS = (
    {"graph": bool},
    {
        "graph": bool,
        "x": (Tensor, None),
        "h_0": (Tensor, None),
        "parameters": {str: (Tensor, None)},
    },
)
LEARNED = {"values": {str: Tensor}, "losses": Several(float)}
