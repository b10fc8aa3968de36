"""What a scatter of points shows, in words: how many there are of each group."""

from __future__ import annotations

from rnngrade.reports.exhibits import Points
from rnngrade.words import counted


def words(points: Points) -> str:
    """Return how many points there are: ``60 points: negative (28), positive (32)``."""
    count = len(points.x)
    named = ", ".join(
        f"{name} ({points.group.count(place):,})" for place, name in enumerate(points.names)
    )
    return f"{counted(count, 'point')}: {named}"


def summary(points: Points) -> str:
    """Return the same with the title."""
    return f"{points.title}: {words(points)}"
