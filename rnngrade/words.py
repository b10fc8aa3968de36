"""Numbers in sentences."""

from __future__ import annotations


def counted(number: int, unit: str) -> str:
    """Return ``1 check``, ``2 checks``, ``1,200 checks``."""
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"
