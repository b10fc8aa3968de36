"""Sees a loss that was computed between tensors of shapes that do not fit: (B, 1) with (B,)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import zip_longest
from typing import Any

from torch import Tensor
from torch.overrides import TorchFunctionMode, _get_current_function_mode

DIFFERENCES = frozenset({"sub", "__sub__", "__rsub__", "rsub", "subtract"})
LOSSES = frozenset({"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"})
RELATIVE_ERROR = 1e-4
MAX_FOUND = 100
"""Differences that are remembered, the newest; the loss is among the last of a step."""

Shapes = list[list[int]]


class Broadcasts(TorchFunctionMode):
    """While entered, keeps every difference of two tensors that were both broadcast."""

    def __init__(self) -> None:
        super().__init__()
        self.active = False
        self._found: deque[tuple[Shapes, list[float]]] = deque(maxlen=MAX_FOUND)

    def enter(self) -> None:
        """Begin to look."""
        self.__enter__()  # type: ignore[no-untyped-call]
        self.active = True

    def leave(self) -> None:
        """Look no more; later, where the student's own mode lies on top of this one."""
        if self.active and _get_current_function_mode() is self:  # type: ignore[no-untyped-call]
            self.active = False
            self.__exit__(None, None, None)

    def explain(self, loss: Tensor) -> Shapes | None:
        """Return the two shapes whose broadcast difference ``loss`` is the mean of; else None."""
        value = float(loss)
        size = abs(value) * RELATIVE_ERROR
        found = [
            shapes
            for shapes, guesses in self._found
            if any(abs(value - guess) <= size for guess in guesses)
        ]
        self._found.clear()
        return found[0] if found else None

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """See a call of torch's."""
        result = func(*args, **(kwargs or {}))
        name = getattr(func, "__name__", "")
        if name in DIFFERENCES or name in LOSSES:
            with suppress(Exception):
                self._see(name, (*args, *(kwargs or {}).values()), result)
        return result

    def _see(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        first, second = [arg for arg in args if isinstance(arg, Tensor)][:2]
        fewest, most = sorted((first.numel(), second.numel()))
        # Not torch.broadcast_shapes, whose first call imports for seconds.
        sides = zip_longest(reversed(first.shape), reversed(second.shape), fillvalue=1)
        if fewest > 1 and most < math.prod(max(pair) for pair in sides):
            shapes = [list(first.shape), list(second.shape)]
            # Only numbers are kept: the tensors may be large, and their graph behind them.
            self._found.append((shapes, _losses(result.detach(), name in LOSSES)))


def _losses(result: Tensor, is_loss: bool) -> list[float]:
    """Return the losses that could have been made of it."""
    if is_loss:
        mean, total, absolute = result.mean(), result.sum(), result.mean()
    else:
        mean, total, absolute = result.square().mean(), result.square().sum(), result.abs().mean()
    per_example = total / len(result) if result.dim() else total
    guesses = (mean, mean.sqrt(), mean / 2, total, per_example, absolute)
    return [float(guess) for guess in guesses]
