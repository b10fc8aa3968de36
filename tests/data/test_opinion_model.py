"""The trained model: it loads into the stub's class, tells sentiment, and can be trained again."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from torch.nn.utils.rnn import pack_padded_sequence

from rnngrade import data
from rnngrade.content import find_exercise
from rnngrade.data.opinions import network
from rnngrade.data.opinions.grammar import PATTERNS
from rnngrade.data.opinions.model import FILE
from rnngrade.data.opinions.sentences import examples, further
from rnngrade.data.opinions.train import FURTHER_SENTENCES, accuracies, batch, train

CLASS = "SentimentRNN"


def class_in(text: str) -> ast.ClassDef:
    """Return the model's class in a module's text."""
    (found,) = (
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef) and node.name == CLASS
    )
    return found


def stubs_model() -> Any:
    """Return an instance of the stub's class, with the weights that students get."""
    definition = ast.Module([class_in(find_exercise("ex5").stub)], [])
    names: dict[str, Any] = {
        "nn": torch.nn,
        "Tensor": torch.Tensor,
        "pack_padded_sequence": pack_padded_sequence,
    }
    exec(compile(definition, "stub", "exec"), names)  # noqa: S102
    vocabulary, weights = data.sentiment_model()
    model = names[CLASS](vocabulary)
    model.load_state_dict(weights)
    return model.eval()


def test_the_stub_has_the_class_that_was_trained() -> None:
    ours = class_in(inspect.getsource(network))
    assert ast.dump(ours) == ast.dump(class_in(find_exercise("ex5").stub))


@pytest.mark.parametrize("holder", ["probe.py", "solution"])
def test_the_probe_and_the_solution_have_that_class_too(holder: str) -> None:
    exercise = find_exercise("ex5")
    text = exercise.probe if holder == "probe.py" else exercise.solution.read_text("utf-8")
    ours, theirs = class_in(inspect.getsource(network)), class_in(text)
    # The first statement is the docstring, which says what the class is for.
    assert list(map(ast.dump, ours.body[1:])) == list(map(ast.dump, theirs.body[1:]))


def test_the_weights_load_into_the_stubs_class_and_tell_sentiment() -> None:
    model = stubs_model()
    found = accuracies(model, examples("test"))
    assert 0.88 <= found["all"] < 1
    known = [
        example
        for example in examples("test")
        if example.pattern in PATTERNS and all(word in model.vocabulary for word in example.words)
    ]
    assert accuracies(model, known)["all"] >= 0.95


@torch.no_grad()
def test_the_state_after_the_last_word_tells_it_and_that_after_the_first_does_not() -> None:
    model = stubs_model()
    words, lengths, sentiments = batch(model.vocabulary, examples("test"))
    states, _ = model.rnn(model.embedding(words))
    last = states[torch.arange(len(words)), lengths - 1]
    probe = LogisticRegression(max_iter=2000)
    at_first, at_last = (
        cross_val_score(probe, position.numpy(), sentiments.numpy(), cv=5).mean()
        for position in (states[:, 0], last)
    )
    assert at_last >= 0.9
    assert at_last - at_first >= 0.3


def test_the_vocabulary_numbers_the_words_of_the_part_to_train_on() -> None:
    vocabulary, weights = data.sentiment_model()
    assert list(vocabulary.values()) == list(range(len(vocabulary)))
    assert [*vocabulary][:2] == ["<pad>", "<unk>"]
    assert vocabulary.keys() >= {word for words, _ in data.sentiment("train") for word in words}
    assert weights["embedding.weight"].shape == (len(vocabulary), 24)
    assert not weights["embedding.weight"][0].any()


def test_what_is_returned_is_the_students_to_change() -> None:
    vocabulary, weights = data.sentiment_model()
    vocabulary.clear()
    for weight in weights.values():
        weight.zero_()
    vocabulary, weights = data.sentiment_model()
    assert vocabulary
    assert weights["linear.weight"].any()


def test_the_file_is_small_and_every_user_may_read_it() -> None:
    assert FILE.stat().st_size < 150_000
    assert FILE.stat().st_mode & 0o444 == 0o444


@pytest.mark.long
def test_the_model_can_be_trained_again() -> None:
    again = train(examples("train") + further(FURTHER_SENTENCES))
    expected = accuracies(stubs_model(), examples("test"))
    found = accuracies(again, examples("test"))
    # Another processor, or version of torch, adds up in another order.
    assert found["all"] == pytest.approx(expected["all"], abs=0.04)
