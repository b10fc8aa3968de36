"""What each known mistake would compute, to be confirmed or refuted by a student's numbers.

A hypothesis says which input, which earlier state and which activation a step of the student's
would have used. If one recurrence (A, B, c) then explains every observed number to the tolerance,
with several times more equations than unknowns, the mistake is named; otherwise it is not. Nothing
here asks a submission anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from .answer import Answer
from .identification import ABSENT, IDENTITY, OTHERS, TANH, Activation, Fit, Recurrence, Rows, fit


@dataclass(frozen=True)
class Observed:
    """What is known of a submission's numbers: its answers to one model's worth of questions."""

    answers: tuple[Answer, ...]
    """To sequences without h_0 and, where it is taken, with it."""
    states: Tensor
    """For the first answer: h_n after every prefix, (batch, seq_len, hidden_size)."""
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
        found = fit(joined(parts), self.activation)
        return found is not None and found.error <= seen.tolerance and self._plausible(found)

    def _plausible(self, found: Fit) -> bool:
        # Constant outputs are explained by B = 1 alone, and no recurrence by every hypothesis.
        return found.recurrence.reads_input and (
            found.recurrence.reads_state or not self.reads_state
        )


def joined(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts, in float64."""
    inputs, previous, states = (torch.cat(column).double() for column in zip(*parts, strict=True))
    return inputs, previous, states


def rows_of(inputs: Tensor, previous: Tensor, outputs: Tensor) -> Rows:
    """Return (batch, seq_len, …) inputs, earlier states and outputs as rows."""
    return inputs.flatten(0, 1), previous.flatten(0, 1), outputs.flatten(0, 1)


def as_asked(answer: Answer) -> Rows:
    """Return the rows of a right RNN: each step from its input and the output before it."""
    return rows_of(answer.call.x, answer.previous(), answer.outputs)


def _carries_tanh(answer: Answer) -> Rows:
    previous = torch.cat([answer.start().unsqueeze(1), torch.tanh(answer.outputs[:, :-1])], dim=1)
    return rows_of(answer.call.x, previous, answer.outputs)


def _from_h_0_always(answer: Answer) -> Rows:
    previous = answer.start().unsqueeze(1).expand_as(answer.outputs)
    return rows_of(answer.call.x, previous, answer.outputs)


def _input_of(answer: Answer, shift: int) -> Rows:
    # The steps at the ends are left out: there, wrapping, padding and clamping differ.
    inner = slice(1, -1)
    x = answer.call.x.roll(shift, dims=1)
    return rows_of(x[:, inner], answer.previous()[:, inner], answer.outputs[:, inner])


def _late(answer: Answer) -> Rows:
    return _input_of(answer, 1)


def _early(answer: Answer) -> Rows:
    return _input_of(answer, -1)


def _reversed_time(answer: Answer) -> Rows:
    return rows_of(answer.call.x.flip(1), answer.previous(), answer.outputs)


def _backward(answer: Answer) -> Rows:
    following = torch.cat([answer.outputs[:, 1:], answer.start().unsqueeze(1)], dim=1)
    return rows_of(answer.call.x, following, answer.outputs)


def _over_examples(answer: Answer) -> Rows:
    # The first example's start differs with the way h_0 is broadcast, so it is left out.
    return rows_of(answer.call.x[1:], answer.outputs[:-1].double(), answer.outputs[1:])


def _example_after_example(answer: Answer) -> Rows:
    previous = answer.previous()
    previous[1:, 0] = answer.outputs[:-1, -1].double()
    return rows_of(answer.call.x[1:], previous[1:], answer.outputs[1:])


def _mean_state(answer: Answer) -> Rows:
    previous = answer.previous()
    mean = previous.mean(dim=0, keepdim=True).expand_as(previous)
    # Where h_0 is given it may be averaged or not: only later steps tell.
    return rows_of(answer.call.x[:, 1:], mean[:, 1:], answer.outputs[:, 1:])


