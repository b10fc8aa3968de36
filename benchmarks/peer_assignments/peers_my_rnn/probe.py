"""The half in the worker: calls a fresh ``MyRNN``, and judges nothing."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def called(
    student: Any, sizes: tuple[int, int], double: bool, calls: list[tuple[Tensor, Tensor | None]]
) -> dict[str, Any]:
    """Return the parameters of a model, and outputs and h_n of each call with (x, h_0)."""
    model = student.MyRNN(*sizes).double() if double else student.MyRNN(*sizes)
    with torch.no_grad():
        answers = [list(model(x, h_0)) for x, h_0 in calls]
    return {"parameters": list(model.parameters()), "answers": answers}


def differentiated(student: Any, sizes: tuple[int, int], x: Tensor) -> dict[str, Any]:
    """Return the parameters of a model, their gradients and that of ``x``.

    Differentiated is the sum of the last output.
    """
    model = student.MyRNN(*sizes).double()
    x.requires_grad_()
    model(x)[0][:, -1].sum().backward()
    parameters = list(model.parameters())
    return {"parameters": parameters, "gradients": [p.grad for p in parameters], "x": x.grad}
