"""Why a training fell short of its goal: what the answers show, and what was observed of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rnngrade.checks.weights import moved
from rnngrade.training import Attempt, Goal, symptoms

from . import dates
from .dates import Pair
from .measure import Measured, measure, percent

OF_THE_PACE = ("learning_rate_high", "learning_rate_low", "stopped_early", "too_slow")
"""Mistakes that answers may explain better."""
NEARLY_ALL = 0.9
NEARLY_NONE = 0.05
"""Shares of the dates. A random month is right in 8 %, a random day in 3 %, a year in 1 %."""
NONE = 0.005
"""Share below which nothing was learned; 200 of 10,000 that are learned by heart are more."""
ASKED_AGAIN = 500
"""Pairs of the training that are looked at as well."""
LEARNED_LOSS = 0.05
"""Of the loss at the beginning; letters at random by their frequency have more than half."""


@dataclass(frozen=True)
class Explanation:
    """A mistake's id, if it is known, and a sentence of what confirms it."""

    mistake: str | None = None
    sentence: str = ""


def explained(best: Attempt, measured: Measured, goal: Goal, given: Sequence[Pair]) -> Explanation:
    """Return the best confirmed explanation of a training that fell short."""
    found = misspelt(measured)
    if found is not None:
        return found
    training = best.training
    # From all of them: who holds some out takes the first ones, or the last.
    known = measure(training.ask, given[:: max(1, len(given) // ASKED_AGAIN)])
    loss = symptoms.final_loss(training)

    def has_moved() -> bool:
        return moved(training, best.seed)

    if known.exact >= NEARLY_ALL and measured.exact < 0.5:
        return Explanation(
            "memorised",
            f"Of the pairs that train was given {percent(known.exact)} are right: it has learned "
            "those by heart.",
        )
    in_units_of_the_loss = goal.chance * (1 - measured.mean_field)
    symptom = symptoms.of_training(training, in_units_of_the_loss, goal, has_moved)
    if symptom is not None and symptom.mistake not in OF_THE_PACE:
        return Explanation(symptom.mistake, symptom.sentence)
    unlearned = max(known.exact, measured.exact) < NONE
    if unlearned and loss < LEARNED_LOSS * goal.chance and has_moved():
        return Explanation(
            "teacher_forcing_leak",
            f"The loss in training fell from {goal.chance:.3g} to {loss:.3g}, and yet the dates "
            "that train was given are not converted either.",
        )
    some_ways = _of_some_ways(measured)
    if some_ways is not None:
        return some_ways
    if symptom is not None:
        return Explanation(symptom.mistake, symptom.sentence)
    return _of_the_answers(measured)


def misspelt(measured: Measured) -> Explanation | None:
    """Return how the answers would be right, were it not for a letter; None if they would not."""
    ways: dict[str, tuple[Callable[[str, str], bool], str]] = {
        "extra_letters": (_has_more, "hold the right date, and more besides"),
        "shifted_by_one": (_is_shifted, "are the right date, shifted by one letter"),
    }
    for mistake, (holds, words) in ways.items():
        share = measured.share(holds)
        if share >= 0.5:
            example = next(
                answer
                for answer, (_, right) in zip(measured.answers, measured.pairs, strict=True)
                if holds(answer, right)
            )
            return Explanation(
                mistake, f"{percent(share)} of the answers {words}, as {example!r:.60}."
            )
    return None


def _of_some_ways(measured: Measured) -> Explanation | None:
    """Return that only dates written in some of the ways are converted; None if that is not so."""
    right: dict[int, list[bool]] = defaultdict(list)
    for (source, iso), answer in zip(measured.pairs, measured.answers, strict=True):
        ways = list(dates.readings(source))
        if len(ways) == 1:  # "May 5, 2023" is written in two
            right[ways[0]].append(answer == iso)
    shares = {way: sum(of_way) / len(of_way) for way, of_way in right.items()}
    known = [way for way, share in shares.items() if share >= NEARLY_ALL]
    others = [way for way, share in shares.items() if share < 0.5]
    if not known or not others or len(known) + len(others) < len(shares):
        return None
    examples = [repr(dates.write(dates.LAST, ways[0])) for ways in (known, others)]
    return Explanation(
        "some_ways_only",
        f"Dates written as {examples[0]} are right in {percent(shares[known[0]])}, as "
        f"{examples[1]} in {percent(shares[others[0]])}.",
    )


def _of_the_answers(measured: Measured) -> Explanation:
    answer, count = Counter(measured.answers).most_common(1)[0]
    if count >= NEARLY_ALL * len(measured.answers):
        share = count / len(measured.answers)
        return Explanation(
            "always_the_same", f"To {percent(share)} of all dates it answers {answer!r:.60}."
        )
    fields = measured.fields
    never = [name for name, share in fields.items() if share < NEARLY_NONE]
    if len(never) == 1 and all(share > 0.5 for name, share in fields.items() if name not in never):
        return Explanation("field_never_right", f"The {never[0]} is never right, the others are.")
    return Explanation()


def _has_more(answer: str, right: str) -> bool:
    return answer != right and right in answer


def _is_shifted(answer: str, right: str) -> bool:
    """Whether the first letter is missing, or the last one, whatever stands in its place."""
    early, late = answer[: len(right) - 1] == right[1:], answer[1 : len(right)] == right[:-1]
    cut = answer == right[:-1]
    return early or late or cut
