"""Exercise 3's half in the worker: calls a student's functions as the checks ask.

It runs in the process of the student's code, so it knows nothing that is worth stealing: no hidden
label, no threshold. Every function takes the student's module first and gets the rest from the
grader. Nothing is judged here.

Names come as ``letters`` (batch, max_len): for each letter its place in the alphabet, and -1 behind
the end of a name.
"""

from __future__ import annotations

import inspect
from typing import Any

import torch
from child import models
from torch import Tensor, nn

N_LETTERS = 57
MAX_NAMES = 500
"""Of one forward pass, so that many names take little memory."""


def construct(student: Any) -> dict[str, Any]:
    """Say what ``NameClassifier`` is, construct one, and return the constant ``LANGUAGES``."""
    thing = student.NameClassifier
    is_class = inspect.isclass(thing) and issubclass(thing, nn.Module)
    languages = getattr(student, "LANGUAGES", None)
    if not isinstance(languages, (list, tuple)) or not all(isinstance(x, str) for x in languages):
        languages = None
    return {
        "is_module": is_class and isinstance(thing(), nn.Module),
        "languages": None if languages is None else [str(x) for x in languages[:100]],
    }


def encode(student: Any, names: list[str]) -> list[Any]:
    """Return ``name_to_tensor`` of each name."""
    return [student.name_to_tensor(name) for name in names]


def train(student: Any, pairs: list[list[str]], seed: int, device: str) -> Any:
    """Train a model and keep it. Says what ``train`` returned, and on which devices that is."""
    given = [(name, language) for name, language in pairs]
    return _kept.train(student, seed, student.NameClassifier, given, seed, device)


def restore(student: Any, content: Tensor, kind: str, device: str) -> Any:
    """Load a checkpoint into a fresh model and keep that, in place of a trained one."""
    return _kept.restore(student, student.NameClassifier, content, kind, device)


def classify(student: Any, model: dict[str, Any], batches: list[dict[str, Tensor]]) -> list[Any]:
    """Return a model's outputs for batches of names, without gradients.

    A batch has ``letters`` (batch, max_len) and ``lengths`` (batch,). ``model`` is that of
    ``child.models.Models.changed``.
    """
    called = _kept.changed(student, model)
    return [_forward(called, _one_hot(batch["letters"]), batch["lengths"]) for batch in batches]


def classify_names(student: Any, model: dict[str, Any], names: list[str]) -> Any:
    """Return a model's outputs for names that the student's own ``name_to_tensor`` encodes."""
    rows = [student.name_to_tensor(name).float().flatten(1) for name in names]
    lengths = torch.tensor([len(row) for row in rows])
    x = nn.utils.rnn.pad_sequence(rows, batch_first=True)
    return _forward(_kept.changed(student, model), x, lengths)


def predict(student: Any, model: dict[str, Any], names: list[str], seed: int) -> Any:
    """Return ``predict(model, names)``; what it may draw at random starts from ``seed``."""
    called = _kept.changed(student, model)
    models.seed_every_generator(seed)
    return student.predict(called, list(names))


def weights(student: Any, model: dict[str, Any]) -> Any:
    """Return the values of a model's parameters, by name: of a large one the first elements."""
    return _kept.weights(student, model)


def frozen(student: Any) -> Any:
    """Return the names of the trained model's recurrent parameters that take no gradients."""
    del student
    return _kept.frozen()


def _forward(model: nn.Module, x: Tensor, lengths: Tensor) -> Any:
    """Return outputs, made a bounded number of names at a time."""
    chunks = zip(torch.split(x, MAX_NAMES), torch.split(lengths, MAX_NAMES), strict=True)
    with torch.no_grad():
        parts = [
            model(part[:, : int(own.max())].to(models.device_of(model)), own.clone())
            for part, own in chunks
        ]
    if len(parts) == 1 or not all(isinstance(part, Tensor) for part in parts):
        return parts[0]
    return torch.cat(parts)


def _one_hot(letters: Tensor) -> Tensor:
    """Return one-hot vectors (batch, max_len, N_LETTERS); zeros behind the end of a name."""
    return nn.functional.one_hot(letters + 1, N_LETTERS + 1)[..., 1:].float()


def _gradients(model: nn.Module, length: int) -> Any:
    """Return how much parameters and letters can change the outputs, for names of all letters."""
    generator = torch.Generator().manual_seed(0)
    orders = [torch.randperm(N_LETTERS, generator=generator) for _ in range(4 * length)]
    inputs = [_one_hot(torch.stack(orders[k::4], dim=1)) for k in range(4)]
    lengths = torch.full((N_LETTERS,), length)
    return models.summed_gradients(model, lambda x: model(x, lengths), inputs)


def _fresh(student: Any) -> nn.Module:
    model: nn.Module = student.NameClassifier()
    if any(isinstance(p, nn.parameter.UninitializedParameter) for p in model.parameters()):
        model(_one_hot(torch.zeros(1, 2, dtype=torch.int64)), torch.tensor([2]))
    return model


_kept = models.Models(_fresh, _gradients)
"""The model that ``train`` returned or ``restore`` made, and those that are made of it."""
