"""A training curve as one inline SVG figure: the loss above, the gradient norm below.

It loads nothing and runs nothing. Text and axes take the page's own colour, so that it can be read
on light and on dark pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rnngrade.reports.curve_words import is_clipped, last_words, level_words, words
from rnngrade.reports.exhibits import Curve
from rnngrade.reports.number_text import number_text, step_text
from rnngrade.reports.scale import Scale, scale_of
from rnngrade.reports.svg_axes import Panel, axes
from rnngrade.reports.svg_text import escaped, label

_WIDTH = 640
_LEFT = 62
_LOSS_HEIGHT, _NORM_HEIGHT = 150, 80
_TOP, _BETWEEN, _BELOW = 30, 42, 40
_ABOVE = 14
"""From a panel up to what it is called."""
_TEXT = 12
_LETTER = 6.4
"""About how wide a letter of a label is."""
_WIDEST_NAMES, _NARROWEST_NAMES = 180, 16
_LINE_HEIGHT = 13
_BUCKET = 2.0
"""Of the points within so many units of x, only the extremes are drawn."""
_MOST_MARKS = 20
# Mid-tones, as in html.py.
_BLUE, _AMBER, _RED = "#3b82d6", "#c77700", "#e8473f"


def svg_plot(curve: Curve) -> str:
    """Return ``curve`` as an ``<svg>``, well-formed as XML; empty where no value is finite."""
    names = [level_words(*level) for level in curve.levels]
    widest = _LETTER * max(map(len, names), default=0) + 10
    right = _WIDTH - max(min(widest, _WIDEST_NAMES), _NARROWEST_NAMES)
    x = scale_of(curve.steps, log=False) if curve.steps else Scale(0, 1, log=False)
    parts: list[str] = []
    bottom = 0.0
    if any(map(math.isfinite, curve.losses)):
        y = scale_of((*curve.losses, *(value for _, value in curve.levels))).rounded()
        panel = Panel(x, y, _LEFT, right, _TOP, _LOSS_HEIGHT)
        parts += _loss(curve, panel)
        bottom = panel.bottom
    if any(map(math.isfinite, curve.gradient_norms)):
        y = scale_of((*curve.gradient_norms, *curve.clipped_norms), log=True).rounded()
        top = bottom + _BETWEEN if parts else _TOP
        panel = Panel(x, y, _LEFT, right, top, _NORM_HEIGHT)
        parts += _norms(curve, panel)
        bottom = panel.bottom
    if not parts:
        return ""
    parts += _steps(curve, panel)
    return _figure(curve, parts, bottom + _BELOW)


def _figure(curve: Curve, parts: Iterable[str], height: float) -> str:
    said = escaped("; ".join((f"{curve.title}: {last_words(curve)}", *words(curve))))
    style = f"width: 100%; max-width: {_WIDTH}px; height: auto; display: block"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" '
        f'aria-label="{said}" font-size="{_TEXT}" fill="currentColor" style="{style}">'
        f"<title>{escaped(curve.title)}</title>{''.join(parts)}</svg>"
    )


def _loss(curve: Curve, panel: Panel) -> Iterator[str]:
    yield from axes(panel)
    yield label(4, panel.top - _ABOVE, f"loss{_axis_words(panel.y)}")
    yield from _levels(curve, panel)
    yield from _not_finite(curve, panel)
    yield _path(panel, curve.steps, curve.losses, _BLUE)


def _norms(curve: Curve, panel: Panel) -> Iterator[str]:
    yield from axes(panel)
    clipped = is_clipped(curve)
    legend = (
        f', <tspan fill="{_AMBER}">before</tspan> and <tspan fill="{_BLUE}">after</tspan> clipping'
    )
    yield (
        f'<text x="4" y="{panel.top - _ABOVE:.1f}">gradient norm{_axis_words(panel.y)}'
        f"{legend if clipped else ''}</text>"
    )
    yield _path(panel, curve.steps, curve.gradient_norms, _AMBER)
    if clipped:
        yield _path(panel, curve.steps, curve.clipped_norms, _BLUE)


def _axis_words(scale: Scale) -> str:
    return " (log axis)" if scale.log else ""


def _steps(curve: Curve, panel: Panel) -> Iterator[str]:
    for step in panel.x.ticks():
        x, _ = panel.at(step, panel.y.low)
        yield label(x, panel.bottom + 15, step_text(step), "middle")
    known = math.isfinite(curve.cpu_seconds)
    took = f" ({number_text(curve.cpu_seconds)} CPU seconds in all)" if known else ""
    yield label((panel.left + panel.right) / 2, panel.bottom + 33, f"step{took}", "middle")


def _levels(curve: Curve, panel: Panel) -> Iterator[str]:
    lowest = panel.top - _LINE_HEIGHT
    for name, value in sorted(curve.levels, key=lambda level: -level[1]):
        _, y = panel.at(panel.x.low, value)
        yield (
            f'<path d="M{panel.left} {y:.1f}H{panel.right:.1f}" stroke="currentColor" '
            'stroke-opacity="0.75" stroke-dasharray="5 4" fill="none"/>'
        )
        lowest = max(y + 4, lowest + _LINE_HEIGHT)
        yield label(panel.right + 6, lowest, level_words(name, value))


def _not_finite(curve: Curve, panel: Panel) -> Iterator[str]:
    """Yield a shade over each run of steps whose loss is not finite, marked at its start."""
    pairs = zip(curve.steps, curve.losses, strict=True)
    runs = groupby(pairs, key=lambda pair: math.isfinite(pair[1]))
    bad = [[step for step, _ in run] for finite, run in runs if not finite]
    for run in bad[:_MOST_MARKS]:
        (start, y), (end, _) = panel.at(run[0], panel.y.high), panel.at(run[-1], panel.y.high)
        yield (
            f'<rect x="{min(start, end):.1f}" y="{y:.1f}" width="{abs(end - start):.1f}" '
            f'height="{panel.height:.1f}" fill="{_RED}" fill-opacity="0.12"/>'
        )
        yield (
            f'<text x="{start:.1f}" y="{y + 5:.1f}" text-anchor="middle" fill="{_RED}" '
            'font-weight="700" font-size="16">×</text>'
        )


def _path(panel: Panel, steps: Sequence[float], values: Sequence[float], colour: str) -> str:
    """Return a series as one path, interrupted where values are not finite."""
    pairs = zip(steps, values, strict=True)
    runs = groupby(pairs, key=lambda pair: math.isfinite(pair[1]))
    lines = (
        "L".join(f"{x:.1f} {y:.1f}" for x, y in _thinned(panel.at(*pair) for pair in run))
        for finite, run in runs
        if finite
    )
    # A line to where it starts, so that a single point is drawn as well.
    drawn = "".join(f"M{line}" if "L" in line else f"M{line}L{line}" for line in lines)
    return (
        f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="1.5" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _thinned(points: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield of the points that follow each other closely the highest and the lowest, in order."""
    for _, group in groupby(points, key=lambda point: int(point[0] / _BUCKET)):
        near = list(group)
        order = range(len(near))
        ends = {min(order, key=lambda i: near[i][1]), max(order, key=lambda i: near[i][1])}
        yield from (near[index] for index in sorted(ends))
