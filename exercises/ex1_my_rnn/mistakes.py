"""The known mistakes of exercise 1, each a hypothesis that the student's numbers confirm or refute.

A hypothesis says which input, which earlier state and which activation a step of the student's
would have used. If one recurrence (A, B, c) then explains every observed number to the tolerance,
with several times more equations than unknowns, the mistake is named; otherwise it is not. The
sentences that a student reads stand in the rubric.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rnngrade.checks.interface import Failed
from rnngrade.result import Diagnosis
from rnngrade.worker.interface import StudentError

from .identification import (
    ABSENT,
    IDENTITY,
    OTHERS,
    TANH,
    Activation,
    Fit,
    Recurrence,
    Rows,
    fit,
)
from .subject import BATCH, LENGTH, Answer, Call, Mode, Subject, draw_h_0, draw_x, pair


@dataclass(frozen=True)
class Observed:
    """What is known of a submission's numbers: its answers to one model's worth of questions."""

    answers: tuple[Answer, ...]
    """To sequences without h_0 and, where it is taken, with it."""
    states: Tensor
    """For the first answer's sequence: h_n after every prefix of it, (batch, seq_len, hidden_size)."""
    alone: Answer
    """To one example in a batch of its own."""
    saturated: Tensor
    """First outputs for inputs so large that tanh is 1 or -1, (n, hidden_size)."""
    tolerance: float


@dataclass(frozen=True)
class Recurrent:
    """A hypothesis of the form: output_t = f(A x' + B h' + c), with x' and h' as it says."""

    id: str
    rows: Callable[[Answer], Rows]
    activation: Activation = TANH
    reads_state: bool = True

    def holds(self, seen: Observed) -> bool:
        """Whether one recurrence explains every answer."""
        parts = [self.rows(answer) for answer in seen.answers]
        found = fit(_joined(parts), self.activation)
        return found is not None and found.error <= seen.tolerance and self._plausible(found)

    def _plausible(self, found: Fit) -> bool:
        # Constant outputs are explained by B = 1 alone, and no recurrence by every hypothesis.
        return found.recurrence.reads_input and (
            found.recurrence.reads_state or not self.reads_state
        )


def _joined(parts: Sequence[Rows]) -> Rows:
    inputs, previous, states = (torch.cat(column).double() for column in zip(*parts, strict=True))
    return inputs, previous, states


def _rows(inputs: Tensor, previous: Tensor, outputs: Tensor) -> Rows:
    return inputs.flatten(0, 1), previous.flatten(0, 1), outputs.flatten(0, 1)


def _as_asked(answer: Answer) -> Rows:
    return _rows(answer.call.x, answer.previous(), answer.outputs)


def _carries_tanh(answer: Answer) -> Rows:
    previous = torch.cat([answer.start().unsqueeze(1), torch.tanh(answer.outputs[:, :-1])], dim=1)
    return _rows(answer.call.x, previous, answer.outputs)


def _from_zeros(answer: Answer) -> Rows:
    previous = answer.previous()
    previous[:, 0] = 0.0
    return _rows(answer.call.x, previous, answer.outputs)


def _from_h_0_always(answer: Answer) -> Rows:
    previous = answer.start().unsqueeze(1).expand_as(answer.outputs)
    return _rows(answer.call.x, previous, answer.outputs)


def _input_of(answer: Answer, shift: int) -> Rows:
    # The steps at the ends are left out: there, wrapping, padding and clamping differ.
    inner = slice(1, -1)
    x = answer.call.x.roll(shift, dims=1)
    return _rows(x[:, inner], answer.previous()[:, inner], answer.outputs[:, inner])


def _late(answer: Answer) -> Rows:
    return _input_of(answer, 1)


def _early(answer: Answer) -> Rows:
    return _input_of(answer, -1)


def _reversed_time(answer: Answer) -> Rows:
    return _rows(answer.call.x.flip(1), answer.previous(), answer.outputs)


