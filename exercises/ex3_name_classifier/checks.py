"""The checks of exercise 3, in the order in which a student reads them."""

from __future__ import annotations

from rnngrade.checks.interface import Context, Failed, Passed, check
from rnngrade.checks.loading import load_required
from rnngrade.checks.trained import SETTINGS
from rnngrade.worker.interface import StudentError

from . import behaviour, convergence, forms
from . import encoding as of_encoding
from . import predictions as of_predict
from .convergence import convergence_of


@check()
def loads(context: Context) -> Passed:
    """The file loads, and NameClassifier() is an nn.Module"""
    notes = load_required(context)
    try:
        made = context.ask("construct", forms.CONSTRUCTED)
    except StudentError as error:
        hint = "NameClassifier() is called without arguments: give each of its own a default."
        raise context.raised(error, case="in NameClassifier()", hint=hint) from None
    if not made["is_module"]:
        raise Failed(
            "NameClassifier should be a class that inherits from nn.Module, but it is not.",
            hint="Write `class NameClassifier(nn.Module)`, and call super().__init__() first.",
        )
    return Passed("NameClassifier() was made.", notes=notes)


@check(after=(loads,))
def encoding(context: Context) -> Passed:
    """name_to_tensor gives each letter its place, accents folded"""
    return of_encoding.judge(context)


@check(after=(loads,))
def model(context: Context) -> Passed:
    """NameClassifier runs on batches of any size"""
    return behaviour.judge_model(context)


@check(after=(model,))
def padding(context: Context) -> Passed:
    """Padding changes nothing: alone, among longer names, in any order"""
    return behaviour.judge_padding(context)


@check(after=(model,))
def order(context: Context) -> Passed:
    """Every letter matters, and its place does"""
    return behaviour.judge_order(context)


@check(after=(model,), settings=("thresholds", *SETTINGS))
def trained(context: Context) -> Passed:
    """Trained: accuracy and macro-F1 on hidden names"""
    return convergence.judge(convergence_of(context))


@check(after=(trained,), settings=("thresholds",))
def good(context: Context) -> Passed:
    """Trained well"""
    return convergence.judge_good(convergence_of(context))


@check(after=(model,))
def predictions(context: Context) -> Passed:
    """predict says what forward says"""
    return of_predict.judge(context, convergence_of(context))


CHECKS = (loads, encoding, model, padding, order, trained, good, predictions)
"""In the order in which they run."""
