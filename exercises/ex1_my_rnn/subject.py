"""A student's ``MyRNN`` as the checks see it: what it accepts, what it returns, what it computes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.interface import Context, Failed
from rnngrade.worker.interface import Opaque, StudentError

from .identification import TANH, Activation, Fit, Recurrence, Rows, fit

Sizes = tuple[int, int]
"""input_size, hidden_size."""

SIZES: Sizes = (3, 5)
"""Distinct from one another, from the batch (4) and from the length (7), so that a shape names its axes."""
BATCH, LENGTH = 4, 7

Values = dict[str, Tensor]
"""A value for each parameter of a student's model, by name."""

Run = tuple["Mode", Sequence["Call"]]
"""How to build a fresh model, and what to call it with, in turn."""


@dataclass(frozen=True)
class Call:
    """One call of ``forward``: x (batch, seq_len, input_size), h_0 (1, batch, hidden_size) or None."""

    x: Tensor
    h_0: Tensor | None = None


@dataclass(frozen=True)
class Answer:
    """What one call returned, in the form that the statement asks for.

    ``outputs`` (batch, seq_len, hidden_size), ``h_n`` (1, batch, hidden_size). ``later`` are the
    outputs as they were after every call to the same model. ``flat_h_n`` says that ``h_n`` came as
    (batch, hidden_size).
    """

    call: Call
    outputs: Tensor
    h_n: Tensor
    later: Tensor
    flat_h_n: bool
    x_changed: bool
    h_0_changed: bool

    def previous(self) -> Tensor:
        """Return the state before each step, as the outputs have it (batch, seq_len, hidden_size)."""
        return torch.cat([self.start().unsqueeze(1), self.outputs[:, :-1].double()], dim=1)

    def start(self) -> Tensor:
        """Return the state before the first step (batch, hidden_size): h_0, or zeros."""
        if self.call.h_0 is None:
            return torch.zeros_like(self.outputs[:, 0], dtype=torch.float64)
        return self.call.h_0[0].double()


@dataclass(frozen=True)
class Precision:
    """In what dtype a submission can be judged, and how exactly."""

    dtype: str
    tolerance: float
    note: str | None = None


@dataclass(frozen=True)
class Mode:
    """How a fresh model is built for a run; see the probe's ``build``."""

    sizes: Sizes = SIZES
    values: Values | None = field(default=None, compare=False)
    dtype: str = "float64"
    default_dtype: str = "float64"
    device: str = "cpu"
    training: bool = True
    seed: int = 1

    def spec(self, calls: Sequence[dict[str, Tensor | None]] = ()) -> dict[str, Any]:
        """Return the mode as the probe reads it."""
        return {
            "sizes": self.sizes,
            "values": self.values,
            "dtype": self.dtype,
            "default_dtype": self.default_dtype,
            "device": self.device,
            "training": self.training,
            "seed": self.seed,
            "calls": list(calls),
            "call_seed": 0,
        }