def _backward(answer: Answer) -> Rows:
    following = torch.cat([answer.outputs[:, 1:], answer.start().unsqueeze(1)], dim=1)
    return _rows(answer.call.x, following, answer.outputs)


def _over_examples(answer: Answer) -> Rows:
    # The first example's start differs with the way h_0 is broadcast, so it is left out.
    return _rows(answer.call.x[1:], answer.outputs[:-1].double(), answer.outputs[1:])


def _example_after_example(answer: Answer) -> Rows:
    previous = answer.previous()
    previous[1:, 0] = answer.outputs[:-1, -1].double()
    return _rows(answer.call.x[1:], previous[1:], answer.outputs[1:])


def _mean_state(answer: Answer) -> Rows:
    previous = answer.previous()
    mean = previous.mean(dim=0, keepdim=True).expand_as(previous)
    # Where h_0 is given it may be averaged or not: only later steps tell.
    return _rows(answer.call.x[:, 1:], mean[:, 1:], answer.outputs[:, 1:])


RECURRENT = (
    Recurrent("no_tanh", _as_asked, IDENTITY),
    *(Recurrent(f"{other.id}_for_tanh", _as_asked, other) for other in OTHERS),
    Recurrent("pre_activations", _carries_tanh, IDENTITY),
    Recurrent("h_0_ignored", _from_zeros),
    Recurrent("h_0_at_every_step", _from_h_0_always, reads_state=False),
    Recurrent("input_one_step_late", _late),
    Recurrent("input_one_step_early", _early),
    Recurrent("time_reversed", _reversed_time),
    Recurrent("backward_direction", _backward),
    Recurrent("batch_and_time_swapped", _over_examples),
    Recurrent("leaks_between_examples", _example_after_example),
    Recurrent("mean_over_batch", _mean_state),
)


def _started_elsewhere(seen: Observed) -> tuple[Recurrence, list[Tensor]] | None:
    """Recover the recurrence from all steps but the first, and from it what was added at the first:
    A B-weighted start and a bias, (batch, hidden_size) for each answer. None if there is none."""
    later = [_rows(a.call.x[:, 1:], a.previous()[:, 1:], a.outputs[:, 1:]) for a in seen.answers]
    found = fit(_joined(later), TANH)
    if found is None or found.error > seen.tolerance:
        return None
    rest = [
        torch.atanh(a.outputs[:, 0].double()) - a.call.x[:, 0] @ found.recurrence.input_weight.T
        for a in seen.answers
    ]
    return found.recurrence, rest


def _bias_missing_at_first_step(seen: Observed) -> bool:
    found = _started_elsewhere(seen)
    if found is None or found[0].bias.abs().max() < ABSENT:
        return False
    recurrence, rest = found
    pairs = zip(rest, seen.answers, strict=True)
    missing = [(_close(r, a.start() @ recurrence.hidden_weight.T, seen), a) for r, a in pairs]
    # Some leave it out only where there is no h_0, together with W_hh h_0.
    return all(is_missing for is_missing, a in missing if a.call.h_0 is None)


def common_start(seen: Observed) -> Tensor | None:
    """Return the state (hidden_size) from which every example starts without h_0, where that is one
    and the same, and not zero; a given h_0 must be used rightly."""
    found = _started_elsewhere(seen)
    if found is None:
        return None
    recurrence, rest = found
    added = []
    for r, a in zip(rest, seen.answers, strict=True):
        if a.call.h_0 is None:
            added.append(r - recurrence.bias)
        elif not _close(r, a.start() @ recurrence.hidden_weight.T + recurrence.bias, seen):
            return None
    start = torch.cat(added)
    if not _close(start, start[:1].expand_as(start), seen) or start.abs().max() < ABSENT:
        return None
    return torch.linalg.lstsq(recurrence.hidden_weight, start.mean(dim=0)[:, None]).solution[:, 0]


