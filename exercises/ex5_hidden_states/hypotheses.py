"""Known mistakes in ``hidden_states``, each as the arrays that it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from rnngrade.data.opinions.network import PADDING

from .network import Network, Sentence

Arrays = list[Tensor]
"""What is returned for a list of sentences."""
OfOne = Callable[[Network, Sentence], Tensor]
"""How one sentence's array comes about."""


def hypotheses(
    network: Network, sentences: Sequence[Sentence], others: Sequence[Network]
) -> Iterator[tuple[str, Arrays]]:
    """Yield the name of a mistake with what it makes of ``sentences``.

    ``others`` are networks that a submission may have asked in place of the one given.
    """
    for name, of_one in _OF_ONE_SENTENCE:
        yield name, [of_one(network, sentence) for sentence in sentences]
    for arrays in _padded(network, sentences):
        yield "padding_included", arrays
    in_front = _padded_in_front(network, sentences)
    yield "padded_in_front", [f[-len(s) :] for f, s in zip(in_front, sentences, strict=True)]
    yield "padded_in_front", [f[: len(s)] for f, s in zip(in_front, sentences, strict=True)]
    yield "state_carried_over", _carried_over(network, sentences)
    yield "batch_read_as_time", _batch_read_as_time(network, sentences)
    for other in others:
        yield "another_model", [other.states(sentence) for sentence in sentences]


def _embeddings(network: Network, sentence: Sentence) -> Tensor:
    return network.embedded(network.numbers(sentence))


def _before(network: Network, sentence: Sentence) -> Tensor:
    """Return the states before each word: zeros, then all but the last."""
    states = network.states(sentence)
    return torch.cat([torch.zeros_like(states[:1]), states[:-1]])


def _with_initial(network: Network, sentence: Sentence) -> Tensor:
    """Return the states with the zeros before the first word."""
    states = network.states(sentence)
    return torch.cat([torch.zeros_like(states[:1]), states])


def _not_activated(network: Network, sentence: Sentence) -> Tensor:
    """Return what tanh was to be applied to."""
    return torch.atanh(network.states(sentence).clamp(-1 + 1e-15, 1 - 1e-15))


def _projected(network: Network, sentence: Sentence) -> Tensor:
    """Return the inputs' share of each state: W_ih x + b_ih."""
    weight = network.weights["rnn.weight_ih_l0"].double()
    return _embeddings(network, sentence) @ weight.T + network.weights["rnn.bias_ih_l0"].double()


def _known_only(network: Network, sentence: Sentence) -> Tensor:
    """Return the states of a sentence without the words that the vocabulary lacks."""
    return network.states([word for word in sentence if word in network.vocabulary])


def _unknown_as_padding(network: Network, sentence: Sentence) -> Tensor:
    return network.states([w if w in network.vocabulary else PADDING for w in sentence])


def _mean_so_far(network: Network, sentence: Sentence) -> Tensor:
    """Return the mean of the states up to each word."""
    counts = torch.arange(1, len(sentence) + 1).unsqueeze(1)
    return network.states(sentence).cumsum(dim=0) / counts


def _without(*names: str) -> OfOne:
    """Return a computation of the states in which some weights are zero."""

    def states(network: Network, sentence: Sentence) -> Tensor:
        zeros = {name: torch.zeros_like(network.weights[name]) for name in names}
        return replace(network, weights={**network.weights, **zeros}).states(sentence)

    return states


def _alone(network: Network, sentence: Sentence) -> Tensor:
    """Return the state of each word as if it were a sentence of its own."""
    return torch.cat([network.states([word]) for word in sentence])


_OF_ONE_SENTENCE: tuple[tuple[str, OfOne], ...] = (
    ("embeddings", _embeddings),
    ("logits", lambda network, sentence: network.logits(network.states(sentence))),
    (
        "probabilities",
        lambda network, sentence: network.logits(network.states(sentence)).softmax(dim=-1),
    ),
    ("only_final", lambda network, sentence: network.states(sentence)[-1]),
    ("only_final", lambda network, sentence: network.states(sentence)[-1:]),
    (
        "only_final",
        lambda network, sentence: network.states(sentence)[-1:].expand(len(sentence), -1),
    ),
    ("averaged", lambda network, sentence: network.states(sentence).mean(dim=0)),
    ("averaged", _mean_so_far),
    ("one_step_late", _before),
    ("one_step_late", lambda network, sentence: network.states(sentence)[:-1]),
    ("first_left_out", lambda network, sentence: network.states(sentence)[1:]),
    ("initial_state_included", _with_initial),
    ("read_backwards", lambda network, sentence: network.states(sentence[::-1])),
    ("read_backwards", lambda network, sentence: network.states(sentence[::-1]).flip(0)),
    ("order_reversed", lambda network, sentence: network.states(sentence).flip(0)),
    ("transposed", lambda network, sentence: network.states(sentence).T),
    ("before_tanh", _not_activated),
    ("inputs_only", _projected),
    ("unknown_left_out", _known_only),
    ("unknown_as_padding", _unknown_as_padding),
    ("every_word_alone", _alone),
    ("characters_read", lambda network, sentence: network.states(list(" ".join(sentence)))),
    ("characters_read", lambda network, sentence: network.states(list("".join(sentence)))),
    ("bias_left_out", _without("rnn.bias_hh_l0")),
    ("bias_left_out", _without("rnn.bias_ih_l0")),
    ("bias_left_out", _without("rnn.bias_hh_l0", "rnn.bias_ih_l0")),
    ("tanh_twice", lambda network, sentence: network.states(sentence).tanh()),
    ("relu_applied", lambda network, sentence: network.states(sentence).relu()),
)


def read_on(network: Network, sentences: Sequence[Sentence]) -> Arrays:
    """Return the states of sentences and of the padding behind them, to the longest's length."""
    longest = max(map(len, sentences))
    return [network.states([*s, *[PADDING] * (longest - len(s))]) for s in sentences]


def _padded(network: Network, sentences: Sequence[Sentence]) -> Iterator[Arrays]:
    """Yield the states of padded sentences: the padding read on, or left at zero."""
    full = read_on(network, sentences)
    yield full
    yield [network.states([*s, PADDING]) for s in sentences]
    yield [
        torch.cat([states[: len(s)], torch.zeros_like(states[len(s) :])])
        for states, s in zip(full, sentences, strict=True)
    ]
    yield [states[-len(s) :] for states, s in zip(full, sentences, strict=True)]


def _padded_in_front(network: Network, sentences: Sequence[Sentence]) -> Arrays:
    """Return the states of padding and of the sentences that it comes before."""
    longest = max(map(len, sentences))
    return [network.states([*[PADDING] * (longest - len(s)), *s]) for s in sentences]


def _carried_over(network: Network, sentences: Sequence[Sentence]) -> Arrays:
    """Return states of sentences each of which starts where the one before it ended."""
    found: Arrays = []
    for sentence in sentences:
        start = found[-1][-1] if found else None
        found.append(network.run(network.embedded(network.numbers(sentence)), start))
    return found


def _batch_read_as_time(network: Network, sentences: Sequence[Sentence]) -> Arrays:
    """Return the states of an RNN that takes the sentences for steps, and the steps for a batch."""
    longest = max(map(len, sentences))
    embedded = torch.stack(
        [
            network.embedded(network.numbers([*s, *[PADDING] * (longest - len(s))]))
            for s in sentences
        ]
    )
    states = torch.stack([network.run(column) for column in embedded.unbind(dim=1)], dim=1)
    return [states[place, : len(s)] for place, s in enumerate(sentences)]