class Subject:
    """Asks the worker for a ``MyRNN``'s behaviour, and remembers what does not change."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._runs = 0

    def run(self, mode: Mode, calls: Sequence[Call], flat: bool | None = None) -> list[Answer]:
        """Call one fresh model with each of ``calls`` in turn; see ``run_all``."""
        (answers,) = self.run_all([(mode, calls)], flat)
        return answers

    def run_all(self, runs: Sequence[Run], flat: bool | None = None) -> list[list[Answer]]:
        """Call one fresh model for each of ``runs``, with each of its calls in turn.

        All of them go to the worker at once, for each question costs milliseconds. ``flat`` says
        whether h_0 is handed over as (batch, hidden_size); by default as this submission takes it.
        Raises ``Failed`` where an answer has not the form asked for, and ``StudentError`` where the
        student's code raises.
        """
        if flat is None:
            given = any(call.h_0 is not None for _, calls in runs for call in calls)
            flat = given and self.h_0_form() == "flat"
        specs = []
        for mode, calls in runs:
            # Whatever is random in forward differs from run to run, not from grading to grading.
            self._runs += 1
            handed = [
                {"x": c.x, "h_0": c.h_0[0] if flat and c.h_0 is not None else c.h_0} for c in calls
            ]
            specs.append({**mode.spec(handed), "call_seed": self._runs})
        found = self.context.ask("runs", worker_device=runs[0][0].device, specs=specs)
        return [
            [read_answer(c, a, mode.sizes[1]) for c, a in zip(calls, answers, strict=True)]
            for (mode, calls), answers in zip(runs, found, strict=True)
        ]

    def h_0_form(self) -> str | None:
        """Return how ``forward`` takes h_0: "stacked" (1, batch, hidden), "flat" (batch, hidden), or
        None if it takes none that gives an answer of the right form."""

        def find() -> str | None:
            generator = self.context.generator("h_0 form")
            for form in ("stacked", "flat"):
                call = Call(draw_x(generator, BATCH, LENGTH), draw_h_0(generator, BATCH))
                for dtype in ("float64", "float32"):
                    try:
                        self.run(
                            Mode(dtype=dtype, default_dtype=dtype), [call], flat=form == "flat"
                        )
                    except (StudentError, Failed):
                        continue
                    return form
            return None

        return self.context.once("h_0 form", find)

    def values(self, sizes: Sizes = SIZES, draw: int = 0, scale: float = 0.4) -> Values:
        """Draw fresh values for every parameter, so that no bug hides behind the initial ones.

        They are exact in float32. ``scale`` is their standard deviation: 0.4 keeps pre-activations
        of a few units well inside what atanh inverts.
        """

        def compute() -> Values:
            generator = self.context.generator(f"values {sizes} {draw}")
            return {
                name: (scale * torch.randn(shape, generator=generator)).double()
                for name, shape in self.shapes(sizes).items()
            }

        return self.context.once(f"values {sizes} {draw}", compute)

    def shapes(self, sizes: Sizes = SIZES) -> dict[str, tuple[int, ...]]:
        """Return the shape of every registered parameter, by name."""

        def ask() -> dict[str, tuple[int, ...]]:
            (found,) = self.context.ask("parameters", specs=[Mode(sizes).spec()])
            return {p["name"]: tuple(p["value"].shape) for p in found}

        return self.context.once(f"shapes {sizes}", ask)

    def precision(self) -> Precision:
        """Return float64, or float32 where the student's code cannot compute in float64."""

        def find() -> Precision:
            wide = self.context.rubric.tolerances["float32"]
            mode = Mode(values=self.values())
            try:
                (rows,) = self.sequences([mode], "precision")
            except StudentError:
                return Precision("float32", wide, FLOAT32_ONLY)
            found = fit(rows, TANH)
            error = found.error if found else 0.0
            exact = self.context.rubric.tolerances["float64"]
            if rows[2].dtype != torch.float64 or exact < error <= FLOAT32_ERROR:
                return Precision("float64", wide, FLOAT32_INSIDE)
            return Precision("float64", exact)

        return self.context.once("precision", find)

    def mode(self, sizes: Sizes = SIZES, draw: int = 0, **changes: Any) -> Mode:
        """Return the mode in which values are judged: random parameters, in the best precision."""
        dtype = self.precision().dtype
        given = {"values": self.values(sizes, draw), "dtype": dtype, "default_dtype": dtype}
        return Mode(sizes, **{**given, **changes})

    def steps(self, modes: Sequence[Mode], purpose: str) -> list[Rows]:
        """Observe, in each mode, single steps from random states; none if h_0 is not taken."""
        if self.h_0_form() is None:
            return []
        runs = []
        for number, mode in enumerate(modes):
            count = 4 * (sum(mode.sizes) + 2)
            generator = self.context.generator(f"steps {purpose} {number}")
            x = draw_x(generator, count, 1, mode.sizes[0])
            runs.append((mode, [Call(x, draw_h_0(generator, count, mode.sizes[1]))]))
        return [
            (answer.call.x[:, 0], answer.start(), answer.outputs[:, 0])
            for (answer,) in self.run_all(runs)
        ]

    def sequences(self, modes: Sequence[Mode], purpose: str) -> list[Rows]:
        """Observe, in each mode, the steps of whole sequences without h_0, each from the output
        before it.

        The first step is left out: what stands before it is for other checks to judge.
        """
        runs = []
        for number, mode in enumerate(modes):
            generator = self.context.generator(f"sequences {purpose} {number}")
            batch = 2 + sum(mode.sizes)
            runs.append((mode, [Call(draw_x(generator, batch, LENGTH, mode.sizes[0]))]))
        return [
            (
                answer.call.x[:, 1:].flatten(0, 1),
                answer.outputs[:, :-1].double().flatten(0, 1),
                answer.outputs[:, 1:].flatten(0, 1),
            )
            for (answer,) in self.run_all(runs)
        ]

    def identify(self, mode: Mode, purpose: str, activation: Activation = TANH) -> Fit | None:
        """Recover (A, B, c) of a model in ``mode``; see ``identify_all``."""
        return self.identify_all([mode], purpose, activation)[0]

    def identify_all(
        self, modes: Sequence[Mode], purpose: str, activation: Activation = TANH
    ) -> list[Fit | None]:
        """Recover (A, B, c) of a model in each of ``modes``; None if there is no such recurrence.

        From whole sequences, or else from single steps: where the order of steps is wrong, these
        may still be right.
        """
        whole = [self._fit(rows, activation) for rows in self.sequences(modes, purpose)]
        if all(found is not None and found.recurrence.reads_state for found in whole):
            return whole
        single = [self._fit(rows, activation) for rows in self.steps(modes, purpose)]
        # Steps in which h_0 plays no part tell nothing of what is carried from step to step.
        return [
            step if step is not None and step.recurrence.reads_state else sequence
            for step, sequence in zip(single or whole, whole, strict=True)
        ]

    def _fit(self, rows: Rows, activation: Activation) -> Fit | None:
        found = fit(rows, activation)
        if found is None or not found.complete or found.error > self.precision().tolerance:
            return None
        return found if found.recurrence.reads_input else None

    def recurrence(self, sizes: Sizes = SIZES, draw: int = 0) -> Recurrence | None:
        """Return the tanh recurrence that the submission computes with ``values``, or None."""

        def find() -> Recurrence | None:
            found = self.identify(self.mode(sizes, draw), f"{sizes} {draw}")
            return found.recurrence if found else None

        return self.context.once(f"recurrence {sizes} {draw}", find)

    def h_n_is_last(self) -> bool:
        """Whether h_n is the state of the last step, as the outputs have it."""

        def find() -> bool:
            x = draw_x(self.context.generator("h_n"), BATCH, LENGTH)
            (answer,) = self.run(self.mode(), [Call(x)])
            h_n, last = answer.h_n[0], answer.outputs[:, -1]
            return torch.allclose(h_n, last, rtol=0, atol=self.precision().tolerance)

        return self.context.once("h_n is last", find)

    def uses_h_0(self) -> bool:
        """Whether a given h_0 changes the first output at all."""

        def find() -> bool:
            if self.h_0_form() is None:
                return False
            generator = self.context.generator("uses h_0")
            x = draw_x(generator, BATCH, LENGTH)
            (one,) = self.run(self.mode(), [Call(x, draw_h_0(generator, BATCH))])
            (other,) = self.run(self.mode(), [Call(x, draw_h_0(generator, BATCH))])
            return not torch.equal(one.outputs[:, 0], other.outputs[:, 0])

        return self.context.once("uses h_0", find)


