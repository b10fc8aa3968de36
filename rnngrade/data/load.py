"""The data set that an exercise asks for: the real one where it was fetched, else another."""

from __future__ import annotations

from functools import cache

from rnngrade.data.interface import DataError, Dataset, Pair
from rnngrade.data.split import split
from rnngrade.data.store import are_stored, pairs, stored
from rnngrade.data.substitute import substitute

DATASETS = ("names",)


def load(name: str) -> Dataset:
    """Return a data set, split. Raises ``DataError`` where what is stored cannot be used."""
    if name not in DATASETS:
        raise DataError(f"there is no data set {name!r}; there is: {', '.join(DATASETS)}")
    if not are_stored():
        return _substitute()
    files, edition = stored()
    return _dataset(pairs(files), edition, is_substitute=False)


@cache
def _substitute() -> Dataset:
    return _dataset(*substitute(), is_substitute=True)


def _dataset(everything: tuple[Pair, ...], edition: str, *, is_substitute: bool) -> Dataset:
    train, test = split(everything)
    languages = tuple(sorted({language for _, language in train}))
    return Dataset("names", edition, is_substitute, languages, train, test)
