"""Exercise 2's half in the worker: calls a student's functions as the checks ask.

It runs in the process of the student's code, so it knows nothing that is worth stealing: no
expected value, no threshold, no seed of later inputs. Every function takes the student's module
first and gets the rest from the grader. Nothing is judged here.
"""

from __future__ import annotations

import copy
import inspect
import math
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy
import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_pre_hook

MAX_ELEMENTS = 20_000
"""Of one parameter that are sent."""
MAX_EXAMPLES = 500
"""Of one forward pass, so that a long sequence takes little memory."""
Masks = dict[str, Tensor]
"""By the name of a parameter, which of its elements are meant."""
_masks: dict[int, Masks] = {}
"""The recurrent elements of a model, by the id of the module, which is kept for that."""
_models: dict[str, nn.Module] = {}
"""The model that ``train`` returned, as ``trained``."""


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
            _seed(spec["seed"])
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
    _seed(seed)
    model = student.train(seq_len, seed, device)
    is_module = isinstance(model, nn.Module)
    if is_module:
        _models["trained"] = model
    return {
        "type": type(model).__name__[:100],
        "is_none": model is None,
        "is_tuple": isinstance(model, (tuple, list)),
        "is_module": is_module,
        "is_adding_model": isinstance(_innermost(model), student.AddingModel),
        "devices": sorted({p.device.type for p in model.parameters()}) if is_module else [],
    }


def evaluate(student: Any, seq_len: int, seed: int) -> dict[str, Any]:
    """Call ``evaluate`` on the trained model; say what the model was given meanwhile.

    ``touched`` says whether any module ran at all; ``examples`` is the number of examples that
    ``forward`` was given, ``batches`` are the sizes of their batches, ``lengths``
    those of their sequences.
    """
    model = _models["trained"]
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

    _seed(seed)
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
    called = changed(student, model)
    return [_forward(called, x) for x in xs]


def slopes(student: Any, model: dict[str, Any], x: Tensor) -> Any:
    """Return the gradient of the sum of the predictions with respect to ``x``; None where cut."""
    called = changed(student, model)
    leaf = x.to(_device(called)).requires_grad_()
    called.zero_grad()
    with torch.enable_grad(), _differentiable_in_eval():
        prediction = called(leaf)
        if not isinstance(prediction, Tensor) or not prediction.requires_grad:
            return None
        prediction.sum().backward()  # type: ignore[no-untyped-call]
    return leaf.grad


def weights(student: Any, model: dict[str, Any]) -> dict[str, Tensor]:
    """Return the values of a model's parameters, by name: of a large one the first elements."""
    called = changed(student, model)
    return {name: p.detach().flatten()[:MAX_ELEMENTS] for name, p in called.named_parameters()}


def frozen(student: Any) -> list[str]:
    """Return the names of the trained model's recurrent parameters that take no gradients."""
    model = changed(student, {"kind": "trained", "seed": 0, "change": None})
    found = _recurrent(model)
    return [
        name for name, p in model.named_parameters() if found[name].any() and not p.requires_grad
    ]


def changed(student: Any, spec: dict[str, Any]) -> nn.Module:
    """Return the model that ``spec`` names, in ``eval``, its parameters changed in a copy.

    ``change`` is None; ``redraw`` for all parameters drawn anew; ``redraw_recurrent`` or
    ``zero_recurrent`` for the recurrent ones alone drawn anew, or set to zero.
    """
    model = _models["trained"] if spec["kind"] == "trained" else _fresh(student, spec["seed"])
    if spec["change"] is not None:
        found = _recurrent(model) if spec["change"] in OF_RECURRENT else {}
        model = _copied(model)
        generator = torch.Generator().manual_seed(spec["seed"])
        CHANGES[spec["change"]](model, generator, found)
    model.eval()
    return model


def _redraw(model: nn.Module, generator: torch.Generator, _: Masks) -> None:
    """Draw every parameter anew, normal with a spread that keeps activations of order one."""
    with torch.no_grad():
        for parameter in model.parameters():
            fan_in = parameter.shape[-1] if parameter.dim() > 1 else 4
            drawn = torch.randn(parameter.shape, generator=generator) / math.sqrt(fan_in)
            parameter.copy_(drawn)


def _zero_recurrent(model: nn.Module, _: torch.Generator, found: Masks) -> None:
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter[found[name]] = 0.0


def _redraw_recurrent(model: nn.Module, generator: torch.Generator, found: Masks) -> None:
    kept = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    _redraw(model, generator, found)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.where(found[name], parameter, kept[name]))


CHANGES: dict[str, Callable[[nn.Module, torch.Generator, Masks], None]] = {
    "redraw": _redraw,
    "zero_recurrent": _zero_recurrent,
    "redraw_recurrent": _redraw_recurrent,
}
OF_RECURRENT = frozenset(CHANGES) - {"redraw"}


def _recurrent(model: nn.Module) -> Masks:
    """Return ``_find_recurrent(model)``, found once for the trained model."""
    if model is not _models.get("trained"):
        return _find_recurrent(model)
    if id(model) not in _masks:
        _masks[id(model)] = _find_recurrent(model)
    return _masks[id(model)]


