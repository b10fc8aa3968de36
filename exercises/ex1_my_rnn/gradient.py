"""Gradients of a student's ``MyRNN`` against those of its ``nn.RNN`` twin.

How a student's parameters make A, B and c is unknown, so that a parameter's gradient cannot be
compared element by element. It is compared along a random direction d instead. By the chain rule
<dL/dp, d> = <dL/d(A, B, c), D(A, B, c)[d]>: the left side is the student's, through backward over
the whole sequence; on the right, dL/d(A, B, c) is the twin's, and D(A, B, c)[d] a central
difference of what is identified at p + e d and p - e d, which is exact where the weights are used
as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from rnngrade.checks.compare import difference, largest_error
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.worker.interface import BadReply, StudentError

from . import forms
from .answer import AXES, BATCH, LENGTH, SIZES, Call, draw_h_0, draw_x
from .identification import Recurrence
from .oracle import step_by_step, truncated, twin
from .subject import PLAIN, Mode, Subject

STEP, WIDE_STEP = 1e-4, 0.05
"""Length of the central difference. In float64 rounding (1e-13 / 1e-4) and curvature (1e-8) stay
under 1e-6; float32 has no such middle, and takes a step at which weights used as they are stay
exact."""


FAR = 60
"""Length of the sequence in which gradients must reach the first step."""
FADED = 1e-3
"""In float32, steps whose gradient is smaller than this beside the largest are not judged."""


@dataclass(frozen=True)
class Question:
    """One call, and the weights of the loss sum(outputs * G) + sum(h_n * g)."""

    call: Call
    weights: dict[str, Tensor]


@dataclass(frozen=True)
class Gradients:
    """What a loss has as gradients. None stands for no gradient at all."""

    x: Tensor | None
    h_0: Tensor | None
    parameters: dict[str, Tensor | None]


def judge(context: Context, subject: Subject) -> Passed:
    """Compare gradients with respect to x, h_0 and every parameter. Raises ``Failed``."""
    bound = _bound(context, subject)
    given = subject.uses_h_0()
    # Where a wrong start has cost its points already, gradients are judged from a given h_0 alone.
    questions = [ask_about(context, subject, with_h_0=True)] if given else []
    if not given or subject.starts_from_zeros():
        questions.append(ask_about(context, subject, with_h_0=False))
    errors: dict[str, float] = {}
    for question in questions:
        errors |= compare_with_twin(context, subject, subject.mode(), question, bound)
    errors["x, far back"] = _compare_far_back(context, subject, bound)
    return Passed(
        f"Gradients of {', '.join(errors)} agree to {max(errors.values()):.1e} of the largest "
        f"(allowed: {bound:.0e}).",
        evidence={"relative_errors": errors, "tolerance": bound},
    )


def compare_with_twin(
    context: Context, subject: Subject, mode: Mode, question: Question, bound: float
) -> dict[str, float]:
    """Return the largest relative error of each gradient. Raises ``Failed`` beyond ``bound``."""
    recurrence = subject.recurrence()
    assert recurrence is not None  # noqa: S101 - the checks that call this run only after outputs
    student = _of_student(context, subject, mode, question)
    expected = of_twin(recurrence, question)
    errors = {}
    for name, found, right in (("x", student.x, expected.x), ("h_0", student.h_0, expected.h_0)):
        if right is not None:
            errors[name] = _compare(subject, question, name, found, right, bound)
    return errors | _compare_parameters(context, subject, student, expected, bound)


def ask_about(context: Context, subject: Subject, *, with_h_0: bool) -> Question:
    """Draw a call and the weights of the loss."""
    generator = context.generator("gradients")
    x = draw_x(generator, BATCH, LENGTH)
    h_0 = draw_h_0(generator, BATCH) if with_h_0 else None
    weights = {
        "outputs": torch.randn(BATCH, LENGTH, SIZES[1], generator=generator).double(),
        "h_n": torch.randn(1, BATCH, SIZES[1], generator=generator).double(),
    }
    if not subject.h_n_is_last():
        weights["h_n"].zero_()  # Another check has judged it.
    return Question(Call(x, h_0), weights)


def of_twin(recurrence: Recurrence, question: Question, *, cut: bool = False) -> Gradients:
    """Return the twin's gradients; with ``cut``, those of a twin whose state is detached each step.

    ``parameters`` are those with respect to A, B and c.
    """
    rnn = twin(recurrence)
    x = question.call.x.clone().requires_grad_()
    given = question.call.h_0
    h_0 = torch.zeros(1, BATCH, SIZES[1], dtype=torch.float64) if given is None else given.clone()
    h_0.requires_grad_()
    outputs, h_n = truncated(rnn, x, h_0) if cut else rnn(x, h_0)
    loss = (outputs * question.weights["outputs"]).sum() + (h_n * question.weights["h_n"]).sum()
    weights = dict(rnn.named_parameters())
    named = {"A": weights["weight_ih_l0"], "B": weights["weight_hh_l0"], "c": weights["bias_ih_l0"]}
    found = torch.autograd.grad(loss, [x, h_0, *named.values()])
    parameters: dict[str, Tensor | None] = dict(zip(named, found[2:], strict=True))
    return Gradients(found[0], found[1] if given is not None else None, parameters)


def _of_student(context: Context, subject: Subject, mode: Mode, question: Question) -> Gradients:
    call = question.call
    h_0 = call.h_0
    if h_0 is not None and subject.h_0_form() == "flat":
        h_0 = h_0[0]
    try:
        answer = context.ask(
            "gradients",
            forms.GRADIENTS,
            worker_device=mode.device,
            spec=mode.spec([{"x": call.x, "h_0": h_0}]),
            weights=question.weights,
        )
    except StudentError as error:
        hint = None
        if "inplace" in error.message or "in-place" in error.message:
            hint = (
                "A tensor that backward needs is overwritten. Make a new state each step "
                "(h = torch.tanh(…)) and stack the states at the end."
            )
        raise context.raised(error, case="when differentiating the outputs", hint=hint) from None
    if not answer["graph"]:
        message = "The outputs do not require a gradient, so that nothing can be trained."
        raise context.confirmed(message, "no_graph")
    for name, gradient in answer["parameters"].items():
        shape = subject.shapes().get(name)
        if shape is None or (gradient is not None and tuple(gradient.shape) != shape):
            raise Failed(
                f"The parameter {name} is not the one that MyRNN{SIZES} had before.",
                hint="Every model of the same sizes should have the same parameters.",
            )
    if missing := subject.trainable() - answer["parameters"].keys():
        raise Failed(
            f"The parameter {min(missing)} was not there when the loss was differentiated."
        )
    return Gradients(
        _as(answer["x"], call.x), _as(answer["h_0"], call.h_0), dict(answer["parameters"])
    )


def _compare_far_back(context: Context, subject: Subject, bound: float) -> float:
    """Compare how the last output depends on each input of a long sequence, step by step.

    Every step is measured by its own size, for gradients fade on the way back; that is exact, as
    nothing cancels. Returns the largest relative error, and raises ``Failed``.
    """
    recurrence = subject.recurrence()
    assert recurrence is not None  # noqa: S101 - this check runs only after outputs
    generator = context.generator("far back")
    weights = {"outputs": torch.zeros(BATCH, FAR, SIZES[1], dtype=torch.float64)}
    weights["outputs"][:, -1] = torch.randn(BATCH, SIZES[1], generator=generator).double()
    weights["h_n"] = torch.zeros(1, BATCH, SIZES[1], dtype=torch.float64)
    h_0 = draw_h_0(generator, BATCH) if subject.uses_h_0() else None
    question = Question(Call(draw_x(generator, BATCH, FAR), h_0), weights)
    right = of_twin(recurrence, question).x
    found = _of_student(context, subject, subject.mode(), question).x
    assert right is not None  # noqa: S101 - the twin depends on x
    found = torch.zeros_like(right) if found is None else found.double()
    sizes = right.abs().amax(dim=(0, 2))
    errors = (found - right).abs().amax(dim=(0, 2)) / sizes
    reaching = subject.exact() | (sizes > FADED * sizes.max())
    late = [step for step in range(FAR) if bool(reaching[step]) and not errors[step] <= bound]
    if not late:
        return float(errors[reaching].max())
    steps = FAR - 1 - late[-1]
    message = (
        f"The gradient of the last output of {FAR} steps is wrong for inputs of {steps} and more "
        "steps before it: it should reach the first step."
    )
    cut = bool((found[:, late] == 0).all())
    raise context.confirmed(message, *(["graph_cut_on_the_way"] if cut else []), steps=steps)


def _as(found: Tensor | None, like: Tensor | None) -> Tensor | None:
    """Return a gradient in the shape of what it belongs to; h_0 may have been given without one."""
    if found is None or like is None:
        return None
    if found.numel() != like.numel():
        raise BadReply(f"your code's process sent a gradient of shape {tuple(found.shape)}")
    return found.reshape(like.shape)


def _compare(
    subject: Subject,
    question: Question,
    name: str,
    found: Tensor | None,
    right: Tensor,
    bound: float,
) -> float:
    scale = float(right.abs().max())
    actual = torch.zeros_like(right) if found is None else found.double()
    if (
        wrong := difference(actual / scale, right / scale, tolerance=bound, axes=_axes(name))
    ) is None:
        return largest_error(actual, right) / scale
    came = "there is no gradient at all" if found is None else f"relative to the largest, {wrong}"
    mistakes = subject.context.rubric.mistakes
    diagnosis = [mistakes[i] for i in _mistakes(subject, question, found, name) if i in mistakes]
    raise Failed(
        f"The gradient with respect to {name} differs from nn.RNN's: {came}.",
        hint=diagnosis[0].hint
        if diagnosis
        else "Is a state detached, copied or overwritten on the way?",
        diagnosis=diagnosis,
        evidence=wrong.evidence(),
    )


def _axes(name: str) -> tuple[str, ...]:
    return ("example", "step", "feature") if name == "x" else ("layer", "example", "unit")


def _bound(context: Context, subject: Subject) -> float:
    relative: float = context.setting("relative_tolerance")
    if subject.exact():
        return relative
    return max(relative, 10 * context.rubric.tolerances["float32"])


def _mistakes(
    subject: Subject, question: Question, found: Tensor | None, name: str
) -> Iterator[str]:
    recurrence = subject.recurrence()
    if found is None or not found.any():
        yield "input_detached" if name == "x" else "h_0_detached"
        return
    if recurrence is None:
        return
    without_h_n = {**question.weights, "h_n": torch.zeros_like(question.weights["h_n"])}
    for asked in (question, replace(question, weights=without_h_n)):
        # A state that is detached after it was stored leaves h_n without a graph.
        cut = of_twin(recurrence, asked, cut=True)
        right = cut.x if name == "x" else cut.h_0
        if right is not None and torch.allclose(found.double(), right, atol=1e-6):
            yield "graph_cut_each_step"
            return


def _compare_parameters(
    context: Context, subject: Subject, student: Gradients, expected: Gradients, bound: float
) -> dict[str, float]:
    generator = context.generator("directions")
    directions = {
        name: torch.randn(subject.shapes()[name], generator=generator).double()
        for name in student.parameters
    }
    changes = _changes(subject, directions)
    errors = {}
    for name, gradient in student.parameters.items():
        right = sum(
            float((g * part).sum())
            for g, part in zip(expected.parameters.values(), changes[name], strict=True)
            if g is not None
        )
        actual = 0.0 if gradient is None else float((gradient.double() * directions[name]).sum())
        scale = max(1.0, abs(right))
        errors[name] = abs(actual - right) / scale
        if not errors[name] <= bound:
            raise _wrong_parameter(name, gradient, actual, right)
    return errors


def _changes(
    subject: Subject, directions: dict[str, Tensor]
) -> dict[str, tuple[Tensor, Tensor, Tensor]]:
    """Return how A, B and c change along the direction of each parameter, by its name."""
    mode, drawn = subject.mode(), subject.values()
    step = STEP if subject.exact() else WIDE_STEP
    modes = [
        replace(mode, values={**drawn, name: drawn[name] + sign * step * direction})
        for name, direction in directions.items()
        for sign in (1, -1)
    ]
    found = [f.recurrence if f is not None else None for f in subject.identify_all(modes, "nearby")]
    changes = {}
    for name, plus, minus in zip(directions, found[::2], found[1::2], strict=True):
        if plus is None or minus is None:
            raise Failed(f"With other values of {name}, MyRNN is no tanh RNN any more.")
        changes[name] = (
            (plus.input_weight - minus.input_weight) / (2 * step),
            (plus.hidden_weight - minus.hidden_weight) / (2 * step),
            (plus.bias - minus.bias) / (2 * step),
        )
    return changes


def _wrong_parameter(name: str, gradient: Tensor | None, actual: float, right: float) -> Failed:
    if gradient is None:
        message = f"No gradient reaches the parameter {name}, though the outputs depend on it."
    else:
        message = (
            f"The gradient of the parameter {name} differs from nn.RNN's: along a random direction "
            f"it is {actual:.6g}, expected {right:.6g}."
        )
    return Failed(
        message,
        hint="Is a weight detached, copied (.data, torch.tensor(…)) or made numpy on the way?",
        evidence={"parameter": name, "derivative": actual, "expected": right},
    )


def judge_on_cuda(context: Context, subject: Subject) -> Passed:
    """Compare float32 outputs and gradients on a GPU with the float64 twin on the CPU.

    TF32 is switched off in the probe. Raises ``Failed``.
    """
    recurrence = subject.recurrence()
    assert recurrence is not None  # noqa: S101 - this check runs only after gradients
    mode = replace(PLAIN, values=subject.values(), device="cuda")
    bound = context.rubric.tolerances["cuda"]
    calls = [
        Call(draw_x(context.generator(f"cuda {length}"), BATCH, length))
        for length in context.setting("lengths")
    ]
    errors = []
    for (answer,) in subject.run_all([(mode, [call]) for call in calls]):
        expected = step_by_step(twin(recurrence), answer)[:, 1:]
        actual = answer.outputs[:, 1:]
        if found := difference(actual, expected, tolerance=bound, axes=AXES):
            raise Failed(f"On the GPU, {found}.", evidence=found.evidence())
        errors.append(largest_error(actual, expected))
    question = ask_about(context, subject, with_h_0=subject.uses_h_0())
    gradient_error = max(compare_with_twin(context, subject, mode, question, bound).values())
    return Passed(
        f"Outputs agree to {max(errors):.1e} and gradients to {gradient_error:.1e} "
        f"(allowed: {bound:.0e}).",
        evidence={"errors": errors, "gradient_error": gradient_error, "tolerance": bound},
    )
