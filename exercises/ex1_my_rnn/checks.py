"""The checks of exercise 1, in the order in which a student reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from rnngrade.checks.compare import Difference, difference, largest_error
from rnngrade.checks.interface import Context, Failed, NotApplicable, Passed, Skipped, check
from rnngrade.checks.loading import load_required
from rnngrade.result import Diagnosis
from rnngrade.submission import find_forbidden
from rnngrade.worker.interface import ForbiddenCall, StudentError, WorkerError

from . import gradient, mistakes
from .identification import ABSENT, Recurrence, fit
from .oracle import one_step, twin
from .subject import (
    BATCH,
    LENGTH,
    SIZES,
    Answer,
    Call,
    Mode,
    Run,
    Sizes,
    Subject,
    Values,
    answer_rows,
    draw_h_0,
    draw_x,
)

AXES = ("example", "step", "unit")
PLAIN = Mode(dtype="float32", default_dtype="float32")
"""A model as a student makes it: float32, initial weights."""


def subject_of(context: Context) -> Subject:
    """Return the submission's ``Subject``, one for all checks."""
    return context.once("subject", lambda: Subject(context))


def reference_values(recurrence: Recurrence) -> dict[str, Tensor]:
    """Return the parameters with which the reference solution computes ``recurrence``."""
    return {
        "input_to_hidden.weight": recurrence.input_weight,
        "input_to_hidden.bias": recurrence.bias,
        "hidden_to_hidden.weight": recurrence.hidden_weight,
    }


def named(context: Context, *mistake_ids: str) -> list[Diagnosis]:
    """Return the rubric's words for mistakes that the numbers have confirmed."""
    return [d for i in mistake_ids if (d := context.rubric.mistakes.get(i)) is not None]


def confirmed(context: Context, message: str, *mistake_ids: str, **evidence: object) -> Failed:
    """Return the failure that names confirmed mistakes, with their hint as the next step."""
    diagnosis = named(context, *mistake_ids)
    hint = diagnosis[0].hint if diagnosis else None
    return Failed(message, hint=hint, diagnosis=diagnosis, evidence=evidence)


@check()
def loads(context: Context) -> Passed:
    """The file loads, and MyRNN(input_size, hidden_size) is an nn.Module"""
    notes = load_required(context)
    try:
        made = context.ask("construct", sizes=SIZES)
    except ForbiddenCall:
        return Passed("MyRNN is there.", notes=notes)  # The next check names it.
    except StudentError as error:
        hint = "MyRNN(input_size, hidden_size) is called with two sizes, here MyRNN(3, 5)."
        raise context.raised(error, case="in MyRNN(3, 5)", hint=hint) from None
    if not made["is_class"]:
        raise Failed(
            "MyRNN should be a class, but it is not.", hint="Define `class MyRNN(nn.Module)`."
        )
    if not made["is_module"]:
        raise Failed(
            "MyRNN should be an nn.Module, but it does not inherit from it.",
            hint="Write `class MyRNN(nn.Module)` and call super().__init__() first in __init__.",
        )
    return Passed("MyRNN(3, 5) was made.", notes=notes)


@check(after=(loads,))
def own_recurrence(context: Context) -> Passed:
    """The recurrence is your own: no ready-made recurrent layer in MyRNN"""
    hint = "Write the loop over time yourself. (To verify against nn.RNN elsewhere in the file is fine.)"
    for use in find_forbidden(
        context.submission.text, context.rubric.forbidden_within, context.rubric.forbidden_symbols
    ):
        raise Failed(
            f"MyRNN uses {use.symbol}{f' ({use.how})' if use.how else ''}.",
            hint=hint,
            evidence={"symbol": use.symbol},
            location=context.submission.locate(use.line),
        )
    try:
        _plain_answer(context)
    except ForbiddenCall as error:
        raise Failed(
            f"MyRNN called {error.message} while it ran.",
            hint=hint,
            evidence={"symbol": error.message},
            location=context.raised(error).location,
        ) from None
    except (WorkerError, Failed):
        pass  # The next check shows it.
    return Passed("No ready-made recurrent layer was found in MyRNN, and none was called.")


