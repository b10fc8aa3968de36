"""What a report shows: the student's figure of real states, the reference's, and a scatter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.form import in_form
from rnngrade.checks.interface import Context
from rnngrade.checks.picture import picture
from rnngrade.result import Picture, Scatter
from rnngrade.worker.interface import WorkerError

from . import components, figure_forms
from .drawing import parse
from .own_model import measured_on, states_of
from .views import pictures

SENTENCES = 40
SENTIMENTS = ("positive", "negative")
"""In the order of marks: a plus sign is the first."""


def figures(context: Context) -> tuple[Picture, ...]:
    """Return what ``plot`` draws of the model's states, then what the reference's draws.

    None where ``plot`` fails; the reference's where solutions are at hand, which are the
    instructor's.
    """
    arguments, whose = _arguments(context), states_of(context)[1]
    try:
        own = context.ask("draw", figure_forms.DRAWN, **arguments)
        return (
            *_read(own, f"your plot of states of {whose}, by the grader's PCA"),
            *_read(context.reference("draw", **arguments), "the reference's plot of the same"),
        )
    except WorkerError:  # the checks have said so
        return ()


def last_states(context: Context) -> Scatter:
    """Return the states after the last word of each sentence, by the grader's own components."""
    points, labels = [], []
    for states, label in _states(context):
        points.append(states[-1])
        labels.append(SENTIMENTS.index("positive" if label else "negative"))
    x, y = components.scores(torch.stack(points)).T.tolist()
    return Scatter(
        f"States of {states_of(context)[1]} after the last words, on their principal components",
        tuple(x),
        tuple(y),
        tuple(labels),
        SENTIMENTS,
    )


def _states(context: Context) -> list[tuple[Tensor, int]]:
    of_words, _ = states_of(context)
    chosen = measured_on(context)[:SENTENCES]
    return [(of_words(words).double(), label) for words, label in chosen]


def _arguments(context: Context) -> dict[str, Any]:
    """Return what ``plot`` is given: the components of states of hidden sentences."""
    states = _states(context)
    return {
        "points": components.scores(torch.cat([found for found, _ in states])),
        "sentiment": torch.tensor([label for found, label in states for _ in found]),
        "position": torch.tensor([place for found, _ in states for place in range(len(found))]),
    }


def _read(answer: object, whose: str) -> Iterator[Picture]:
    if answer is None:
        return
    drawing = parse(in_form(answer, figure_forms.DRAWN))
    for title, pixels, alternative in pictures(drawing):
        yield picture(f"{title}: {whose}", pixels, alternative)
