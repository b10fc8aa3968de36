"""Names for files of results: short, printable, one for each, the same in every run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MAX_BYTES = 150
"""Leaves room for a suffix and a temporary name in the 255 bytes that file systems have."""
_DIGITS = 8
_IN_FRONT = re.compile(r"\A[\s.]+")
_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}
"""Kinds of characters that are no text: controls, halves of characters, ends of lines."""
_DIRECTIONS = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


@dataclass(frozen=True)
class Wanted:
    """A name that is wanted for somebody's files."""

    name: str
    firm: bool
    """Whether it is a student's id, or was somebody's before: others give way."""
    place: str
    """What tells it from the same name in another folder."""
    source: str
    """What no other has."""


def distinct(wanted: Sequence[Wanted]) -> list[str]:
    """Return a safe name for each, no two of which a file system takes for one.

    Those that would share a name have their place put before it, and where that is not enough a
    digest of their source behind it: whatever the others are.
    """
    names = [safe(one.name) for one in wanted]
    placed = _giving_way(names, wanted)
    names = [
        safe(f"{one.place} {one.name}") if gives_way and one.place else name
        for name, one, gives_way in zip(names, wanted, placed, strict=True)
    ]
    while any(giving := _giving_way(names, wanted)):
        names = [
            _with_digest(name, one.source) if gives_way else name
            for name, one, gives_way in zip(names, wanted, giving, strict=True)
        ]
    return names


def safe(name: str) -> str:
    r"""Return ``name`` as a file name: itself where it can be one, else with a digest of itself.

    It is UTF-8 in Unicode's form NFC, without ``/``, ``\``, control characters or a dot in front.
    """
    composed = unicodedata.normalize("NFC", name)
    printable = "".join("_" if _is_unsafe(c) else c for c in composed)
    text = _IN_FRONT.sub("", printable).rstrip()
    if text and text == composed and len(text.encode()) <= MAX_BYTES:
        return text
    return _with_digest(text, name)


def folded(name: str) -> str:
    """Return what is the same for names that some file system takes for one."""
    decomposed = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", decomposed.casefold())


def _giving_way(names: Sequence[str], wanted: Sequence[Wanted]) -> list[bool]:
    """Return for each whether it must change because of another."""
    pairs = [(folded(name), one.firm) for name, one in zip(names, wanted, strict=True)]
    everybody = Counter(name for name, _ in pairs)
    firm = Counter(name for name, is_firm in pairs if is_firm)
    return [(firm if is_firm else everybody)[name] > 1 for name, is_firm in pairs]


def _is_unsafe(character: str) -> bool:
    return (
        character in "/\\"
        or unicodedata.category(character) in _NO_TEXT
        or ord(character) in _DIRECTIONS
    )


def _with_digest(text: str, of: str) -> str:
    digest = hashlib.sha256(of.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    short = text.encode()[: MAX_BYTES - _DIGITS - 1].decode("utf-8", "ignore").rstrip()
    return f"{short or 'submission'}-{digest}"
