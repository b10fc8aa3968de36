"""The checks of exercise 4, in the order in which a student reads them."""

from __future__ import annotations

from rnngrade.checks.interface import Context, Failed, Passed, check
from rnngrade.checks.loading import load_required
from rnngrade.checks.trained import SETTINGS
from rnngrade.worker.interface import StudentError

from . import behaviour, convergence, extremes, forms, pairs
from . import state as states
from .convergence import convergence_of
from .measure import TRAINED

TRAINING_SETTINGS = ("exact_match", "pairs", *SETTINGS)
FRESH = {"kind": "fresh", "seed": 1, "change": None}


@check()
def loads(context: Context) -> Passed:
    """The file loads, and DateConverter() is an nn.Module"""
    notes = load_required(context)
    try:
        made = context.ask("construct", forms.CONSTRUCTED)
    except StudentError as error:
        hint = "DateConverter() is called without arguments: give each of its own a default."
        raise context.raised(error, case="in DateConverter()", hint=hint) from None
    if not made["is_module"]:
        raise Failed(
            "DateConverter should be a class that inherits from nn.Module, but it is not.",
            hint="Write `class DateConverter(nn.Module)`, and call super().__init__() first.",
        )
    return Passed("DateConverter() was made.", notes=notes)


@check(after=(loads,))
def pairs_1(context: Context) -> Passed:
    """make_pairs draws dates of level 1"""
    return pairs.judge(context, 1)


@check(after=(loads,))
def pairs_2(context: Context) -> Passed:
    """make_pairs draws dates of level 2, in all nine ways"""
    return pairs.judge(context, 2)


@check(after=(loads,))
def model(context: Context) -> Passed:
    """Encoder and decoder run and end, each date by itself"""
    return behaviour.judge_model(context)


@check(after=(model,), settings=TRAINING_SETTINGS)
def trained_1(context: Context) -> Passed:
    """Trained at level 1"""
    convergence_of(context).begin()
    return convergence.judge(convergence_of(context), 1)


@check(after=(trained_1,), settings=("exact_match",))
def exact_1(context: Context) -> Passed:
    """Trained at level 1 to nearly every date"""
    return convergence.judge_exact(convergence_of(context), 1, context.setting("exact_match"))


@check(after=(trained_1,))
def state(context: Context) -> Passed:
    """The decoder writes what is in the state"""
    trainings = convergence_of(context)
    return states.judge(context, trainings.best(1).training, trainings.hidden(1))


@check(after=(model,))
def no_dates(context: Context) -> Passed:
    """What is no date does not stop convert"""
    # The model that was trained, where there is one: training may have built its vocabulary.
    trainings = convergence_of(context)
    if "trained_1" in context.selected and trainings.best(1).metric is not None:
        return extremes.judge_no_dates(context, trainings.best(1).training.ask, TRAINED)
    return extremes.judge_no_dates(context, context.ask, FRESH)


@check(after=(model,), settings=TRAINING_SETTINGS)
def trained_2(context: Context) -> Passed:
    """Trained at level 2, nine ways to write a date"""
    convergence_of(context).begin()
    return convergence.judge(convergence_of(context), 2)


@check(after=(trained_1,), settings=("exact_match",))
def beyond(context: Context) -> Passed:
    """Bonus: years that no training has seen"""
    training = convergence_of(context).best(1).training
    return extremes.judge_beyond(context, training, context.setting("exact_match"))


CHECKS = (
    loads,
    pairs_1,
    pairs_2,
    model,
    trained_1,
    exact_1,
    state,
    no_dates,
    trained_2,
    beyond,
)
"""In the order in which they run."""
