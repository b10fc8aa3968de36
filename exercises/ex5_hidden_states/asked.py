"""What ``plot`` drew when it was asked: twice, with points of other numbers and spans.

All checks of the figure share these calls. Where nothing can be judged, ``asked`` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rnngrade.checks.interface import Context, Failed, Skipped
from rnngrade.worker.interface import StudentError, WorkerError

from . import figure_forms, matching
from .drawing import MAX_FIGURES, Drawing, parse
from .given_points import Given, given
from .matching import View

CALLS: tuple[tuple[int, float, tuple[float, float]], ...] = (
    (14, 40.0, (0.0, 0.0)),
    (12, 0.3, (3.0, -5.0)),
)
"""Of each call the longest sentence, half the span of the points, and where their middle is."""

MAX_DRAWN = 30_000
"""Points on all axes: some hundred times as many as are given."""

Change = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Asked:
    """One call of ``plot``: what was given, what was drawn, and where all points are shown."""

    given: Given
    drawing: Drawing
    views: tuple[View, ...]
    """At least one."""

    @property
    def case(self) -> str:
        """Say which call it was."""
        return f"Given {len(self.given.points)} points"


def asked(context: Context) -> tuple[Asked, ...]:
    """Return the calls, made once. Raises ``Failed`` where they cannot be judged."""
    return context.once("drawn", lambda: _ask(context))


def asked_or_skipped(context: Context) -> tuple[Asked, ...]:
    """Return the calls. Raises ``Skipped`` where they cannot be judged."""
    try:
        return asked(context)
    except Failed as failure:
        raise Skipped(f"There is no view to judge. {failure.message}") from None
    except WorkerError as error:
        raise Skipped(f"There is no view to judge: {error}") from None


def _ask(context: Context) -> tuple[Asked, ...]:
    generator = context.generator("figure")
    return tuple(_ask_once(context, given(generator, *call)) for call in CALLS)


def _ask_once(context: Context, points: Given) -> Asked:
    try:
        answer = context.ask(
            "draw",
            figure_forms.DRAWN,
            points=points.points,
            sentiment=points.sentiment,
            position=points.position,
        )
    except StudentError as error:
        raise context.raised(error, case=f"given {len(points.points)} points") from None
    call = Asked(points, drawing := parse(answer), matching.views(drawing, points))
    _require_figures(context, drawing)
    if not call.views:
        raise _not_all_shown(context, call)
    return call


def _require_figures(context: Context, drawing: Drawing) -> None:
    """Raise ``Failed`` where there is no figure with points."""
    if drawing.source == "none":
        what = "None" if drawing.returned == "NoneType" else f"an object of type {drawing.returned}"
        raise context.confirmed(
            f"plot returned {what}, in which there is no figure, and left none open.", "no_data"
        )
    if drawing.count > MAX_FIGURES:
        raise Failed(
            f"plot made {drawing.count} figures; {MAX_FIGURES} are looked at, at most.",
            hint="Two views are enough: one or two figures. Make them once, not in a loop.",
        )
    for number, figure in enumerate(drawing.figures, 1):
        if figure.error:
            raise Failed(
                f"Figure {number} of {drawing.count} cannot be drawn: "
                f"{' '.join(figure.error.split()).rstrip('.')}.",
                hint='Try figure.savefig("try.png"): it fails in the same way.',
            )
    drawn = sum(len(axes.marks.xy) for figure in drawing.figures for axes in figure.axes)
    if drawn > MAX_DRAWN:
        raise Failed(
            f"plot draws {drawn} points; {MAX_DRAWN} are looked at, at most.",
            hint="Draw each point once in each view.",
        )
    kinds = [axes.kind for figure in drawing.figures for axes in figure.axes]
    if any(len(a.marks.xy) for figure in drawing.figures for a in figure.axes):
        return
    for kind, name in (("3d", "three dimensions"), ("polar", "polar coordinates")):
        if kind in kinds:
            raise Failed(
                f"The axes have {name}, but the points are points (x, y) of the plane.",
                hint="Make plain axes: plt.subplots(1, 2).",
            )
    has_axes = "its axes show no points" if kinds else "it has no axes"
    raise context.confirmed(
        f"There is a figure, but {has_axes}: a view shows points as a scatter does, or "
        'as plot(x, y, "o").',
        "no_data",
    )


def too_few_shown(context: Context, call: Asked) -> Failed | None:
    """Return the failure of axes that show some of the points and are part of no view, if any."""
    shown = matching.most(call.drawing, call.given, call.views)
    if not bool(shown.any()):
        return None
    return context.confirmed(
        f"{call.case}, an axes shows {int(shown.sum())} of them{_which(call.given, shown)}.",
        "points_missing",
        shown=int(shown.sum()),
        given=len(shown),
    )


def _not_all_shown(context: Context, call: Asked) -> Failed:
    """Return the failure of a drawing in which no view shows all points."""
    too_few = too_few_shown(context, call)
    if too_few is not None:
        return too_few
    for mistake, how, change in MOVES:
        if _is_moved(call, change):
            return context.confirmed(f"{call.case}, plot draws them elsewhere: {how}.", mistake)
    return context.confirmed(
        f"{call.case}, plot draws them elsewhere: none is where it belongs.", "points_moved"
    )


def _which(points: Given, shown: Tensor) -> str:
    """Say which points are shown, where that is plain; behind a comma."""
    count = len(shown)
    is_last = torch.ones(count, dtype=torch.bool)
    is_last[:-1] = points.sentence[1:] != points.sentence[:-1]
    sets = {
        "the last of each sentence": is_last,
        "the first of each sentence": points.position == 0,
        "those of the negative sentences": points.sentiment == 0,
        "those of the positive sentences": points.sentiment == 1,
        "the first ones": torch.arange(count) < int(shown.sum()),
        "one for each sentence, the first ones": torch.arange(count) <= int(points.sentence.max()),
        "all but the last": ~is_last,
        "all but the first of each sentence": points.position > 0,
    }
    names = [name for name, expected in sets.items() if torch.equal(shown, expected)]
    return f", {names[0]}" if names else ""


def _is_moved(call: Asked, change: Change) -> bool:
    """Return whether some axes shows all points after a change of them."""
    points = change(call.given.points)
    return any(
        bool(matching.near(points, axes.marks.xy).any(dim=1).all())
        for figure in call.drawing.figures
        for axes in figure.axes
        if len(axes.marks.xy)
    )


def _scaled(points: Tensor) -> Tensor:
    low, high = points.amin(dim=0), points.amax(dim=0)
    return (points - low) / (high - low)


def _standardised(correction: int) -> Change:
    return lambda points: (points - points.mean(dim=0)) / points.std(dim=0, correction=correction)


def _against_number(column: int) -> Change:
    return lambda points: torch.stack(
        (torch.arange(len(points)).double(), points[:, column]), dim=1
    )


MOVES: Sequence[tuple[str, str, Change]] = (
    ("coordinates_swapped", "x and y are swapped", lambda points: points.flip(1)),
    ("points_moved", "they are standardised, to mean 0 and variance 1", _standardised(0)),
    ("points_moved", "they are standardised, to mean 0 and variance 1", _standardised(1)),
    ("points_moved", "they are scaled to the range from 0 to 1", _scaled),
    ("points_moved", "they are scaled to the range from -1 to 1", lambda p: 2 * _scaled(p) - 1),
    ("points_moved", "they are centred", lambda points: points - points.mean(dim=0)),
    ("points_moved", "they are divided by the largest", lambda points: points / points.abs().max()),
    ("points_moved", "their sign is changed", lambda points: -points),
    ("points_moved", "x is the number of the point, and y its x", _against_number(0)),
    ("points_moved", "x is the number of the point, and y its y", _against_number(1)),
)
"""Mistakes, what they do to the points in words, and as a function."""
