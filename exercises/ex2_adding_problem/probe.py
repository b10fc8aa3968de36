"""Exercise 2's half in the worker: calls a student's functions as the checks ask.

It runs in the process of the student's code, so it knows nothing that is worth stealing: no
expected value, no threshold, no seed of later inputs. Every function takes the student's module
first and gets the rest from the grader. Nothing is judged here.
"""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy
import torch
from child import models
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_pre_hook

MAX_EXAMPLES = 500
"""Of one forward pass, so that a long sequence takes little memory."""


def construct(student: Any) -> dict[str, bool]:
    """Say what ``AddingModel`` is, and construct one."""
    thing = student.AddingModel
    is_class = inspect.isclass(thing) and issubclass(thing, nn.Module)
    return {"is_class": is_class, "is_module": is_class and isinstance(thing(), nn.Module)}


def target(student: Any, numbers: Tensor, mask: Tensor) -> Any:
    """Return ``adding_target(numbers, mask)``, both (batch, seq_len)."""
    return student.adding_target(numbers.clone(), mask.clone())


def batches(student: Any, specs: list[dict[str, Any]]) -> list[Any]:
    """Return what ``make_batch`` returns for each spec.

    A spec has ``batch_size``, ``seq_len``, ``generator`` (a seed, or None for no generator) and
    ``seed`` for torch's own generator, or None to leave that as it is.
    """
    made = []
    for spec in specs:
        if spec["seed"] is not None:
            models.seed_every_generator(spec["seed"])
        generator = None
        if spec["generator"] is not None:
            generator = torch.Generator().manual_seed(spec["generator"])
            batch = student.make_batch(spec["batch_size"], spec["seq_len"], generator)
        else:
            batch = student.make_batch(spec["batch_size"], spec["seq_len"])
        made.append(batch)
    return made


def train(student: Any, seq_len: int, seed: int, device: str) -> dict[str, Any]:
    """Train a model and keep it. Says what ``train`` returned, and on which devices that is."""
    told: dict[str, Any] = _kept.train(student, seed, student.AddingModel, seq_len, seed, device)
    return told


def restore(student: Any, content: Tensor, kind: str, device: str) -> Any:
    """Load a checkpoint into a fresh model and keep that, in place of a trained one."""
    return _kept.restore(student, student.AddingModel, content, kind, device)


def evaluate(student: Any, seq_len: int, seed: int) -> dict[str, Any]:
    """Call ``evaluate`` on the trained model; say what the model was given meanwhile.

    ``touched`` says whether any module ran at all; ``examples`` is the number of examples that
    ``forward`` was given, ``batches`` are the sizes of their batches, ``lengths``
    those of their sequences.
    """
    model = _kept.trained()
    model.eval()
    sizes: list[tuple[int, int]] = []
    touched = False
    cls = type(model)
    forward = cls.forward

    def noting(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
        tensors = [given for given in (*args, *kwargs.values()) if isinstance(given, Tensor)]
        sizes.extend((len(x), x.shape[1]) for x in tensors if x.dim() == 3)
        return forward(self, *args, **kwargs)

    def touch(*_: Any) -> None:
        nonlocal touched
        touched = True

    models.seed_every_generator(seed)
    # On the class, so that copies are seen, too; not a hook, which model.forward(x) would pass by.
    cls.forward = noting
    handle = register_module_forward_pre_hook(touch)
    try:
        value = student.evaluate(model, seq_len)
    finally:
        cls.forward = forward
        handle.remove()
    if isinstance(value, (Tensor, numpy.ndarray, numpy.generic)) and math.prod(value.shape) == 1:
        value = value.item()
    return {
        "value": value,
        "examples": sum(batch for batch, _ in sizes),
        "touched": touched,
        "batches": sorted({batch for batch, _ in sizes})[:20],
        "lengths": sorted({length for _, length in sizes})[:20],
    }


def predict(student: Any, model: dict[str, Any], xs: list[Tensor]) -> list[Any]:
    """Return a model's predictions for each of ``xs`` (batch, seq_len, 2), without gradients.

    ``model`` has ``kind`` (``trained`` or ``fresh``), ``seed`` for a fresh one, and ``change``:
    what is done to a copy of its parameters first (see ``changed``).
    """
    called = _kept.changed(student, model)
    return [_forward(called, x) for x in xs]


def slopes(student: Any, model: dict[str, Any], x: Tensor) -> Any:
    """Return the gradient of the sum of the predictions with respect to ``x``; None where cut."""
    called = _kept.changed(student, model)
    leaf = x.to(models.device_of(called)).requires_grad_()
    called.zero_grad()
    with torch.enable_grad(), models.differentiable_in_eval():
        prediction = called(leaf)
        if not isinstance(prediction, Tensor) or not prediction.requires_grad:
            return None
        prediction.sum().backward()  # type: ignore[no-untyped-call]
    return leaf.grad


def weights(student: Any, model: dict[str, Any]) -> Any:
    """Return the values of a model's parameters, by name: of a large one the first elements."""
    return _kept.weights(student, model)


def frozen(student: Any) -> Any:
    """Return the names of the trained model's recurrent parameters that take no gradients."""
    del student
    return _kept.frozen()


def _gradients(model: nn.Module, length: int) -> Any:
    """Return how much parameters and steps can change predictions on examples of the task.

    Of one step, every second example is marked.
    """
    generator = torch.Generator().manual_seed(0)
    inputs = []
    for _ in range(4):
        numbers = torch.rand(32, length, generator=generator)
        mask = torch.zeros(32, length)
        if length == 1:
            mask[::2] = 1.0
        else:
            places = torch.rand(32, length, generator=generator).topk(2, dim=1).indices
            mask.scatter_(1, places, 1.0)
        inputs.append(torch.stack((numbers, mask), dim=2))
    return models.summed_gradients(model, model, inputs)


def _forward(model: nn.Module, x: Tensor) -> Any:
    """Return predictions, made a bounded number of examples at a time."""
    with torch.no_grad():
        parts = [model(part.to(models.device_of(model))) for part in torch.split(x, MAX_EXAMPLES)]
    if len(parts) == 1 or not all(isinstance(part, Tensor) for part in parts):
        return parts[0]
    return torch.cat(parts)


def _fresh(student: Any) -> nn.Module:
    model: nn.Module = student.AddingModel()
    if any(isinstance(p, nn.parameter.UninitializedParameter) for p in model.parameters()):
        model(torch.zeros(1, 2, 2))
    return model


_kept = models.Models(_fresh, _gradients)
"""The model that ``train`` returned or ``restore`` made, and those that are made of it."""
