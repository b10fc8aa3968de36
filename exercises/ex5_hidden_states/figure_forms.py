"""What the probe's ``draw`` returns, as the check of ``plot`` demands it."""

from __future__ import annotations

from torch import Tensor

from rnngrade.checks.form import Several

COLOUR = [float] * 3
BOX = [float] * 4
TEXT = {"kind": str, "text": str, "colour": COLOUR, "box": BOX, "upright": bool}
MARKS = {
    "xy": Tensor,
    "pixels": Tensor,
    "colours": Tensor,
    "diameters": Tensor,
    "filled": Tensor,
}
AXES = {
    "kind": str,
    "box": BOX,
    "x_label": str,
    "y_label": str,
    "background": COLOUR,
    "marks": MARKS,
    "texts": Several(TEXT),
}
LEGEND = {"entries": Several({"text": str, "colour": [float] * 4}), "box": BOX}
COLOUR_BAR = {
    "of": int,
    "label": str,
    "values": Tensor,
    "colours": Tensor,
    "ticks": Several({"text": str, "value": float}),
}
FIGURE = {
    "error": str,
    "pixels": Tensor,
    "axes": Several(AXES),
    "texts": Several(TEXT),
    "legends": Several(LEGEND),
    "colour_bars": Several(COLOUR_BAR),
    "left_out": str,
}
DRAWN = {"source": str, "returned": str, "count": int, "figures": Several(FIGURE)}
