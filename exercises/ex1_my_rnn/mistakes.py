"""The known mistakes of exercise 1: asks a submission what tells them apart, and names them.

The sentences that a student reads stand in the rubric.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import torch

from rnngrade.checks.interface import Failed
from rnngrade.result import Diagnosis
from rnngrade.worker.interface import StudentError

from . import forms
from .answer import BATCH, LENGTH, Call, draw_h_0, draw_x, pair
from .hypotheses import Observed, as_asked, common_start, confirmed, joined, rows_of
from .identification import ABSENT, IDENTITY, OTHERS, TANH, Activation, fit
from .subject import Mode, Subject


def diagnose(subject: Subject) -> list[Diagnosis]:
    """Name every known mistake that reproduces the outputs of the submission."""
    return subject.context.once("diagnosis", lambda: list(_diagnose(subject)))


def _diagnose(subject: Subject) -> Iterator[Diagnosis]:
    names = [] if (seen := observe(subject)) is None else list(confirmed(seen))
    names = names or common_start_named(subject)
    if weights_remade(subject):
        names.append("weights_remade_in_forward")
    elif _dropout(subject):
        names.append("dropout_active")
    for name in names:
        if named := subject.context.rubric.mistakes.get(name):
            yield named


def observe(subject: Subject, draw: int = 0) -> Observed | None:
    """Ask the submission all that the hypotheses need; None where it does not answer.

    ``draw`` numbers the parameter values to do it with.
    """
    generator = subject.context.generator("observed")
    mode = subject.mode(draw=draw)
    calls = [Call(draw_x(generator, 2 * BATCH, LENGTH)), Call(draw_x(generator, BATCH, LENGTH))]
    if subject.uses_h_0():
        calls.append(Call(draw_x(generator, 2 * BATCH, LENGTH), draw_h_0(generator, 2 * BATCH)))
    prefixes = [Call(calls[0].x[:, : n + 1]) for n in range(LENGTH)]
    one = Call(draw_x(generator, 1, 10 * LENGTH))
    saturating = Call(1e4 * draw_x(generator, 10 * BATCH, 1))
    asked = [*calls, *prefixes, one, saturating]
    try:
        found = [answer for (answer,) in subject.run_all([(mode, [call]) for call in asked])]
    except (StudentError, Failed):
        return None
    states = [answer.h_n[0] for answer in found[len(calls) : -2]]
    return Observed(
        answers=tuple(found[: len(calls)]),
        states=torch.stack(states, dim=1).double(),
        alone=found[-2],
        saturated=found[-1].outputs[:, 0].double(),
        tolerance=subject.precision().tolerance,
    )


def _dropout(subject: Subject) -> bool:
    """Whether train() computes at random, eval() does not, and eval() is right."""
    call = Call(draw_x(subject.context.generator("dropout"), BATCH, LENGTH))
    changes = []
    try:
        for training in (True, False):
            mode = subject.mode(training=training)
            one, other = (subject.run(mode, [call])[0] for _ in range(2))
            changes.append(not torch.equal(one.outputs, other.outputs))
        found = subject.identify(subject.mode(training=False), "eval")
    except (StudentError, Failed):
        return False
    return found is not None and changes == [True, False]


def swapped(subject: Subject) -> bool:
    """Whether the recurrence runs over the examples, judged by the outputs alone.

    The shape of h_n is wrong then, so that the submission gives no answer of the right form.
    """
    generator = subject.context.generator("swapped")
    x = draw_x(generator, 3 * BATCH, LENGTH)
    spec = {**Mode(values=subject.values()).spec([{"x": x, "h_0": None}]), "call_seed": 0}
    try:
        ((answer,),) = subject.context.ask("runs", [[forms.CALLED]], specs=[spec])
        outputs, _ = pair(answer["returned"])
    except (StudentError, Failed):
        return False
    if outputs.dim() != 3 or outputs.shape[:2] != x.shape[:2]:
        return False
    found = fit(rows_of(x[1:], outputs[:-1].double(), outputs[1:]), TANH)
    return found is not None and found.error <= subject.context.rubric.tolerances["float64"]


def activation_of(subject: Subject) -> Activation | None:
    """Return the activation with which single steps are explained, tanh first; None if none is."""
    for activation in (TANH, IDENTITY, *OTHERS):
        if subject.identify(subject.mode(), "activation", activation) is not None:
            return activation
    return None


def wrong_start(subject: Subject) -> list[str]:
    """Name what an RNN that does not start from zeros starts from."""
    if _random_start(subject):
        return ["random_initial_state"]
    return common_start_named(subject)


def common_start_named(subject: Subject) -> list[str]:
    """Name the one state from which every example starts: a parameter, or a fixed one.

    Which it is shows with other parameter values.
    """
    seen = [observe(subject, draw) for draw in (0, 1)]
    starts = [common_start(s) if s is not None else None for s in seen]
    if starts[0] is None or starts[1] is None:
        return []
    if torch.allclose(starts[0], starts[1], atol=1e-5):
        return ["fixed_initial_state"]
    return [
        "learned_initial_state" if _start_has_parameters(subject) else "bias_missing_at_first_step"
    ]


def _start_has_parameters(subject: Subject) -> bool:
    """Whether some parameter moves the start alone: a bias that is left out there moves more."""
    call = Call(draw_x(subject.context.generator("start"), BATCH, 1))
    other = subject.values(draw=1)
    before, (first,) = subject.recurrence(), subject.run(subject.mode(), [call])
    for name, value in other.items():
        mode = subject.mode(values={**subject.values(), name: value})
        after = subject.identify(mode, f"start {name}")
        (moved,) = subject.run(mode, [call])
        if before is None or after is None or torch.equal(moved.outputs, first.outputs):
            continue
        if torch.allclose(before.flat(), after.recurrence.flat(), atol=ABSENT):
            return True
    return False


def _random_start(subject: Subject) -> bool:
    """Whether the same call gives other outputs on a fresh model, but not when h_0 is given."""
    generator = subject.context.generator("random start")
    x, h_0 = draw_x(generator, BATCH, LENGTH), draw_h_0(generator, BATCH)
    calls = [Call(x)] if subject.h_0_form() is None else [Call(x), Call(x, h_0)]
    changes = []
    for call in calls:
        one, other = (subject.run(subject.mode(training=False), [call])[0] for _ in range(2))
        changes.append(not torch.equal(one.outputs, other.outputs))
    return changes[0] and not any(changes[1:])


def weights_remade(subject: Subject) -> bool:
    """Whether one model, given the same x twice, computes the first step with other weights."""
    generator = subject.context.generator("remade")
    x = draw_x(generator, 8 * BATCH, 1)
    try:
        answers = subject.run(subject.mode(training=False), [Call(x), Call(x)])
    except (StudentError, Failed):
        return False
    none = torch.zeros(len(x), 0)
    found = [fit((x[:, 0], none, answer.outputs[:, 0]), TANH) for answer in answers]
    if any(f is None or f.error > subject.precision().tolerance for f in found):
        return False
    one, other = (f.recurrence.input_weight for f in found if f is not None)
    return not torch.allclose(one, other, atol=ABSENT)


def why_calls_differ(subject: Subject) -> list[str]:
    """Name why one model answers the same question differently after another call."""
    if weights_remade(subject):
        return ["weights_remade_in_forward"]
    if _dropout(subject):
        return ["dropout_active"]
    if _random_start(subject):
        return ["random_initial_state"]
    generator = subject.context.generator("calls")
    calls = [Call(draw_x(generator, 2 * BATCH, LENGTH)) for _ in range(3)]
    answers = subject.run(subject.mode(), calls)
    parts = [as_asked(answers[0])]
    for before, answer in pairwise(answers):
        previous = answer.previous()
        previous[:, 0] = before.outputs[:, -1].double()
        parts.append(rows_of(answer.call.x, previous, answer.outputs))
    found = fit(joined(parts), TANH)
    leaks = found is not None and found.error <= subject.precision().tolerance
    return ["leaks_between_calls"] if leaks else []


def why_examples_differ(subject: Subject) -> list[str]:
    """Name why an example alone gives other outputs than in a batch."""
    seen = observe(subject)
    if seen is None:
        return []
    among = ("leaks_between_examples", "mean_over_batch", "batch_and_time_swapped")
    return [name for name in confirmed(seen) if name in among]
