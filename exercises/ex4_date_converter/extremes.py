"""What is no date, and dates of years that no training has seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.training import Training
from rnngrade.worker.interface import StudentError

from . import dates, forms
from .answer import strings
from .measure import measure, percent

NO_DATES = {
    "hello": None,
    "February 31, 2023": None,
    "January 15, 2023, January 15, 2023, January 15, 2023, January": "long_source",
    " ": None,
    "": "empty_source",
    "日本語": "unknown_letters",
}
"""Texts, and the mistake that an exception for one shows, unless others raise as well."""
OUTSIDE = 500
"""Dates of other years."""
SHOWN = 3


def judge_no_dates(context: Context, ask: Callable[..., Any], model: dict[str, Any]) -> Passed:
    """Judge that ``convert`` answers whatever it is asked; not what."""
    answers = {}
    for text, mistake in NO_DATES.items():
        try:
            (answer,) = ask("convert", forms.STUDENTS_OWN, model=model, batches=[[text]])
        except StudentError as error:
            raise _raised(context, error, text, mistake) from None
        answers[text] = strings(answer, 1, f"convert(model, [{text!r}])")[0]
    texts = list(NO_DATES)
    try:
        (answer,) = ask("convert", forms.STUDENTS_OWN, model=model, batches=[texts])
    except StudentError as error:
        raise context.raised(error, case="for all of them together") from None
    strings(answer, len(texts), "convert(model, sources)")
    shown = ", ".join(f"{text!r:.20} became {answers[text]!r:.20}" for text in texts[:SHOWN])
    return Passed(f"It answers whatever it is asked: {shown}.", evidence={"answers": answers})


def judge_beyond(context: Context, training: Training, wanted: float) -> Passed:
    """Judge dates of years outside those of the training."""
    generator = context.generator("beyond")
    days = dates.outside(generator, OUTSIDE)
    measured = measure(training.ask, dates.pairs(generator, days, level=1))
    evidence = {"exact_match": measured.exact, **measured.fields}
    message = (
        f"Of {OUTSIDE} dates of 1900 to 1949 and 2050 to 2099 {percent(measured.exact)} are right "
        f"({percent(wanted)} asked). {measured.in_words()}"
    )
    if measured.exact >= wanted:
        return Passed(message, evidence=evidence)
    by_heart = " It has learned years as wholes." if measured.fields["year"] < wanted else ""
    raise Failed(
        message + by_heart,
        hint="Copying a digit is what attention makes easy: let the decoder look back at letters.",
        evidence=evidence,
        exhibits=(measured.wrong_ones("Dates of other years that are not right"),),
    )


def _raised(context: Context, error: StudentError, text: str, mistake: str | None) -> Failed:
    failure = context.raised(error, case=f"for {text!r:.40}")
    if mistake is not None:
        named = context.confirmed(failure.message, mistake)
        failure.diagnosis, failure.hint = named.diagnosis, named.hint or failure.hint
    return failure
