"""The submission's own model: whether it is trained, and its states."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.worker.interface import WorkerError

from . import forms
from .network import Sentence
from .sentences import hidden, shipped

MEASURED_ON = 1200
"""Hidden sentences: the share of them that a model tells has a standard error of 1.4 %."""
KINDS: dict[str, type[nn.RNNBase]] = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}
AT_A_TIME = 32
"""Sentences whose states are in memory together: a submission's model may be wide."""
MAX_LAYERS = 8
MAX_PARAMETERS = 2_000_000
"""Of the recurrent network: with more, its sentences take the grader too long."""


@dataclass(frozen=True)
class OwnModel:
    """What ``load_model`` made, put together again in the grader."""

    embedding: Tensor
    """(words, embedding_size)."""
    places: Mapping[str, int]
    """Rows of the embedding by word."""
    recurrent: nn.RNNBase
    linear: nn.Linear

    def states(self, sentence: Sentence) -> Tensor:
        """Return the states (length, hidden_size) of the last layer after each word."""
        rows = torch.tensor([self.places[word] for word in sentence])
        with torch.no_grad():
            found: Tensor = self.recurrent(self.embedding[rows])[0]
        return found

    def accuracy(self, pairs: Sequence[tuple[Sentence, int]]) -> float:
        """Return the share of sentences of which it tells the sentiment.

        From the last state or from the mean of all, whichever the model was trained for.
        """
        by_length: dict[int, list[tuple[Sentence, int]]] = defaultdict(list)
        for sentence, label in pairs:
            by_length[len(sentence)].append((sentence, label))
        told = Counter[str]()
        batches = (
            same[start : start + AT_A_TIME]
            for same in by_length.values()
            for start in range(0, len(same), AT_A_TIME)
        )
        for alike in batches:
            rows = torch.tensor([[self.places[word] for word in words] for words, _ in alike])
            labels = torch.tensor([label for _, label in alike])
            with torch.no_grad():
                states: Tensor = self.recurrent(self.embedding[rows])[0]
            for read, x in (("last", states[:, -1]), ("mean", states.mean(dim=1))):
                told[read] += int((self._answers(x) == labels).sum())
        return max(told.values()) / len(pairs)

    def _answers(self, states: Tensor) -> Tensor:
        with torch.no_grad():
            logits: Tensor = self.linear(states)
        return (logits[:, 0] > 0).long() if logits.shape[1] == 1 else logits.argmax(dim=1)


def measured_on(context: Context) -> list[tuple[Sentence, int]]:
    """Return the hidden sentences on which models are measured."""
    return context.once("sentences of models", lambda: hidden(context, "models", MEASURED_ON))


def own_model(context: Context) -> OwnModel | None:
    """Return the submission's model, None where it uses that of the exercise.

    Raises ``Failed`` where ``load_model`` returns something else.
    """
    return context.once("own model", lambda: _asked(context))


def states_of(context: Context) -> tuple[Callable[[Sentence], Tensor], str]:
    """Return what gives a sentence's states, and in words whose they are.

    Those of the submission's model, or of the exercise's, where it has none that can be used.
    """
    try:
        model = own_model(context)
    except (Failed, WorkerError):  # the check of the model has said so
        model = None
    if model is None:
        return shipped().states, "the exercise's model"
    return model.states, "the model that load_model returns"


def judge(context: Context) -> Passed:
    """Judge whether the model tells sentiment."""
    model = own_model(context)
    if model is None:
        return Passed("There is no load_model: the exercise's own model was used.")
    accuracy = model.accuracy(measured_on(context))
    wanted = context.setting("accuracy")
    if accuracy < wanted:
        raise context.confirmed(
            f"The model of load_model tells the sentiment of {accuracy:.0%} of {MEASURED_ON} "
            f"hidden sentences (asked: {wanted:.0%}; chance: 50 %).",
            *(["model_not_trained"] if accuracy < _near_chance() else []),
            accuracy=accuracy,
        )
    return Passed(
        f"The model tells the sentiment of {accuracy:.0%} of {MEASURED_ON} hidden sentences.",
        evidence={"accuracy": accuracy},
    )


