"""Whether ``make_batch`` draws what the task says."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.worker.interface import WorkerError

from . import forms

SAMPLE, SAMPLE_LENGTH = 4000, 10
SMALL, SMALL_LENGTH = 6, 14
LARGEST_Z = 6.5
"""Standard errors that a frequency may be off. Beyond it by chance: 8e-11; there are at most 65."""
KOLMOGOROV = math.sqrt(math.log(2 / 1e-9) / 2)
"""Of the largest distance of two distribution functions, times the root of the number of draws: the
Dvoretzky-Kiefer-Wolfowitz bound with Massart's constant, passed by chance once in 1e9."""
TARGET_ERROR = 1e-5
"""Of a sum of two float32 numbers below 1."""


@dataclass(frozen=True)
class Batch:
    """x (batch, seq_len, 2) and y (batch, 1), as they came."""

    x: Tensor
    y: Tensor


def judge(context: Context) -> Passed:
    """Judge ``make_batch``."""
    small = _ask(context, [_spec(SMALL, SMALL_LENGTH, seed=1)])[0]
    batch = _read(context, small, SMALL, SMALL_LENGTH)
    sample = _sample(context)
    for mistake, message in _mistakes(context, batch, sample):
        raise context.confirmed(message, *([mistake] if mistake else []))
    kind = "one in each half" if _all_by_halves(sample) else "any two steps"
    return Passed(f"{SAMPLE:,} examples were right; the marks stand at {kind}.")


def marks_by_halves(context: Context) -> bool:
    """Return whether the submission puts one mark into each half; False where that is not clear."""
    try:
        return _all_by_halves(_sample(context))
    except (Failed, WorkerError):
        return False


def _sample(context: Context) -> Batch:
    def ask() -> Batch:
        answer = _ask(context, [_spec(SAMPLE, SAMPLE_LENGTH, seed=2)])[0]
        return _read(context, answer, SAMPLE, SAMPLE_LENGTH)

    return context.once("sample of make_batch", ask)


def _spec(
    batch_size: int, seq_len: int, *, seed: int | None = None, generator: int | None = None
) -> dict[str, Any]:
    return {"batch_size": batch_size, "seq_len": seq_len, "seed": seed, "generator": generator}


def _ask(context: Context, specs: list[dict[str, Any]]) -> list[Any]:
    # Seeds that the submission cannot know: its own draws follow from them.
    shift = int(torch.randint(2**30, (1,), generator=context.generator("batches")))
    moved = [
        spec
        | {name: spec[name] + shift for name in ("seed", "generator") if spec[name] is not None}
        for spec in specs
    ]
    answer: list[Any] = context.ask("batches", forms.LIST, specs=moved)
    return answer


def _read(context: Context, answer: Any, batch: int, length: int) -> Batch:
    """Read what came; raises ``Failed`` with what was expected."""
    asked = "make_batch should return two tensors, x and y"
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise Failed(
            f"{asked}, but it returns {in_words(answer)}.",
            hint="End it with `return x, y`.",
        )
    for name, part in zip("xy", answer, strict=True):
        if not isinstance(part, Tensor):
            raise Failed(f"{asked}, but {name} is {in_words(part)}.")
        if part.dtype != torch.float32:
            raise Failed(
                f"{name} should be float32, but it is {part.dtype}.",
                hint=f"Write {name}.float(), or draw with torch.rand.",
            )
    x, y = answer
    expected = (batch, length, 2)
    if tuple(x.shape) != expected:
        mistake = ["time_first"] if tuple(x.shape) == (length, batch, 2) else []
        message = f"x should be (batch, seq_len, 2) = {expected}, but it is {tuple(x.shape)}."
        raise context.confirmed(message, *mistake)
    if tuple(y.shape) != (batch, 1):
        raise Failed(
            f"y should be (batch, 1) = ({batch}, 1), but it is {tuple(y.shape)}.",
            hint="A target (batch,) beside predictions (batch, 1) makes batch × batch errors.",
        )
    return Batch(x, y)


def _mistakes(context: Context, batch: Batch, sample: Batch) -> Iterator[tuple[str | None, str]]:
    yield from _of_the_mask(sample)
    yield from _of_the_numbers(sample)
    for made in (batch, sample):
        numbers, mask = made.x[..., 0].double(), made.x[..., 1].double()
        worst = float(((numbers * mask).sum(dim=1) - made.y[:, 0].double()).abs().max())
        if not worst <= TARGET_ERROR:
            yield (
                "targets_wrong",
                f"y should be the sum of the two marked numbers, but is off by up to {worst:.2g}.",
            )
    yield from _of_repetition(context)
    yield from _of_the_spread(context, sample)


