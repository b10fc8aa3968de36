"""The parts of a figure that has been drawn: its axes, texts, legends and colour bars.

Boxes are ``[x0, y0, x1, y1]`` in fractions of the figure, from its lower left corner; colours go
from 0 to 1. Artists are a student's: one that cannot be read is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy
import torch

from . import marks
from .describe import type_name

MAX_AXES = 24
MAX_ANNOTATIONS = 60
"""Of one axes."""
MAX_ENTRIES = 60
"""Of one legend, or ticks of one colour bar."""
MAX_TEXTS = 600
MAX_CHARACTERS = 120
"""Of one text. As many texts of as many letters, each six characters as JSON, fit into a reply."""
BAR_SAMPLES = 257


class Budget:
    """How many texts may still be told of, of all the figures of one reply."""

    def __init__(self) -> None:
        self.left = MAX_TEXTS

    def take(self, texts: list[Any]) -> list[Any]:
        """Return as many of ``texts`` as may be told of."""
        taken = texts[: self.left]
        self.left -= len(taken)
        return taken


def read(figure: Any, budget: Budget) -> dict[str, Any]:
    """Describe the parts of a figure; ``left_out`` says what is missing in that."""
    return _Reading(figure, budget).parts()


class _Reading:
    """One figure that has been drawn."""

    def __init__(self, figure: Any, budget: Budget) -> None:
        self.figure = figure
        self.budget = budget
        self.renderer = figure.canvas.get_renderer()
        self.left_out: list[str] = []
        self.axes = self._visible_axes()

    def parts(self) -> dict[str, Any]:
        """Return all parts of the figure's description but its pixels."""
        legends = [*self._figures_legends(), *(axes.get_legend() for axes in self.axes)]
        bars = [axes for axes in self.axes if _colour_bar(axes)]
        return {
            "legends": self._each(legends[:MAX_AXES], self._legend),
            "colour_bars": self._each(bars, self._bar),
            "texts": self._texts_of_the_figure(),
            "axes": [self._axes(axes) for axes in self.axes],
            "left_out": "; ".join(self.left_out),
        }

    def _visible_axes(self) -> list[Any]:
        found = list(self.figure.axes)
        for axes in found:  # which grows meanwhile
            found += [a for a in axes.child_axes if a not in found] if len(found) < 1000 else []
        visible = [axes for axes in found if axes.get_visible()]
        if len(visible) > MAX_AXES:
            self.left_out.append(f"{len(visible) - MAX_AXES} axes")
        return visible[:MAX_AXES]

    def _each(self, values: list[Any], describe: Callable[[Any], Any]) -> list[Any]:
        """Describe each of ``values``; those that cannot be read are left out."""
        described = []
        for value in values:
            if value is None:
                continue
            try:
                described.append(describe(value))
            except Exception as error:  # whatever a student's artist raises
                self.left_out.append(f"a part that raises {type_name(error)}")
        return [one for one in described if one is not None]

    def _axes(self, axes: Any) -> dict[str, Any]:
        per_pixel = 72 / self.figure.dpi
        kind = _kind(axes)
        points, unread = marks.read(axes, per_pixel) if kind == "plane" else marks.none()
        if unread:
            self.left_out.append(f"{unread} points or artists")
        box = self._fractions(axes.get_window_extent(self.renderer))
        return {
            "kind": kind,
            "box": box,
            "x_label": _label(axes, "x"),
            "y_label": _label(axes, "y"),
            "background": self._background(axes),
            "marks": points,
            "texts": self._texts(_texts_of(axes)),
        }

    def _background(self, axes: Any) -> list[float]:
        """Return the colour (3,) on which the axes' points are drawn."""
        colour = numpy.ones(3)
        patches = [self.figure.patch, axes.patch]
        for patch in patches[: 2 if axes.axison and axes.get_frame_on() else 1]:
            if patch.get_visible():
                rgba = marks.colour_of_patch(patch)
                colour = rgba[:3] * rgba[3] + colour * (1 - rgba[3])
        return [float(part) for part in colour]

    def _texts_of_the_figure(self) -> list[Any]:
        texts = [("text", text) for text in self.figure.texts]
        for part in islice(self.figure.subfigs, MAX_AXES):
            texts += [("text", text) for text in part.texts]
        return self._texts(texts)

    def _figures_legends(self) -> list[Any]:
        return [
            *self.figure.legends,
            *(legend for part in islice(self.figure.subfigs, MAX_AXES) for legend in part.legends),
        ]

    def _texts(self, kinds_and_texts: list[tuple[str, Any]]) -> list[Any]:
        """Describe those texts that are written, as far as the budget goes."""
        described = self._each(kinds_and_texts, self._text)
        taken = self.budget.take(described)
        if len(taken) < len(described):
            self.left_out.append(f"{len(described) - len(taken)} texts")
        return taken

    def _text(self, kind_and_text: tuple[str, Any]) -> dict[str, Any] | None:
        kind, text = kind_and_text
        written = str(text.get_text())
        if not (text.get_visible() and written.strip()):
            return None
        return {
            "kind": kind,
            "text": written[:MAX_CHARACTERS],
            "colour": [float(part) for part in marks.rgba(text.get_color())[:3]],
            "box": self._fractions(text.get_window_extent(self.renderer)),
            "upright": 45 < text.get_rotation() % 180 < 135,
        }

    def _legend(self, legend: Any) -> dict[str, Any] | None:
        if not legend.get_visible():
            return None
        handles = legend.legend_handles
        pairs = self.budget.take(list(zip(handles, legend.get_texts(), strict=False))[:MAX_ENTRIES])
        return {
            "entries": [
                {
                    "text": str(text.get_text())[:MAX_CHARACTERS],
                    "colour": [float(part) for part in marks.colour_of(handle)],
                }
                for handle, text in pairs
            ],
            "box": self._fractions(legend.get_window_extent(self.renderer)),
        }

    def _bar(self, axes: Any) -> dict[str, Any]:
        bar = _colour_bar(axes)
        axis = axes.yaxis if bar.orientation == "vertical" else axes.xaxis
        values = numpy.linspace(float(bar.vmin), float(bar.vmax), BAR_SAMPLES)
        colours = numpy.asarray(bar.cmap(bar.norm(values)), dtype=float)[:, :3]
        ticks = [(tick.get_loc(), tick.label1, tick.label2) for tick in axis.get_major_ticks()]
        coloured = getattr(bar.mappable, "axes", None)
        return {
            "of": self.axes.index(coloured) if coloured in self.axes else -1,
            "label": axis.label.get_text()[:MAX_CHARACTERS] or axes.get_title()[:MAX_CHARACTERS],
            "values": torch.from_numpy(values),
            "colours": torch.from_numpy(colours),
            "ticks": [
                {"text": label.get_text()[:MAX_CHARACTERS], "value": float(value)}
                for value, *labels in self.budget.take(ticks[:MAX_ENTRIES])
                for label in labels
                if label.get_visible() and label.get_text().strip()
            ],
        }

    def _fractions(self, extent: Any) -> list[float]:
        """Return a window extent in fractions of the figure."""
        width, height = self.figure.bbox.width, self.figure.bbox.height
        return [
            float(extent.x0 / width),
            float(extent.y0 / height),
            float(extent.x1 / width),
            float(extent.y1 / height),
        ]


