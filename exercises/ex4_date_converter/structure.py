"""Whether a model that converts well was trained to, or has the calendar built in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from rnngrade.checks.interface import Context
from rnngrade.submission.interface import Submission
from rnngrade.submission.symbols import find_forbidden
from rnngrade.training import Training

from . import forms
from .dates import Pair
from .measure import Measured, measure, percent
from .reading import has_state_of_its_own, unread_share

LOOKED_AT = 300
"""Hidden dates that changed models are asked for."""
KNOWS_DATES = 0.05
"""Exact match above which a model with random weights converts; honest ones have 0."""
KNOWS_FIELD = 0.5
"""The same of a year, month or day; honest models have 0 to 0.02: few of what they write at random
is a date, and by chance a month would be right in 0.08."""
RUINED = 0.5
"""Exact match below which a model is not good any more. With other recurrent weights, or another
decoder's, a vanilla RNN, a GRU and an LSTM have 0, a GRU with attention 0.02."""
JITTERED = 0.5
"""Exact match that is left at least when weights change a little; honest ones keep all of it."""
UNREAD = 0.15
"""Share of the letters whose change may leave a state as it is; 0 for whoever reads them all. Who
looks up a month by its first three letters does not read 0.3 of a date in January."""
SEEDS = (1, 2)
RANDOM_MODELS = (
    ("fresh", None, "An untrained model"),
    ("trained", "redraw", "With random weights the model"),
    ("trained", "redraw_large", "With random weight matrices the model"),
)
WITHIN = ("DateConverter", "convert")
CALENDARS = (
    *("datetime.strptime", "datetime.datetime", "datetime.date", "time.strptime"),
    *("calendar.month_name", "calendar.month_abbr", "dateutil.parser.parse", "pandas.to_datetime"),
    *("re.match", "re.fullmatch", "re.search", "re.findall", "re.finditer", "re.compile", "re.sub"),
    "re.split",
)
"""What reads or knows dates, and letters by a pattern; the most telling ones first."""


@dataclass
class Found:
    """The mistake that is found, if any, with a sentence, and the numbers looked at."""

    mistake: str | None = None
    sentence: str = ""
    numbers: dict[str, float] = field(default_factory=dict)


def find_what_is_built_in(context: Context, training: Training, hidden: Sequence[Pair]) -> Found:
    """Look at a trained model that has reached its goal, by these hidden dates."""
    found = Found()
    for mistake, sentence in _findings(context, training, hidden[:LOOKED_AT], found.numbers):
        found.mistake, found.sentence = mistake, sentence
        if mistake in ("parses_the_date", "hand_made_feature"):
            found.sentence += _what_parses(context.submission)
        break
    return found


def _findings(
    context: Context, training: Training, hidden: Sequence[Pair], numbers: dict[str, float]
) -> Iterator[tuple[str, str]]:
    def measured(**model: object) -> Measured:
        return measure(training.ask, hidden, **model)

    def best_exact(*changes: str) -> float:
        every = product(changes, SEEDS)
        return max(measured(change=change, seed=seed).exact for change, seed in every)

    for kind, change, words in RANDOM_MODELS:
        name = change or "untrained"
        numbers[name] = numbers[f"{name}_field"] = 0.0
        for seed in SEEDS:
            knows = measured(kind=kind, change=change, seed=seed)
            best = max(knows.fields, key=lambda one: knows.fields[one])
            numbers[name] = max(numbers[name], knows.exact)
            numbers[f"{name}_field"] = max(numbers[f"{name}_field"], knows.fields[best])
            if knows.exact > KNOWS_DATES:
                yield (
                    "parses_the_date",
                    f"{words} converts {percent(knows.exact)} of the dates already.",
                )
            if knows.fields[best] >= KNOWS_FIELD:
                share = knows.fields[best]
                yield (
                    "parses_the_date",
                    f"{words} has the {best} right in {percent(share)} already.",
                )
    numbers["jittered"] = jittered = measured(change="jitter").exact
    if jittered < JITTERED:
        yield (
            "parses_the_date",
            "With weights that differ by a hundred-thousandth of their size it converts "
            f"{percent(jittered)}: they are checked, not used.",
        )
    if has_state_of_its_own(context, training):
        yield (
            "parses_the_date",
            "Untrained encoders with different weights have the same state: it depends on none.",
        )
    numbers["letters_unread"] = unread = unread_share(context, training)
    if unread > UNREAD:
        yield (
            "hand_made_feature",
            f"For {percent(unread)} of the letters and digits of a date, another in their place "
            "leaves the untrained encoder's state as it is, or makes it raise.",
        )
    numbers["recurrent_changed"] = best_exact("zero_recurrent", "redraw_recurrent")
    if numbers["recurrent_changed"] > RUINED:
        share = numbers["recurrent_changed"]
        yield (
            "recurrence_unused",
            f"With other recurrent weights in the encoder it converts {percent(share)} as well.",
        )
    if training.ask("beyond_state", forms.NAMES):
        numbers["decoder_redrawn"] = share = best_exact("redraw_rest")
        if share > RUINED:
            yield (
                "decoder_unused",
                f"With other weights in the decoder it converts {percent(share)} as well.",
            )


def _what_parses(submission: Submission) -> str:
    """Return a sentence that names what in the model knows dates; empty if that is not clear."""
    uses = find_forbidden(submission.text, WITHIN, CALENDARS)
    if not uses:
        return ""
    telling = min(uses, key=lambda use: CALENDARS.index(use.symbol))
    return f" It uses {telling.symbol}, {submission.locate(telling.line)}."
