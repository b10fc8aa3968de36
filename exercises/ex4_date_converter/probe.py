"""Exercise 4's half in the worker: calls a student's functions as the checks ask.

It runs in the process of the student's code, so it knows nothing that is worth stealing: no
expected value, no threshold, no hidden date's ISO form. Every function takes the student's module
first and gets the rest from the grader. Nothing is judged here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch
from child import models
from torch import Tensor, nn

LETTERS = ("Jan1", "Feb2")
"""Two sets of letters without one in common, to see how an encoder depends on its weights."""
ORDERS = ((0, 1, 2, 3), (1, 0, 3, 2), (2, 3, 0, 1), (3, 2, 1, 0), (1, 2, 3, 0), (3, 0, 2, 1))
"""In which the letters come; several, since a ReLU unit may be silent for one."""


def construct(student: Any) -> dict[str, bool]:
    """Say what ``DateConverter`` is, and construct one."""
    thing = student.DateConverter
    is_class = inspect.isclass(thing) and issubclass(thing, nn.Module)
    return {"is_class": is_class, "is_module": is_class and isinstance(thing(), nn.Module)}


def pairs(student: Any, specs: list[dict[str, Any]]) -> list[Any]:
    """Return what ``make_pairs`` returns for each spec.

    A spec has ``n``, ``seed``, ``level`` (None to leave it out), and ``state``: the seed of every
    generator that is not the student's own.
    """
    made = []
    for spec in specs:
        models.seed_every_generator(spec["state"])
        level = () if spec["level"] is None else (spec["level"],)
        made.append(student.make_pairs(spec["n"], spec["seed"], *level))
    return made


def train(student: Any, pairs: list[list[str]], seed: int, device: str) -> dict[str, Any]:
    """Train a model and keep it. Says what ``train`` returned, and on which devices that is."""
    given = [(source, target) for source, target in pairs]
    told: dict[str, Any] = _kept.train(student, seed, student.DateConverter, given, seed, device)
    return told


def restore(student: Any, content: Tensor, kind: str, device: str) -> Any:
    """Load a checkpoint into a fresh model and keep that, in place of a trained one."""
    return _kept.restore(student, student.DateConverter, content, kind, device)


def convert(
    student: Any, model: dict[str, Any], batches: list[list[str]], alike: bool = False
) -> list[Any]:
    """Return what ``convert`` returns for each batch of dates.

    ``model`` has ``kind`` (``trained`` or ``fresh``), ``seed`` for a fresh one, and ``change``:
    what is done to a copy of its parameters first (see ``child.models``). ``alike``: every
    generator starts anew with each batch, so that what is random is the same.
    """
    called = _kept.changed(student, model)
    return _each(lambda batch: student.convert(called, batch), batches, alike)


def encode(
    student: Any, model: dict[str, Any], batches: list[list[str]], alike: bool = False
) -> list[Any]:
    """Return the state of each batch of dates; ``alike`` as in ``convert``."""
    called: Any = _kept.changed(student, model)
    return _each(called.encode, batches, alike)


def decode(
    student: Any,
    model: dict[str, Any],
    batches: list[list[str]],
    axes: list[int],
    orders: list[list[int] | None],
) -> list[Any]:
    """Encode every batch, one after the other, and only then decode the states.

    Where there is an order, the dates of a state change places: ``axes`` are those of the batch, by
    tensor of the state.
    """
    called: Any = _kept.changed(student, model)
    with torch.no_grad():
        states = [called.encode(list(batch)) for batch in batches]
        return [
            called.decode(state if order is None else _in_order(state, list(axes), order))
            for state, order in zip(states, orders, strict=True)
        ]


def weights(student: Any, model: dict[str, Any]) -> Any:
    """Return the values of a model's parameters, by name: of a large one the first elements."""
    return _kept.weights(student, model)


def beyond_state(student: Any) -> Any:
    """Return the names of the parameters that the state does not depend on: the decoder's."""
    del student
    return _kept.rest()


def _each(call: Callable[[list[str]], Any], batches: list[list[str]], alike: bool) -> list[Any]:
    answers = []
    for batch in batches:
        if alike:
            models.seed_every_generator(0)
        with torch.no_grad():
            answers.append(call(list(batch)))
    return answers


def _in_order(state: Any, axes: list[int], order: list[int]) -> Any:
    """Return a state with its dates in another order; takes the tensors' axes off ``axes``."""
    if isinstance(state, Tensor):
        return state.index_select(axes.pop(0), torch.tensor(order, device=state.device))
    parts = [_in_order(part, axes, order) for part in state]
    # A named tuple takes its parts one by one.
    return type(state)(*parts) if hasattr(state, "_fields") else type(state)(parts)


def _gradients(model: nn.Module, length: int) -> Any:
    """Return how much parameters can change the states of texts of so many letters.

    A letter has no gradient, so that those by step are zeros. One letter means the fewest steps
    that there can be: those of an empty text, where it can be read, since many encoders read a mark
    of the end behind the last letter. What an encoder knows of a letter (its row of an embedding)
    acts wherever that letter stands, so that it counts for one step, too.
    """
    by_letters = [_summed(model, _texts(letters)) for letters in LETTERS]
    total = {name: sum(part[name] for part in by_letters) for name in by_letters[0]}
    if length > 1:
        return total, torch.zeros(length)
    fewest = _of_fewest_steps(model)
    for name in total:
        of_a_letter = torch.stack([part[name] == 0 for part in by_letters]).any(dim=0)
        fewest[name] += torch.where(of_a_letter, total[name], 0)
    return fewest, torch.zeros(length)


def _of_fewest_steps(model: nn.Module) -> dict[str, Tensor]:
    try:
        found = _summed(model, [""] * 4)
    except Exception:  # the student's own: it cannot read an empty text
        found = {}
    if any(bool(part.any()) for part in found.values()):
        return found
    return _summed(model, list("".join(LETTERS)))


def _texts(letters: str) -> list[str]:
    return ["".join(letters[place] for place in order) for order in ORDERS]


def _summed(model: Any, texts: list[str]) -> dict[str, Tensor]:
    """Return |gradient| of the randomly weighted state, by parameter."""
    generator = torch.Generator().manual_seed(0)
    with torch.enable_grad(), models.differentiable_in_eval():
        model.zero_grad()
        answer = torch.zeros(())
        for part in _tensors(model.encode(texts)):
            if part.requires_grad:
                weights = torch.randn(part.shape, generator=generator).to(part.device)
                answer = answer + (part * weights).sum().cpu()
        if answer.requires_grad:
            answer.backward()  # type: ignore[no-untyped-call]
    return {
        name: torch.zeros_like(p) if p.grad is None else p.grad.abs()
        for name, p in model.named_parameters()
    }


def _tensors(state: Any) -> list[Tensor]:
    if isinstance(state, Tensor):
        return [state]
    parts = state if isinstance(state, (list, tuple)) else ()
    return [tensor for part in parts for tensor in _tensors(part)]


def _fresh(student: Any) -> nn.Module:
    model: Any = student.DateConverter()
    if any(isinstance(p, nn.parameter.UninitializedParameter) for p in model.parameters()):
        model.decode(model.encode(["January 15, 2023"]))
    made: nn.Module = model
    return made


_kept = models.Models(_fresh, _gradients)
"""The model that ``train`` returned, and those that are made of it."""
