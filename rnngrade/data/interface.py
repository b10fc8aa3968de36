"""What the data stage gives: data sets, of which students have one part and the grader all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

Pair: TypeAlias = tuple[str, str]
"""A name as it is written, in Unicode, and its language."""
Files: TypeAlias = dict[str, bytes]
"""The files of a data set as they were published: bytes by file name, such as ``Czech.txt``."""
HandedOut: TypeAlias = dict[str, Any]
"""What a stand-in of ``rnngrade.data`` serves in a worker: by function, values that cross to it."""


class DataError(Exception):
    """Data that cannot be had or used. The message says why, ``hint`` what to try."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Dataset(ABC):
    """A data set, with what is hidden from students."""

    name: str
    edition: str
    """Which one it is, such as ``20,074 lines``; for a substitute, what it was made from."""
    is_substitute: bool
    """Whether it is the embedded one, of the same form, that stands in for the real one."""

    @abstractmethod
    def handed_out(self) -> HandedOut:
        """Return what a worker is handed, nothing hidden; by the function that serves it."""


@dataclass(frozen=True)
class Names(Dataset):
    """Names, split. Both parts are sorted by language, then by name."""

    languages: tuple[str, ...]
    """Sorted."""
    train: tuple[Pair, ...]
    """What students train on."""
    test: tuple[Pair, ...]
    """What the grader measures on. Its labels never enter a worker."""

    def handed_out(self) -> HandedOut:
        """Return the names to train on, by language."""
        by_language = groupby(self.train, key=lambda pair: pair[1])
        return {"names": {language: [name for name, _ in pairs] for language, pairs in by_language}}
