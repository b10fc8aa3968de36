"""Values of the student's, whatever they are, as values that the wire carries.

What does not cross becomes ``Opaque``. Objects here may be hostile or merely broken: no method of
theirs is called but ``__repr__`` and ``__str__``, and those under a clock.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

from .wire import COMPLEX_DTYPES, DTYPES, MAX_DEPTH, MAX_INT_BITS, Opaque

MAX_NODES = 200_000
MAX_CHARACTERS = 400_000
MAX_OPAQUE_CHARACTERS = 500
TEXT_SECONDS = 0.5
MIN_TEXT_SECONDS = 0.001
SENDABLE = (*DTYPES.values(), *COMPLEX_DTYPES)


class _TooMuch(Exception):
    """A value has more parts than a reply may have."""


class _TooSlow(BaseException):
    """An object takes its time to say what it is; a BaseException, to pass its ``except``."""


def describe(value: object, reply_bytes: int) -> object:
    """Return ``value`` as the wire carries it, in no more than ``reply_bytes`` of tensors."""
    try:
        return _Description(reply_bytes).of(value, MAX_DEPTH - 1)
    except (_TooMuch, RecursionError):
        return Opaque(type_name(value), "more than one reply may hold")


def text_of(
    convert: Callable[[Any], str], value: object, limit: int, seconds: float = TEXT_SECONDS
) -> str:
    """Return ``convert(value)`` (``repr`` or ``str``), bounded, or say why there is none."""
    try:
        with _time_limit(seconds):
            text = str.__str__(convert(value))
    except _TooSlow:
        return f"<its {convert.__name__} takes too long>"
    except BaseException as error:
        return f"<its {convert.__name__} raises {type_name(error)}>"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def type_name(value: object) -> str:
    """Return the name of a value's type, bounded; no code of the value's runs."""
    # A metaclass may lie about __name__, so that of ``type`` is asked.
    return str(type.__dict__["__name__"].__get__(type(value)))[:200]


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise ``_TooSlow`` in the block after ``seconds``. For the main thread only."""
    armed = True

    def ring(*_: object) -> None:
        if armed:
            raise _TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class _Description:
    """One walk over a value, which counts what it takes in."""

    def __init__(self, reply_bytes: int) -> None:
        self.nodes = MAX_NODES
        self.characters = MAX_CHARACTERS
        self.bytes = reply_bytes
        self.seconds = TEXT_SECONDS

    def of(self, value: Any, depth: int) -> object:
        self.nodes -= 1
        if self.nodes < 0:
            raise _TooMuch
        kind = type(value)
        if value is None or kind is bool:
            return value
        if issubclass(kind, torch.Tensor):
            return self._tensor(value)
        if issubclass(kind, str):
            return self._text(str.__str__(value))
        if issubclass(kind, int):
            return self._integer(int.__int__(value))
        if issubclass(kind, float):
            return float.__float__(value)
        if issubclass(kind, list | tuple | dict):
            return self._container(value, kind, depth - 1)
        return self._opaque(value)

    def _container(self, value: Any, kind: type, depth: int) -> object:
        if depth < 0:
            return Opaque(type_name(value), "nested too deeply to be sent")
        if issubclass(kind, list):
            return [self.of(item, depth) for item in list.__iter__(value)]
        if issubclass(kind, tuple):
            return tuple(self.of(item, depth) for item in tuple.__iter__(value))
        items = list(dict.items(value))
        if not all(issubclass(type(key), str) for key, _ in items):
            return self._opaque(value)
        return {self._text(str.__str__(key)): self.of(item, depth) for key, item in items}

    def _text(self, text: str) -> str:
        self.characters -= len(text)
        if self.characters < 0:
            raise _TooMuch
        return text

    def _integer(self, number: int) -> object:
        if number.bit_length() > MAX_INT_BITS:
            return Opaque("int", f"an integer of {number.bit_length()} bits")
        return number

    def _opaque(self, value: object) -> Opaque:
        before = time.monotonic()
        text = text_of(repr, value, MAX_OPAQUE_CHARACTERS, self.seconds)
        # One clock for all, or a list of slow objects would take its time for each.
        self.seconds = max(MIN_TEXT_SECONDS, self.seconds - (time.monotonic() - before))
        return Opaque(type_name(value), self._text(text))

    def _tensor(self, value: torch.Tensor) -> object:
        try:
            with torch._C.DisableTorchFunction():
                return self._plain(value)
        except Exception as error:  # a tensor of a kind that torch itself cannot copy
            text = text_of(str, error, MAX_OPAQUE_CHARACTERS)
            return Opaque(type_name(value), f"a tensor that cannot be sent: {text}")

    def _plain(self, value: torch.Tensor) -> object:
        """Return a dense, detached tensor on the CPU that is no larger than what is left."""
        plain = torch.Tensor.detach(value)
        if type(plain) is not torch.Tensor:
            plain = plain.as_subclass(torch.Tensor)
        if plain.is_nested:
            return Opaque(type_name(value), "a nested tensor")
        said = f"a tensor of {plain.dtype} and shape {tuple(plain.shape)}"
        if plain.device.type == "meta":
            return Opaque(type_name(value), f"{said} on the meta device, which holds no values")
        if plain.numel() * max(plain.element_size(), 1) > self.bytes:
            return Opaque(type_name(value), f"{said}, larger than one reply may be")
        if plain.is_quantized:
            plain = plain.dequantize()
        if plain.layout is not torch.strided:
            plain = plain.to_dense()
        if plain.dtype not in SENDABLE:
            return Opaque(type_name(value), f"{said}, a dtype that is not sent")
        self.bytes -= plain.numel() * plain.element_size()
        return plain.cpu().resolve_conj().resolve_neg().contiguous()