FLOAT32_ONLY = (
    "Your code does not run in float64, so it was compared in float32, within wider bounds."
)
FLOAT32_ERROR = 1e-5
"""A float32 cast inside is off by 2e-7 to 2e-6 in one step, half precision by 2e-3."""
FLOAT32_INSIDE = "Your code computes in float32 inside, so it was compared within float32's bounds."


def draw_x(
    generator: torch.Generator, batch: int, length: int, input_size: int = SIZES[0]
) -> Tensor:
    """Draw standard normal inputs (batch, seq_len, input_size), exact in float32, as float64."""
    return torch.randn(batch, length, input_size, generator=generator).double()


def draw_h_0(generator: torch.Generator, batch: int, hidden_size: int = SIZES[1]) -> Tensor:
    """Draw initial states (1, batch, hidden_size) uniformly from ±0.9, exact in float32, as float64."""
    return (1.8 * torch.rand(1, batch, hidden_size, generator=generator) - 0.9).float().double()


def answer_rows(answer: Answer) -> Rows:
    """Return every step of an answer as observed rows."""
    x = answer.call.x
    return x.flatten(0, 1), answer.previous().flatten(0, 1), answer.outputs.flatten(0, 1)


def read_answer(call: Call, answer: dict[str, Any], hidden_size: int) -> Answer:
    """Read what the probe's ``runs`` returned for one call.

    Raises ``Failed`` with what was expected and what came where it is not (outputs, h_n).
    """
    batch, length = call.x.shape[:2]
    outputs, h_n = pair(answer["returned"])
    expected = (batch, length, hidden_size)
    if tuple(outputs.shape) != expected:
        raise Failed(
            f"outputs should be (batch, seq_len, hidden_size) = {expected}, but they are "
            f"{tuple(outputs.shape)}.",
            hint="Collect one state (batch, hidden_size) a step, then torch.stack(states, dim=1).",
        )
    flat_h_n = tuple(h_n.shape) == (batch, hidden_size)
    if not flat_h_n and tuple(h_n.shape) != (1, batch, hidden_size):
        raise Failed(
            f"h_n should be (1, batch, hidden_size) = {(1, batch, hidden_size)}, but it is "
            f"{tuple(h_n.shape)}.",
            hint="h_n is the state after the last step: h.unsqueeze(0) if h is (batch, hidden_size).",
        )
    later, _ = pair(answer["later"])
    return Answer(
        call=call,
        outputs=outputs,
        h_n=h_n.unsqueeze(0) if flat_h_n else h_n,
        later=later,
        flat_h_n=flat_h_n,
        x_changed=answer["x_changed"] is True,
        h_0_changed=answer["h_0_changed"] is True,
    )


