"""Puts one sentence together by the grammar: draws words, and lets verbs and articles agree."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from rnngrade.data.opinions import words
from rnngrade.data.opinions.grammar import RULES
from rnngrade.data.opinions.words import HELD_OUT, MILD, PEOPLE, TOPICS, Noun

T = TypeVar("T")

PRESENT_SHARE = 0.3
"""How many sentences are in the present tense."""
THING_SHARE = 0.25
"""How often a clause that may be about either speaks of the thing itself, not of an aspect."""

_LISTS = {
    "STRONG": words.STRONG,
    "VERDICT": words.VERDICTS,
    "QUALITY": words.QUALITIES,
    "LIKE": words.ATTITUDES,
    "LIKED": words.ATTITUDES,
    "PLEASE": words.EFFECTS,
    "PLEASED": words.EFFECTS,
}
"""The negative and the positive words of a symbol. Of a verb, a past form ends in D."""
_AGREEING = {
    "BE": {"past": ("was", "were"), "present": ("is", "are")},
    "SEEM": {"past": ("seemed", "seemed"), "present": ("seems", "seem")},
    "HAVE": {"past": ("had", "had"), "present": ("has", "have")},
    "LACK": {"past": ("lacked", "lacked"), "present": ("lacks", "lack")},
    "THEY": {"past": ("it", "they"), "present": ("it", "they")},
    "THEM": {"past": ("it", "them"), "present": ("it", "them")},
}
"""Singular and plural of what agrees with the noun, by the sentence's tense."""


class Scene:
    """What one sentence speaks of: one thing, and its aspects, each once.

    ``everything`` allows words that are held out.
    """

    def __init__(self, random: Random, *, everything: bool) -> None:
        self._random = random
        self._everything = everything
        self._used: set[str] = set()
        topic = self.choose(TOPICS)
        self._tense = "present" if random.random() < PRESENT_SHARE else "past"
        self._thing = self._new_noun(topic.things)
        self._thing_was_named = False
        self._aspects = topic.aspects
        self._lists = _LISTS | {
            "PEOPLE": (" ".join(topic.people),) * 2,
            "VISITED": (" ".join(topic.visited),) * 2,
        }

    def choose(self, options: Sequence[T]) -> T:
        """Return one of the options. ``Random.random`` alone is the same in all Pythons."""
        return options[int(self._random.random() * len(options))]

    def written(self, template: str, *, positive: bool) -> tuple[str, ...]:
        """Return the words that a template comes to."""
        found = self._expanded(template, None, positive=positive)
        pairs = zip(found, [*found[1:], ""], strict=True)
        return tuple("an" if w == "a" and after[0] in "aeiou" else w for w, after in pairs)

    def _expanded(self, template: str, noun: Noun | None, *, positive: bool) -> list[str]:
        """Return the words of a template; ``noun`` is what one around it speaks of."""
        symbols = template.split()
        noun = self._noun(symbols) or noun
        found: list[str] = []
        for symbol in symbols:
            name, is_opposite = symbol.rstrip("=~"), symbol.endswith("~")
            if name == "THING" and found[-1] == "the" and self._thing_was_named:
                found[-1] = "it"
            else:
                found += self._words(name, noun, positive=positive != is_opposite)
        return found

    def _words(self, name: str, noun: Noun | None, *, positive: bool) -> list[str]:
        """Return the words for one symbol, whose sentiment is known."""
        if not name.isupper():
            return [name]
        if name in RULES:
            rules = RULES[name] + RULES.get(f"{name}{'+' if positive else '-'}", ())
            return self._expanded(self._unused(rules), noun, positive=positive)
        if name in self._lists:
            forms = self._new(self._lists[name][positive]).split("/")
            return [forms[-1] if name.endswith("D") else forms[0]]
        if noun is None:
            raise LookupError(f"the symbol {name} stands in a template without a noun")
        return [self._agreeing(name, noun, positive=positive)]

    def _agreeing(self, name: str, noun: Noun, *, positive: bool) -> str:
        """Return the word for a symbol that depends on what the clause speaks of."""
        if name in _AGREEING:
            return _AGREEING[name][self._tense][noun.is_plural]
        if name == "MILD":
            kinds = ("any", noun.kind) if noun.kind in PEOPLE else ("any", "object", noun.kind)
            return self._new(MILD[self.choose(kinds)][positive])
        self._thing_was_named |= noun == self._thing
        return noun.word

    def _noun(self, symbols: Sequence[str]) -> Noun | None:
        """Return what a template speaks of, if it has a noun."""
        sort = next((symbol for symbol in symbols if symbol in ("THING", "ONE", "NOUN")), None)
        if sort is None:
            return None
        may_be_thing = not self._thing_was_named and self._random.random() < THING_SHARE
        if sort == "THING" or may_be_thing:
            return self._thing
        return self._new_noun([n for n in self._aspects if sort == "NOUN" or not n.is_plural])

    def _new_noun(self, nouns: Sequence[Noun]) -> Noun:
        by_word = {noun.word: noun for noun in nouns}
        return by_word[self._new(" ".join(by_word))]

    def _new(self, candidates: str) -> str:
        """Return a word of a list that is not in the sentence yet, and not held out."""
        known = [
            word
            for word in candidates.split()
            if self._everything or word.partition("/")[0] not in HELD_OUT
        ]
        return self._unused(known)

    def _unused(self, options: Sequence[str]) -> str:
        """Return a word, or a template, which the sentence does not have yet, if there is one."""
        chosen = self.choose([o for o in options if o not in self._used] or options)
        if chosen.islower():
            self._used.add(chosen)
        return chosen
