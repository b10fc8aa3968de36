"""Whether the decoder of a trained model writes what is in the state that it is given."""

from __future__ import annotations

from typing import Any

import torch

from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.training import Training

from . import forms
from .answer import strings
from .behaviour import axes_of
from .dates import Pair
from .measure import TRAINED, convert

BATCH = 250
ALONE = 100
NEAR_TIES = 0.002
"""Share of the dates whose answer may differ where sums are added in another order."""


def judge(context: Context, training: Training, hidden: list[Pair]) -> Passed:
    """Judge the model that came of a training, by these hidden dates."""
    sources = [source for source, _ in hidden]
    first, second = sources[:BATCH], sources[BATCH : 2 * BATCH]
    axes = axes_of(context, TRAINED, ask=training.ask)
    converted = convert(training.ask, TRAINED, first), convert(training.ask, TRAINED, second)
    order = torch.randperm(BATCH, generator=context.generator("order")).tolist()

    def decoded(*batches: list[str], orders: list[list[int] | None]) -> list[list[str]]:
        call: dict[str, Any] = {"model": TRAINED, "batches": list(batches)}
        answers = training.ask("decode", forms.STUDENTS_OWN, **call, axes=axes, orders=orders)
        return [strings(answer, BATCH, "decode(state)") for answer in answers]

    of_first, of_second = decoded(first, second, orders=[None, None])
    if _differing(of_first, of_second) == 0 < _differing(*converted):
        raise context.confirmed(
            f"{BATCH} dates were encoded, then {BATCH} others; the state of the first ones was "
            "decoded to the others.",
            "state_ignored",
        )
    for answers, by_convert in zip((of_first, of_second), converted, strict=True):
        _require_few(
            context,
            _differing(answers, by_convert),
            "convert should be decode of encode, but {} differ between the two.",
            "convert_differs",
        )
    (moved,) = decoded(first, orders=[order])
    _require_few(
        context,
        _differing(moved, [of_first[number] for number in order]),
        "The dates in a state changed places, and so should the answers; {} did not.",
        "state_ignored",
    )
    _judge_alone(context, training, first[:ALONE], converted[0][:ALONE])
    return Passed(
        "The answers follow the state: of other dates, of dates that changed places, and of dates "
        "alone."
    )


def _judge_alone(
    context: Context, training: Training, sources: list[str], among: list[str]
) -> None:
    """Judge that a date alone becomes what it becomes among others."""
    answers = training.ask(
        "convert", forms.STUDENTS_OWN, model=TRAINED, batches=[[source] for source in sources]
    )
    alone = [strings(answer, 1, "convert(model, sources)")[0] for answer in answers]
    wrong = [place for place in range(len(sources)) if alone[place] != among[place]]
    if len(wrong) <= NEAR_TIES * len(sources):
        return
    # Among dates of the same number of letters there is no padding.
    length = len(sources[wrong[0]])
    same = [place for place in range(len(sources)) if len(sources[place]) == length]
    unpadded = convert(training.ask, TRAINED, [sources[place] for place in same])
    is_padding = unpadded == [alone[place] for place in same]
    place = wrong[0]
    raise context.confirmed(
        f"{len(wrong)} of {len(sources)} dates are converted otherwise alone than among others: "
        f"{sources[place]!r} becomes {alone[place]!r} alone and {among[place]!r} among them.",
        "padding_read" if is_padding else "dates_mixed",
    )


def _differing(first: list[str], second: list[str]) -> int:
    return sum(one != other for one, other in zip(first, second, strict=True))


def _require_few(context: Context, count: int, message: str, mistake: str) -> None:
    if count > NEAR_TIES * BATCH:
        failure: Failed = context.confirmed(message.format(f"{count} of {BATCH}"), mistake)
        raise failure
