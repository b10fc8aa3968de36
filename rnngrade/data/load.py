"""The data set that an exercise asks for: the real one where it was fetched, else another."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rnngrade.data.interface import DataError, Dataset, Names, Pair
from rnngrade.data.split import split
from rnngrade.data.store import NAMES, are_stored, pairs, stored
from rnngrade.data.substitute import substitute

if TYPE_CHECKING:
    from rnngrade.data.opinions.dataset import Sentiment

SENTIMENT = "sentiment"


def load(name: str) -> Dataset:
    """Return a data set. Raises ``DataError`` where what is stored cannot be used."""
    if name == NAMES:
        return load_names()
    if name == SENTIMENT:
        return load_sentiment()
    raise DataError(f"there is no data set {name!r}; there are: {NAMES}, {SENTIMENT}")


def load_names() -> Names:
    """Return the names data set, split. Raises ``DataError``."""
    if not are_stored():
        return _substitute()
    files, edition = stored()
    return _names(pairs(files), edition, is_substitute=False)


def load_sentiment() -> Sentiment:
    """Return the sentiment data set, which is built in."""
    from rnngrade.data.opinions.dataset import sentiment_data

    return sentiment_data()


@cache
def _substitute() -> Names:
    return _names(*substitute(), is_substitute=True)


def _names(everything: tuple[Pair, ...], edition: str, *, is_substitute: bool) -> Names:
    train, test = split(everything)
    languages = tuple(sorted({language for _, language in train}))
    return Names(NAMES, edition, is_substitute, languages, train, test)
