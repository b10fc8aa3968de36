"""Text in a figure, as XML has it."""

from __future__ import annotations

import html as markup

_NO_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


def escaped(text: str) -> str:
    """Return a plain text as XML has it, where two characters are not allowed at all."""
    return markup.escape(text.translate(_NO_XML))


def label(x: float, y: float, text: str, anchor: str = "start") -> str:
    """Return a label that starts, ends or has its middle at ``x``, on the line ``y``."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escaped(text)}</text>'
