"""Whether ``predict`` says of names what ``forward`` says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.data.letters import to_ascii

from .behaviour import fresh, is_free_of_padding
from .convergence import TRAINED, Ask, Convergence, outputs_of

HIDDEN, KNOWN, ACCENTED = 120, 60, 20
"""Names that are asked for: hidden ones, of the training part, and of this one with accents."""
FEW = 5
SEED = 21
CERTAIN = 1e-4
"""Between the largest output and the next, from which on the largest is the answer for certain."""


@dataclass(frozen=True)
class Model:
    """A model that is asked: how, in which worker, and what it is called in a message."""

    ask: Ask
    spec: dict[str, Any]
    called: str

    def predict(self, names: list[str], seed: int = 0) -> Any:
        """Return what ``predict`` returns; what it may draw at random starts from ``seed``."""
        return self.ask("predict", Any, model=self.spec, names=names, seed=seed)


def judge(context: Context, convergence: Convergence) -> Passed:
    """Judge ``predict`` on a fresh model, and on the trained one where there is one."""
    models = [Model(context.ask, fresh(SEED), "an untrained model")]
    if convergence.began and convergence.best.metric is not None:
        models.append(Model(convergence.best.training.ask, TRAINED, "the trained model"))
    names = _drawn(context, convergence.names)
    for model in models:
        _judge(context, model, names)
    asked = " and ".join(model.called for model in models)
    return Passed(f"For {len(names)} names predict said what forward says, of {asked}.")


def _drawn(context: Context, hidden: list[str]) -> list[str]:
    """Return names, hidden and known; where padding changes outputs, all of one length.

    So a mistake with padding does not cost points here, too.
    """
    known = [name for name, _ in context.data.train]
    accented = [name for name in known if to_ascii(name) != name]
    parts = [(hidden, HIDDEN), (known, KNOWN), (accented, ACCENTED)]
    if not is_free_of_padding(context):
        length, _ = Counter(len(to_ascii(name)) for name in hidden).most_common(1)[0]
        parts = [([n for n in names if len(to_ascii(n)) == length], k) for names, k in parts]
    generator = context.generator("predict")
    drawn = [
        names[place]
        for names, count in parts
        for place in torch.randperm(len(names), generator=generator)[:count].tolist()
    ]
    order = torch.randperm(len(drawn), generator=generator).tolist()
    return [drawn[place] for place in order]


def _judge(context: Context, model: Model, names: list[str]) -> None:
    languages = context.data.languages
    outputs = outputs_of(context, model.ask, model.spec, names)
    expected = [languages[place] for place in outputs.argmax(dim=1)]
    certain = _certain(outputs)
    told = _read(context, names, model.predict(names))
    wrong = _wrong(told, expected, certain)
    if wrong:
        raise _differing(context, model, names, told, expected, wrong)
    if not is_free_of_padding(context):
        return
    for name, language, is_certain in list(zip(names, expected, certain, strict=True))[:FEW]:
        (alone,) = _read(context, [name], model.predict([name]))
        if is_certain and alone != language:
            raise Failed(
                f"predict says {language} for {name!r} among other names, and {alone} for it alone."
            )


def _certain(outputs: Tensor) -> list[bool]:
    first, second = outputs.topk(2, dim=1).values.unbind(dim=1)
    certain: list[bool] = (first - second > CERTAIN).tolist()
    return certain


def _wrong(told: Sequence[str], expected: Sequence[str], certain: Sequence[bool]) -> list[int]:
    return [
        place
        for place, (one, other) in enumerate(zip(told, expected, strict=True))
        if certain[place] and one != other
    ]


def _read(context: Context, names: list[str], returned: Any) -> list[str]:
    """Return languages, one for each name; raise ``Failed`` with what was expected."""
    asked = f"predict(model, names) should return a list of {len(names)} languages"
    if isinstance(returned, Tensor) or (
        isinstance(returned, (list, tuple)) and any(isinstance(x, (int, Tensor)) for x in returned)
    ):
        raise context.confirmed(f"{asked}, but it returns numbers.", "predicts_numbers")
    if not isinstance(returned, (list, tuple)) or not all(isinstance(x, str) for x in returned):
        raise Failed(
            f"{asked}, but it returns {in_words(returned)}.",
            hint="Return [LANGUAGES[i] for i in output.argmax(dim=1)].",
        )
    if len(returned) != len(names):
        raise Failed(f"{asked}, but it returns {len(returned)}.")
    unknown = [language for language in returned if language not in context.data.languages]
    if unknown:
        raise Failed(f"{asked}, but {unknown[0][:40]!r} is none of LANGUAGES.")
    return list(returned)


def _differing(
    context: Context,
    model: Model,
    names: list[str],
    told: list[str],
    expected: list[str],
    wrong: list[int],
) -> Failed:
    place = wrong[0]
    message = (
        f"predict says {told[place]} for {names[place]!r}, but forward's largest output is that of "
        f"{expected[place]}; {len(wrong)} of {len(names)} answers of {model.called} differ."
    )
    again = _read(context, names, model.predict(names, seed=1))
    if again != told:
        return context.confirmed(message, "predicts_at_random")
    if sorted(told) == sorted(expected):
        return context.confirmed(message, "predicts_in_another_order")
    lowered = [name.lower() for name in names]
    outputs = outputs_of(context, model.ask, model.spec, lowered)
    in_lower_case = [context.data.languages[p] for p in outputs.argmax(dim=1)]
    if not _wrong(told, in_lower_case, _certain(outputs)):
        return context.confirmed(message, "predicts_other_letters")
    return context.confirmed(message, "predicts_otherwise")
