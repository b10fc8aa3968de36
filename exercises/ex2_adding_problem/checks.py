"""The checks of exercise 2, in the order in which a student reads them."""

from __future__ import annotations

import torch

from rnngrade.checks.interface import Context, Failed, Passed, Skipped, check
from rnngrade.checks.loading import load_required
from rnngrade.checks.trained import SETTINGS
from rnngrade.worker.interface import StudentError

from . import behaviour, convergence, forms, generator, honesty
from .answer import column
from .honesty import convergence_of

TRAINING_SETTINGS = ("threshold", *SETTINGS)
EXAMPLE = (torch.tensor([[0.3, 0.1, 0.8, 0.2]]), torch.tensor([[1.0, 0.0, 0.0, 1.0]]))
"""The lesson's: the numbers and the mask, each (1, 4)."""
TARGET_ERROR = 1e-5


@check()
def loads(context: Context) -> Passed:
    """The file loads, and AddingModel() is an nn.Module"""
    notes = load_required(context)
    try:
        made = context.ask("construct", forms.CONSTRUCTED)
    except StudentError as error:
        hint = "AddingModel() is called without arguments: give each of its own a default."
        raise context.raised(error, case="in AddingModel()", hint=hint) from None
    if not made["is_module"]:
        raise Failed(
            "AddingModel should be a class that inherits from nn.Module, but it is not.",
            hint="Write `class AddingModel(nn.Module)`, and call super().__init__() first.",
        )
    return Passed("AddingModel() was made.", notes=notes)


@check(after=(loads,))
def target(context: Context) -> Passed:
    """adding_target adds the two marked numbers"""
    numbers = torch.rand(6, 9, generator=context.generator("numbers"))
    mask = torch.zeros(6, 9)
    for row, places in enumerate(((0, 8), (0, 1), (7, 8), (2, 5), (3, 4), (1, 6))):
        mask[row, list(places)] = 1.0
    for given, marks, case in ((*EXAMPLE, "the lesson's example"), (numbers, mask, "a batch")):
        answer = context.ask("target", forms.STUDENTS_OWN, numbers=given, mask=marks)
        end = "`return (numbers * mask).sum(dim=1, keepdim=True)`"
        got = column(answer, len(given), f"adding_target's answer for {case}", end)
        expected = (given * marks).double().sum(dim=1)
        error = float((got - expected).abs().max())
        if not error <= TARGET_ERROR:
            message = f"For {case} adding_target gives {got[0]:.4g}; {expected[0]:.4g} is right."
            chosen = given.double()[marks.bool()].view(-1, 2)
            guesses = {
                "sums_all_numbers": given.double().sum(dim=1),
                "mean_of_two": chosen.mean(dim=1),
                "product_of_two": chosen.prod(dim=1),
            }
            found = [
                name
                for name, guess in guesses.items()
                if float((got - guess).abs().max()) <= TARGET_ERROR
            ]
            raise context.confirmed(message, *found)
    return Passed("0.3 0.1 0.8 0.2 with mask 1 0 0 1 gave 0.5, and a batch its sums.")


@check(after=(loads,))
def batches(context: Context) -> Passed:
    """make_batch draws examples of the task"""
    return generator.judge(context)


@check(after=(loads,))
def model(context: Context) -> Passed:
    """AddingModel runs at every length, each example by itself"""
    return behaviour.judge_model(context)


@check(after=(model,))
def gradients(context: Context) -> Passed:
    """Gradients reach the first step"""
    return behaviour.judge_gradients(context)


@check(after=(model,), settings=TRAINING_SETTINGS)
def trained_10(context: Context) -> Passed:
    """Trained at T = 10"""
    convergence_of(context).begin(10, 50)
    return convergence.judge(convergence_of(context), 10)


@check(after=(model,), settings=TRAINING_SETTINGS)
def trained_50(context: Context) -> Passed:
    """Trained at T = 50"""
    return convergence.judge(convergence_of(context), 50)


@check(after=(trained_10, trained_50), settings=TRAINING_SETTINGS)
def trained_100(context: Context) -> Passed:
    """Trained at T = 100"""
    convergence_of(context).begin(100, 200)
    return convergence.judge(convergence_of(context), 100)


@check(after=(trained_10, trained_50), settings=TRAINING_SETTINGS)
def trained_200(context: Context) -> Passed:
    """Trained at T = 200"""
    return convergence.judge(convergence_of(context), 200)


@check(after=(trained_10, trained_50))
def report_100(context: Context) -> Passed:
    """An honest report of what was reached at T = 100"""
    return honesty.judge_report(convergence_of(context), 100)


@check(after=(trained_10, trained_50))
def report_200(context: Context) -> Passed:
    """An honest report of what was reached at T = 200"""
    return honesty.judge_report(convergence_of(context), 200)


@check(after=(model,))
def evaluate(context: Context) -> Passed:
    """What evaluate says is true"""
    trainings = convergence_of(context)
    trainings.begin(10, 50)
    if not any(trainings.best(length).metric is not None for length in (10, 50)):
        raise Skipped("there is no trained model to evaluate")
    return honesty.judge_evaluate(trainings, (10, 50))


CHECKS = (
    loads,
    target,
    batches,
    model,
    gradients,
    trained_10,
    trained_50,
    trained_100,
    trained_200,
    report_100,
    report_200,
    evaluate,
)
"""In the order in which they run."""
