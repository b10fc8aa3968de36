"""Exercise 5's half in the worker: calls a student's functions as the checks ask.

It runs in the process of the student's code, so it knows nothing that is worth stealing. Every
function takes the student's module first and gets the rest from the grader. Nothing is judged here.

A ``network`` has ``vocabulary`` (rows of the embedding by word) and ``weights``, a state_dict of a
``SentimentRNN``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from child import figures
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

UNKNOWN = "<unk>"
MAX_ITEMS = 2_000
"""Of a list that is returned: more than there are sentences in any question."""


class SentimentRNN(nn.Module):
    """The model, as the stub gives it: a submission need not keep it."""

    def __init__(
        self, vocabulary: dict[str, int], embedding_size: int = 24, hidden_size: int = 32
    ) -> None:
        super().__init__()
        self.vocabulary = vocabulary  # word -> its row of the embedding; "<pad>" 0, "<unk>" 1
        self.embedding = nn.Embedding(len(vocabulary), embedding_size, padding_idx=0)
        self.dropout = nn.Dropout(0.2)
        self.rnn = nn.RNN(embedding_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 2)

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Return logits (batch, 2) for the words' numbers (batch, max_len), padded with 0."""
        embedded = self.dropout(self.embedding(words))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        _, h_n = self.rnn(packed)
        logits: Tensor = self.linear(h_n[-1])
        return logits


def own_model(student: Any, words: list[str], seed: int) -> Any:
    """Return the parts of the model that ``load_model`` makes; None where there is none.

    ``embedding`` (words, embedding_size) holds the rows of ``words``. A part that is not as asked
    is named in ``lacks`` instead.
    """
    if not hasattr(student, "load_model"):
        return None
    torch.manual_seed(seed)
    model = student.load_model()
    lacks = _lacks(model)
    if lacks:
        return {"type": type(model).__name__, "lacks": lacks}
    model.eval()
    rows = [model.vocabulary.get(word, model.vocabulary[UNKNOWN]) for word in words]
    rnn, linear = model.rnn, model.linear
    with torch.no_grad():
        embedding = model.embedding(torch.tensor(rows, device=_device(model)))
    sizes = ("input_size", "hidden_size", "num_layers", "bidirectional", "bias")
    return {
        "kind": next(k.__name__ for k in (nn.LSTM, nn.GRU, nn.RNN) if isinstance(rnn, k)),
        "nonlinearity": getattr(rnn, "nonlinearity", "tanh"),
        "sizes": {name: getattr(rnn, name) for name in sizes},
        "weights": {name: value.float() for name, value in rnn.state_dict().items()},
        "embedding": embedding.float(),
        "linear": {name: value.float() for name, value in linear.state_dict().items()},
    }


def _lacks(model: Any) -> list[str]:
    """Return what a model should have and has not."""
    expected: dict[str, type | tuple[type, ...]] = {
        "embedding": nn.Module,
        "rnn": (nn.RNN, nn.GRU, nn.LSTM),
        "linear": nn.Linear,
        "vocabulary": dict,
    }
    lacks = [n for n, kind in expected.items() if not isinstance(getattr(model, n, None), kind)]
    if not lacks and UNKNOWN not in model.vocabulary:
        return [f'vocabulary with "{UNKNOWN}"']
    if not lacks and model.rnn.proj_size:
        return ["rnn without proj_size"]
    return lacks


def _device(model: nn.Module) -> torch.device:
    return next(model.parameters()).device


def states(
    student: Any, network: dict[str, Any], sentences: list[list[str]], training: bool
) -> dict[str, Any]:
    """Return ``hidden_states(model, sentences)``, and what that left behind.

    The model is in ``train()`` or in ``eval()`` before the call.
    """
    model = _built(network)
    model.train(training)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    given = [list(words) for words in sentences]
    torch.manual_seed(0)
    with torch.enable_grad():
        returned = student.hidden_states(model, given)
        enabled = torch.is_grad_enabled()
    after = model.state_dict()
    kept = (name for name in before if name in after and after[name].dtype == before[name].dtype)
    return {
        "returned": _plain(returned),
        "trace": {
            "changed": not all(torch.equal(before[name], after[name]) for name in kept)
            or any(name not in after or after[name].dtype != before[name].dtype for name in before),
            "gradients": any(p.grad is not None for p in model.parameters()),
            "graph": _has_graph(returned),
            "switched_off": not enabled,
            "hooks": any(m._forward_hooks or m._forward_pre_hooks for m in model.modules()),
            "sentences": given != sentences,
        },
    }


def _built(network: dict[str, Any]) -> SentimentRNN:
    weights = network["weights"]
    embedding_size = weights["embedding.weight"].shape[1]
    hidden_size = weights["rnn.weight_hh_l0"].shape[1]
    model = SentimentRNN(dict(network["vocabulary"]), embedding_size, hidden_size)
    model.load_state_dict(weights)
    return model


def project(student: Any, states: list[Tensor], method: str, seed: int) -> Any:
    """Return ``project(states, method=…, seed=…)`` of arrays."""
    arrays = [values.numpy().copy() for values in states]
    return _plain(student.project(arrays, method=method, seed=seed))


def observations(student: Any) -> Any:
    """Return the written answer, None where there is none."""
    return getattr(student, "OBSERVATIONS", None)


def _plain(value: Any) -> Any:
    """Return arrays as tensors, also those in a list."""
    if isinstance(value, np.ndarray):
        if value.dtype == object:
            return [_plain(item) for item in value[:MAX_ITEMS]] if value.ndim else value.item()
        return torch.from_numpy(np.array(value)) if value.dtype.kind in "biuf" else value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value[:MAX_ITEMS]]
    return value


def _has_graph(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_has_graph, value))
    return isinstance(value, Tensor) and value.requires_grad


def draw(student: Any, points: Tensor, sentiment: Tensor, position: Tensor) -> Any:
    """Call ``plot`` with NumPy arrays (n, 2), (n,) and (n,), and describe the figures."""
    with figures.closed():
        return figures.read(student.plot(points.numpy(), sentiment.numpy(), position.numpy()))
