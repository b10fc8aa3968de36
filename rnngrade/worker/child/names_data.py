"""The stand-in of ``rnngrade`` in a worker: its ``data``, with the part to train on, and no more.

It serves what the grader has handed in. The hidden part never comes here; nor does the package
itself, which these modules keep from being imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import NoReturn

PACKAGE, DATA = "rnngrade", "rnngrade.data"


def stand_in(by_language: Mapping[str, Sequence[str]] | None) -> None:
    """Put the stand-in in the place of ``rnngrade`` and ``rnngrade.data``.

    ``by_language`` are the names to train on; None where the exercise has none.
    """
    package, data = ModuleType(PACKAGE, __doc__), ModuleType(DATA, __doc__)
    # A package without folders: none of its modules is found, wherever the real one may lie.
    vars(package).update(data=data, __path__=[], __getattr__=_missing(PACKAGE))
    vars(data).update(_functions(by_language), __getattr__=_missing(DATA))
    sys.modules.update({PACKAGE: package, DATA: data})


def _functions(
    by_language: Mapping[str, Sequence[str]] | None,
) -> dict[str, Callable[..., object]]:
    """Return ``names`` and ``languages``, as ``rnngrade.data`` has them."""

    def names(part: str = "train") -> list[tuple[str, str]]:
        """Return names, each with its language; sorted by language and name."""
        if part != "train":
            raise ValueError(
                f"there is the part 'train' for you, not {part!r}: the test part is the "
                "grader's own. Hold out a part of 'train' to measure yourself"
            )
        return [(name, language) for language, kept in given().items() for name in kept]

    def languages() -> list[str]:
        """Return the languages, sorted."""
        return sorted(given())

    def given() -> Mapping[str, Sequence[str]]:
        if by_language is None:
            raise RuntimeError("this exercise has no data: rnngrade.data has nothing to serve")
        return by_language

    return {"names": names, "languages": languages}


def _missing(module: str) -> Callable[[str], NoReturn]:
    """Return what a module answers for a name that it does not have."""

    def missing(name: str) -> NoReturn:
        raise AttributeError(
            f"where a submission runs, {module} has no {name!r}: of rnngrade there is only "
            "rnngrade.data, with names() and languages()",
            name=name,
        )

    return missing
