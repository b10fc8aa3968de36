"""The written answer: whether there is one to be read, and what helps whoever marks it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Context, Failed, ForReview
from rnngrade.worker.interface import Opaque

from . import forms, own_model
from .findings import findings, table
from .findings import in_words as findings_in_words
from .shown import last_states

FEWEST_DISTINCT = 0.4
"""Share of the words asked for that must differ: a sentence said again and again is no answer."""
FOUND_IN = 300
"""Hidden sentences, whose states are looked at for whoever marks the answer."""
COPIED_RUN = 8
"""Words in a row that are not one's own if they stand so in the statement or the stub."""
MOST_COPIED = 0.5
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]+(?:['’-][^\W\d_]+)*")
"""Chinese and Japanese write no spaces: there each character counts."""


def judge(context: Context) -> ForReview:
    """Judge whether there is an answer; a person says how good it is."""
    said = context.ask("observations", forms.STUDENTS_OWN)
    if said is None:
        raise Failed(
            "There is no OBSERVATIONS.",
            hint='Write your answer as a text of the module: OBSERVATIONS = """…""". In a notebook '
            "it stands in a code cell.",
        )
    if isinstance(said, Opaque) and said.type_name == "str":
        raise Failed("OBSERVATIONS is too long to be read.", hint="A page or two will do.")
    if not isinstance(said, str):
        raise Failed(f"OBSERVATIONS should be a text, but it is {in_words(said)}.")
    words = _words(said)
    least = context.setting("words")
    own = _own(words)
    if len(own) < (1 - MOST_COPIED) * len(words) or not own:
        raise context.confirmed(
            f"OBSERVATIONS has {len(words)} words, of which {len(words) - len(own)} stand so in "
            "the exercise's own text.",
            "text_of_the_stub",
        )
    if len(own) < least:
        raise context.confirmed(
            f"OBSERVATIONS has {len(own)} words of your own; at least {least} are asked.",
            "too_few_words",
        )
    distinct = len({word.casefold() for word in own})
    if distinct < FEWEST_DISTINCT * least:
        raise context.confirmed(
            f"OBSERVATIONS has {len(own)} words, but only {distinct} different ones.",
            "words_repeated",
        )
    return _for_review(context, said, len(words))


def _for_review(context: Context, said: str, count: int) -> ForReview:
    states_of, whose = own_model.states_of(context)
    found = findings(states_of, own_model.measured_on(context)[:FOUND_IN])
    return ForReview(
        f"{count} words: “{_unwrapped(said)}”",
        evidence={
            "words": count,
            "observations": said.strip(),
            "findings": {f.place: f.numbers for f in found},
        },
        notes=(findings_in_words(found),),
        exhibits=(table(found, whose), last_states(context)),
    )


def _unwrapped(text: str) -> str:
    """Return a text without the breaks of its lines, but with those of its paragraphs."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _own(words: list[str]) -> list[str]:
    """Return the words that do not stand in a long run of the exercise's own text."""
    lowered = [word.casefold() for word in words]
    given = _given()
    copied = set[int]()
    for start in range(len(words) - COPIED_RUN + 1):
        if tuple(lowered[start : start + COPIED_RUN]) in given:
            copied.update(range(start, start + COPIED_RUN))
    return [word for place, word in enumerate(words) if place not in copied]


@cache
def _given() -> frozenset[tuple[str, ...]]:
    """Return every run of so many words of the statement and of the stub."""
    runs = set()
    for name in ("stub.py", "README.md"):
        text = Path(__file__).with_name(name).read_text(encoding="utf-8")
        words = [word.casefold() for word in _words(text)]
        runs |= {tuple(words[n : n + COPIED_RUN]) for n in range(len(words) - COPIED_RUN + 1)}
    return frozenset(runs)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
