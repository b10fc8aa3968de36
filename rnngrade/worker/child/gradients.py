"""The parameters of an optimizer, and the norms of their gradients."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.optim.optimizer import Optimizer


def parameters_of(optimizer: Optimizer) -> list[Tensor]:
    """Return all that an optimizer changes."""
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]


def with_gradient(optimizer: Optimizer) -> list[Tensor]:
    """Return those of an optimizer's parameters that have a gradient."""
    return [parameter for parameter in parameters_of(optimizer) if parameter.grad is not None]


def norm_of(optimizer: Optimizer) -> float | None:
    """Return the norm of all gradients of an optimizer's parameters; None where that is unknown."""
    grads = [parameter.grad for parameter in parameters_of(optimizer)]
    return total_norm([grad for grad in grads if grad is not None])


def total_norm(tensors: Sequence[Tensor]) -> float | None:
    """Return the 2-norm of all these together; None where there are none, or a sparse one."""
    if not tensors or any(tensor.is_sparse for tensor in tensors):
        return None
    return float(torch.stack(torch._foreach_norm([t.detach() for t in tensors])).norm())
