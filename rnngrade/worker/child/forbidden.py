"""Symbols that raise while a probe runs: a deterrent, not a wall.

The first such call is remembered, for a student's ``except`` may swallow what is raised.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

from .trace import Report, current_frames


class ForbiddenCallError(BaseException):
    """A forbidden symbol was called while a probe ran; a BaseException, to pass ``except``."""


class Guard:
    """Wraps the forbidden symbols, and raises when one is called while it is active."""

    def __init__(self, names: Iterable[str]) -> None:
        self.active = False
        self.first: Report | None = None
        for name in names:
            self._forbid(name)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Let the forbidden symbols raise in the block."""
        self.first = None
        self.active = True
        try:
            yield
        finally:
            self.active = False

    def refuse(self, name: str) -> None:
        """Raise if the guard is active."""
        if self.active:
            if self.first is None:
                self.first = {"type": "ForbiddenCall", "message": name, "frames": current_frames()}
            raise ForbiddenCallError(name)

    def _forbid(self, name: str) -> None:
        """Wrap what a dotted name stands for; a name that this torch lacks needs no wrapping."""
        parent_name, _, last = name.rpartition(".")
        parent: Any = _resolve(parent_name)
        symbol = getattr(parent, last, None)
        if isinstance(symbol, type):
            for method in ("__init__", "forward"):
                if hasattr(symbol, method):
                    setattr(symbol, method, self._wrap(name, getattr(symbol, method)))
        elif symbol is not None:
            setattr(parent, last, self._wrap(name, symbol))
            if parent is torch:
                self._forbid_relatives(name, last)
            self._forbid_in_table(name, symbol)

    def _forbid_relatives(self, name: str, last: str) -> None:
        """Wrap the other doors to a function of torch's: ``torch._VF`` and ``torch.ops.aten``.

        The third, ``torch._C._VariableFunctions``, is read-only.
        """
        setattr(torch._VF, last, self._wrap(name, getattr(torch._VF, last)))
        if hasattr(torch.ops.aten, last):
            setattr(torch.ops.aten, last, _Packet(self, name, getattr(torch.ops.aten, last)))

    def _forbid_in_table(self, name: str, symbol: Any) -> None:
        """Wrap the function where ``nn.RNN`` itself looks it up."""
        table = getattr(torch.nn.modules.rnn, "_rnn_impls", {})
        for key, function in list(table.items()):
            if getattr(function, "__name__", None) == getattr(symbol, "__name__", name):
                table[key] = self._wrap(name, function)

    def _wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def refusing(*args: Any, **kwargs: Any) -> Any:
            self.refuse(name)
            return function(*args, **kwargs)

        return refusing


class _Packet:
    """An operator of ``torch.ops.aten``, whose overloads are its attributes."""

    def __init__(self, guard: Guard, name: str, packet: Any) -> None:
        self._guard = guard
        self._name = name
        self._packet = packet

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._guard.refuse(self._name)
        return self._packet(*args, **kwargs)

    def __getattr__(self, attribute: str) -> Any:
        # torch's own imports read every overload, and look them up: that is no call of one.
        if not str(sys._getframe(1).f_globals.get("__name__")).startswith("torch."):
            self._guard.refuse(self._name)
        return getattr(self._packet, attribute)


def _resolve(dotted: str) -> object:
    """Return the module or class of a dotted name. Raises ``ImportError`` or ``AttributeError``."""
    module, _, rest = dotted.partition(".")
    found: object = importlib.import_module(module)
    for part in filter(None, rest.split(".")):
        found = getattr(found, part)
    return found
