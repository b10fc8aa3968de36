"""Whether ``project`` gives principal components, and a t-SNE that keeps neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.worker.interface import StudentError

from . import components, forms, neighbours
from .sentences import hidden, shipped

PCA, TSNE = "pca", "tsne"
MAX_SEED = 1000
LARGEST = 1e30
"""Of a coordinate: squares of larger ones soon are no numbers."""


@dataclass(frozen=True)
class States:
    """Hidden states to be projected, one tensor (length, hidden_size) for each sentence."""

    words: str
    """What they are, to be said after "with"."""
    arrays: tuple[Tensor, ...]

    @property
    def together(self) -> Tensor:
        """All of them (sum of lengths, hidden_size), in float64."""
        return torch.cat(self.arrays).double()

    @property
    def lengths(self) -> list[int]:
        """Of the sentences."""
        return [len(array) for array in self.arrays]


def judge_pca(context: Context) -> Passed:
    """Judge the principal components of states of a model, and of drawn ones."""
    tolerance = context.setting("tolerance")
    shares: tuple[float, ...] = ()
    largest = 0.0
    for states in _for_pca(context):
        points = _points(context, states, PCA)
        off = components.error(points, states.together)
        if not off <= tolerance:
            raise _not_principal(context, states, points, off, tolerance)
        largest = max(largest, off)
        shares = shares or components.explained(points, states.together)
    percent = " and ".join(f"{share:.0%}" for share in shares)
    return Passed(
        f"The points are the first two principal components; of the model's states they explain "
        f"{percent} of the variance.",
        evidence={"largest_error": largest, "tolerance": tolerance, "explained": list(shares)},
    )


def judge_tsne(context: Context) -> Passed:
    """Judge t-SNE by what becomes of neighbours, beside that of scikit-learn."""
    states = of_the_model(context, "tsne", context.setting("sentences"))
    seed = int(torch.randint(MAX_SEED, (1,), generator=context.generator("seed of tsne")))
    points = _points(context, states, TSNE, seed)
    kept = neighbours.kept(states.together, points)
    _judge_neighbours(context, states, points, kept)
    again = _points(context, states, TSNE, seed)
    if not torch.allclose(points, again, rtol=1e-4, atol=1e-6 * float(points.abs().max())):
        raise context.confirmed(
            f"With the same states and seed={seed}, project gives other points the second time.",
            "not_repeatable",
        )
    for few in _few(context):
        if float(_points(context, few, TSNE, seed).std(dim=0).max()) == 0:
            raise Failed(
                f"With {few.words}, all points are one.",
                hint="Few states have neighbours, too: a small perplexity does.",
            )
    return Passed(
        f"Neighbours stay neighbours: trustworthiness {kept.trustworthiness:.2f}, and "
        f"{kept.share:.0%} of each state's nearest {neighbours.NEAREST} are kept. The same seed "
        "gave the same points.",
        evidence={"trustworthiness": kept.trustworthiness, "neighbours_kept": kept.share},
    )


def of_the_model(context: Context, name: str, count: int) -> States:
    """Return the states of the exercise's model after each word of hidden sentences, in float32."""
    sentences = hidden(context, name, count)
    arrays = tuple(shipped().states(words).float() for words, _ in sentences)
    return States("hidden states of the model", arrays)


def _for_pca(context: Context) -> tuple[States, ...]:
    generator = context.generator("pca")

    def made(words: str, spreads: Sequence[float], *lengths: int) -> States:
        """Return states with these standard deviations along turned axes, far from zero."""
        size = len(spreads)
        count = sum(lengths)
        u = torch.linalg.qr(_centred(torch.randn(count, size, generator=generator))).Q
        turn = torch.linalg.qr(torch.randn(size, size, generator=generator)).Q
        centre = 3 * torch.randn(size, generator=generator)
        # Orthogonal columns, so that the singular values are just these.
        values = (u * torch.tensor(spreads) * count**0.5) @ turn + centre
        return States(words, values.float().split(list(lengths)))

    small = torch.randn(4, 9, generator=generator)
    return (
        of_the_model(context, "pca", 24),
        made("states far from zero", (3.0, 2.0, 1.0, 0.6, 0.3, 0.1), 5, 9, 1, 12, 7, 4),
        made("two equal singular values", (2.0, 2.0, 0.7, 0.4, 0.1), 8, 6, 11),
        States("fewer states than units", (small[:3], small[3:])),
    )


def _centred(x: Tensor) -> Tensor:
    return x - x.mean(dim=0)


def _few(context: Context) -> tuple[States, ...]:
    """Return few enough states that the usual perplexity of 30 is too many."""
    generator = context.generator("few states")
    one = torch.randn(5, 8, generator=generator)
    more = torch.randn(14, 8, generator=generator)
    return States("five states", (one[:2], one[2:])), States("14 states", (more[:6], more[6:]))


