"""What probes do to a student's models: keep the trained one, and ask changed copies of it.

A probe says ``from child import models``. Nothing is judged here.
"""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from .checkpoints import Refused, fill, read

WRAPPERS = (nn.DataParallel, nn.parallel.DistributedDataParallel, AveragedModel)
"""What has the model itself as its ``module``."""
MAX_ELEMENTS = 20_000
"""Of one parameter that are sent."""
JITTER = 1e-5
"""Relative size of the change by which a sum of the weights that is checked is told."""
LARGE = 16
"""Elements from which on a matrix counts as one of the network's, and not as a switch."""
Masks = dict[str, Tensor]
"""By the name of a parameter, which of its elements are meant."""
Gradients = Callable[[nn.Module, int], tuple[dict[str, Tensor], Tensor]]
"""How much each parameter's elements, by name, and each step of the input, (length,), can change
the answers of a model to sequences of that length; as |gradient|, summed up."""


class Models:
    """The trained model, fresh ones, and copies of them with other weights.

    ``fresh`` makes a model of the student's; ``gradients`` is how it depends on its weights.
    """

    def __init__(self, fresh: Callable[[Any], nn.Module], gradients: Gradients) -> None:
        self._fresh = fresh
        self._gradients = gradients
        self._trained: nn.Module | None = None
        self._recurrent: Masks | None = None

    def train(self, student: Any, seed: int, expected: type, *arguments: Any) -> dict[str, Any]:
        """Call ``student.train(*arguments)`` and keep the model; say what it returned.

        ``expected`` is the class whose object it should be.
        """
        seed_every_generator(seed)
        return self._keep(student.train(*arguments), expected)

    def restore(
        self, student: Any, expected: type, content: Tensor, kind: str, device: str
    ) -> dict[str, Any]:
        """Load a checkpoint into a fresh model and keep it as the trained one.

        ``content`` holds the bytes (uint8) of a file whose suffix is ``kind``. Says what ``train``
        says; or, where it is refused, why (see ``child.checkpoints.Refused``).
        """
        try:
            state = read(content.numpy().tobytes(), kind)
            model = self._drawn(student, 0)
            fill(model, state)
        except Refused as refused:
            return refused.told
        return self._keep(model.to(device), expected)

    def _keep(self, model: Any, expected: type) -> dict[str, Any]:
        """Keep what is a model; say what it is."""
        is_module = isinstance(model, nn.Module)
        if is_module:
            self._trained, self._recurrent = model, None
        return {
            "type": type(model).__name__[:100],
            "is_none": model is None,
            "is_tuple": isinstance(model, (tuple, list)),
            "is_expected": isinstance(innermost(model), expected),
            "devices": sorted({p.device.type for p in model.parameters()}) if is_module else [],
        }

    def trained(self) -> nn.Module:
        """Return the model that was trained, itself."""
        if self._trained is None:
            raise LookupError("no model was trained in this worker")
        return self._trained

    def changed(self, student: Any, spec: dict[str, Any]) -> nn.Module:
        """Return the model that ``spec`` names, in ``eval``, its parameters changed in a copy.

        ``spec`` has ``kind`` (``trained`` or ``fresh``), ``seed`` for what is drawn, and
        ``change``: None; ``jitter`` for all parameters changed by JITTER of their size;
        ``redraw`` for all parameters drawn anew, ``redraw_large`` for all large
        matrices; ``redraw_recurrent`` or ``zero_recurrent`` for the recurrent elements alone drawn
        anew, or set to zero; ``redraw_rest`` for the parameters that ``rest`` names.
        """
        model = self.trained() if spec["kind"] == "trained" else self._drawn(student, spec["seed"])
        if spec["change"] is not None:
            masks = self._masks(model, spec["change"])
            model = copied(model)
            generator = torch.Generator().manual_seed(spec["seed"])
            if spec["change"] == "jitter":
                _jitter(model, generator)
            else:
                _change(model, masks, None if spec["change"].startswith("zero") else generator)
        model.eval()
        return model

    def weights(self, student: Any, spec: dict[str, Any]) -> dict[str, Tensor]:
        """Return the values of a model's parameters, by name: of a large one the first elements."""
        model = self.changed(student, spec)
        return {name: p.detach().flatten()[:MAX_ELEMENTS] for name, p in model.named_parameters()}

    def frozen(self) -> list[str]:
        """Return the names of the trained model's recurrent parameters that take no gradients.

        None where most of the recurrent elements do: a fixed code of places, say, is not meant.
        """
        found = self._recurrent_of(self.trained())
        parameters = list(self.trained().named_parameters())
        still = {n: int(found[n].sum()) for n, p in parameters if not p.requires_grad}
        if 2 * sum(still.values()) <= sum(int(mask.sum()) for mask in found.values()):
            return []
        return [name for name, count in still.items() if count]

    def rest(self) -> list[str]:
        """Return the names of the trained model's parameters that ``gradients`` does not reach.

        None does in a model that answers as a whole; a decoder's, where it is asked of the encoder.
        """
        return [name for name, mask in _rest(self.trained(), self._gradients).items() if mask.any()]

    def _drawn(self, student: Any, seed: int) -> nn.Module:
        seed_every_generator(seed)
        return self._fresh(student)

    def _masks(self, model: nn.Module, change: str) -> Masks:
        if change.endswith("_recurrent"):
            return self._recurrent_of(model)
        if change.endswith("_rest"):
            return _rest(model, self._gradients)
        return {
            name: torch.full_like(p, change == "redraw" or _is_large(p), dtype=torch.bool)
            for name, p in model.named_parameters()
        }

    def _recurrent_of(self, model: nn.Module) -> Masks:
        """Return ``recurrent_elements(model)``, found once for the trained model."""
        if model is not self._trained:
            return recurrent_elements(model, self._gradients)
        if self._recurrent is None:
            self._recurrent = recurrent_elements(model, self._gradients)
        return self._recurrent


