"""The points that matplotlib's axes show, and the colours of what shows them.

Points are those of a scatter, and the markers of lines. Artists are a student's, and may be hostile
or broken: one that cannot be read is counted and left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
import torch

MAX_MARKS = 10_000
"""Of one axes, that are read: the first ones drawn."""
COLUMNS: dict[str, tuple[int, ...]] = {
    "xy": (2,),
    "pixels": (2,),
    "colours": (4,),
    "diameters": (),
    "filled": (),
}
"""What is told of each point, and the shape of it."""
NO_MARKER = (None, "None", "none", "", " ")


@dataclass(frozen=True)
class _Part:
    """The points of one artist; colours and diameters (in points of 1/72 inch) are repeated."""

    xy: Any
    transform: Any
    colours: Any
    diameters: Any
    filled: bool


def read(axes: Any, points_per_pixel: float) -> tuple[dict[str, Any], int]:
    """Return the visible points of an axes, in the order in which they are drawn.

    ``xy`` (n, 2) in the axes' data coordinates, ``pixels`` (n, 2) from the lower left corner,
    ``colours`` (n, 4), red to alpha from 0 to 1, of the inside or, where a mark is hollow, of the
    edge; ``diameters`` (n,) in pixels; ``filled`` (n,), 0 for hollow ones. Second, how many
    points and artists were left out.
    """
    columns: list[list[Any]] = [[] for _ in COLUMNS]
    left, unread = MAX_MARKS, 0
    for artist in sorted(axes.get_children(), key=lambda artist: artist.get_zorder()):
        try:
            part = _part_of(artist)
            count, added = _columns(part, axes, points_per_pixel, left) if part else (0, [])
        except Exception:  # whatever a student's artist raises
            unread += 1
            continue
        if added:
            left, unread = left - len(added[0]), unread + count - len(added[0])
            for column, values in zip(columns, added, strict=True):
                column.append(values)
    return _described(columns), unread


def none() -> tuple[dict[str, Any], int]:
    """Return the same of an axes whose points are not read."""
    return _described([[] for _ in COLUMNS]), 0


def _described(columns: list[list[Any]]) -> dict[str, Any]:
    return {
        name: torch.from_numpy(numpy.concatenate([numpy.zeros((0, *rest)), *column]))
        for (name, rest), column in zip(COLUMNS.items(), columns, strict=True)
    }


def colour_of(handle: Any) -> Any:
    """Return the colour (4,) of a sample in a legend, transparent where it has none."""
    from matplotlib.collections import Collection
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if isinstance(handle, Line2D):
        return colour_of_line(handle)[0]
    if isinstance(handle, Collection):
        return colours_of_collection(handle)[0][0]
    return colour_of_patch(handle) if isinstance(handle, Patch) else numpy.zeros(4)


def colour_of_patch(patch: Any) -> Any:
    """Return the colour (4,) of a patch: of its inside or, where it has none, of its edge."""
    face = rgba(patch.get_facecolor())
    return face if face[3] > 0 else rgba(patch.get_edgecolor())


def rgba(colour: Any, alpha: Any = None) -> Any:
    """Return a colour of matplotlib's as (4,), red to alpha."""
    from matplotlib.colors import to_rgba

    return numpy.asarray(to_rgba(colour, alpha), dtype=float)


def colours_of_collection(collection: Any) -> tuple[Any, bool]:
    """Return a collection's colours (k, 4), repeated over its members, and whether it is filled."""
    collection.update_scalarmappable()
    face = numpy.asarray(collection.get_facecolor(), dtype=float).reshape(-1, 4)
    if len(face) and face[:, 3].max() > 0:
        return face, True
    edge = numpy.asarray(collection.get_edgecolor(), dtype=float).reshape(-1, 4)
    return (edge, False) if len(edge) else (numpy.zeros((1, 4)), False)


def colour_of_line(line: Any) -> tuple[Any, bool]:
    """Return the colour (4,) of a line's markers, and whether they are filled.

    Without markers, that of the line itself.
    """
    from matplotlib.markers import MarkerStyle

    if line.get_marker() in NO_MARKER:
        return rgba(line.get_color(), line.get_alpha()), True
    face = rgba(line.get_markerfacecolor(), line.get_alpha())
    edge = rgba(line.get_markeredgecolor(), line.get_alpha())
    if not MarkerStyle(line.get_marker()).is_filled():  # such as a cross, which is all edge
        return edge, True
    return (face, True) if face[3] > 0 else (edge, False)


def _of_line(line: Any) -> _Part | None:
    """Return the markers of a line, if it has any."""
    if line.get_marker() in NO_MARKER:
        return None
    colour, filled = colour_of_line(line)
    diameters = numpy.array([float(line.get_markersize())])
    return _Part(line.get_xydata(), line.get_transform(), colour[None], diameters, filled)


def _of_scatter(scatter: Any) -> _Part:
    """Return the points of a scatter."""
    colours, filled = colours_of_collection(scatter)
    diameters = numpy.sqrt(numpy.asarray(scatter.get_sizes(), dtype=float))
    transform = scatter.get_offset_transform()
    return _Part(scatter.get_offsets(), transform, colours, diameters, filled)


def _part_of(artist: Any) -> _Part | None:
    """Return the points that an artist shows, if it shows any."""
    from matplotlib import collections, lines

    scatters = (
        collections.PathCollection,
        collections.RegularPolyCollection,
        collections.CircleCollection,
    )
    if not artist.get_visible():
        return None
    if isinstance(artist, lines.Line2D):
        return _of_line(artist)
    return _of_scatter(artist) if isinstance(artist, scatters) else None


def _columns(part: _Part, axes: Any, points_per_pixel: float, limit: int) -> tuple[int, list[Any]]:
    """Return how many points a part has, and the columns of as many of them as may be read."""
    xy: Any = numpy.ma.filled(numpy.ma.asarray(part.xy, dtype=float), numpy.nan).reshape(-1, 2)
    kept = xy[:limit]
    pixels = part.transform.transform(kept)
    is_data = part.transform is axes.transData
    return len(xy), [
        kept if is_data else axes.transData.inverted().transform(pixels),
        pixels,
        _repeated(part.colours, len(kept)),
        _repeated(part.diameters, len(kept)) / points_per_pixel,
        numpy.full(len(kept), float(part.filled)),
    ]


def _repeated(values: Any, count: int) -> Any:
    """Return ``count`` rows: matplotlib begins anew where there are fewer."""
    return values[numpy.arange(count) % len(values)]