def pair(returned: Any) -> tuple[Tensor, Tensor]:
    """Return (outputs, h_n), or raise ``Failed`` with what came in their place."""
    asked = "forward should return two tensors, (outputs, h_n)"
    if returned is None:
        raise Failed(
            f"{asked}, but it returns None.",
            hint="End forward with `return outputs, h_n`.",
        )
    if not isinstance(returned, (tuple, list)):
        came = describe(returned)
        raise Failed(
            f"{asked}, but it returns {came}.", hint="End forward with `return outputs, h_n`."
        )
    if len(returned) != 2:
        raise Failed(
            f"{asked}, but it returns {len(returned)} values.",
            hint="End forward with `return outputs, h_n`.",
        )
    outputs, h_n = returned
    for name, part in (("outputs", outputs), ("h_n", h_n)):
        if not isinstance(part, Tensor):
            raise Failed(
                f"{asked}, but {name} is {describe(part)}.",
                hint=f"Make {name} one tensor, for example with torch.stack.",
            )
        if not part.dtype.is_floating_point:
            raise Failed(
                f"{name} should hold floating-point numbers, but its dtype is {part.dtype}."
            )
    return outputs, h_n


def describe(value: Any) -> str:
    """Say in a few words what a value of the student's is."""
    if isinstance(value, Tensor):
        return f"one tensor of shape {tuple(value.shape)}"
    if isinstance(value, Opaque):
        return f"an object of type {value.type_name}"
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"{value!r}"[:80]
