"""The stand-in of ``rnngrade`` in a worker: its ``data``, with what is for students, and no more.

It serves what the grader has handed in, each function its own part of it:

    names            {language: [name, …], …}, for ``names()`` and ``languages()``
    sentiment        {part: [[sentence, its words between spaces; 0 or 1], …], …}
    sentiment_model  {"vocabulary": {word: row, …}, "weights": {name: tensor, …}}

What is hidden never comes here; nor does the package itself, which these modules keep from being
imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NoReturn

import torch

PACKAGE, DATA = "rnngrade", "rnngrade.data"


def stand_in(handed_in: Mapping[str, Any] | None) -> None:
    """Put the stand-in in the place of ``rnngrade`` and ``rnngrade.data``.

    ``handed_in`` is what it serves, as above; None where there is nothing.
    """
    package, data = ModuleType(PACKAGE, __doc__), ModuleType(DATA, __doc__)
    functions = _functions(handed_in or {})
    # A package without folders: none of its modules is found, wherever the real one may lie.
    vars(package).update(data=data, __path__=[], __getattr__=_missing(PACKAGE, functions))
    vars(data).update(functions, __getattr__=_missing(DATA, functions))
    sys.modules.update({PACKAGE: package, DATA: data})


def _functions(handed_in: Mapping[str, Any]) -> dict[str, Callable[..., object]]:
    """Return the functions that ``rnngrade.data`` has for students."""

    def names(part: str = "train") -> list[tuple[str, str]]:
        """Return names, each with its language; sorted by language and name."""
        by_language = given("names")
        if part != "train":
            raise ValueError(
                f"there is the part 'train' for you, not {part!r}: the test part is the "
                "grader's own. Hold out a part of 'train' to measure yourself"
            )
        return [(name, language) for language, kept in by_language.items() for name in kept]

    def languages() -> list[str]:
        """Return the languages, sorted."""
        return sorted(given("names"))

    def sentiment(part: str = "train") -> list[tuple[list[str], int]]:
        """Return sentences of "train" or "test", each with its sentiment; 1 is positive."""
        parts = given("sentiment")
        if part not in parts:
            raise ValueError(f"there are the parts 'train' and 'test', not {part!r}")
        return [(sentence.split(), label) for sentence, label in parts[part]]

    def sentiment_model() -> tuple[dict[str, int], dict[str, torch.Tensor]]:
        """Return the vocabulary, and the weights, of a trained model."""
        model = given("sentiment_model")
        weights = {name: weight.clone() for name, weight in model["weights"].items()}
        return dict(model["vocabulary"]), weights

    def given(name: str) -> Any:
        if name not in handed_in:
            there_is = " and ".join(f"{other}()" for other in handed_in) or "nothing"
            raise RuntimeError(
                f"this exercise has no data for {name}(): rnngrade.data has {there_is} to serve"
            )
        return handed_in[name]

    return {
        function.__name__: function for function in (names, languages, sentiment, sentiment_model)
    }


def _missing(module: str, functions: Mapping[str, object]) -> Callable[[str], NoReturn]:
    """Return what a module answers for a name that it does not have."""
    there_is = ", ".join(f"{function}()" for function in functions)

    def missing(name: str) -> NoReturn:
        raise AttributeError(
            f"where a submission runs, {module} has no {name!r}: of rnngrade there is only "
            f"rnngrade.data, with {there_is}",
            name=name,
        )

    return missing