def _points(context: Context, states: States, method: str, seed: int = 0) -> Tensor:
    """Return the points (n, 2) in float64 that ``project`` makes; raise ``Failed`` otherwise."""
    count = sum(states.lengths)
    call = f'project(states, method="{method}")'
    try:
        returned = context.ask(
            "project",
            forms.STUDENTS_OWN,
            states=list(states.arrays),
            method=method,
            seed=seed,
        )
    except StudentError as error:
        raise _raised(context, error, states) from None
    points = _joined(returned)
    asked = f"With {states.words}, {call} should return an array (sum of lengths, 2) = ({count}, 2)"
    if not isinstance(points, Tensor):
        raise Failed(
            f"{asked}, but it returns {in_words(returned)}.",
            hint="One array for all sentences, one behind the other.",
        )
    if tuple(points.shape) != (count, components.KEPT):
        mistakes = _of_another_shape(points, states, method)
        raise context.confirmed(f"{asked}, but its shape is {tuple(points.shape)}.", *mistakes)
    values = points.double()
    if not torch.isfinite(values).all() or float(values.abs().max()) > LARGEST:
        raise Failed(
            f"{asked}, but it holds NaN, infinity or numbers beyond {LARGEST:.0e}.",
            hint="Points that run away come of too large steps.",
        )
    return values


def _joined(returned: Any) -> Any:
    """Return points that may come as a list of rows as one tensor."""
    if isinstance(returned, list) and returned and all(isinstance(r, Tensor) for r in returned):
        rows = [row for row in returned if row.shape == (components.KEPT,)]
        return torch.stack(rows) if len(rows) == len(returned) else returned
    return returned


def _raised(context: Context, error: StudentError, states: States) -> Failed:
    if "perplexity" in str(error):
        failure = context.raised(error, case=f"with {states.words}")
        named = context.confirmed(failure.message, "perplexity_too_large")
        failure.diagnosis, failure.hint = named.diagnosis, named.hint
        return failure
    unequal = "inhomogeneous" in str(error) or "equal size" in str(error)
    hint = "Sentences differ in length: np.concatenate(states) joins them." if unequal else None
    return context.raised(error, case=f"with {states.words}", hint=hint)


def _of_another_shape(points: Tensor, states: States, method: str) -> list[str]:
    x = states.together
    if points.dim() != 2:
        return []
    if points.shape == (components.KEPT, len(x)):
        return ["points_transposed"]
    if method == PCA:
        return _confirmed(points.double(), states, 1e-3)
    if len(points) == x.shape[1]:
        return ["wrong_axis"]
    return ["one_for_each_sentence"] if len(points) == len(states.arrays) else []


def _confirmed(points: Tensor, states: States, tolerance: float) -> list[str]:
    found = (
        name
        for name, would_be in components.hypotheses(states.together, states.lengths)
        if components.alike(points, would_be, tolerance)
    )
    return list(dict.fromkeys(found))


def _not_principal(
    context: Context, states: States, points: Tensor, off: float, tolerance: float
) -> Failed:
    x = states.together
    mistakes = _confirmed(points, states, tolerance)
    if not mistakes and components.in_another_order(points, x, tolerance):
        mistakes = ["points_out_of_step"]
    if not mistakes and components.is_per_sentence(points, x, states.lengths, tolerance):
        mistakes = ["per_sentence"]
    if not mistakes and components.rescaled(points, x, tolerance):
        mistakes = ["whitened"]
    if not mistakes and components.is_linear(points, x, tolerance):
        mistakes = ["other_projection"]
    right, got = components.explained(components.scores(x), x), components.explained(points, x)
    return context.confirmed(
        f"With {states.words}, the points are not the first two principal components: they differ "
        f"by {off:.1%} of the first one's length (allowed: {tolerance:.1%}). Those two have "
        f"{sum(right):.0%} of the states' variance; the variance of the points is {sum(got):.0%}.",
        *mistakes,
        error=off,
    )


def _judge_neighbours(
    context: Context, states: States, points: Tensor, kept: neighbours.Kept
) -> None:
    """Raise ``Failed`` where too few neighbours stay neighbours."""
    settings = context.setting("thresholds")
    usual = neighbours.usual(states.together)
    wanted = settings["share_of_usual"] * usual.share
    if kept.trustworthiness >= settings["trustworthiness"] and kept.share >= wanted:
        return
    x = states.together
    mistakes = []
    if components.error(points, x) <= 1e-2:
        mistakes = ["tsne_is_pca"]
    elif components.is_linear(points, x, 1e-3):
        mistakes = ["tsne_is_linear"]
    elif neighbours.are_unrelated(kept, len(x)):
        mistakes = ["points_unrelated"]
    elif neighbours.kept(components.scores(x), points).share >= wanted:
        mistakes = ["tsne_of_components"]
    raise context.confirmed(
        f"Neighbours do not stay neighbours: trustworthiness {kept.trustworthiness:.2f} (asked: "
        f"{settings['trustworthiness']}), and {kept.share:.0%} of each state's nearest "
        f"{neighbours.NEAREST} are kept (asked: {wanted:.0%}; scikit-learn keeps "
        f"{usual.share:.0%}).",
        *mistakes,
        trustworthiness=kept.trustworthiness,
        neighbours_kept=kept.share,
    )