def _near_chance() -> float:
    """Return the accuracy that guessing passes once in a thousand times."""
    return float(0.5 + 3.1 * (0.25 / MEASURED_ON) ** 0.5)


def _asked(context: Context) -> OwnModel | None:
    words = sorted({word for sentence, _ in measured_on(context) for word in sentence})
    seed = int(torch.randint(2**31, (1,), generator=context.generator("load_model")))
    told = context.ask("own_model", forms.OWN_MODEL, words=words, seed=seed)
    if told is None:
        return None
    if "lacks" in told:
        raise Failed(
            f"load_model should return a model with embedding, rnn (nn.RNN, nn.GRU or nn.LSTM), "
            f"linear (nn.Linear) and vocabulary (a dict); it returns an object of type "
            f"{told['type']}, in which there is no such {' or '.join(told['lacks'])}.",
            hint="The stub's SentimentRNN has them.",
        )
    try:
        return _put_together(told, words)
    except (ValueError, RuntimeError, KeyError) as error:
        raise Failed(
            f"The model of load_model cannot be used: {str(error).rstrip('.')}.",
            hint="embedding gives what rnn reads, and linear reads the states of rnn.",
        ) from None


def _require_in_bounds(told: Mapping[str, Any]) -> None:
    """Raise ``ValueError`` for parts that are too large, of other sizes than said, or no numbers.

    Nothing is made of sizes that the weights which came do not bear out.
    """
    sizes = told["sizes"]
    tensors = [*told["weights"].values(), *told["linear"].values(), told["embedding"]]
    hidden_size, directions = sizes["hidden_size"], 1 + sizes["bidirectional"]
    if not 1 <= sizes["num_layers"] <= MAX_LAYERS:
        raise ValueError(f"rnn should have 1 to {MAX_LAYERS} layers")
    inputs = sizes["input_size"] + (sizes["num_layers"] - 1) * hidden_size * directions
    rows = GATES[told["kind"]] * hidden_size
    biases = 2 * sizes["num_layers"] * sizes["bias"]
    count = directions * rows * (inputs + sizes["num_layers"] * hidden_size + biases)
    if count != sum(weight.numel() for weight in told["weights"].values()):
        raise ValueError("the weights of rnn are not those of its sizes")
    if count > MAX_PARAMETERS:
        raise ValueError(f"rnn has {count:,} weights, and may have {MAX_PARAMETERS:,}")
    if not all(torch.isfinite(tensor).all() for tensor in tensors):
        raise ValueError("its weights are NaN or infinite")


def _put_together(told: Mapping[str, Any], words: Sequence[str]) -> OwnModel:
    """Return the model; raises what torch raises, or ``ValueError``, for parts that do not fit."""
    sizes = told["sizes"]
    _require_in_bounds(told)
    options = {"nonlinearity": told["nonlinearity"]} if told["kind"] == "RNN" else {}
    recurrent = KINDS[told["kind"]](**sizes, **options, batch_first=True)
    recurrent.load_state_dict(told["weights"])
    weight = told["linear"]["weight"]
    state_size = sizes["hidden_size"] * (2 if sizes["bidirectional"] else 1)
    embedding = told["embedding"]
    if embedding.shape != (len(words), sizes["input_size"]):
        raise ValueError(f"rnn reads {sizes['input_size']} numbers for each word")
    if weight.dim() != 2 or weight.shape[0] not in (1, 2) or weight.shape[1] != state_size:
        raise ValueError(f"linear should read {state_size} numbers, and give 1 or 2")
    linear = nn.Linear(weight.shape[1], weight.shape[0], bias="bias" in told["linear"])
    linear.load_state_dict(told["linear"])
    places = {word: place for place, word in enumerate(words)}
    model = OwnModel(embedding, places, recurrent.eval(), linear)
    if not torch.isfinite(model.states(words)).all():
        raise ValueError("its states become NaN or infinite")
    return model