def _other_weights_at_first_step(seen: Observed) -> bool:
    """Whether a given h_0 enters through other recurrent weights than later states do."""
    found = _started_elsewhere(seen)
    if found is None:
        return False
    given = [
        (r, a.start())
        for r, a in zip(found[1], seen.answers, strict=True)
        if a.call.h_0 is not None
    ]
    if not given:
        return False
    rest, start = (torch.cat(part) for part in zip(*given, strict=True))
    first = fit((start, start[:, :0], torch.tanh(rest)), TANH)
    if first is None or first.error > seen.tolerance or not first.recurrence.reads_input:
        return False
    return not torch.allclose(first.recurrence.input_weight, found[0].hidden_weight, atol=ABSENT)


def _outputs_one_step_late(seen: Observed) -> bool:
    rows = [_rows(a.call.x[:, :-1], a.outputs[:, :-1], a.outputs[:, 1:]) for a in seen.answers]
    return _explained(rows, TANH, seen) and all(
        _close(a.outputs[:, 0], a.start(), seen) for a in seen.answers
    )


def _all_show_the_last(seen: Observed) -> bool:
    answer = seen.answers[0]
    last = seen.states[:, -1:].expand_as(answer.outputs)
    return _close(answer.outputs, last, seen) and _explained([_true_states(seen)], TANH, seen)


def _true_states(seen: Observed) -> Rows:
    start = torch.zeros_like(seen.states[:, :1])
    previous = torch.cat([start, seen.states[:, :-1]], dim=1)
    return _rows(seen.answers[0].call.x, previous, seen.states)


def _output_layer(seen: Observed) -> bool:
    return _linear_outputs(seen) and _explained([_true_states(seen)], TANH, seen)


def _recurrence_from_output_layer(seen: Observed) -> bool:
    if _other_weights_at_first_step(seen):
        return True
    if _output_layer(seen):
        return False  # Which is the same, but for the first step.
    answer = seen.answers[0]
    # What stands in for the output before the first step differs: it is left out.
    previous = answer.outputs[:, :-1].double()
    rows = _rows(answer.call.x[:, 1:], previous, seen.states[:, 1:])
    return _linear_outputs(seen) and _explained([rows], TANH, seen)


def _linear_outputs(seen: Observed) -> bool:
    if _close(seen.answers[0].outputs, seen.states, seen):
        return False
    states = seen.states.flatten(0, 1)
    found = fit((states, states[:, :0], seen.answers[0].outputs.flatten(0, 1)), IDENTITY)
    return found is not None and found.error <= seen.tolerance


def _mean_of_new_states(seen: Observed) -> bool:
    found = fit(_as_asked(seen.alone), TANH)
    if found is None or found.error > seen.tolerance:
        return False
    return all(
        _close(
            a.outputs[:, 1:],
            torch.tanh(found.recurrence.pre_activation(a.call.x, a.previous()))
            .mean(dim=0, keepdim=True)
            .expand_as(a.outputs)[:, 1:],
            seen,
        )
        for a in seen.answers
    )


def _outer_bias(seen: Observed) -> tuple[Tensor, Recurrence] | None:
    """Recover a bias outside tanh, from where tanh is 1 or -1, and the recurrence inside."""
    outer = (seen.saturated.amax(dim=0) + seen.saturated.amin(dim=0)) / 2
    if outer.abs().max() < ABSENT:
        return None
    parts = [_as_asked(a) for a in seen.answers]
    inputs, previous, outputs = _joined(parts)
    found = fit((inputs, previous, outputs - outer), TANH)
    if found is None or found.error > seen.tolerance:
        return None
    return outer, found.recurrence


def _bias_twice(seen: Observed) -> bool:
    found = _outer_bias(seen)
    return found is not None and bool(found[1].bias.abs().max() > ABSENT)


def _bias_after_tanh(seen: Observed) -> bool:
    found = _outer_bias(seen)
    return found is not None and bool(found[1].bias.abs().max() <= ABSENT)


def _explained(parts: Sequence[Rows], activation: Activation, seen: Observed) -> bool:
    found = fit(_joined(parts), activation)
    return found is not None and found.error <= seen.tolerance and found.recurrence.reads_input


