"""Whether ``name_to_tensor`` gives each letter its place, and folds accents."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.data.letters import LETTERS, to_ascii
from rnngrade.worker.interface import WorkerError

from . import forms
from .names import one_hot

N_LETTERS = len(LETTERS)
PLAIN = ("Ab", "Smith", "O'Neal", "Van der Berg", "Lord, Jr.;", LETTERS)
ACCENTED = ("Ślusàrski", "O'Néàl", "São", "Béringer", "Núñez", "Æble", "Maxa/B", "Řehoř-Ž")
DRAWN = 20
"""Names of each part, known and hidden, besides these."""

Encode = Callable[[str], list[int]]
"""Another way to turn a name into the places of ones; -1 for a row without one."""


def is_usable_but_wrong(context: Context) -> bool:
    """Return whether ``name_to_tensor`` is wrong in a known way, and yet gives rows to train on.

    What is trained on such rows is judged on such rows, so that one mistake costs its points once.
    Not where it is wrong in a way of its own, by which an answer could be handed to the model.
    """

    def ask() -> bool:
        try:
            names, rows = _encoded(context)
        except (Failed, WorkerError):
            return False
        is_right = all(torch.equal(row, one_hot(n)) for n, row in zip(names, rows, strict=True))
        return not is_right and bool(_mistakes(names, rows))

    return context.once("encoding is usable but wrong", ask)


def judge(context: Context) -> Passed:
    """Judge ``name_to_tensor`` on names with and without accents."""
    names, rows = _encoded(context)
    wrong = [
        (name, got)
        for name, got in zip(names, rows, strict=True)
        if not torch.equal(got, one_hot(name))
    ]
    if wrong:
        raise context.confirmed(_sentence(*wrong[0]), *_mistakes(names, rows))
    return Passed(f"{len(names)} names were right, letter by letter; accents were folded.")


def _encoded(context: Context) -> tuple[list[str], list[Tensor]]:
    """Return names, and what ``name_to_tensor`` makes of them."""
    names = [*PLAIN, *ACCENTED, *_drawn(context)]
    answers = context.ask("encode", forms.LIST, names=names)
    return names, [_read(context, n, answer) for n, answer in zip(names, answers, strict=True)]


def _drawn(context: Context) -> list[str]:
    """Return names of both parts, so that no list tells which ones are asked for."""
    generator = context.generator("encoding")
    return [
        part[place][0]
        for part in (context.data.train, context.data.test)
        for place in torch.randperm(len(part), generator=generator)[:DRAWN].tolist()
    ]


def _read(context: Context, name: str, answer: Any) -> Tensor:
    """Return a student's encoding (len, N_LETTERS) in float32; raise ``Failed`` for another form.

    Its length may be wrong.
    """
    wanted = f"name_to_tensor({name!r}) should be a tensor ({len(to_ascii(name))}, {N_LETTERS})"
    if not isinstance(answer, Tensor):
        raise Failed(f"{wanted}, but it is {in_words(answer)}.", hint="Return a torch tensor.")
    shape = tuple(answer.shape)
    if answer.dim() == 3 and shape[1] == 1:
        answer = answer[:, 0]
    if answer.dim() == 1 and not answer.dtype.is_floating_point:
        raise context.confirmed(f"{wanted}, but its shape is {shape}.", "places_not_one_hot")
    if answer.dim() == 2 and shape[0] == N_LETTERS != len(to_ascii(name)) == shape[1]:
        raise context.confirmed(f"{wanted}, but its shape is {shape}.", "encoding_transposed")
    if answer.dim() != 2 or answer.shape[1] != N_LETTERS:
        raise Failed(
            f"{wanted}, but its shape is {shape}.",
            hint="One row for each letter, one column for each of the 57 LETTERS.",
        )
    if not answer.dtype.is_floating_point:
        raise Failed(
            f"{wanted} of floating-point numbers, but its dtype is {answer.dtype}.",
            hint="torch.zeros makes float32; F.one_hot needs .float() behind it.",
        )
    encoded: Tensor = answer.float()
    return encoded


def _sentence(name: str, got: Tensor) -> str:
    expected, plain = one_hot(name), to_ascii(name)
    said = f"{name!r} should become {plain!r}"
    if len(got) != len(expected):
        return f"{said}, {len(expected)} rows, but name_to_tensor gives {len(got)}."
    row = int((got != expected).any(dim=1).nonzero()[0])
    ones = ", ".join(str(int(place)) for place in got[row].nonzero()[:3, 0]) or "none"
    return (
        f"{said}. Its letter {row + 1}, {plain[row]!r}, should have a one at "
        f"{LETTERS.index(plain[row])}, but has it at {ones}."
    )


def _mistakes(names: list[str], rows: list[Tensor]) -> list[str]:
    """Return the mistakes each of which gives exactly these rows, for every name."""
    found = [
        mistake.split(":")[0]
        for mistake, encode in HYPOTHESES.items()
        if all(_is(row, encode(name)) for name, row in zip(names, rows, strict=True))
    ]
    return found or (["letters_in_another_order"] if _is_reordered(names, rows) else [])


def _is(row: Tensor, places: list[int]) -> bool:
    if len(row) != len(places):
        return False
    expected = torch.zeros(len(places), N_LETTERS + 1)
    expected[range(len(places)), places] = 1.0  # -1 is a column that is dropped
    return torch.equal(row, expected[:, :N_LETTERS])


def _is_reordered(names: list[str], rows: list[Tensor]) -> bool:
    """Return whether each letter has a one, always at the same place, and no two share one."""
    places: dict[str, int] = {}
    for name, row in zip(names, rows, strict=True):
        plain = to_ascii(name)
        is_one_hot = bool((row.sum(dim=1) == 1).all() and ((row == 0) | (row == 1)).all())
        if len(plain) != len(row) or not is_one_hot:
            return False
        for letter, place in zip(plain, row.argmax(dim=1).tolist(), strict=True):
            if places.setdefault(letter, place) != place:
                return False
    return len(set(places.values())) == len(places)


def _places(text: str, alphabet: str = LETTERS) -> list[int]:
    """Return places in an alphabet; -1 for a letter that it lacks."""
    return [alphabet.find(letter) for letter in text]


def _known(text: str) -> str:
    return "".join(letter for letter in text if letter in LETTERS)


HYPOTHESES: dict[str, Encode] = {
    "accents_dropped": lambda name: _places(_known(name)),
    "accents_empty": lambda name: _places(name),
    "unknown_at_last": lambda name: [place % N_LETTERS for place in _places(name)],
    "case_lost": lambda name: _places(to_ascii(name).lower()),
    "off_by_one": lambda name: [(place + 1) % N_LETTERS for place in _places(to_ascii(name))],
    "off_by_one: the last": lambda name: [min(p + 1, N_LETTERS) for p in _places(to_ascii(name))],
    "off_by_one_down": lambda name: [(place - 1) % N_LETTERS for place in _places(to_ascii(name))],
    "reversed": lambda name: _places(to_ascii(name))[::-1],
    "signs_dropped": lambda name: _places(
        "".join(letter for letter in to_ascii(name) if letter in string.ascii_letters)
    ),
    "end_marked": lambda name: [*_places(to_ascii(name)), -1],
    "stripped_of_spaces": lambda name: _places(to_ascii(name).replace(" ", "")),
}
"""What a mistaken ``name_to_tensor`` gives, by the mistake's id; behind a colon, a variant."""
