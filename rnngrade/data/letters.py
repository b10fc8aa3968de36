"""How the PyTorch tutorial writes a name in the letters of ASCII."""

from __future__ import annotations

import string
import unicodedata

LETTERS = string.ascii_letters + " .,;'"
"""The 57 characters of the tutorial."""

_KEPT = frozenset(LETTERS)


def to_ascii(name: str) -> str:
    """Return a name without its accents, and without what is not among ``LETTERS``.

    ``Ślusàrski`` is ``Slusarski``; a letter that is none of ASCII's with an accent, such as ``ł``,
    is dropped. Source: the tutorial's ``unicodeToAscii``.
    """
    apart = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in apart if letter in _KEPT)


def folded(name: str) -> str:
    """Return what two spellings of one name have in common: the same letters, in any case."""
    return to_ascii(name).strip().casefold()
