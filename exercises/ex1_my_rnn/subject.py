"""A student's ``MyRNN`` as the checks see it: what it accepts, and what it computes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.compare import agree
from rnngrade.checks.interface import Context, Failed
from rnngrade.worker.interface import StudentError

from . import forms
from .answer import BATCH, LENGTH, SIZES, Answer, Call, Sizes, draw_h_0, draw_x, read_answer
from .identification import TANH, Activation, Fit, Recurrence, Rows, fit

Values = dict[str, Tensor]
"""A value for each parameter of a student's model, by name."""

Run = tuple["Mode", Sequence["Call"]]
"""How to build a fresh model, and what to call it with, in turn."""


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


MAX_NUMBERS, MAX_PARAMETERS = 100_000, 200
"""In a model: the largest that is asked for has 80 weights and biases, be each a parameter."""

PLAIN = Mode(dtype="float32", default_dtype="float32")
"""A model as a student makes it: float32, initial weights."""


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
        found = self.context.ask(
            "runs", runs_form(runs), worker_device=runs[0][0].device, specs=specs
        )
        return [
            [read_answer(c, a, mode.sizes[1]) for c, a in zip(calls, answers, strict=True)]
            for (mode, calls), answers in zip(runs, found, strict=True)
        ]

    def h_0_form(self) -> str | None:
        """Return how ``forward`` takes h_0: "stacked" (1, batch, hidden) or "flat" (batch, hidden).

        None if neither gives an answer of the right form.
        """

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
            # Buffers stay as a model in float64 draws them: in float32 it would draw others.
            kept: Values = self.context.ask("buffers", forms.BUFFERS, spec=Mode(sizes).spec())
            return kept | {
                name: (scale * torch.randn(shape, generator=generator)).double()
                for name, shape in self.shapes(sizes).items()
            }

        return self.context.once(f"values {sizes} {draw}", compute)

    def shapes(self, sizes: Sizes = SIZES) -> dict[str, tuple[int, ...]]:
        """Return the shape of every registered parameter, by name."""
        return {name: shape for name, (shape, _) in self._parameters(sizes).items()}

    def trainable(self, sizes: Sizes = SIZES) -> set[str]:
        """Return the names of the parameters that require a gradient."""
        return {name for name, (_, trained) in self._parameters(sizes).items() if trained}

    def _parameters(self, sizes: Sizes) -> dict[str, tuple[tuple[int, ...], bool]]:
        """Return shape and requires_grad of every registered parameter, by name."""

        def ask() -> dict[str, tuple[tuple[int, ...], bool]]:
            (found,) = self.context.ask(
                "parameters", [forms.PARAMETERS], specs=[Mode(sizes).spec()]
            )
            numbers = sum(p["value"].numel() for p in found)
            if numbers > MAX_NUMBERS or len(found) > MAX_PARAMETERS:
                raise Failed(
                    f"MyRNN{sizes} has {len(found):,} parameters with {numbers:,} numbers in all.",
                    hint="W_xh is (hidden, input), W_hh (hidden, hidden), b (hidden,).",
                )
            return {p["name"]: (tuple(p["value"].shape), p["requires_grad"]) for p in found}

        return self.context.once(f"parameters {sizes}", ask)

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

    def exact(self) -> bool:
        """Whether the submission is judged within the bounds of float64."""
        return self.precision().tolerance <= self.context.rubric.tolerances["float64"]

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
        """Observe, in each mode, the steps of whole sequences without h_0.

        Each is taken from the output before it. The first step is left out: what stands before
        it is for other checks to judge.
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
        if found is None or not found.complete:
            return None
        if not found.error <= self.precision().tolerance:  # also where it is NaN
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
            return agree(h_n, last, self.precision().tolerance)

        return self.context.once("h_n is last", find)

    def starts_from_zeros(self) -> bool:
        """Whether h_0 left out gives what zeros for it give."""

        def find() -> bool:
            x = draw_x(self.context.generator("zeros"), BATCH, LENGTH)
            zeros = torch.zeros(1, BATCH, SIZES[1], dtype=torch.float64)
            (plain,), (explicit,) = self.run_all(
                [(self.mode(), [Call(x)]), (self.mode(), [Call(x, zeros)])]
            )
            return agree(plain.outputs, explicit.outputs, self.precision().tolerance)

        return self.context.once("starts from zeros", find)

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


def runs_form(runs: Sequence[Run]) -> list[object]:
    """Return the form of the answers to ``runs``."""
    return [[forms.CALLED] * len(calls) for _, calls in runs]


FLOAT32_ONLY = (
    "Your code does not run in float64, so it was compared in float32, within wider bounds."
)

FLOAT32_ERROR = 1e-5
"""A float32 cast inside is off by 2e-7 to 2e-6 in one step, half precision by 2e-3."""

FLOAT32_INSIDE = "Your code computes in float32 inside, so it was compared within float32's bounds."


def plain_call(context: Context) -> Call:
    """Return one ordinary call, without h_0."""
    return Call(draw_x(context.generator("plain"), BATCH, LENGTH))


def plain_answer(subject: Subject) -> Answer:
    """Return the answer to it of a model as a student makes it, asked for once."""
    call = plain_call(subject.context)
    return subject.context.once("plain answer", lambda: subject.run(PLAIN, [call], flat=False)[0])