def recurrent_elements(model: nn.Module, gradients: Gradients) -> Masks:
    """Return, by parameter, which of its elements act on nothing but a state from a step before.

    With one step and a state that starts at zero they have no gradient; with several they have. So
    no name or form of the weights is assumed. Parameters that could start the state elsewhere
    (biases, a learned h_0) are zero for it. Where none is found, it is every matrix.
    """
    matrices = {
        name: torch.full_like(p, p.dim() > 1, dtype=torch.bool)
        for name, p in model.named_parameters()
    }
    still = copied(model)
    still.requires_grad_(True).eval()
    # Not at the trained values: a read-out that is zero would hide everything behind it.
    everywhere = {name: torch.ones_like(mask) for name, mask in matrices.items()}
    _change(still, everywhere, torch.Generator().manual_seed(0))
    try:
        _start_from_zero(still, gradients)
        (one, _), (several, _) = (gradients(still, length) for length in (1, 4))
    except Exception:  # it cannot read a sequence of one step
        return matrices
    found = {name: (one[name] == 0) & (several[name] != 0) for name in one}
    return found if any(bool(part.any()) for part in found.values()) else matrices


def _rest(model: nn.Module, gradients: Gradients) -> Masks:
    """Return all elements of those parameters that answers to four steps do not depend on."""
    still = copied(model)
    still.requires_grad_(True).eval()
    by_parameter, _ = gradients(still, 4)
    return {
        name: torch.full_like(part, not bool(part.any()), dtype=torch.bool)
        for name, part in by_parameter.items()
    }


def summed_gradients(
    model: nn.Module, answers: Callable[[Tensor], Tensor], inputs: list[Tensor]
) -> tuple[dict[str, Tensor], Tensor]:
    """Return |gradient| of randomly weighted answers, summed over inputs: by parameter, by step.

    ``answers`` gives the model's answers to an input (batch, length, features).
    """
    generator = torch.Generator().manual_seed(0)
    total = {name: torch.zeros_like(p) for name, p in model.named_parameters()}
    steps = torch.zeros(inputs[0].shape[1])
    for values in inputs:
        x = values.to(device_of(model)).requires_grad_()
        with torch.enable_grad(), differentiable_in_eval(), forgetting(model):
            model.zero_grad()
            answer = answers(x)
            weights = torch.randn(answer.shape, generator=generator)
            (answer * weights.to(answer.device)).sum().backward()  # type: ignore[no-untyped-call]
        for name, parameter in model.named_parameters():
            if parameter.grad is not None:
                total[name] += parameter.grad.abs()
        if x.grad is not None:
            steps += x.grad.abs().sum(dim=(0, 2)).cpu()
    return total, steps


