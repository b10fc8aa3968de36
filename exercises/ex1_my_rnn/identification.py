"""Black-box identification: the weights of a recurrence, from what it computes alone.

A recurrence is h_t = f(A x_t + B h_{t-1} + c). Behind the inverse of f it is exactly affine in
(x_t, h_{t-1}), so that linear least squares over a few dozen observed steps recovers A, B and c to
rounding, with no assumption on how the student named, shaped, split or fused the weights. Large
inputs are safe, as there is nothing to linearise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

Rows = tuple[Tensor, Tensor, Tensor]
"""Observed steps: inputs (n, input_size), and the states before and after (n, hidden_size)."""

ABSENT = 1e-6
"""Weights below this are taken to be absent: those that the grader draws are about 0.4."""


@dataclass(frozen=True)
class Activation:
    """A non-linearity with its inverse, and where the inverse keeps its accuracy."""

    id: str
    function: Callable[[Tensor], Tensor]
    inverse: Callable[[Tensor], Tensor]
    invertible: Callable[[Tensor], Tensor]


def _everywhere(state: Tensor) -> Tensor:
    return torch.ones_like(state, dtype=torch.bool)


TANH = Activation("tanh", torch.tanh, torch.atanh, lambda s: s.abs() < 0.99)
IDENTITY = Activation("identity", lambda a: a, lambda s: s, _everywhere)
OTHERS = (
    Activation("relu", torch.relu, lambda s: s, lambda s: s > 0),
    Activation("sigmoid", torch.sigmoid, torch.logit, lambda s: (s > 0.01) & (s < 0.99)),
    Activation(
        "leaky_relu",
        functional.leaky_relu,
        lambda s: torch.where(s < 0, s / 0.01, s),
        _everywhere,
    ),
    Activation(
        "elu", functional.elu, lambda s: torch.where(s < 0, torch.log1p(s), s), lambda s: s > -0.99
    ),
    Activation(
        "softsign", functional.softsign, lambda s: s / (1 - s.abs()), lambda s: s.abs() < 0.99
    ),
    Activation(
        "softplus", functional.softplus, lambda s: torch.log(torch.expm1(s)), lambda s: s > 0.01
    ),
    # Softmax leaves the sum of the pre-activations free: they are recovered up to their mean.
    Activation(
        "softmax",
        lambda a: torch.softmax(a, dim=-1),
        lambda s: s.log() - s.log().mean(dim=-1, keepdim=True),
        lambda s: s > 0,
    ),
    Activation("hardtanh", functional.hardtanh, lambda s: s, lambda s: s.abs() < 1),
)


@dataclass(frozen=True)
class Recurrence:
    """h' = f(A x + B h + c): A (hidden, input), B (hidden, hidden), c (hidden)."""

    input_weight: Tensor
    hidden_weight: Tensor
    bias: Tensor

    def pre_activation(self, inputs: Tensor, previous: Tensor) -> Tensor:
        """Return A x + B h + c; inputs (…, input_size), previous (…, hidden_size)."""
        return inputs @ self.input_weight.T + previous @ self.hidden_weight.T + self.bias

    def flat(self) -> Tensor:
        """Return every number of (A, B, c) as one vector."""
        return torch.cat([self.input_weight.flatten(), self.hidden_weight.flatten(), self.bias])

    def sizes(self) -> Recurrence:
        """Return the recurrence with the absolute value of every number."""
        return Recurrence(self.input_weight.abs(), self.hidden_weight.abs(), self.bias.abs())

    @property
    def reads_input(self) -> bool:
        """Whether the input matters at all."""
        return bool(self.input_weight.abs().max() > ABSENT)

    @property
    def reads_state(self) -> bool:
        """Whether the previous state matters at all."""
        return bool(self.hidden_weight.abs().max() > ABSENT)


@dataclass(frozen=True)
class Fit:
    """The recurrence that explains the rows best, and the largest error with which it does."""

    recurrence: Recurrence
    error: float
    """In the states of the units that were identified, over all rows."""
    complete: bool
    """Whether every unit was identified: one that is dead (ReLU) or saturated throughout is not."""


def fit(rows: Rows, activation: Activation) -> Fit | None:
    """Recover (A, B, c) from observed steps; None if fewer than half of the units can be inverted.

    Solves one least-squares problem a hidden unit, on the rows in which that unit's state can be
    inverted, and measures the error on all rows.
    """
    inputs, previous, states = (part.double() for part in rows)
    if not torch.isfinite(torch.cat([inputs, previous, states], dim=1)).all():
        return None
    design = torch.cat([inputs, previous, torch.ones(len(inputs), 1, dtype=torch.float64)], dim=1)
    targets = activation.inverse(states)
    usable = activation.invertible(states) & torch.isfinite(targets)
    identified = usable.sum(dim=0) > design.shape[1]
    if 2 * int(identified.sum()) < len(identified):
        return None
    solution = _solve(design, targets, usable, identified)
    width = inputs.shape[1]
    found = Recurrence(solution[:, :width], solution[:, width:-1], solution[:, -1])
    predicted = activation.function(found.pre_activation(inputs, previous))
    error = (predicted - states)[:, identified].abs().max()
    return Fit(found, float(error), bool(identified.all()))


def _solve(design: Tensor, targets: Tensor, usable: Tensor, identified: Tensor) -> Tensor:
    """Return least-squares weights (hidden, columns); zero for a unit that is not identified."""
    rows = usable.all(dim=1)
    if int(rows.sum()) >= 2 * design.shape[1]:
        # Rows that every unit can use are enough: one problem in place of one a unit.
        common = torch.linalg.lstsq(design[rows], targets[rows], driver="gelsd")
        whole: Tensor = common.solution.T
        return whole
    solution = torch.zeros(targets.shape[1], design.shape[1], dtype=design.dtype)
    for unit in identified.nonzero().flatten().tolist():
        use = usable[:, unit]
        target = targets[use, unit, None]
        solution[unit] = torch.linalg.lstsq(design[use], target, driver="gelsd").solution[:, 0]
    return solution
