"""Short names for long labels, each of them once: for the head of a narrow column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from rich.cells import cell_len


def abbreviations(labels: Sequence[str], width: int) -> tuple[str, ...]:
    """Return for each label a text of at most ``width`` columns that no other one has.

    Numbers may be wider, where there are too many labels of the same letters.
    """
    found: dict[int, str] = {}
    # A label that is short enough keeps itself, whatever comes before it.
    order = sorted(range(len(labels)), key=lambda place: not 0 < cell_len(labels[place]) <= width)
    for place in order:
        taken = set(found.values())
        found[place] = next(text for text in _candidates(labels[place], width) if text not in taken)
    return tuple(found[place] for place in range(len(labels)))


def _candidates(label: str, width: int) -> Iterator[str]:
    """Yield the beginning, the beginning with a later letter (Po, Pl, Pi), and numbers."""
    letters = "".join(label.split())
    if cell_len(letters) <= width:
        yield from filter(None, [letters])
    stem = _beginning(letters, width - 1)
    for letter in letters[len(stem) :]:
        if cell_len(stem + letter) <= width:
            yield stem + letter
    yield from map(str, count(1))


def _beginning(letters: str, width: int) -> str:
    end = next((end for end in range(len(letters), 0, -1) if cell_len(letters[:end]) <= width), 0)
    return letters[:end]
