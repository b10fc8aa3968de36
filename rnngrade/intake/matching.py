"""Whose a submission is: compared with a roster by what names say, and never guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rnngrade.intake import roster
from rnngrade.intake.interface import Student
from rnngrade.intake.lms import CANVAS, MOODLE

_WORDS = re.compile(r"\S+")


@dataclass(frozen=True)
class Sender:
    """What is known of whoever handed something in."""

    called: tuple[str, ...]
    """Names of the file, the folder or the archive, as it is and without suffix; or a person's."""
    system: str = ""
    """Of the system that it was downloaded from."""
    number: str = ""
    """In that system."""
    files: tuple[str, ...] = ()
    """Names that the system has given to files and folders, with and without suffix."""


class Matching:
    """A roster, by all that a submission may be called.

    What is compared is ranked: the column ``file``, the number in the system, then ids, logins and
    e-mail addresses, then names. The first rank in which anybody fits decides, and where several
    do, nobody is meant.
    """

    def __init__(self, students: Sequence[Student]) -> None:
        self._files = _index(students, lambda s: [roster.column(s, "file")])
        self._numbers = {
            CANVAS: _index(students, lambda s: [roster.column(s, "canvas")]),
            MOODLE: _index(students, lambda s: [_participant(s)]),
        }
        self._ids = _index(students, lambda s: [s.id])
        self._handles = _index(students, _handles)
        self._names = _index(students, lambda s: spellings(s.name), fold=str)

    def student(self, sender: Sender) -> Student | None:
        """Return who has handed in, or None where that is nobody on the roster, or not clear."""
        called = [_fold(name) for name in sender.called]
        number = [_fold(sender.number)]
        ranks = (
            _found(self._files, [*called, *map(_fold, sender.files)]),
            _found(self._numbers.get(sender.system, {}), number),
            [s for s in _found(self._ids, number) if _agrees(s, sender)],
            _found(self._handles, called),
            _found(self._names, [joined(name) for name in sender.called]),
        )
        fitting = next(filter(None, ranks), [])
        return fitting[0] if len(fitting) == 1 else None


def joined(name: str) -> str:
    """Return the letters and digits of a name alone, in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    kept = (c for c in decomposed if c.isalnum() or _is_vowel_sign(c))
    return unicodedata.normalize("NFKC", "".join(kept).casefold())


def spellings(name: str) -> set[str]:
    """Return what a name is when joined in its order, or beginning with any later word of it.

    "Lovelace, Ada" and "Ada Lovelace" share theirs; and so does Canvas's "lovelaceada".
    """
    words = [joined(word) for word in _WORDS.findall(name.replace(",", " "))]
    return {"".join(words[at:] + words[:at]) for at in range(len(words))}


def _is_vowel_sign(character: str) -> bool:
    """Whether a mark is part of a letter, as in Devanagari, and no accent upon one."""
    is_mark = unicodedata.category(character).startswith("M")
    return is_mark and not unicodedata.combining(character)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).casefold()


def _participant(student: Student) -> str:
    """Return the number in Moodle's "Participant 12345", in whatever language that is."""
    return roster.column(student, "participant").rpartition(" ")[2]


def _handles(student: Student) -> list[str]:
    """Return what a student alone is called by in some system."""
    kinds = ("number", "sis id", "login", "canvas")
    local, at, _ = student.email.partition("@")
    login, _, _ = roster.column(student, "login").partition("@")
    return [
        student.id,
        *(roster.column(student, kind) for kind in kinds),
        student.email,
        local if at else "",
        login,
    ]


def _agrees(student: Student, sender: Sender) -> bool:
    """Whether a name, where both have one, does not speak against an equal number.

    Moodle numbers participants of one assignment alone, so that there the names must be equal.
    """
    names = {joined(name) for name in sender.called if name}
    unknown = not (student.name and names) and sender.system != MOODLE
    return unknown or bool(names & spellings(student.name))


Index = dict[str, list[Student]]


def _index(
    students: Iterable[Student],
    keys: Callable[[Student], Iterable[str]],
    fold: Callable[[str], str] = _fold,
) -> Index:
    index: Index = {}
    for student in students:
        for key in {fold(key) for key in keys(student)} - {""}:
            index.setdefault(key, []).append(student)
    return index


def _found(index: Index, keys: Iterable[str]) -> list[Student]:
    """Return who is known by one of the keys, each once."""
    found = {s.id: s for key in keys for s in index.get(key, [])}
    return list(found.values())
