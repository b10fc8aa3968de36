"""What the data stage gives: a data set in two parts, one of which is the grader's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Pair: TypeAlias = tuple[str, str]
"""A name as it is written, in Unicode, and its language."""
Files: TypeAlias = dict[str, bytes]
"""The files of a data set as they were published: bytes by file name, such as ``Czech.txt``."""


class DataError(Exception):
    """Data that cannot be had or used. The message says why, ``hint`` what to try."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Dataset:
    """A data set, split. Both parts are sorted by language, then by name."""

    name: str
    edition: str
    """Which one it is, such as ``20,074 lines``; for a substitute, what it was made from."""
    is_substitute: bool
    """Whether it is the embedded one, of the same form, that stands in for the real one."""
    languages: tuple[str, ...]
    """Sorted."""
    train: tuple[Pair, ...]
    """What students train on."""
    test: tuple[Pair, ...]
    """What the grader measures on. Its labels never enter a worker."""