def _plain_answer(context: Context) -> Answer:
    """Return the answer to one ordinary call in float32, asked for once."""
    return context.once(
        "plain answer",
        lambda: subject_of(context).run(PLAIN, [_plain_call(context)], flat=False)[0],
    )


def _plain_call(context: Context) -> Call:
    return Call(draw_x(context.generator("plain"), BATCH, LENGTH))


@check(after=(own_recurrence,))
def forward(context: Context) -> Passed:
    """forward(x) returns outputs and h_n of the right shapes"""
    try:
        answer = _plain_answer(context)
    except StudentError as error:
        if error.type_name == "NotImplementedError":
            hint = (
                "Start with forward: a loop over the seq_len steps of x that keeps a state h "
                "(batch, hidden_size), beginning with zeros, and collects it after every step."
            )
            raise context.raised(error, hint=hint) from None
        raise
    except Failed as failure:
        if "h_n" in failure.message and mistakes.swapped(subject_of(context)):
            raise confirmed(context, failure.message, "batch_and_time_swapped") from None
        raise
    for name, part in (("outputs", answer.outputs), ("h_n", answer.h_n)):
        if not torch.isfinite(part).all():
            bad = int((~torch.isfinite(part)).sum())
            raise Failed(
                f"{name} holds NaN or infinity: {bad} of {part.numel()} values, for ordinary inputs.",
                hint="Look for a division by zero, a logarithm, or torch.empty that is never filled.",
            )
    notes = []
    if answer.flat_h_n:
        notes.append(
            "h_n came as (batch, hidden_size); nn.RNN returns (1, batch, hidden_size). Both count."
        )
    return Passed(f"x (4, 7, 3) gave outputs {tuple(answer.outputs.shape)}.", notes=tuple(notes))


SHAPES: tuple[tuple[str, int, int, Sizes], ...] = (
    ("a batch of one", 1, LENGTH, SIZES),
    ("a sequence of one step", BATCH, 1, SIZES),
    ("input_size equal to hidden_size", BATCH, LENGTH, (5, 5)),
    ("one example, one step, input and hidden size 1", 1, 1, (1, 1)),
    ("a batch as large as hidden_size", 5, LENGTH, SIZES),
)


@check(after=(forward,))
def shapes(context: Context) -> Passed:
    """Shapes and dtypes: batch 1, length 1, equal sizes, float32 and float64"""
    subject = subject_of(context)
    runs = [run for case in SHAPES for run in _shape_runs(context, subject, *case[1:])]
    try:
        answers = subject.run_all(runs)
    except (Failed, StudentError):
        # Which case it is shows one by one.
        answers = [_run_case(subject, run) for run in runs]
    for (mode, _), (answer,) in zip(runs, answers, strict=True):
        for name, part in (("outputs", answer.outputs), ("h_n", answer.h_n)):
            if str(part.dtype) != f"torch.{mode.dtype}":
                raise Failed(
                    f"With {_case_name(mode, answer.call)}: {name} should be {mode.dtype} like x, "
                    f"but it is {str(part.dtype)[6:]}.",
                    hint="Make new tensors with x.new_zeros(…), and leave out .float().",
                )
    return Passed(
        f"{len(SHAPES)} combinations of sizes, each in float32 and float64.",
        notes=_device_notes(context),
    )


def _shape_runs(
    context: Context, subject: Subject, batch: int, length: int, sizes: Sizes
) -> list[Run]:
    generator = context.generator(f"shapes {batch} {length} {sizes}")
    x = draw_x(generator, batch, length, sizes[0])
    calls = [Call(x)]
    if subject.h_0_form() is not None:
        calls.append(Call(x, draw_h_0(generator, batch, sizes[1])))
    modes = [Mode(sizes, dtype=d, default_dtype="float32") for d in ("float32", "float64")]
    return [(mode, [call]) for mode in modes for call in calls]


def _case_name(mode: Mode, call: Call) -> str:
    batch, length, _ = call.x.shape
    names = {case[1:]: case[0] for case in SHAPES}
    after = "" if mode.dtype == "float32" else ", after .double()"
    return f"{names[batch, length, mode.sizes]}{after}"


