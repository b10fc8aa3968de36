"""Exercise 5's check of ``plot`` in this process: what a plot is judged to be."""

from __future__ import annotations

import json
from importlib import import_module
from types import ModuleType, SimpleNamespace

import torch

from rnngrade.checks.form import in_form
from rnngrade.checks.interface import Failed
from rnngrade.content import find_exercise
from rnngrade.result import Diagnosis
from rnngrade.worker.child.describe import describe
from rnngrade.worker.child.wire import PREFIX, decode, encode
from rnngrade.worker.interface import StudentError

EX5 = find_exercise("ex5")
assert EX5.required
PACKAGE = f"rnngrade_exercises.{EX5.folder.name}"
MISTAKES = json.loads(EX5.rubric.read_text(encoding="utf-8"))["mistakes"]

asked = import_module(f"{PACKAGE}.asked")
colours = import_module(f"{PACKAGE}.colours")
drawing = import_module(f"{PACKAGE}.drawing")
explained = import_module(f"{PACKAGE}.explained")
figure_forms = import_module(f"{PACKAGE}.figure_forms")
given_points = import_module(f"{PACKAGE}.given_points")
views = import_module(f"{PACKAGE}.views")

JUDGES = {
    "figure": views.judge_figure,
    "sentiment": views.judge_sentiment,
    "position": views.judge_position,
    "labels": views.judge_labels,
}
REPLY_BYTES = 2**26


class FigureContext:
    """As much of a ``Context`` as the judges of a plot need; the plot runs right here."""

    def __init__(self, plot, seed=0):
        self._student = SimpleNamespace(plot=plot)
        self._probe = ModuleType("probe")
        exec(compile(EX5.probe, "<probe>", "exec"), vars(self._probe))  # noqa: S102
        self._seed = seed
        self._kept = {}

    def ask(self, function, form, **arguments):
        try:
            answer = vars(self._probe)[function](self._student, **arguments)
        except Exception as error:
            raise StudentError(type(error).__name__, str(error)) from error
        return in_form(crossed(answer), form)

    def raised(self, error, *, case=None, hint=None):
        return Failed(f"{case}: {error}", hint=hint)

    def confirmed(self, message, *mistakes, **evidence):
        named = [Diagnosis(name, **MISTAKES[name]) for name in mistakes]
        return Failed(message, hint=named[0].hint, diagnosis=named, evidence=evidence)

    def generator(self, name):
        return torch.Generator().manual_seed(self._seed)

    def once(self, name, compute):
        if name not in self._kept:
            try:
                self._kept[name] = compute()
            except Exception as error:
                self._kept[name] = error
        if isinstance(self._kept[name], Exception):
            raise self._kept[name]
        return self._kept[name]


def crossed(answer):
    """Return what the grader gets of an answer, over the wire."""
    frame = encode("value", describe(answer, REPLY_BYTES))
    end = PREFIX.size + PREFIX.unpack_from(frame)[2]
    return decode(frame[PREFIX.size : end], frame[end:])[1]


def judged(plot, seed=0):
    """Return what each judge says: "pass", the named mistake, "skip", or the message."""
    context = FigureContext(plot, seed)
    return {name: _said(judge, context) for name, judge in JUDGES.items()}


def _said(judge, context):
    try:
        judge(context)
    except Failed as failure:
        return failure.diagnosis[0].id if failure.diagnosis else failure.message
    except asked.Skipped:
        return "skip"
    return "pass"
