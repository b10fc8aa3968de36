"""Splits names into a part to train on and a hidden one, so that no name stands in both.

A fifth of the distinct names is hidden. Names are grouped by how they fold to ASCII, over all
languages: *Abel* of five languages, and *Ábel*, are one group, which is whole on one side. So a
name that was trained on is never asked for again, in another language or with another accent.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rnngrade.data.interface import Pair
from rnngrade.data.letters import folded

TEST_SHARE = 0.2
DEFAULT_SEED = 0

Group = dict[str, str]
"""The spellings of one name, by language."""


def split(
    pairs: Iterable[Pair], seed: int = DEFAULT_SEED
) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Return the part to train on and the hidden part, each sorted by language and name.

    Of the spellings of one name in one language the first by alphabet is kept; a name that folds
    to nothing is dropped. The order in which pairs come makes no difference.
    """
    groups = _groups(pairs)
    hidden = _hidden(groups, seed)
    train = [group for key, group in groups.items() if key not in hidden]
    return _sorted(_pairs(train)), _sorted(_pairs(groups[key] for key in hidden))


def _groups(pairs: Iterable[Pair]) -> dict[str, Group]:
    """Return the distinct names by what they fold to."""
    groups: dict[str, Group] = defaultdict(dict)
    for name, language in _sorted((name.strip(), language) for name, language in pairs):
        if key := folded(name):
            groups[key].setdefault(language, name)
    return groups


def _hidden(groups: dict[str, Group], seed: int) -> set[str]:
    """Return the keys of a fifth of the groups, so that of every language a fifth is hidden.

    A group is drawn for its rarest language, for which one name more or less matters most: nearly
    every Scottish name is also an English one. Once the rarer languages are through, a language
    has as many drawn as it lacks.
    """
    sizes = Counter(language for group in groups.values() for language in group)
    by_size = sorted(sizes, key=lambda language: (sizes[language], language))
    strata: dict[str, list[str]] = {language: [] for language in by_size}
    for key, group in groups.items():
        strata[min(group, key=by_size.index)].append(key)
    drawn: set[str] = set()
    for language, keys in strata.items():
        lacking = _fifth(sizes[language]) - sum(language in groups[key] for key in drawn)
        drawn.update(_evenly(_ordered(keys, groups, seed), lacking))
    return drawn


def _fifth(size: int) -> int:
    """Return how many of so many names are hidden: at least one, unless there is only one."""
    return max(min(size - 1, 1), math.floor(size * TEST_SHARE + 0.5))


def _ordered(keys: Iterable[str], groups: dict[str, Group], seed: int) -> list[str]:
    """Return a stratum by the languages of its groups, and within these by a hash."""

    def order(key: str) -> tuple[list[str], bytes]:
        digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
        return sorted(groups[key]), digest

    return sorted(keys, key=order)


def _evenly(keys: Sequence[str], count: int) -> list[str]:
    """Return ``count`` keys at equal steps, so that each set of languages gets its share."""
    taken = max(0, min(count, len(keys)))
    return [keys[(2 * place + 1) * len(keys) // (2 * taken)] for place in range(taken)]


def _pairs(groups: Iterable[Group]) -> Iterator[Pair]:
    return ((name, language) for group in groups for language, name in group.items())


def _sorted(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: (pair[1], pair[0])))