def _kind(axes: Any) -> str:
    if _colour_bar(axes):
        return "colour bar"
    return {"3d": "3d", "polar": "polar"}.get(getattr(axes, "name", ""), "plane")


def _colour_bar(axes: Any) -> Any:
    """Return the colour bar that an axes holds, or None."""
    return getattr(axes, "_colorbar", None)  # there is no public way from axes to bar


def _label(axes: Any, name: str) -> str:
    """Return the label of an axes' x or y axis: its own, or that of axes in line that share it."""
    sharing = axes.get_shared_x_axes() if name == "x" else axes.get_shared_y_axes()
    for one in [axes, *islice(sharing.get_siblings(axes), MAX_AXES)]:
        axis = one.xaxis if name == "x" else one.yaxis
        is_seen = one.get_visible() and one.axison and axis.get_visible()
        text = str(axis.label.get_text()).strip() if axis.label.get_visible() else ""
        if is_seen and text and _in_line(axes, one, name):
            return text[:MAX_CHARACTERS]
    return ""


def _in_line(axes: Any, other: Any, name: str) -> bool:
    """Return whether other axes stand above or below (x), or beside (y), these."""
    own, others = axes.get_position(), other.get_position()
    if name == "x":
        return bool(own.x0 < (others.x0 + others.x1) / 2 < own.x1)
    return bool(own.y0 < (others.y0 + others.y1) / 2 < own.y1)


def _texts_of(axes: Any) -> list[tuple[str, Any]]:
    """Return the texts of an axes, each with its kind."""
    titles = [axes.title, getattr(axes, "_left_title", None), getattr(axes, "_right_title", None)]
    texts = [("title", title) for title in titles if title is not None]
    if axes.axison:
        for axis in (axes.xaxis, axes.yaxis):
            if axis.get_visible():
                texts += [("label", axis.label), *(("tick", tick) for tick in _ticks(axis))]
    return [*texts, *(("annotation", text) for text in axes.texts[:MAX_ANNOTATIONS])]


def _ticks(axis: Any) -> list[Any]:
    """Return the tick labels that are drawn: the first and the last of each side."""
    low, high = sorted(axis.get_view_interval())
    ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    ends = [ticks[0], ticks[-1]] if ticks else []
    return [label for tick in ends for label in (tick.label1, tick.label2)]
