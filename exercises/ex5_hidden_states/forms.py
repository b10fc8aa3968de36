"""What the functions of ``probe.py`` return, as the checks demand it."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from rnngrade.checks.form import Several

STUDENTS_OWN = Any
"""What the student's code returned is the student's own, whatever its form."""
OWN_MODEL = (
    None,
    {"type": str, "lacks": Several(str)},
    {
        "kind": str,
        "nonlinearity": str,
        "sizes": {
            "input_size": int,
            "hidden_size": int,
            "num_layers": int,
            "bidirectional": bool,
            "bias": bool,
        },
        "weights": {str: Tensor},
        "embedding": Tensor,
        "linear": {str: Tensor},
    },
)
STATES = {
    "returned": STUDENTS_OWN,
    "trace": dict.fromkeys(
        ("changed", "gradients", "graph", "switched_off", "hooks", "sentences"), bool
    ),
}
