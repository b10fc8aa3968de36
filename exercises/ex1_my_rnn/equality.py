"""Outputs of a ``MyRNN`` against those of its ``nn.RNN`` twin, step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from torch import Tensor

from rnngrade.checks.compare import Difference, difference, largest_error
from rnngrade.checks.interface import Context, Failed, Passed

from . import mistakes
from .answer import (
    AXES,
    BATCH,
    LENGTH,
    SIZES,
    Answer,
    Call,
    Sizes,
    answer_rows,
    draw_h_0,
    draw_x,
)
from .identification import Recurrence
from .oracle import step_by_step, twin
from .subject import PLAIN, Mode, Subject

FLOAT32_UNIT = 2.0**-24
"""Unit roundoff of float32."""
EQUAL_SIZES: Sizes = (4, 4)
"""As large as the batch: some code runs only then, and some only otherwise."""


def judge(context: Context, subject: Subject, *, reproducible: bool) -> Passed:
    """Judge the outputs over all lengths, scales and dtypes. Raises ``Failed``."""
    precision = subject.precision()
    largest: dict[str, float] = {}
    for sizes in (EQUAL_SIZES, SIZES):
        recurrence = _recurrence(context, subject, sizes)
        largest |= _compare_in_lengths(context, subject, sizes, recurrence)
    evidence: dict[str, Any] = {
        "largest_error": max(largest.values()),
        "errors": largest,
        "tolerance": precision.tolerance,
    }
    if reproducible:
        # Weights that are not registered would be drawn otherwise in float32.
        evidence["float32_error"] = _compare_in_float32(context, subject, recurrence)
    if (against := _reference_error(context, subject, recurrence)) is not None:
        evidence["reference_error"] = against
    notes = (precision.note,) if precision.note else ()
    return Passed(
        f"Largest difference {evidence['largest_error']:.1e} over {len(largest)} sets of sequences "
        f"(allowed: {precision.tolerance:.0e}).",
        evidence=evidence,
        notes=notes,
    )


def _recurrence(context: Context, subject: Subject, sizes: Sizes) -> Recurrence:
    recurrence = subject.recurrence(sizes)
    if recurrence is None:
        raise _not_the_recurrence(subject)
    if not recurrence.reads_state:
        raise context.confirmed("No output depends on the step before.", "no_recurrent_weights")
    return recurrence


def _not_the_recurrence(subject: Subject) -> Failed:
    diagnosis = mistakes.diagnose(subject)
    message = (
        "Your outputs are not those of h_t = tanh(W_xh x_t + W_hh h_{t-1} + b), whatever the "
        "weights."
    )
    hint = (
        diagnosis[0].hint
        if diagnosis
        else ("Take one step by hand: with h_0 = 0, outputs[:, 0] is tanh(x[:, 0] @ W_xh.T + b).")
    )
    return Failed(message, hint=hint, diagnosis=diagnosis)


def _sequence_calls(context: Context, subject: Subject, sizes: Sizes) -> list[tuple[str, Call]]:
    generator = context.generator(f"outputs {sizes}")
    lengths = context.setting("lengths") if sizes == SIZES else [sizes[0]]
    cases = [(f"length {n}", n, 1.0) for n in lengths]
    cases += [(f"inputs times {s:g}", LENGTH, s) for s in context.setting("input_scales")]
    calls = []
    for name, length, scale in cases:
        x = scale * draw_x(generator, BATCH, length, sizes[0])
        calls.append((name, Call(x)))
        if subject.uses_h_0():
            calls.append((f"{name}, h_0 given", Call(x, draw_h_0(generator, BATCH, sizes[1]))))
    return calls


def _compare_in_lengths(
    context: Context, subject: Subject, sizes: Sizes, recurrence: Recurrence
) -> dict[str, float]:
    cases = _sequence_calls(context, subject, sizes)
    runs = [(subject.mode(sizes), [call]) for _, call in cases]
    # The same in eval(), which is how a model is used once it is trained.
    cases.append(("eval()", cases[0][1]))
    runs.append((subject.mode(sizes, training=False), [cases[0][1]]))
    answers = subject.run_all(runs)
    largest, rnn = {}, twin(recurrence)
    for (name, call), (answer,) in zip(cases, answers, strict=True):
        expected = step_by_step(rnn, answer)
        actual = answer.outputs.double()
        if call.h_0 is None and subject.uses_h_0():
            # What stands before the first step when h_0 is left out is hidden_state's to judge.
            actual, expected = actual[:, 1:], expected[:, 1:]
        tolerance = _tolerance(subject, recurrence, answer)
        if found := difference(actual, expected, tolerance=tolerance, axes=AXES):
            raise _wrong_outputs(subject, f"{name}, {in_words(sizes)}", found)
        largest[f"{name}, {in_words(sizes)}"] = largest_error(actual, expected)
    return largest


def _tolerance(subject: Subject, recurrence: Recurrence, answer: Answer) -> float:
    """Return how far an answer may be off.

    Code that computes in float32 rounds large inputs before tanh can saturate. A sum of n products
    is off by at most n u times the sum of their sizes, with u = 2^-24 (Higham, Accuracy and
    Stability of Numerical Algorithms, 2002, section 3.1); tanh does not enlarge that.
    """
    tolerance = subject.precision().tolerance
    if subject.exact():
        return tolerance
    inputs, previous, _ = answer_rows(answer)
    summed = recurrence.sizes().pre_activation(inputs.abs().double(), previous.abs())
    terms = inputs.shape[1] + previous.shape[1] + 1
    return max(tolerance, terms * FLOAT32_UNIT * float(summed.max()))


def in_words(sizes: Sizes) -> str:
    """Say which sizes a model has."""
    return f"input size {sizes[0]}, hidden size {sizes[1]}"


def _wrong_outputs(subject: Subject, case: str, found: Difference) -> Failed:
    diagnosis = mistakes.diagnose(subject)
    return Failed(
        f"In sequences ({case}) {found}.",
        hint=diagnosis[0].hint
        if diagnosis
        else "Compare with nn.RNN step by step from the first that is wrong.",
        diagnosis=diagnosis,
        evidence=found.evidence(),
    )


def _compare_in_float32(context: Context, subject: Subject, recurrence: Recurrence) -> float:
    call = Call(draw_x(context.generator("float32"), BATCH, LENGTH))
    mode = replace(PLAIN, values=subject.values())
    (answer,) = subject.run(mode, [call])
    expected = step_by_step(twin(recurrence), answer)[:, 1:]
    actual = answer.outputs[:, 1:]
    if found := difference(
        actual, expected, tolerance=context.rubric.tolerances["float32"], axes=AXES
    ):
        raise Failed(f"In float32, {found}.", evidence=found.evidence())
    return largest_error(actual, expected)


def _reference_error(context: Context, subject: Subject, recurrence: Recurrence) -> float | None:
    call = Call(draw_x(context.generator("reference"), BATCH, LENGTH))
    (answer,) = subject.run(subject.mode(), [call])
    mode = Mode(values=reference_values(recurrence))
    returned = context.reference("runs", specs=[mode.spec([{"x": call.x, "h_0": None}])])
    if returned is None:
        return None
    return largest_error(answer.outputs[:, 1:], returned[0][0]["returned"][0][:, 1:])


def reference_values(recurrence: Recurrence) -> dict[str, Tensor]:
    """Return the parameters with which the reference solution computes ``recurrence``."""
    return {
        "input_to_hidden.weight": recurrence.input_weight,
        "input_to_hidden.bias": recurrence.bias,
        "hidden_to_hidden.weight": recurrence.hidden_weight,
    }
