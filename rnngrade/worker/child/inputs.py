"""What a model is given while it trains, and whether it is in ``eval`` meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.modules.module import register_module_forward_pre_hook

MAX_INPUTS = 24
"""That are looked at."""


class Inputs:
    """Looks at the first tensor that the next module is given, whenever ``watch`` was called.

    ``seen`` is called at every look with a function and its arguments, and calls it.
    """

    def __init__(self, seen: Callable[..., None]) -> None:
        self._seen = seen
        self._hook: Any = None
        self._fingerprints: list[tuple[object, ...]] = []
        self.idle_in_eval = 0
        """At how many looks the module had layers that do nothing in ``eval``, and was in it."""

    def counted(self) -> dict[str, int]:
        """Return how many inputs were looked at, and how many of them were different."""
        return {
            "inputs": len(self._fingerprints),
            "distinct_inputs": len(set(self._fingerprints)),
            "idle_in_eval": self.idle_in_eval,
        }

    def watch(self) -> None:
        """Look at what the next module is given, unless enough was seen."""
        if self._hook is None and len(self._fingerprints) < MAX_INPUTS:
            self._hook = register_module_forward_pre_hook(self._see)

    def leave(self) -> None:
        """Look no further."""
        if self._hook is not None:
            self._hook.remove()
            self._hook = None

    def _see(self, module: nn.Module, args: Sequence[Any]) -> None:
        if not torch.is_grad_enabled() or self._hook is None:
            return
        tensor = next((arg for arg in args if isinstance(arg, Tensor)), None)
        if tensor is not None:
            self.leave()
            self._seen(self._look, module, tensor)

    def _look(self, module: nn.Module, tensor: Tensor) -> None:
        values = tensor.detach().double()
        # The sum of the squares, and one that depends on the order.
        weights = torch.arange(values.numel(), dtype=torch.float64, device=values.device)
        numbers = (float(values.square().sum()), float(values.flatten() @ weights))
        self._fingerprints.append((tuple(tensor.shape), *numbers))
        self.idle_in_eval += any(map(_idles, module.modules()))


def _idles(module: nn.Module) -> bool:
    """Return whether a module does in ``eval`` what it does not in training, and is in ``eval``."""
    drops = isinstance(module, nn.RNNBase) and module.dropout > 0
    return not module.training and (drops or isinstance(module, (_BatchNorm, _DropoutNd)))