def _run_case(subject: Subject, run: Run) -> list[Answer]:
    mode, (call,) = run
    case = _case_name(mode, call)
    try:
        return subject.run(mode, [call])
    except Failed as failure:
        raise Failed(f"With {case}: {failure.message}", hint=failure.hint) from None
    except StudentError as error:
        hint = "Make every new tensor like x: x.new_zeros(…), or torch.zeros(…, dtype=x.dtype)."
        raise subject.context.raised(
            error, case=f"with {case}", hint=hint if mode.dtype == "float64" else None
        ) from None


def _device_notes(context: Context) -> tuple[str, ...]:
    """Say where a tensor of the CPU meets x whatever the device of x is."""
    line = context.ask("device_conflict", spec=PLAIN.spec(), x=_plain_call(context).x)
    where = context.submission.locate(line) if isinstance(line, int) else None
    if where is None:
        return ()
    return (
        f"On a GPU this would fail: {where} makes a tensor on the CPU. x.new_zeros(…) follows x.",
    )


@check(after=(forward,), settings=("rank_tolerance",))
def parameters(context: Context) -> Passed:
    """Weights and bias are trainable parameters, and reach every RNN of the size"""
    subject = subject_of(context)
    one, other = context.ask("parameters", specs=[PLAIN.spec(), replace(PLAIN, seed=2).spec()])
    if not one:
        remade = mistakes.weights_remade(subject)
        raise confirmed(
            context,
            "MyRNN(3, 5).parameters() is empty, so that no optimizer can train it.",
            "weights_remade_in_forward" if remade else "weights_not_registered",
        )
    _check_initial(one)
    _check_not_constant(context, subject)
    _check_different(context, one, other)
    _check_state_dict(context, subject)
    rank, freedom = _check_rank(context, subject)
    return Passed(
        f"{len(one)} parameters span all {freedom} degrees of freedom of W_xh, W_hh and b.",
        evidence={
            "rank": rank,
            "degrees_of_freedom": freedom,
            "parameters": [p["name"] for p in one],
        },
    )


def _check_initial(one: list[dict[str, Any]]) -> None:
    for p in one:
        if not torch.isfinite(p["value"]).all():
            raise Failed(
                f"The parameter {p['name']} starts with NaN or infinity.",
                hint="torch.empty and torch.Tensor(…) hold whatever was in memory: fill them.",
            )
    if not any(p["requires_grad"] for p in one):
        raise Failed(
            "No parameter requires a gradient.", hint="Leave requires_grad at its default, True."
        )
    frozen = [p["name"] for p in one if not p["requires_grad"]]
    if frozen:
        raise Failed(
            f"These parameters do not require a gradient: {', '.join(frozen)}.",
            hint="Leave requires_grad at its default, True.",
        )


