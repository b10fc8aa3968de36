"""Whether ``hidden_states`` gives the model's own state at every position, and leaves no trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from rnngrade.checks.compare import Difference, agree, difference, largest_error
from rnngrade.checks.form import in_words
from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.worker.interface import StudentError

from . import forms
from .hypotheses import hypotheses, read_on
from .network import Network, Sentence, drawn
from .sentences import hidden, shipped

AXES = ("word", "unit")


@dataclass(frozen=True)
class Case:
    """A question: sentences for a network, and in words what is special about them."""

    words: str
    network: Network
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Answer:
    """What came back for a case, and what the call left behind."""

    case: Case
    returned: Any
    trace: dict[str, bool] = field(default_factory=dict)


def judge(context: Context) -> Passed:
    """Judge ``hidden_states`` on hidden sentences: alone, in batches, by several models."""
    tolerance = context.rubric.tolerances["float32"]
    cases = _cases(context)
    largest = 0.0
    for case in cases:
        arrays = _arrays(context, _answer(context, case), tolerance)
        largest = max(largest, _judge_case(context, case, arrays, tolerance))
    counted = sum(len(sentence) for case in cases for sentence in case.sentences)
    return Passed(
        f"All {counted} states were the model's own, the last of each sentence was h_n.",
        evidence={"largest_error": largest, "tolerance": tolerance, "states": counted},
    )


def judge_trace(context: Context) -> Passed:
    """Judge what ``hidden_states`` leaves behind, in the same calls."""
    for case in _cases(context):
        trace = _answer(context, case).trace
        for left, mistake in _TRACES.items():
            if trace[left]:
                raise context.confirmed(_LEFT[left], mistake)
    return Passed("No gradient was kept, and the model and the sentences were as before.")


_TRACES = {
    "graph": "graph_kept",
    "changed": "model_changed",
    "gradients": "gradients_left",
    "switched_off": "gradients_switched_off",
    "hooks": "hook_left",
    "sentences": "sentences_changed",
}
_LEFT = {
    "graph": "What hidden_states returns requires gradients.",
    "changed": "The model's weights are not what they were before the call.",
    "gradients": "The model's parameters hold gradients after the call.",
    "switched_off": "torch.is_grad_enabled() is False after the call.",
    "hooks": "The model has hooks after the call that it did not have before.",
    "sentences": "The list of sentences is not what it was before the call.",
}


def _cases(context: Context) -> tuple[Case, ...]:
    return context.once("cases of states", lambda: _drawn(context))


def _drawn(context: Context) -> tuple[Case, ...]:
    """Return the model of the exercise and two drawn ones, with sentences of many lengths."""
    generator = context.generator("states")
    sentences = [words for words, _ in hidden(context, "states", 12)]
    words = sorted({word for sentence in sentences for word in sentence})
    known = words[: -len(words) // 8]
    trained = shipped()
    wide = drawn(known, 9, 13, generator)
    square = drawn(known, 16, 16, generator)
    one_length = [sentence[:4] for sentence in sentences[:3]]
    return (
        Case("several sentences", trained, tuple(sentences)),
        Case("one sentence alone", trained, (sentences[0],)),
        Case("a model of other sizes and words", wide, tuple(sentences[3:9])),
        Case("sentences of one length", square, tuple(one_length)),
        Case("a sentence of one word among others", square, (sentences[1], sentences[2][:1])),
    )


def _answer(context: Context, case: Case) -> Answer:
    return context.once(f"states of {case.words}", lambda: _asked(context, case, training=True))


def _asked(context: Context, case: Case, *, training: bool) -> Answer:
    try:
        told = context.ask(
            "states",
            forms.STATES,
            network={
                "vocabulary": dict(case.network.vocabulary),
                "weights": dict(case.network.weights),
            },
            sentences=[list(sentence) for sentence in case.sentences],
            training=training,
        )
    except StudentError as error:
        raise context.raised(error, case=f"with {case.words}", hint=_hint_for(error)) from None
    return Answer(case, told["returned"], told["trace"])


def _hint_for(error: StudentError) -> str | None:
    if error.type_name == "KeyError":
        return 'A word that is not in model.vocabulary counts as "<unk>".'
    said = str(error)
    if "requires grad" in said:
        return "Compute under torch.no_grad()."
    if "inhomogeneous" in said or "equal size" in said:
        return "Sentences differ in length: return a list of arrays, not one array."
    return None


def _arrays(context: Context, answer: Answer, tolerance: float) -> list[Tensor]:
    """Return what came, one tensor for each sentence, whatever its shape.

    Raises ``Failed`` for another form.
    """
    case, returned = answer.case, answer.returned
    count = len(case.sentences)
    asked = f"hidden_states should return a list of {count} arrays, one for each sentence"
    if isinstance(returned, Tensor):
        _refuse_one_array(context, case, returned, tolerance)
        returned = list(returned) if returned.dim() > 0 else returned
    if not isinstance(returned, list):
        raise Failed(f"{asked}, but with {case.words} it returns {in_words(returned)}.")
    if len(returned) != count:
        raise Failed(f"{asked}, but with {case.words} it returns {len(returned)}.")
    for number, array in enumerate(returned):
        if not isinstance(array, Tensor) or not array.dtype.is_floating_point:
            raise Failed(
                f"{asked}, of floating-point numbers, but with {case.words} number {number} is "
                f"{in_words(array)}" + (f", {array.dtype}." if isinstance(array, Tensor) else "."),
                hint="NumPy arrays (tensor.numpy()) and tensors are both right.",
            )
    return returned


def _refuse_one_array(context: Context, case: Case, array: Tensor, tolerance: float) -> None:
    """Raise ``Failed`` where all the states came in one array."""
    together = torch.cat([case.network.states(sentence) for sentence in case.sentences])
    if len(case.sentences) > 1 and agree(array.double(), together, tolerance):
        raise context.confirmed(
            f"With {case.words}, hidden_states returns one array {tuple(array.shape)}; it should "
            f"be a list of {len(case.sentences)} arrays.",
            "sentences_joined",
        )


def _judge_case(context: Context, case: Case, arrays: list[Tensor], tolerance: float) -> float:
    """Return the largest error; raise ``Failed`` where it is too large."""
    expected = [case.network.states(sentence) for sentence in case.sentences]
    largest = 0.0
    for number, (got, right) in enumerate(zip(arrays, expected, strict=True)):
        found = _difference(got, right, tolerance)
        if found is not None:
            mistakes = _mistakes(context, case, arrays, expected, tolerance)
            sentence = " ".join(case.sentences[number])
            raise context.confirmed(
                f"With {case.words}, for “{sentence}”: {found}.",
                *mistakes,
                **(found.evidence() if isinstance(found, Difference) else {}),
            )
        largest = max(largest, largest_error(got.detach(), right))
    return largest


def _difference(got: Tensor, right: Tensor, tolerance: float) -> Difference | str | None:
    if got.shape != right.shape:
        return (
            f"the array should be (length, hidden_size) = {tuple(right.shape)}, and it is "
            f"{tuple(got.shape)}"
        )
    return difference(got, right, tolerance=tolerance, axes=AXES)


def _mistakes(
    context: Context,
    case: Case,
    arrays: list[Tensor],
    expected: list[Tensor],
    tolerance: float,
) -> list[str]:
    """Return the mistakes that give just these arrays."""

    def same(one: Sequence[Tensor], other: Sequence[Tensor]) -> bool:
        return all(agree(a, b, tolerance) for a, b in zip(one, other, strict=True))

    if _is_another_order(arrays, expected, tolerance):
        return ["out_of_step"]
    others = [] if case.network is shipped() else [shipped()]
    would_give = list(hypotheses(case.network, case.sentences, others))
    found = [name for name, would_be in would_give if same(arrays, would_be)]
    if found:
        return list(dict.fromkeys(found))
    if lengths := _of_other_lengths(case, arrays, tolerance):
        return [lengths]
    if _answer(context, case).trace["changed"]:
        return ["model_changed"]
    try:
        in_eval = _arrays(context, _asked(context, case, training=False), tolerance)
    except Failed:
        return []
    if same(in_eval, expected):
        return ["not_in_eval"]
    both = list(dict.fromkeys(name for name, would_be in would_give if same(in_eval, would_be)))
    return [*both, "not_in_eval"] if both else []


def _of_other_lengths(case: Case, arrays: list[Tensor], tolerance: float) -> str | None:
    """Return the mistake of arrays that are right as far as they go, but of other lengths."""
    if any(array.dim() != 2 for array in arrays):
        return None
    right = [len(sentence) for sentence in case.sentences]
    got = [len(array) for array in arrays]
    read = read_on(case.network, case.sentences)
    padded = [torch.cat([r[:n], torch.zeros_like(r[n:])]) for r, n in zip(read, right, strict=True)]
    if not any(
        all(agree(a, f[: len(a)], tolerance) for a, f in zip(arrays, full, strict=True))
        for full in (read, padded)
    ):
        return None
    if sorted(got) == sorted(right):
        return "lengths_out_of_step"
    shorter = all(a <= b for a, b in zip(got, right, strict=True))
    return "cut_short" if shorter else "padding_included"


def _is_another_order(arrays: list[Tensor], expected: list[Tensor], tolerance: float) -> bool:
    """Return whether each array is that of some sentence, each sentence's once."""
    left = list(range(len(expected)))
    for array in arrays:
        place = next((p for p in left if agree(array, expected[p], tolerance)), None)
        if place is None:
            return False
        left.remove(place)
    return len(arrays) > 1