def _find_recurrent(model: nn.Module) -> Masks:
    """Return, by parameter, which of its elements act on nothing but a state from a step before.

    With one step and a state that starts at zero they have no gradient; with several they have. So
    no name or form of the weights is assumed. Parameters that could start the state elsewhere
    (biases, a learned h_0) are zero for it. Where none is found, it is every matrix.
    """
    matrices = {
        name: torch.full_like(p, p.dim() > 1, dtype=torch.bool)
        for name, p in model.named_parameters()
    }
    still = _copied(model)
    still.requires_grad_(True).eval()
    # Not at the trained values: a read-out that is zero would hide everything behind it.
    _redraw(still, torch.Generator().manual_seed(0), {})
    try:
        _start_from_zero(still)
        (one, _), (several, _) = (_gradients(still, length) for length in (1, 4))
    except Exception:  # it cannot read a sequence of one step
        return matrices
    found = {name: (one[name] == 0) & (several[name] != 0) for name in one}
    return found if any(bool(part.any()) for part in found.values()) else matrices


@torch.no_grad()
def _start_from_zero(model: nn.Module) -> None:
    """Set to zero whatever could make the first state another than zero: biases, a learned h_0.

    Not a vector without which a matrix has no gradient: the read-out, the gain of a layer norm.
    """
    parameters = list(model.parameters())
    for parameter in parameters:
        if not _is_vector(parameter) and not bool(parameter.any()):
            parameter.normal_()
    vectors = [parameter for parameter in parameters if parameter.dim() < 2]
    # A state has one row for all examples of a batch: (1, hidden), (layers, 1, hidden).
    rows = [parameter for parameter in parameters if parameter.dim() > 1 and 1 in parameter.shape]
    for group in (vectors, *([row] for row in rows)):
        _zero_but_needed(model, group)


def _zero_but_needed(model: nn.Module, group: list[nn.Parameter]) -> None:
    """Set parameters to zero, but for those without which a matrix or a step has no gradient."""
    wanted = _reached(model)
    before = [parameter.clone() for parameter in group]
    for parameter in group:
        parameter.zero_()
    reached = _reached(model)
    for parameter, values in zip(group, before, strict=True):
        if reached >= wanted:
            return
        parameter.copy_(values)
        further = _reached(model)
        if further > reached:
            reached = further
        else:
            parameter.zero_()


def _reached(model: nn.Module) -> set[str | int]:
    """Return the matrices, and the steps of x, that predictions over four steps depend on."""
    gradients, steps = _gradients(model, 4)
    matrices = {n for n, part in gradients.items() if not _is_vector(part) and bool(part.any())}
    return matrices | {step for step in range(4) if bool(steps[step] > 0)}


def _is_vector(tensor: Tensor) -> bool:
    return tensor.numel() == max(tensor.shape, default=1)


def _gradients(model: nn.Module, length: int) -> tuple[dict[str, Tensor], Tensor]:
    """Return how much each parameter's elements, and each step of x, can change predictions.

    That is the sum of |gradient| over examples of the task, with every second one marked where
    there is one step only.
    """
    generator = torch.Generator().manual_seed(0)
    total = {name: torch.zeros_like(p) for name, p in model.named_parameters()}
    steps = torch.zeros(length)
    for _ in range(4):
        numbers = torch.rand(32, length, generator=generator)
        mask = torch.zeros(32, length)
        if length == 1:
            mask[::2] = 1.0
        else:
            places = torch.rand(32, length, generator=generator).topk(2, dim=1).indices
            mask.scatter_(1, places, 1.0)
        x = torch.stack((numbers, mask), dim=2).to(_device(model)).requires_grad_()
        weighted = torch.randn(32, 1, generator=generator)
        with torch.enable_grad(), _differentiable_in_eval():
            model.zero_grad()
            prediction = model(x)
            (prediction * weighted.to(prediction.device)).sum().backward()
        for name, parameter in model.named_parameters():
            if parameter.grad is not None:
                total[name] += parameter.grad.abs()
        if x.grad is not None:
            steps += x.grad.abs().sum(dim=(0, 2)).cpu()
    return total, steps


def _differentiable_in_eval() -> AbstractContextManager[None]:
    """Do without cuDNN, whose recurrent layers have no gradients in ``eval``."""
    flags: AbstractContextManager[None] = torch.backends.cudnn.flags(enabled=False)
    return flags


def _copied(model: nn.Module) -> nn.Module:
    """Return a copy. A state that a module keeps from its last call is copied without its graph."""
    kept = [value for module in model.modules() for value in vars(module).values()]
    memo = {
        id(value): value.detach().clone()
        for value in kept
        if isinstance(value, Tensor) and not value.is_leaf
    }
    return copy.deepcopy(model, memo)


def _forward(model: nn.Module, x: Tensor) -> Any:
    """Return predictions, made a bounded number of examples at a time."""
    with torch.no_grad():
        parts = [model(part.to(_device(model))) for part in torch.split(x, MAX_EXAMPLES)]
    if len(parts) == 1 or not all(isinstance(part, Tensor) for part in parts):
        return parts[0]
    return torch.cat(parts)


def _fresh(student: Any, seed: int) -> nn.Module:
    _seed(seed)
    model: nn.Module = student.AddingModel()
    if any(isinstance(p, nn.parameter.UninitializedParameter) for p in model.parameters()):
        model(torch.zeros(1, 2, 2))
    return model


def _device(model: nn.Module) -> torch.device:
    return next((p.device for p in model.parameters()), torch.device("cpu"))


def _innermost(model: Any) -> Any:
    """Return the model inside torch.compile's and DataParallel's wrappers."""
    return getattr(model, "_orig_mod", getattr(model, "module", model))


def _seed(seed: int) -> None:
    """Set every generator that the student's code may draw from."""
    random.seed(seed)
    numpy.random.seed(seed % 2**32)
    torch.manual_seed(seed)
