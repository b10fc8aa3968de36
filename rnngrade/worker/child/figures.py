"""What a student's figures show: the objects of which they are made, and the pixels drawn.

A probe says ``from child import figures``. Nothing is judged here. matplotlib is imported where it
is needed, for most exercises need none. A student's objects may be hostile or broken: what cannot
be read is left out, and everything has a bound; ``left_out`` says what was beyond it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

import numpy
import torch

from . import figure_parts
from .describe import text_of, type_name

MAX_FIGURES = 8
MAX_SEARCHED = 1000
"""Values among what was returned that are looked at for figures."""
MAX_ARTISTS = 20_000
MAX_VERTICES = 2_000_000
MAX_DRAWN_CHARACTERS = 8_000
"""What a figure may be made of to be drawn, which takes some seconds then."""
MAX_PIXELS = 1200
"""Of the larger side."""
DOTS_PER_INCH = 100.0
MAX_ERROR = 300
"""Characters of what an error says."""


class _TooMuch(Exception):
    """A figure has more than is drawn. The message says of what."""


@contextmanager
def closed() -> Iterator[None]:
    """Close all figures of pyplot's, before and after the block."""
    _close_all()
    try:
        yield
    finally:
        _close_all()


def read(returned: Any) -> dict[str, Any]:
    """Describe the figures that ``plot`` returned, or left open where it returned none.

    ``source`` is "returned", "open" or "none", ``returned`` the type of what was returned,
    ``count`` the number of figures, ``figures`` the first ``MAX_FIGURES`` of them.
    """
    found = _figures_in(returned)
    source = "returned"
    if not found:
        found, source = _open_figures(), "open"
    budget = figure_parts.Budget()
    return {
        "source": source if found else "none",
        "returned": type_name(returned),
        "count": len(found),
        "figures": [_described(figure, budget) for figure in found[:MAX_FIGURES]],
    }


def _close_all() -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        with suppress(Exception):
            pyplot.close("all")


def _open_figures() -> list[Any]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    return [pyplot.figure(number) for number in pyplot.get_fignums()[:MAX_SEARCHED]]


def _figures_in(returned: Any) -> list[Any]:
    """Return the figures that a value is, holds or belongs to, each once, in order."""
    from matplotlib.figure import Figure

    found: dict[int, Any] = {}
    waiting = [returned]
    for _ in range(MAX_SEARCHED):
        if not waiting:
            break
        value = waiting.pop(0)
        if isinstance(value, dict):
            waiting += islice(value.values(), MAX_SEARCHED)
        elif isinstance(value, (list, tuple)):
            waiting += value[:MAX_SEARCHED]
        elif isinstance(value, numpy.ndarray) and value.dtype == object:
            waiting += value.ravel()[:MAX_SEARCHED].tolist()
        else:
            figure = _root(value)
            if isinstance(figure, Figure):
                found[id(figure)] = figure
    return list(found.values())


def _root(value: Any) -> Any:
    """Return the figure that an artist, a part of a figure or a grid of seaborn's belongs to."""
    from matplotlib.figure import Figure

    for _ in range(10):
        if isinstance(value, Figure):
            break
        try:
            value = value.figure
        except Exception:  # no figure, or whatever a student's object raises
            return None
    return value


def _described(figure: Any, budget: figure_parts.Budget) -> dict[str, Any]:
    """Return one figure's pixels and parts; ``error`` says why it could not be drawn, or read."""
    description: dict[str, Any] = {
        "error": "",
        "pixels": torch.zeros(0, 0, 3, dtype=torch.uint8),
        "axes": [],
        "texts": [],
        "legends": [],
        "colour_bars": [],
        "left_out": "",
    }
    try:
        _refuse_too_much(figure)
        description["pixels"] = _drawn(figure)
        description.update(figure_parts.read(figure, budget))
    except _TooMuch as refusal:
        description["error"] = str(refusal)
    except Exception as error:  # whatever a student's figure raises
        description["error"] = f"{type_name(error)}: {text_of(str, error, MAX_ERROR)}"
    return description


def _refuse_too_much(figure: Any) -> None:
    """Raise ``_TooMuch`` for a figure that would take too long to be drawn."""
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    waiting, seen, vertices, characters = [figure], 0, 0, 0
    while waiting:
        artist = waiting.pop()
        seen += 1
        if isinstance(artist, Axis):  # its ticks are made when they are asked for
            seen += len(artist.get_majorticklocs()) + len(artist.get_minorticklocs())
            waiting.append(artist.label)
        else:
            waiting += artist.get_children()
        vertices += _vertices(artist)
        characters += len(artist.get_text()) if isinstance(artist, Text) else 0
        if seen + len(waiting) > MAX_ARTISTS:
            raise _TooMuch(f"it has more than {MAX_ARTISTS} parts")
        if vertices > MAX_VERTICES:
            raise _TooMuch(f"it has more than {MAX_VERTICES} points or pixels of images")
        if characters > MAX_DRAWN_CHARACTERS:
            raise _TooMuch(f"its texts have more than {MAX_DRAWN_CHARACTERS} characters")


def _vertices(artist: Any) -> int:
    """Return roughly how much there is to draw of an artist."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.collections import Collection
    from matplotlib.lines import Line2D

    count = 0
    with suppress(Exception):  # it will be told when it is drawn
        if isinstance(artist, Line2D):
            count += numpy.size(artist.get_xdata(orig=False))
        if isinstance(artist, Collection):
            count += numpy.size(artist.get_offsets()) + sum(
                map(len, artist.get_paths()[:MAX_VERTICES])
            )
        if isinstance(artist, ScalarMappable):
            values = artist.get_array()
            count += 0 if values is None else numpy.size(values)
    return count


def _drawn(figure: Any) -> torch.Tensor:
    """Draw a figure, as small as the bounds demand, and return its pixels (height, width, 3)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas: Any = FigureCanvasAgg(figure)
    figure.set_dpi(min(DOTS_PER_INCH, MAX_PIXELS / max(figure.get_size_inches())))
    canvas.draw()
    rgba = numpy.asarray(canvas.buffer_rgba())[:MAX_PIXELS, :MAX_PIXELS]
    alpha = rgba[..., 3:] / 255
    rgb = rgba[..., :3] * alpha + 255 * (1 - alpha)  # on white paper
    return torch.from_numpy(rgb.round().astype(numpy.uint8))
