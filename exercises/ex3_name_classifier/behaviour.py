"""How a fresh ``NameClassifier`` behaves: shapes, padding, and whether it reads every letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.worker.interface import StudentError, WorkerError

from . import forms
from .answer import difference, scores
from .names import PADDING, batch_of

SEEDS = (11, 12, 13)
SAME = 1e-4
"""Relative to the larger of 1 and the value: sums of a batch may be added in another order."""
ORDER_BLIND = 1e-5
"""Change of an output, relative as above, below which the order of the letters plays no part: sums
of float32 in another order differ by 1e-7. The reference's change by 0.07."""
NAMES_IN_BATCH = 12
SAME_LENGTH = ("Abcdefghijkl", "Mortensdahls", "Quiznopetrov", "Stanekovitch", "WyburgSmithe")
"""Names of twelve letters, none of them an x."""


def fresh(seed: int) -> dict[str, Any]:
    """Return what the probe is told to ask a fresh model."""
    return {"kind": "fresh", "seed": seed, "change": None}


def judge_model(context: Context) -> Passed:
    """Judge the outputs for batches of several sizes and names of several lengths."""
    _require_languages(context)
    names = _drawn(context)
    cases = {
        "a batch of names": names,
        "a batch of two": names[:2],
        "one name": names[:1],
        "a name of one letter": ["A"],
        "names of one length": list(SAME_LENGTH),
        "a hundred names": [names[place % len(names)] for place in range(100)],
    }
    for case, given in cases.items():
        try:
            outputs = scores(context, _classify(context, SEEDS[0], [given])[0], len(given))
        except StudentError as error:
            raise context.raised(error, case=f"for {case}") from None
        except Failed as failure:
            failure.message = f"For {case}: {failure.message}"
            raise
        _refuse_probabilities(context, outputs)
    listed = ", ".join(cases)
    languages = len(context.data.languages)
    return Passed(
        f"{listed[0].upper()}{listed[1:]}: each name has outputs for {languages} languages."
    )


def judge_padding(context: Context) -> Passed:
    """Judge that a name's outputs depend on nothing but the name."""
    names = _drawn(context)
    worst = 0.0
    for seed in SEEDS[:2]:
        error = _padding_error(context, names, seed)
        worst = max(worst, error)
        if not error <= SAME:
            message = (
                "A name's outputs are others alone and in a batch of longer names: they differ by "
                f"up to {error:.2g}."
            )
            raise context.confirmed(message, *_padding_mistakes(context, names, seed))
    return Passed(
        f"Alone, among longer names and in any order, {len(names)} names had the same outputs.",
        evidence={"largest_difference": worst, "tolerance": SAME},
    )


def is_free_of_padding(context: Context) -> bool:
    """Return whether padding changes nothing. Asked once."""

    def ask() -> bool:
        try:
            judge_padding(context)
        except (Failed, WorkerError):
            return False
        return True

    return context.once("free of padding", ask)


def judge_order(context: Context) -> Passed:
    """Judge that every letter changes the outputs, and so does its place."""
    by_letter = torch.zeros(len(SAME_LENGTH[0]), dtype=torch.float64)
    by_order = 0.0
    for seed in SEEDS:
        batches = [list(SAME_LENGTH), *_one_letter_changed(), *_reordered()]
        plain, *others = _scores(context, seed, batches)
        changes = torch.tensor([difference(plain, other) for other in others])
        by_letter = torch.maximum(by_letter, changes[: len(by_letter)])
        by_order = max(by_order, float(changes[len(by_letter) :].max()))
    numbers = {"change_by_letter": by_letter.tolist(), "change_by_order": by_order}
    if by_order < ORDER_BLIND:
        message = (
            "The same letters in another order have the same outputs (the difference is "
            f"{by_order:.1g})."
        )
        raise context.confirmed(message, "order_blind", **numbers)
    unread = [place + 1 for place, change in enumerate(by_letter) if change == 0]
    if unread:
        listed = ", ".join(map(str, unread))
        message = (
            f"Of a name of {len(by_letter)} letters, another letter at place {listed} changes no "
            "output."
        )
        raise context.confirmed(message, *_unread_mistakes(unread, len(by_letter)), **numbers)
    return Passed("Every letter of a name changes its outputs, and so does their order.", numbers)


def _unread_mistakes(unread: Sequence[int], length: int) -> list[str]:
    if unread == [length]:
        return ["last_letter_unread"]
    if length not in unread:
        return ["first_letters_unread"] if 1 in unread else []
    return ["last_letters_unread"] if 1 not in unread else []


def _refuse_probabilities(context: Context, outputs: Tensor) -> None:
    """Raise ``Failed`` where outputs are neither logits nor log-probabilities."""
    sums = outputs.sum(dim=1)
    if bool((outputs >= 0).all()) and difference(sums, torch.ones_like(sums)) <= SAME:
        raise context.confirmed(
            "forward's outputs are probabilities: none is negative, and each name's add up to 1.",
            "softmax_in_forward",
        )


