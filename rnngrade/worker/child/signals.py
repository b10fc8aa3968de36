"""Signals as bytes on a descriptor, so that one poll waits for them and for sockets alike."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable

HANDLED = (signal.SIGCHLD, signal.SIGTERM)


def as_descriptor(signals: Iterable[int]) -> int:
    """Return a descriptor from which each of these signals is read as one byte, its number."""
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    for number in signals:
        signal.signal(number, _pass)
    return read


def default_signals() -> None:
    """Undo ``as_descriptor``, in a forked child."""
    signal.set_wakeup_fd(-1)
    for number in HANDLED:
        signal.signal(number, signal.SIG_DFL)


def _pass(*_: object) -> None:
    """Do nothing: the byte on the descriptor says it all, and the default would end us."""
