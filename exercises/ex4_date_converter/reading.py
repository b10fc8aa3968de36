"""Whether the encoder reads the letters of a date, or features that someone has made of them."""

from __future__ import annotations

import torch
from torch import Tensor

from rnngrade.checks.interface import Context
from rnngrade.training import Training
from rnngrade.worker.interface import StudentError

from . import forms
from .answer import tensors
from .behaviour import FEW, axes_of, equally_long

SEED = 31
FRESH = {"kind": "fresh", "seed": SEED, "change": None}


def unread_share(context: Context, training: Training) -> float:
    """Return the share of letters and digits in whose place another one changes nothing.

    Asked of the state of an untrained encoder. One that reads letter by letter has another state
    for every other letter; one that looks a month up by its first letters has not. Where it
    raises, because what is left is no date any more, it counts as not read.
    """
    sources = equally_long(context, FEW)
    axes = axes_of(context, FRESH, ask=training.ask)
    places = [p for p in range(len(sources[0])) if all(s[p].isalnum() for s in sources)]
    changed = [[s[:p] + _other(s[p]) + s[p + 1 :] for s in sources] for p in places]
    (plain,) = training.ask("encode", forms.STUDENTS_OWN, model=FRESH, batches=[sources])
    before = tensors(plain)
    unread = 0
    for batch in changed:
        try:
            (answer,) = training.ask("encode", forms.STUDENTS_OWN, model=FRESH, batches=[batch])
        except StudentError:
            unread += FEW
            continue
        unread += sum(_same(before, tensors(answer), axes, row) for row in range(FEW))
    return unread / (FEW * len(places))


def has_state_of_its_own(context: Context, training: Training) -> bool:
    """Return whether untrained encoders with different weights have the same state, to the bit.

    Asked of fresh models and of the trained one with its weights drawn anew.
    """
    batch = equally_long(context, FEW)
    for kind, change in (("fresh", None), ("trained", "redraw")):
        states = []
        for seed in (SEED, SEED + 1):
            model = {"kind": kind, "seed": seed, "change": change}
            (answer,) = training.ask("encode", forms.STUDENTS_OWN, model=model, batches=[batch])
            states.append(tensors(answer))
        one, other = states
        if len(one) == len(other) and all(map(torch.equal, one, other)):
            return True
    return False


def _other(letter: str) -> str:
    """Return another letter that occurs in dates, or another digit."""
    if letter.isdigit():
        return "7" if letter != "7" else "4"
    return "e" if letter != "e" else "a"


def _same(one: list[Tensor], other: list[Tensor], axes: list[int], row: int) -> bool:
    if [part.shape for part in one] != [part.shape for part in other]:
        return False
    return all(
        torch.equal(first.select(axis, row), second.select(axis, row))
        for first, second, axis in zip(one, other, axes, strict=True)
    )
