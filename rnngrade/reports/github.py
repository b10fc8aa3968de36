"""GitHub annotations."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rnngrade.reports.interface import Judged

name = "github"


def render(judged: Sequence[Judged]) -> str:
    """Return the text."""
    raise NotImplementedError


@contextmanager
def commands_stopped(write: Callable[[str], object]) -> Iterator[None]:
    """Print with ``write`` what keeps GitHub from taking anything printed meanwhile for a command.

    The token that ends it is drawn now, so that nobody can have printed it. ``write`` prints a text
    that ends its own lines.
    """
    token = secrets.token_hex(16)
    write(f"::stop-commands::{token}\n")
    try:
        yield
    finally:
        write(f"::{token}::\n")