RECURRENT = (
    Recurrent("no_tanh", as_asked, IDENTITY),
    *(Recurrent(f"{other.id}_for_tanh", as_asked, other) for other in OTHERS),
    Recurrent("pre_activations", _carries_tanh, IDENTITY),
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
    """Recover the recurrence from all steps but the first, and what else the first step added.

    That is B times the start plus the bias, (batch, hidden_size) for each answer. None if the later
    steps are not those of a tanh recurrence.
    """
    later = [rows_of(a.call.x[:, 1:], a.previous()[:, 1:], a.outputs[:, 1:]) for a in seen.answers]
    found = fit(joined(later), TANH)
    if found is None or found.error > seen.tolerance or not found.recurrence.reads_input:
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
    """Return the one state (hidden_size) from which every example starts without h_0.

    None where they differ, where it is zero, or where a given h_0 is not used rightly.
    """
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
    mean = start.mean(dim=0)[:, None]
    state: Tensor = torch.linalg.lstsq(recurrence.hidden_weight, mean).solution[:, 0]
    return state


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
    if first is None or not first.complete or first.error > seen.tolerance:
        return False
    if not first.recurrence.reads_input:
        return False
    return not torch.allclose(first.recurrence.input_weight, found[0].hidden_weight, atol=ABSENT)


def _outputs_one_step_late(seen: Observed) -> bool:
    rows = [rows_of(a.call.x[:, :-1], a.outputs[:, :-1], a.outputs[:, 1:]) for a in seen.answers]
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
    return rows_of(seen.answers[0].call.x, previous, seen.states)


def _output_layer(seen: Observed) -> bool:
    return _linear_outputs(seen) and _explained([_true_states(seen)], TANH, seen)


def _recurrence_from_output_layer(seen: Observed) -> bool:
    if _output_layer(seen):
        return False  # Which is the same, but for the first step.
    answer = seen.answers[0]
    # What stands in for the output before the first step differs: it is left out.
    previous = answer.outputs[:, :-1].double()
    rows = rows_of(answer.call.x[:, 1:], previous, seen.states[:, 1:])
    return _linear_outputs(seen) and _explained([rows], TANH, seen)


def _linear_outputs(seen: Observed) -> bool:
    if _close(seen.answers[0].outputs, seen.states, seen):
        return False
    states = seen.states.flatten(0, 1)
    rows = (states, states[:, :0], seen.answers[0].outputs.flatten(0, 1))
    return _explained([rows], IDENTITY, seen)


def _mean_of_new_states(seen: Observed) -> bool:
    found = fit(as_asked(seen.alone), TANH)
    if found is None or found.error > seen.tolerance or not found.recurrence.reads_input:
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
    parts = [as_asked(a) for a in seen.answers]
    inputs, previous, outputs = joined(parts)
    found = fit((inputs, previous, outputs - outer), TANH)
    if found is None or found.error > seen.tolerance or not found.recurrence.reads_input:
        return None
    return outer, found.recurrence


def _bias_twice(seen: Observed) -> bool:
    found = _outer_bias(seen)
    return found is not None and bool(found[1].bias.abs().max() > ABSENT)


def _bias_after_tanh(seen: Observed) -> bool:
    found = _outer_bias(seen)
    return found is not None and bool(found[1].bias.abs().max() <= ABSENT)


def _explained(parts: Sequence[Rows], activation: Activation, seen: Observed) -> bool:
    found = fit(joined(parts), activation)
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
    "h_0_enters_differently": _other_weights_at_first_step,
    "recurrence_from_output_layer": _recurrence_from_output_layer,
}
"""Hypotheses that are more than one recurrence over the outputs."""


def confirmed(seen: Observed) -> Iterator[str]:
    """Yield the ids of the hypotheses that the numbers confirm."""
    late = _outputs_one_step_late(seen)
    for hypothesis in RECURRENT:
        # Lagging outputs are also explained by a lagging input, but for the first step.
        if hypothesis.holds(seen) and not (late and hypothesis.id == "input_one_step_late"):
            yield hypothesis.id
    for name, holds in SHAPED.items():
        if holds(seen):
            yield name