def _check_different(
    context: Context, one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    matrices = [
        (p["value"], q["value"]) for p, q in zip(one, other, strict=False) if p["value"].dim() >= 2
    ]
    if matrices and all(a.shape == b.shape and torch.equal(a, b) for a, b in matrices):
        raise confirmed(
            context, "Two fresh models have exactly the same weights.", "same_initialisation"
        )


def _check_not_constant(context: Context, subject: Subject) -> None:
    """Judge the weights as they start by what they do: a bias may be constant, in any shape."""
    start = replace(subject.mode(), values=None)
    activation = mistakes.activation_of(subject)
    if activation is None:
        return
    initial, random = subject.sequences([start, subject.mode()], "initial")
    found = fit(initial, activation)
    if found is None or found.error > subject.precision().tolerance:
        return
    matrices = {"W_xh": found.recurrence.input_weight}
    drawn = fit(random, activation)
    if drawn is not None and drawn.recurrence.reads_state:
        matrices["W_hh"] = found.recurrence.hidden_weight
    for name, matrix in matrices.items():
        if float(matrix.max() - matrix.min()) < ABSENT:
            raise confirmed(
                context,
                f"All elements of {name} start at {float(matrix.mean()) + 0.0:.3g}.",
                "constant_initialisation",
            )


def _check_state_dict(context: Context, subject: Subject) -> None:
    try:
        pair = context.ask("reload", spec=PLAIN.spec(), x=_plain_call(context).x)
    except StudentError as error:
        raise context.raised(error, case="loading a state_dict into a fresh model") from None
    first, second = (pair[key][0] for key in ("first", "second"))
    if not torch.allclose(first, second, atol=1e-6):
        remade = mistakes.weights_remade(subject)
        raise confirmed(
            context,
            "A fresh model with the same state_dict computes other outputs: something that matters "
            "is not in it.",
            "weights_remade_in_forward" if remade else "weights_not_registered",
        )


def _check_rank(context: Context, subject: Subject) -> tuple[int, int]:
    sizes = (2, 3)
    freedom = 3 * (2 + 3 + 1)
    activation = mistakes.activation_of(subject)
    if activation is None:
        raise _untold(context, subject)
    modes = [subject.mode(sizes, draw) for draw in range(freedom + 4)]
    *fits, again = subject.identify_all([*modes, modes[0]], "rank", activation)
    found = [f.recurrence.flat() for f in fits if f is not None]
    if len(found) <= freedom or fits[0] is None or again is None:
        raise _untold(context, subject)
    if not torch.allclose(fits[0].recurrence.flat(), again.recurrence.flat(), atol=ABSENT):
        raise _untold(context, subject)  # The parameters do not decide what is computed.
    drawn = torch.stack(found)
    singular = torch.linalg.svdvals(drawn - drawn.mean(dim=0))
    rank = int((singular > context.setting("rank_tolerance") * singular[0]).sum())
    if rank < freedom:
        raise _too_few(context, drawn, rank, freedom)
    return rank, freedom


def _untold(context: Context, subject: Subject) -> Exception:
    """Return why the reach of the parameters cannot be judged."""
    if mistakes.weights_remade(subject):
        message = "The same model computes with other weights at every call."
        return confirmed(context, message, "weights_remade_in_forward")
    return Skipped("what the parameters do cannot be told from outputs like these")


def _too_few(context: Context, drawn: Tensor, rank: int, freedom: int) -> Failed:
    blocks = dict(zip(("W_xh", "W_hh", "b"), drawn.split([6, 9, 3], dim=1), strict=True))
    fixed = [name for name, block in blocks.items() if block.std(dim=0).max() < ABSENT]
    message = (
        f"Your parameters reach {rank} of the {freedom} degrees of freedom of W_xh, W_hh and b "
        "(input size 2, hidden size 3)."
    )
    evidence = {"rank": rank, "degrees_of_freedom": freedom, "fixed": fixed}
    if fixed == ["b"] and drawn[:, -3:].abs().max() < ABSENT:
        return confirmed(context, message, "no_bias", **evidence)
    if fixed == ["W_hh"] and drawn[:, 6:15].abs().max() < ABSENT:
        return confirmed(context, message, "no_recurrent_weights", **evidence)
    if fixed:
        message += f" Whatever values they take, {' and '.join(fixed)} stays as it is."
        return confirmed(context, message, "weights_not_registered", **evidence)
    return Failed(
        message,
        hint="W_xh should be (hidden, input), W_hh (hidden, hidden), b (hidden,): is one of them "
        "smaller and stretched by broadcasting?",
        evidence=evidence,
    )


@check(after=(forward,), settings=("lengths", "input_scales"))
def outputs(context: Context) -> Passed:
    """Outputs equal nn.RNN's at every step"""
    subject = subject_of(context)
    precision = subject.precision()
    largest = {}
    for sizes in ((4, 4), SIZES):
        recurrence = subject.recurrence(sizes)
        if recurrence is None:
            raise _not_the_recurrence(context, subject)
        if not recurrence.reads_state:
            raise confirmed(
                context, "No output depends on the step before.", "no_recurrent_weights"
            )
        largest |= _compare_in_lengths(context, subject, sizes, recurrence)
    evidence: dict[str, Any] = {
        "largest_error": max(largest.values()),
        "errors": largest,
        "tolerance": precision.tolerance,
    }
    if context.passed(parameters):
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


def _not_the_recurrence(context: Context, subject: Subject) -> Failed:
    diagnosis = mistakes.diagnose(subject)
    message = "Your outputs are not those of h_t = tanh(W_xh x_t + W_hh h_{t-1} + b), whatever the weights."
    hint = (
        diagnosis[0].hint
        if diagnosis
        else (
            "Take one step by hand: with h_0 = 0, outputs[:, 0] should be tanh(x[:, 0] @ W_xh.T + b)."
        )
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
    answers = subject.run_all([(subject.mode(sizes), [call]) for _, call in cases])
    largest, rnn = {}, twin(recurrence)
    for (name, call), (answer,) in zip(cases, answers, strict=True):
        expected = step_by_step(rnn, answer)
        actual = answer.outputs.double()
        if call.h_0 is None and subject.uses_h_0():
            # What stands before the first step when h_0 is left out is hidden_state's to judge.
            actual, expected = actual[:, 1:], expected[:, 1:]
        if found := difference(
            actual, expected, tolerance=subject.precision().tolerance, axes=AXES
        ):
            raise _wrong_outputs(context, subject, f"{name}, sizes {sizes}", found)
        largest[f"{name}, sizes {sizes}"] = largest_error(actual, expected)
    return largest


def step_by_step(rnn: nn.RNN, answer: Answer) -> Tensor:
    """Return the twin ``rnn``'s state after each step, each from the student's own state before it."""
    inputs, previous, _ = answer_rows(answer)
    return one_step(rnn, inputs, previous).reshape(answer.outputs.shape)


def _wrong_outputs(context: Context, subject: Subject, case: str, found: Difference) -> Failed:
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


@check(after=(forward,))
def hidden_state(context: Context) -> Passed:
    """h_n is the last state; h_0 is used, None means zeros, and two halves make a whole"""
    subject = subject_of(context)
    tolerance = subject.precision().tolerance
    generator = context.generator("hidden state")
    x = draw_x(generator, BATCH, LENGTH)
    (plain,) = subject.run(subject.mode(), [Call(x)])
    form = subject.h_0_form()
    if form is None:
        _check_last(context, subject, plain)
        raise _no_h_0(context, subject, x)
    h_0 = draw_h_0(generator, BATCH)
    (given,) = subject.run(subject.mode(), [Call(x, h_0)])
    # With h_0 given first: without it, an h_n that is h_0 shows as zeros.
    _check_last(context, subject, given)
    _check_last(context, subject, plain)
    if given.h_0_changed:
        raise confirmed(
            context, "After forward, h_0 holds other values than before.", "h_0_changed_in_place"
        )
    if not subject.uses_h_0():
        recurrence = subject.recurrence()
        absent = recurrence is not None and not recurrence.reads_state
        name = "no_recurrent_weights" if absent else "h_0_ignored"
        raise confirmed(context, "Two different h_0 give the same first output.", name)
    _check_zeros(context, subject, plain, x)
    _check_halves(context, subject, given, tolerance)
    notes = (
        ()
        if form == "stacked"
        else (
            "h_0 is taken as (batch, hidden_size); nn.RNN takes (1, batch, hidden_size). Both count.",
        )
    )
    return Passed("h_n, h_0 and its default are right, and two halves give the whole.", notes=notes)


def _check_last(context: Context, subject: Subject, answer: Answer) -> None:
    h_n, states = answer.h_n[0].double(), answer.outputs.double()
    tolerance = subject.precision().tolerance
    if torch.allclose(h_n, states[:, -1], rtol=0, atol=tolerance):
        return
    candidates = {
        "h_n_zero": torch.zeros_like(h_n),
        "h_n_first_state": states[:, 0],
        "h_n_one_step_early": states[:, -2],
        "h_n_pre_activation": torch.atanh(states[:, -1]),
    }
    if answer.call.h_0 is not None:
        candidates["h_n_is_h_0"] = answer.call.h_0[0].double()
    found = [
        name
        for name, value in candidates.items()
        if torch.allclose(h_n, value, rtol=0, atol=100 * tolerance)
    ]
    if not found and subject.recurrence() is None:
        raise Skipped("h_n cannot be judged before the outputs are right")
    error = largest_error(h_n, states[:, -1])
    raise confirmed(
        context,
        f"h_n should be the last state, outputs[:, -1], but it differs by up to {error:.3g}.",
        *found,
        largest_error=error,
    )


def _no_h_0(context: Context, subject: Subject, x: Tensor) -> Exception:
    call = Call(x, draw_h_0(context.generator("no h_0"), BATCH))
    mode = subject.mode()
    try:
        subject.run(mode, [call], flat=False)
    except StudentError as error:
        return context.raised(
            error,
            case="with h_0 (1, batch, hidden_size) given",
            hint="forward(self, x, h_0=None) takes the initial state as its second argument.",
        )
    except Failed as failure:
        return Failed(
            f"With h_0 (1, batch, hidden_size) given: {failure.message}", hint=failure.hint
        )
    return Failed("h_0 is not taken.", hint="forward(self, x, h_0=None) takes the initial state.")


def _check_zeros(context: Context, subject: Subject, plain: Answer, x: Tensor) -> None:
    zeros = torch.zeros(1, BATCH, SIZES[1], dtype=torch.float64)
    (explicit,) = subject.run(subject.mode(), [Call(x, zeros)])
    tolerance = subject.precision().tolerance
    found = difference(plain.outputs, explicit.outputs, tolerance=tolerance, axes=AXES)
    if found is None:
        return
    raise confirmed(
        context,
        f"h_0 left out should mean zeros, but against explicit zeros {found}.",
        *mistakes.wrong_start(subject),
        **found.evidence(),
    )


def _check_halves(context: Context, subject: Subject, whole: Answer, tolerance: float) -> None:
    middle = LENGTH // 2
    x = whole.call.x
    (first,) = subject.run(subject.mode(), [Call(x[:, :middle], whole.call.h_0)])
    (second,) = subject.run(subject.mode(), [Call(x[:, middle:], first.h_n.double())])
    halves = torch.cat([first.outputs, second.outputs], dim=1)
    found = difference(halves, whole.outputs, tolerance=tolerance, axes=AXES)
    if found is None:
        return
    if subject.recurrence() is None or not context.passed(outputs):
        raise Skipped("carrying the state cannot be judged before the outputs are right")
    raise Failed(
        f"A sequence in two halves, with h_n of the first as h_0 of the second, should equal the "
        f"whole, but {found}.",
        hint="Is h_0 used as it is given, and h_n the very state that the next step would start from?",
        evidence=found.evidence(),
    )


@check(after=(outputs,), settings=("relative_tolerance",))
def gradients(context: Context) -> Passed:
    """Gradients flow back to the first step (BPTT), and equal nn.RNN's"""
    return gradient.judge(context, subject_of(context))


@check(after=(forward,))
def independence(context: Context) -> Passed:
    """Calls and examples do not influence each other"""
    subject = subject_of(context)
    generator = context.generator("independence")
    tolerance = subject.precision().tolerance
    x, other = draw_x(generator, BATCH, LENGTH), draw_x(generator, BATCH, LENGTH)
    calls = [Call(x), Call(other), Call(x)]
    (first, _, again), (early, _) = subject.run_all(
        [(subject.mode(), calls), (subject.mode(), calls[:2])]
    )
    if found := difference(again.outputs, first.outputs, tolerance=tolerance, axes=AXES):
        raise confirmed(
            context,
            f"The same input to the same model gives other outputs after a call in between: {found}.",
            *mistakes.why_calls_differ(subject),
            **found.evidence(),
        )
    if largest_error(early.later, early.outputs) > tolerance:
        raise Failed(
            "Outputs that were returned change when the model is called again.",
            hint="Make a new tensor for the outputs in every call; do not return one kept on self.",
        )
    if first.x_changed:
        raise Failed("forward changes x in place.", hint="Do not write into x; make new tensors.")
    rows = subject.run_all([(subject.mode(), [Call(row[None])]) for row in x])
    alone = torch.cat([answer.outputs for (answer,) in rows])
    if found := difference(first.outputs, alone, tolerance=tolerance, axes=AXES):
        raise confirmed(
            context,
            f"Each example alone gives other outputs than in a batch: {found}.",
            *mistakes.why_examples_differ(subject),
            **found.evidence(),
        )
    return Passed("Repeated calls agree, and each example alone equals itself in a batch.")


@check(after=(forward,), settings=("threshold", "steps", "lag", "learning_rate"))
def learns(context: Context) -> Passed:
    """It learns a small memory task"""
    subject = subject_of(context)
    sizes: Sizes = (1, 8)
    steps, lag, threshold = (context.setting(s) for s in ("steps", "lag", "threshold"))
    generator = context.generator("learns")
    batches = memory_batches(generator, steps)
    hidden = memory_batches(context.generator("learns, judged"), 1)[0]
    readout = 0.5 * torch.randn(1, sizes[1], generator=generator)
    notes: tuple[str, ...] = ()
    losses = []
    for values in (None, subject.values(sizes, scale=0.1)):
        mode = replace(PLAIN, sizes=sizes, values=values)
        trained = context.ask(
            "learn",
            spec=mode.spec(),
            batches=batches,
            readout=readout,
            lag=lag,
            rate=context.setting("learning_rate"),
        )
        losses.append(memory_loss(subject, sizes, trained["values"], readout, hidden, lag))
        if losses[-1] <= threshold:
            baseline = float((hidden**2).mean())
            return Passed(
                f"After {steps} Adam steps the error is {losses[-1]:.4f} (threshold {threshold:g}; "
                f"without memory {baseline:.2f}).",
                evidence={"loss": losses[-1], "threshold": threshold, "without_memory": baseline},
                notes=notes,
            )
        notes = (
            "It did not learn from your own initial weights, only from smaller ones (standard deviation 0.1).",
        )
    raise Failed(
        f"After {steps} Adam steps the error is still {min(losses):.3f}; it should be under {threshold:g}.",
        hint="Do gradients reach every weight, from every step? Is the state carried from step to step?",
        evidence={"losses": losses, "threshold": threshold},
    )


def memory_batches(generator: torch.Generator, steps: int) -> Tensor:
    """Draw inputs for the memory task (steps, 16, 6, 1): recall the number of ``lag`` steps ago."""
    return 0.6 * torch.randn(steps, 16, 6, 1, generator=generator).clamp(-1.5, 1.5)


def memory_loss(
    subject: Subject, sizes: Sizes, values: Values, readout: Tensor, x: Tensor, lag: int
) -> float:
    """Return the mean squared error of a trained model, computed here from its answers to ``x``."""
    mode = replace(PLAIN, sizes=sizes, values=values)
    (answer,) = subject.run(mode, [Call(x)])
    recalled = answer.outputs[:, lag:].float() @ readout.T
    return float(((recalled - x[:, : x.shape[1] - lag]) ** 2).mean())


@check(settings=("lengths",))
def cuda(context: Context) -> Passed:
    """The same on a GPU"""
    if context.device != "cuda":
        raise NotApplicable("no GPU was used, so this was not tried; it costs nothing")
    if not context.passed(gradients):
        raise Skipped("it needs right outputs and gradients on the CPU first")
    subject = subject_of(context)
    recurrence = subject.recurrence()
    assert recurrence is not None  # noqa: S101 - gradients has passed
    mode = replace(PLAIN, values=subject.values(), device="cuda")
    bound = context.rubric.tolerances["cuda"]
    call = Call(draw_x(context.generator("cuda"), BATCH, max(context.setting("lengths"))))
    (answer,) = subject.run(mode, [call])
    expected = step_by_step(twin(recurrence), answer)[:, 1:]
    if found := difference(answer.outputs[:, 1:], expected, tolerance=bound, axes=AXES):
        raise Failed(f"On the GPU, {found}.", evidence=found.evidence())
    error = largest_error(answer.outputs[:, 1:], expected)
    gradient_error = max(gradient.compare_with_twin(context, subject, mode, bound).values())
    return Passed(
        f"Outputs agree to {error:.1e} and gradients to {gradient_error:.1e} (allowed: {bound:.0e}).",
        evidence={"largest_error": error, "gradient_error": gradient_error, "tolerance": bound},
    )


CHECKS = (
    loads,
    own_recurrence,
    forward,
    shapes,
    parameters,
    outputs,
    hidden_state,
    gradients,
    independence,
    learns,
    cuda,
)
"""In the order in which they run."""
