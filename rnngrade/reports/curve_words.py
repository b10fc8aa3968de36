"""What a training curve shows, in words: for a terminal, a caption, and who cannot see the plot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import median

from rnngrade.reports.exhibits import Curve
from rnngrade.reports.number_text import number_text, step_text

_CLIPPED = 0.999
"""Clipping shows in a norm of less than this share of the one before."""
_SAME = 0.02
"""Clipped norms that differ by less, relatively, come from one bound."""


def level_words(name: str, value: float) -> str:
    """Return a level as its line is labelled: ``to pass 0.05``."""
    return f"{name} {number_text(value)}".lstrip()


def last_words(curve: Curve) -> str:
    """Say how far the training went: ``step 2,000, 14.2 CPU seconds``."""
    step = f"step {step_text(curve.steps[-1])}"
    known = math.isfinite(curve.cpu_seconds)
    return f"{step}, {number_text(curve.cpu_seconds)} CPU seconds" if known else step


def words(curve: Curve) -> tuple[str, ...]:
    """Return what is worth saying beside the plot, one line each."""
    return tuple(filter(None, (_loss_words(curve), _gradient_words(curve))))


def is_clipped(curve: Curve) -> bool:
    """Tell whether any gradient was clipped."""
    return any(True for _ in _clipped(curve))


def _loss_words(curve: Curve) -> str:
    if not any(map(math.isfinite, curve.losses)):
        return "loss: no finite value; it was NaN or infinite, or could not be observed"
    where = _where_not_finite(curve.steps, curve.losses)
    return f"loss: {where}" if where else ""


def _gradient_words(curve: Curve) -> str:
    pairs = zip(curve.gradient_norms, curve.steps, strict=True)
    known = [(norm, step) for norm, step in pairs if math.isfinite(norm)]
    if not known:
        return ""
    largest, step = max(known, key=lambda pair: pair[0])
    said = [
        f"median {number_text(median(norm for norm, _ in known))}",
        f"largest {number_text(largest)} at step {step_text(step)}",
        _bound(curve),
        _where_not_finite(*_looked_at(curve)),
    ]
    return f"gradient norm: {', '.join(filter(None, said))}"


def _looked_at(curve: Curve) -> tuple[Sequence[float], Sequence[float]]:
    """Return steps and gradient norms, less those unknown: no norm is NaN beside a finite loss."""
    rows = zip(curve.steps, curve.gradient_norms, curve.losses, strict=True)
    known = [(s, norm) for s, norm, loss in rows if not (math.isnan(norm) and math.isfinite(loss))]
    return [step for step, _ in known], [norm for _, norm in known]


def _bound(curve: Curve) -> str:
    clipped = list(_clipped(curve))
    if not clipped:
        return ""
    least, most = min(clipped), max(clipped)
    one_bound = least >= (1 - _SAME) * most
    return f"clipped to {'' if one_bound else 'at most '}{number_text(most)}"


def _clipped(curve: Curve) -> Iterator[float]:
    for before, after in zip(curve.gradient_norms, curve.clipped_norms, strict=True):
        if math.isfinite(after) and math.isfinite(before) and after < _CLIPPED * before:
            yield after


def _where_not_finite(steps: Sequence[float], values: Sequence[float]) -> str:
    """Say from which step on, or at which steps, ``values`` are not finite; empty if at none."""
    bad = [row for row, value in enumerate(values) if not math.isfinite(value)]
    if not bad:
        return ""
    kinds = {"NaN" if math.isnan(values[row]) else "infinite" for row in bad}
    kind, first = " or ".join(sorted(kinds)), step_text(steps[bad[0]])
    if len(bad) == 1:
        return f"{kind} at step {first}"
    if len(bad) == len(values) - bad[0]:
        return f"{kind} from {_about(steps, bad[0])}step {first} on"
    return f"{kind} at {len(bad)} steps, first at step {first}"


def _about(steps: Sequence[float], row: int) -> str:
    """Return ``about`` where what is told of a row may have begun at a step that was not kept."""
    return "about " if row and steps[row] - steps[row - 1] > 1 else ""
