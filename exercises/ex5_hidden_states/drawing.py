"""What ``plot`` drew, as the grader takes it from the worker: figures, axes, points, legends.

A worker may say anything: shapes, dtypes and lengths are checked, and what is not of the form is no
answer (``BadReply``). Values may be NaN or infinite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rnngrade.plain_text import plain
from rnngrade.worker.interface import BadReply

MAX_FIGURES = 8
MAX_AXES = 24
"""Of one figure."""
MAX_PARTS = 2000
"""Of one list: more than the worker's half ever tells."""
MAX_MARKS = 10_000
MAX_PIXELS = 1200
MAX_CHARACTERS = 300

Colour = tuple[float, ...]
"""Red, green, blue, and where it is said alpha; from 0 to 1."""
Box = tuple[float, ...]
"""x0, y0, x1, y1 in fractions of the figure, from its lower left corner."""


@dataclass(frozen=True)
class Text:
    """A text on a figure. ``kind`` is title, label, tick or annotation; or text, of no axes."""

    kind: str
    text: str
    colour: Colour
    box: Box
    upright: bool


@dataclass(frozen=True)
class Marks:
    """The points that an axes shows, in the order in which they are drawn."""

    xy: Tensor
    """(m, 2) in data coordinates, float64."""
    pixels: Tensor
    """(m, 2) from the lower left corner of the figure."""
    colours: Tensor
    """(m, 4), red to alpha."""
    diameters: Tensor
    """(m,) in pixels."""
    filled: Tensor
    """(m,) bool; hollow marks have the colour of their edge."""


@dataclass(frozen=True)
class Axes:
    """One axes. ``kind`` is plane, polar, 3d or colour bar; only planes have marks."""

    kind: str
    box: Box
    x_label: str
    y_label: str
    background: Colour
    marks: Marks
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Entry:
    """A text that explains a colour."""

    text: str
    colour: Colour


@dataclass(frozen=True)
class Legend:
    """A legend of an axes or of a figure."""

    entries: tuple[Entry, ...]
    box: Box


@dataclass(frozen=True)
class ColourBar:
    """A colour bar: which colour (k, 3) stands for which value (k,), in ascending order."""

    of: int
    """The place among the axes of what has these colours; -1 where it stands for itself."""
    label: str
    values: Tensor
    colours: Tensor
    ticks: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Figure:
    """One figure. ``error`` says why it could not be drawn; it has no pixels then."""

    error: str
    pixels: Tensor
    """(height, width, 3) uint8."""
    axes: tuple[Axes, ...]
    texts: tuple[Text, ...]
    legends: tuple[Legend, ...]
    colour_bars: tuple[ColourBar, ...]
    left_out: str


@dataclass(frozen=True)
class Drawing:
    """All figures of one call of ``plot``."""

    source: str
    """returned, open (in pyplot's state), or none."""
    returned: str
    """The name of the type of what was returned."""
    count: int
    """Of the figures; ``figures`` are the first ones."""
    figures: tuple[Figure, ...]


def parse(answer: Mapping[str, Any]) -> Drawing:
    """Return what the probe's ``draw`` said, in ``figure_forms.DRAWN``. Raises ``BadReply``."""
    figures = tuple(_figure(one) for one in _bounded(answer["figures"], MAX_FIGURES))
    if not len(figures) <= answer["count"] < 10**6:
        raise BadReply("your code's process sent something else: another number of figures")
    return Drawing(answer["source"], _text(answer["returned"]), answer["count"], figures)


def _figure(figure: Mapping[str, Any]) -> Figure:
    return Figure(
        _text(figure["error"]),
        _pixels(figure["pixels"]),
        tuple(_axes(axes) for axes in _bounded(figure["axes"], MAX_AXES)),
        _texts(figure["texts"]),
        tuple(_legend(legend) for legend in _bounded(figure["legends"])),
        tuple(_colour_bar(bar) for bar in _bounded(figure["colour_bars"])),
        _text(figure["left_out"]),
    )


def _pixels(pixels: Tensor) -> Tensor:
    shape = tuple(pixels.shape)
    in_bounds = len(shape) == 3 and shape[2] == 3 and max(shape) <= MAX_PIXELS
    if pixels.dtype is not torch.uint8 or not in_bounds:
        raise BadReply("your code's process sent something else: no picture")
    return pixels


def _axes(axes: Mapping[str, Any]) -> Axes:
    return Axes(
        axes["kind"],
        tuple(axes["box"]),
        _text(axes["x_label"]),
        _text(axes["y_label"]),
        tuple(axes["background"]),
        _marks(axes["marks"]),
        _texts(axes["texts"]),
    )


def _marks(marks: Mapping[str, Any]) -> Marks:
    count = len(marks["xy"]) if marks["xy"].dim() else -1
    if count > MAX_MARKS:
        raise BadReply("your code's process sent something else: too many points")
    return Marks(
        _floats(marks["xy"], count, 2),
        _floats(marks["pixels"], count, 2),
        _floats(marks["colours"], count, 4),
        _floats(marks["diameters"], count),
        _of_shape(marks["filled"], torch.float64, (count,)) > 0,
    )


def _floats(tensor: Tensor, *shape: int) -> Tensor:
    return _of_shape(tensor, torch.float64, shape)


def _of_shape(tensor: Tensor, dtype: torch.dtype, shape: tuple[int, ...]) -> Tensor:
    if tensor.dtype is not dtype or tuple(tensor.shape) != shape:
        raise BadReply("your code's process sent something else: a tensor has another shape")
    return tensor


def _legend(legend: Mapping[str, Any]) -> Legend:
    entries = _bounded(legend["entries"])
    return Legend(
        tuple(Entry(_text(entry["text"]), tuple(entry["colour"])) for entry in entries),
        tuple(legend["box"]),
    )


def _colour_bar(bar: Mapping[str, Any]) -> ColourBar:
    count = len(bar["values"]) if bar["values"].dim() else -1
    if not 0 < count <= MAX_PARTS:
        raise BadReply("your code's process sent something else: an empty colour bar")
    return ColourBar(
        bar["of"],
        _text(bar["label"]),
        _floats(bar["values"], count),
        _floats(bar["colours"], count, 3),
        tuple((_text(tick["text"]), tick["value"]) for tick in _bounded(bar["ticks"])),
    )


def _texts(texts: list[Any]) -> tuple[Text, ...]:
    return tuple(
        Text(
            one["kind"],
            _text(one["text"]),
            tuple(one["colour"]),
            tuple(one["box"]),
            one["upright"],
        )
        for one in _bounded(texts)
    )


def _bounded(values: list[Any], most: int = MAX_PARTS) -> list[Any]:
    if len(values) > most:
        raise BadReply("your code's process sent something else: too long a list")
    return values


def _text(text: str) -> str:
    """Return a text of the student's as one that can be printed, bounded."""
    return plain(text[:MAX_CHARACTERS])
