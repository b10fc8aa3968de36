"""The names data set: the names of 18 languages, to train on.

``rnngrade.data.names("train")`` gives pairs of a name and its language, ``languages()`` the
languages. In a worker, a stand-in of this module has the same two functions.
"""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path

from rnngrade.data.interface import DataError, Dataset
from rnngrade.data.load import load
from rnngrade.data.store import are_stored, names_folder

__all__ = ["DataError", "Dataset", "languages", "names"]


def names(part: str = "train") -> list[tuple[str, str]]:
    """Return names, as written in Unicode, each with its language; sorted by language and name.

    Raises ``ValueError`` for another part than ``"train"``, and ``DataError``.
    """
    if part != "train":
        raise ValueError(
            f"there is the part 'train' for you, not {part!r}: the test part is the grader's own. "
            "Hold out a part of 'train' to measure yourself"
        )
    return list(_at_hand(names_folder(), are_stored()).train)


def languages() -> list[str]:
    """Return the languages, sorted. Raises ``DataError``."""
    return list(_at_hand(names_folder(), are_stored()).languages)


@cache
def _at_hand(folder: Path, there: bool) -> Dataset:
    """Return the data set, once for a folder with the real one in it, and once for it without."""
    del folder, there
    found = load("names")
    if found.is_substitute:
        warnings.warn(
            f"this is the embedded substitute for the names data set ({found.edition}); "
            "the command `rnngrade data fetch names` gets the real one",
            stacklevel=3,
        )
    return found