@contextmanager
def forgetting(model: nn.Module) -> Iterator[None]:
    """Undo what a call leaves in the attributes of modules, such as the last state."""
    before = [(module, dict(vars(module))) for module in model.modules()]
    try:
        yield
    finally:
        for module, attributes in before:
            vars(module).clear()
            vars(module).update(attributes)


def copied(model: nn.Module) -> nn.Module:
    """Return a copy. A state that a module keeps from its last call is copied without its graph.

    What a module keeps besides and cannot be copied (a list of losses, a log file) is shared.
    """
    kept = [value for module in model.modules() for value in vars(module).values()]
    memo: dict[int, Any] = {
        id(value): value.detach().clone()
        for value in kept
        if isinstance(value, Tensor) and not value.is_leaf
    }
    try:
        return copy.deepcopy(model, dict(memo))
    except Exception:
        memo |= {id(value): value for value in kept if not _can_be_copied(value, memo)}
        return copy.deepcopy(model, memo)


def _can_be_copied(value: Any, memo: dict[int, Any]) -> bool:
    try:
        copy.deepcopy(value, dict(memo))
    except Exception:
        return False
    return True


def differentiable_in_eval() -> AbstractContextManager[None]:
    """Do without cuDNN, whose recurrent layers have no gradients in ``eval``."""
    flags: AbstractContextManager[None] = torch.backends.cudnn.flags(enabled=False)
    return flags


def device_of(model: nn.Module) -> torch.device:
    """Return the device of a model's parameters."""
    return next((p.device for p in model.parameters()), torch.device("cpu"))


def innermost(model: Any) -> Any:
    """Return the model inside torch.compile's, DataParallel's and AveragedModel's wrappers.

    A student's own model may well have a part that is called ``module``.
    """
    if isinstance(model, WRAPPERS):
        return model.module
    return getattr(model, "_orig_mod", model)


def seed_every_generator(seed: int) -> None:
    """Set every generator that the student's code may draw from."""
    random.seed(seed)
    numpy.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def _change(model: nn.Module, masks: Masks, generator: torch.Generator | None) -> None:
    """Draw the masked elements anew, normal with a spread that keeps activations of order one.

    Without a generator they are set to zero.
    """
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            drawn = torch.zeros(parameter.shape)
            if generator is not None:
                fan_in = parameter.shape[-1] if parameter.dim() > 1 else 4
                drawn = torch.randn(parameter.shape, generator=generator) / math.sqrt(fan_in)
            new = drawn.to(parameter.device, parameter.dtype)
            parameter.copy_(torch.where(masks[name], new, parameter))


@torch.no_grad()
def _jitter(model: nn.Module, generator: torch.Generator) -> None:
    """Change every element by JITTER of its size: a network hardly answers otherwise."""
    for parameter in model.parameters():
        noise = JITTER * torch.randn(parameter.shape, generator=generator)
        parameter.mul_(1 + noise.to(parameter.device, parameter.dtype))


def _is_large(parameter: Tensor) -> bool:
    return not _is_vector(parameter) and parameter.numel() >= LARGE


@torch.no_grad()
def _start_from_zero(model: nn.Module, gradients: Gradients) -> None:
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
        _zero_but_needed(model, gradients, group)


def _zero_but_needed(model: nn.Module, gradients: Gradients, group: list[nn.Parameter]) -> None:
    """Set parameters to zero, but for those without which a matrix or a step has no gradient."""
    wanted = _reached(model, gradients)
    before = [parameter.clone() for parameter in group]
    for parameter in group:
        parameter.zero_()
    reached = _reached(model, gradients)
    for parameter, values in zip(group, before, strict=True):
        if reached >= wanted:
            return
        parameter.copy_(values)
        further = _reached(model, gradients)
        if further > reached:
            reached = further
        else:
            parameter.zero_()


def _reached(model: nn.Module, gradients: Gradients) -> set[str | int]:
    """Return the matrices, and the steps of the input, that answers to four steps depend on."""
    by_parameter, steps = gradients(model, 4)
    matrices = {n for n, part in by_parameter.items() if not _is_vector(part) and bool(part.any())}
    return matrices | {step for step in range(4) if bool(steps[step] > 0)}


def _is_vector(tensor: Tensor) -> bool:
    return tensor.numel() == max(tensor.shape, default=1)