def _of_the_mask(sample: Batch) -> Iterator[tuple[str | None, str]]:
    mask = sample.x[..., 1]
    if not _is_mask(mask):
        if _is_mask(sample.x[..., 0]):
            yield "channels_swapped", "The mask came in x[..., 0], and the numbers in x[..., 1]."
        yield None, "The mask x[..., 1] should hold zeros and ones alone, but it holds others."
    ones = mask.sum(dim=1)
    wrong = int((ones != 2).sum())
    if wrong:
        came = ", ".join(f"{int(count)}" for count in torch.unique(ones))
        message = (
            f"Every mask should have exactly two ones, but {wrong:,} of {len(ones):,} have others "
            f"(there are masks with {came})."
        )
        share = wrong / len(ones)
        # Two independent places of seq_len are the same with a chance of 1 / seq_len.
        expected = 1 / mask.shape[1]
        error = math.sqrt(expected * (1 - expected) / len(ones))
        coincide = set(ones.tolist()) == {1.0, 2.0} and abs(share - expected) < LARGEST_Z * error
        yield ("marks_coincide" if coincide else None), message


def _is_mask(values: Tensor) -> bool:
    return bool(((values == 0) | (values == 1)).all())


def _of_the_numbers(sample: Batch) -> Iterator[tuple[str | None, str]]:
    numbers = sample.x[..., 0].double().flatten()
    low, high = float(numbers.min()), float(numbers.max())
    if not (low >= 0 and high < 1):
        yield (
            "numbers_not_uniform",
            f"The numbers should lie in [0, 1), but go from {low:.3g} to {high:.3g}.",
        )
    ordered = numbers.sort().values
    ranks = torch.arange(len(ordered), dtype=torch.float64) / len(ordered)
    distance = float((ordered - ranks).abs().max())
    if distance > KOLMOGOROV / math.sqrt(len(ordered)):
        yield (
            "numbers_not_uniform",
            f"The numbers should be uniform in [0, 1), but their mean is {numbers.mean():.3f} and "
            f"their standard deviation {numbers.std():.3f} (0.500 and 0.289 are right).",
        )


def _of_repetition(context: Context) -> Iterator[tuple[str | None, str]]:
    """Batches differ, and a generator that is given makes them repeatable."""
    plain = [_spec(SMALL, SMALL_LENGTH, seed=seed) for seed in (5, 6, None)]
    given = [
        _spec(SMALL, SMALL_LENGTH, seed=seed, generator=start)
        for seed, start in ((7, 1), (8, 1), (8, 2))
    ]
    answers = _ask(context, [*plain, *given])
    batches = [_read(context, answer, SMALL, SMALL_LENGTH).x for answer in answers]
    first, second, third, same, again, other = batches
    if torch.equal(first, second) or torch.equal(second, third):
        yield "same_batch_always", "Two calls of make_batch gave the same batch."
    if not torch.equal(same, again) or torch.equal(same, other):
        part = "numbers" if not torch.equal(same[..., 0], again[..., 0]) else "marks"
        if torch.equal(same, other):
            part = "batch"
        yield (
            "generator_ignored",
            f"With the same generator the {part} should be the same, and with another one another; "
            "that is not so.",
        )


def _of_the_spread(context: Context, sample: Batch) -> Iterator[tuple[str | None, str]]:
    """Judge that marks stand at every pair of steps equally often."""
    places = sample.x[..., 1].nonzero()[:, 1].view(-1, 2)
    if len(torch.unique(places, dim=0)) == 1:
        answer = _ask(context, [_spec(SMALL, SAMPLE_LENGTH, seed=9)])[0]
        other = _read(context, answer, SMALL, SAMPLE_LENGTH).x[0, :, 1].nonzero()[:, 0]
        yield (
            "marks_fixed" if torch.equal(other, places[0]) else "marks_shared",
            f"All {SAMPLE:,} examples of a batch have their marks at the same two steps.",
        )
    half = SAMPLE_LENGTH // 2
    halves = _all_by_halves(sample)
    pairs = [
        (i, j)
        for i in range(SAMPLE_LENGTH)
        for j in range(i + 1, SAMPLE_LENGTH)
        if not halves or i < half <= j
    ]
    expected = 1 / len(pairs)
    error = math.sqrt(expected * (1 - expected) / SAMPLE)
    counts = torch.zeros(SAMPLE_LENGTH, SAMPLE_LENGTH, dtype=torch.float64)
    counts.index_put_(tuple(places.T), torch.ones(SAMPLE, dtype=torch.float64), accumulate=True)
    for i, j in pairs:
        share = float(counts[i, j]) / SAMPLE
        if abs(share - expected) > LARGEST_Z * error:
            few = len(torch.unique(places, dim=0)) <= 3
            yield (
                "marks_fixed" if few else "marks_not_spread",
                f"The marks should stand at any two steps equally often, but of {SAMPLE:,} masks "
                f"{int(counts[i, j]):,} have them at steps {i + 1} and {j + 1}; "
                f"about {expected * SAMPLE:.0f} is right.",
            )


def _all_by_halves(sample: Batch) -> bool:
    mask = sample.x[..., 1]
    half = SAMPLE_LENGTH // 2
    return bool((mask[:, :half].sum(dim=1) == 1).all() and (mask[:, half:].sum(dim=1) == 1).all())