def _require_languages(context: Context) -> None:
    """Raise ``Failed`` where the submission's LANGUAGES are not those of the data, sorted."""
    own = context.ask("construct", forms.CONSTRUCTED)["languages"]
    languages = list(context.data.languages)
    if own is None or own == languages:
        return
    if sorted(own) == languages:
        raise context.confirmed(
            f"LANGUAGES should be sorted, from {languages[0]} to {languages[-1]}, but it begins "
            f"with {own[0]}.",
            "languages_in_another_order",
        )
    unknown = [language for language in own if language not in languages]
    missing = [language for language in languages if language not in own]
    parts = [f"lacks {', '.join(missing)}"] * bool(missing)
    parts += [f"has {', '.join(unknown)}, which the data has not"] * bool(unknown)
    substitute = (
        ""
        if not context.data.is_substitute
        else (
            " This is the substitute for the names data, whose languages are others; "
            "`rnngrade data fetch names` gets the real ones."
        )
    )
    raise Failed(
        f"LANGUAGES {' and '.join(parts) or 'names one twice'}.{substitute}",
        hint="Take it from the data: LANGUAGES = data.languages().",
    )


def _drawn(context: Context) -> list[str]:
    """Return names of different lengths, short and long ones among them."""
    names = sorted((name for name, _ in context.data.train if len(name) > 1), key=len)
    generator = context.generator("padding")
    middle = torch.randint(len(names), (NAMES_IN_BATCH - 2,), generator=generator)
    return [names[0], *(names[place] for place in middle.tolist()), names[-1]]


def _classify(context: Context, seed: int, batches: Sequence[Sequence[str]]) -> list[Any]:
    answer: list[Any] = context.ask(
        "classify", forms.LIST, model=fresh(seed), batches=[batch_of(names) for names in batches]
    )
    return answer


def _scores(context: Context, seed: int, batches: Sequence[Sequence[str]]) -> list[Tensor]:
    answers = _classify(context, seed, batches)
    return [
        scores(context, answer, len(names)) for answer, names in zip(answers, batches, strict=True)
    ]


def _padding_error(context: Context, names: list[str], seed: int) -> float:
    """Return by how much outputs differ alone, and in batches of any order."""
    by_length = sorted(names, key=len)
    orders = (names, by_length, by_length[::-1])
    batches = [[name] for name in names]
    answers = _scores(context, seed, [*batches, *orders])
    alone = dict(zip(names, answers, strict=False))
    return max(
        difference(torch.cat([alone[name] for name in order]), together)
        for order, together in zip(orders, answers[len(names) :], strict=True)
    )


def _padding_mistakes(context: Context, names: list[str], seed: int) -> list[str]:
    """Return the mistakes that give just these outputs."""
    alone = torch.cat(_scores(context, seed, [[name] for name in names]))
    together, again = _scores(context, seed, [names, names])
    if difference(together, again) > SAME:
        return ["state_kept"]
    by_length = sorted(names, key=len, reverse=True)
    for order in (by_length, by_length[::-1]):
        places = [names.index(name) for name in order]
        if difference(alone[places], together) <= SAME:
            return ["order_not_restored"]
    if _reads_padding(context, names, together, seed):
        return ["padding_read"]
    return ["names_mixed"] if _are_mixed(context, seed) else []


def _reads_padding(context: Context, names: list[str], together: Tensor, seed: int) -> bool:
    """Return whether each name has the outputs of a name that really ends with those zeros.

    Or, where ``lengths`` play a part, whether the number of zeros alone makes the difference.
    """
    batch = batch_of(names)
    longest = batch["letters"].shape[1]
    overlong = [
        {"letters": row.unsqueeze(0), "lengths": torch.tensor([longest])}
        for row in batch["letters"]
    ]
    filled = [_with_a_long_one(row, longest) for row in batch["letters"]]
    answers = context.ask("classify", forms.LIST, model=fresh(seed), batches=[*overlong, *filled])
    read = torch.cat([scores(context, answer, 1) for answer in answers[: len(names)]])
    beside = [scores(context, answer, 2)[:1] for answer in answers[len(names) :]]
    return min(difference(together, read), difference(together, torch.cat(beside))) <= SAME


def _with_a_long_one(row: Tensor, longest: int) -> dict[str, Tensor]:
    """Return a batch of a padded name, and one that fills the batch's whole length."""
    filler = torch.zeros_like(row)
    length = int((row != PADDING).sum())
    return {"letters": torch.stack((row, filler)), "lengths": torch.tensor([length, longest])}


def _are_mixed(context: Context, seed: int) -> bool:
    """Return whether outputs change with the letters of other names of the same length."""
    names = list(SAME_LENGTH)
    other = ["Q" * len(name) for name in names]
    batches = (names, [names[0], *other[1:]], [*other[:-1], names[-1]])
    plain, first_kept, last_kept = _scores(context, seed, batches)
    changes = difference(plain[:1], first_kept[:1]), difference(plain[-1:], last_kept[-1:])
    return max(changes) > SAME


def _one_letter_changed() -> list[list[str]]:
    """Return the names with another letter at the first place, at the second, and so on."""
    return [
        [name[:place] + "x" + name[place + 1 :] for name in SAME_LENGTH]
        for place in range(len(SAME_LENGTH[0]))
    ]


def _reordered() -> list[list[str]]:
    return [
        [name[::-1] for name in SAME_LENGTH],
        [name[3:] + name[:3] for name in SAME_LENGTH],
        [name[1] + name[0] + name[2:] for name in SAME_LENGTH],
    ]
