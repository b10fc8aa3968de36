"""The sentences: the two parts, which are always the same, and fresh ones for the grader.

Nothing here needs torch.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from random import Random
from typing import NamedTuple, TypeAlias

from rnngrade.data.opinions.expansion import Scene
from rnngrade.data.opinions.grammar import HELD_OUT_PATTERNS, PATTERNS

Sentence: TypeAlias = tuple[tuple[str, ...], int]
"""The words of a sentence, and its sentiment: 0 is negative, 1 positive."""

EDITION = "grammar 1"
"""Of the two parts: another grammar, or other words, give another one."""
SIZES = {"train": 4000, "test": 800}
LENGTHS = range(4, 19)
"""How many words a sentence may have, commas included."""
HELD_OUT_SHARE = 0.12
"""How many sentences of the test part follow a pattern that is held out."""
_SEEDS = {"train": 0, "test": 1}
_FURTHER_SEED = 2


class Example(NamedTuple):
    """A sentence, and the pattern of the grammar that made it."""

    words: tuple[str, ...]
    sentiment: int
    pattern: str


def sentences(part: str) -> tuple[Sentence, ...]:
    """Return the sentences of ``"train"`` or ``"test"``, always the same ones in the same order.

    As many are positive as negative, and no sentence is there twice, in one part or in both.
    The test part has words and patterns that the other has not. Raises ``ValueError`` for another
    part.
    """
    return _without_patterns(examples(part))


@cache
def examples(part: str) -> tuple[Example, ...]:
    """Return the sentences of a part with their patterns; see ``sentences``."""
    if part not in SIZES:
        raise ValueError(f"there are the parts 'train' and 'test', not {part!r}")
    others = () if part == "train" else examples("train")
    random = Random(_SEEDS[part])  # noqa: S311 - no secret
    return _drawn(SIZES[part], random, others, everything=part == "test")


def fresh(count: int, random: Random) -> tuple[Sentence, ...]:
    """Return so many sentences such as those of the test part, which are in neither part.

    They are the grader's own. Half of them are positive, or one less.
    """
    others = examples("train") + examples("test")
    return _without_patterns(_drawn(count, random, others, everything=True))


def further(count: int) -> tuple[Example, ...]:
    """Return more examples such as those of the part to train on, which are in neither part."""
    others = examples("train") + examples("test")
    return _drawn(count, Random(_FURTHER_SEED), others, everything=False)  # noqa: S311 - no secret


def _drawn(
    count: int, random: Random, others: Iterable[Example], *, everything: bool
) -> tuple[Example, ...]:
    """Return distinct examples in random order, none of which is among ``others``."""
    seen = {other.words for other in others}
    found: list[Example] = []
    while len(found) < count:
        example = _example(random, len(found) % 2, everything=everything)
        if len(example.words) in LENGTHS and example.words not in seen:
            seen.add(example.words)
            found.append(example)
    return tuple(sorted(found, key=lambda _: random.random()))


def _example(random: Random, sentiment: int, *, everything: bool) -> Example:
    scene = Scene(random, everything=everything)
    held_out = everything and random.random() < HELD_OUT_SHARE
    pattern, templates = scene.choose([*(HELD_OUT_PATTERNS if held_out else PATTERNS).items()])
    words = scene.written(scene.choose(templates), positive=sentiment == 1)
    return Example(words, sentiment, pattern)


def _without_patterns(drawn: Iterable[Example]) -> tuple[Sentence, ...]:
    return tuple((example.words, example.sentiment) for example in drawn)