def _close(actual: Tensor, expected: Tensor, seen: Observed) -> bool:
    # A hundredfold: what is compared here went through atanh, which widens rounding.
    return bool((actual.double() - expected.double()).abs().max() <= 100 * seen.tolerance)


SHAPED: dict[str, Callable[[Observed], bool]] = {
    "bias_twice": _bias_twice,
    "bias_after_tanh": _bias_after_tanh,
    "bias_missing_at_first_step": _bias_missing_at_first_step,
    "mean_over_batch": _mean_of_new_states,
    "outputs_one_step_late": _outputs_one_step_late,
    "last_output_repeated": _all_show_the_last,
    "one_buffer_overwritten": _all_show_the_last,
    "output_layer": _output_layer,
    "recurrence_from_output_layer": _recurrence_from_output_layer,
}
"""Hypotheses that are more than one recurrence over the outputs."""


def diagnose(subject: Subject) -> list[Diagnosis]:
    """Name every known mistake that reproduces the outputs of the submission."""
    return subject.context.once("diagnosis", lambda: list(_diagnose(subject)))


def _diagnose(subject: Subject) -> Iterator[Diagnosis]:
    names = [] if (seen := observe(subject)) is None else list(_confirmed(seen))
    names = names or common_start_named(subject)
    if weights_remade(subject):
        names.append("weights_remade_in_forward")
    elif _dropout(subject):
        names.append("dropout_active")
    for name in names:
        if named := subject.context.rubric.mistakes.get(name):
            yield named


def _confirmed(seen: Observed) -> Iterator[str]:
    late = _outputs_one_step_late(seen)
    for hypothesis in RECURRENT:
        # Lagging outputs are also explained by a lagging input, but for the first step.
        if hypothesis.holds(seen) and not (late and hypothesis.id == "input_one_step_late"):
            yield hypothesis.id
    for name, holds in SHAPED.items():
        if holds(seen):
            yield name


def observe(subject: Subject, draw: int = 0) -> Observed | None:
    """Ask the submission all that the hypotheses need; None where it does not answer.

    ``draw`` numbers the parameter values to do it with.
    """
    generator = subject.context.generator("observed")
    mode = subject.mode(draw=draw)
    calls = [Call(draw_x(generator, 2 * BATCH, LENGTH)), Call(draw_x(generator, BATCH, LENGTH))]
    if subject.h_0_form() is not None:
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
    """Whether the recurrence runs over the examples, judged by outputs alone: h_n's shape is wrong
    then, so that the submission has no answer of the right form."""
    generator = subject.context.generator("swapped")
    x = draw_x(generator, 3 * BATCH, LENGTH)
    spec = {**Mode(values=subject.values()).spec([{"x": x, "h_0": None}]), "call_seed": 0}
    try:
        ((answer,),) = subject.context.ask("runs", specs=[spec])
        outputs, _ = pair(answer["returned"])
    except (StudentError, Failed):
        return False
    if outputs.shape[:2] != x.shape[:2]:
        return False
    found = fit(_rows(x[1:], outputs[:-1].double(), outputs[1:]), TANH)
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
    parts = [_as_asked(answers[0])]
    for before, answer in zip(answers, answers[1:], strict=False):
        previous = answer.previous()
        previous[:, 0] = before.outputs[:, -1].double()
        parts.append(_rows(answer.call.x, previous, answer.outputs))
    found = fit(_joined(parts), TANH)
    leaks = found is not None and found.error <= subject.precision().tolerance
    return ["leaks_between_calls"] if leaks else []


def why_examples_differ(subject: Subject) -> list[str]:
    """Name why an example alone gives other outputs than in a batch."""
    seen = observe(subject)
    if seen is None:
        return []
    among = ("leaks_between_examples", "mean_over_batch", "batch_and_time_swapped")
    return [name for name in _confirmed(seen) if name in among]
