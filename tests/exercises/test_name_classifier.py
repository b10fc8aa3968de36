"""Exercise 3 finds what is wrong with a name classifier, and nothing wrong with a right one."""

from __future__ import annotations

import itertools
import math
import random
from pathlib import Path

import pytest
import torch
from adding_problem import named
from hypothesis import given
from hypothesis import strategies as st
from name_classifier import (
    ENCODING,
    MODEL,
    PREDICT,
    START,
    TRAIN,
    convergence,
    encoding,
    examination,
    forms,
    judged,
    measured,
    names,
    reference,
    toy,
    written,
)

from rnngrade.data.letters import LETTERS, to_ascii
from rnngrade.result import ConfusionMatrix, Outcome

RIGHT = sorted((Path(__file__).parents[1] / "submissions" / "ex3" / "pass").glob("*.py"))
WRITTEN = f"{LETTERS}ÀÉÎÕÜåçñšžŘł/"
"""Letters to draw names from: each is folded, or is none of the alphabet's."""


def changed(part: str, old: str, new: str, **more: str) -> str:
    """Return a submission in one part of which ``old`` is ``new``."""
    parts = {"start": START, "encoding": ENCODING, "model": MODEL}
    parts |= {"train": TRAIN, "predict": PREDICT}
    assert old in parts[part]
    return written(**{part: parts[part].replace(old, new), **more})


# name_to_tensor


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("torch.eye(57)[", "torch.eye(57, dtype=torch.float64)["),
        ("fold(name)]]", "fold(name)]][:, None]"),  # the tutorial's (len, 1, n_letters)
        ("if c in LETTERS)", "if unicodedata.category(c) != 'Mn' and c in LETTERS)"),
        ("torch.eye(57)[[", "F.one_hot(torch.tensor(["),
    ],
)
def test_a_right_encoding_passes_however_it_is_written(old: str, new: str) -> None:
    code = changed("encoding", old, new)
    if "one_hot" in new:
        code = code.replace("for c in fold(name)]]", "for c in fold(name)]), 57).float()")
    assert judged(code, "encoding")["encoding"].outcome is Outcome.PASS


WRONG_ENCODINGS = {
    "places_not_one_hot": ("torch.eye(57)[[", "torch.tensor([["),
    "encoding_transposed": ("fold(name)]]", "fold(name)]].T"),
    "accents_dropped": ('unicodedata.normalize("NFD", name)', "name"),
    "unknown_at_last": (
        "[LETTERS.index(c) for c in fold(name)]",
        "[LETTERS.find(c) for c in name]",
    ),
    "case_lost": ("in fold(name)", "in fold(name).lower()"),
    "off_by_one": ("LETTERS.index(c)", "(LETTERS.index(c) + 1) % 57"),
    "off_by_one_down": ("LETTERS.index(c)", "LETTERS.index(c) - 1"),
    "reversed": ("in fold(name)", "in fold(name)[::-1]"),
    "signs_dropped": ("if c in LETTERS)", "if c in string.ascii_letters)"),
    "stripped_of_spaces": ("in fold(name)", 'in fold(name).replace(" ", "")'),
    "end_marked": ("fold(name)]]", "fold(name)] + [0]] * end(name)"),
    "letters_in_another_order": (
        "LETTERS.index(c)",
        '(string.ascii_uppercase + string.ascii_lowercase + " .,;\'").index(c)',
    ),
}


@pytest.mark.parametrize("mistake", WRONG_ENCODINGS)
def test_a_wrong_encoding_fails_and_is_named(mistake: str) -> None:
    old, new = WRONG_ENCODINGS[mistake]
    code = changed("encoding", old, new)
    if mistake == "places_not_one_hot":
        code = code.replace("in fold(name)]]", "in fold(name)]])[0]")
    code += "\ndef end(name):\n    return torch.tensor([[1.0]] * len(fold(name)) + [[0.0]])\n"
    judgement = judged(code, "encoding")["encoding"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == [mistake]


@pytest.mark.parametrize(
    "line", ["None", "torch.eye(57)[[0]].long()", "torch.zeros(3, 58)", "torch.zeros(1, 57)", "[0]"]
)
def test_an_encoding_of_another_form_fails_without_a_guess(line: str) -> None:
    code = written(
        encoding=ENCODING.split("def name_to")[0]
        + f"\ndef name_to_tensor(name):\n    return {line}\n"
    )
    judgement = judged(code, "encoding")["encoding"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == []


@given(st.text(max_size=30))
def test_a_name_is_one_hot_vectors_of_its_letters(name: str) -> None:
    vectors = names.one_hot(name)
    assert "".join(LETTERS[place] for place in vectors.argmax(dim=1)) == to_ascii(name)
    assert torch.equal(vectors.sum(dim=1), torch.ones(len(vectors)))


@given(st.text(max_size=30))
def test_the_grader_encodes_any_name_as_the_reference_does(name: str) -> None:
    assert torch.equal(names.one_hot(name), reference().name_to_tensor(name))


@pytest.mark.parametrize("file", RIGHT, ids=lambda file: file.stem)
def test_right_submissions_encode_fresh_names_as_the_reference_does(file: Path) -> None:
    draw = random.Random(file.stem)  # noqa: S311 - these are no secrets
    fresh = ["".join(draw.choices(WRITTEN, k=draw.randint(1, 20))) for _ in range(50)]
    fresh = [name for name in fresh if to_ascii(name)]
    answers = examination(file.read_text()).ask("encode", forms.LIST, names=fresh)
    for name, answer in zip(fresh, answers, strict=True):
        assert torch.equal(answer.reshape(-1, len(LETTERS)), reference().name_to_tensor(name))


@given(st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=6))
def test_a_batch_holds_each_name_and_padding_behind_it(given_names: list[str]) -> None:
    batch = names.batch_of(given_names)
    for name, row, length in zip(given_names, batch["letters"], batch["lengths"], strict=True):
        assert "".join(LETTERS[place] for place in row[:length]) == name
        assert bool((row[length:] == names.PADDING).all())


# NameClassifier


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("self.read(states", "F.log_softmax(self.read(states"),
        ("self.read(states", "-self.read(states"),
        (
            "x)\n",
            "x)\n        assert lengths.dtype == torch.int64 and lengths.device.type == 'cpu'\n",
        ),
    ],
)
def test_a_right_model_passes_however_it_is_written(old: str, new: str) -> None:
    code = changed("model", old, new)
    if "log_softmax" in new:
        code = code.replace("lengths - 1])", "lengths - 1]), 1)")
    judgements = judged(code, "padding", "order")
    assert {j.outcome for j in judgements.values()} == {Outcome.PASS}


LAST = "states[torch.arange(len(x)), lengths - 1]"
WRONG_MODELS = {
    ("padding", "padding_read"): (LAST, "states[:, -1]"),
    ("padding", "order_not_restored"): (
        LAST,
        "states[torch.arange(len(x)), lengths - 1][lengths.argsort(descending=True, stable=True)]",
    ),
    ("padding", "names_mixed"): (LAST, f"({LAST} - {LAST}.mean(0))"),
    ("padding", "state_kept"): (LAST, f"({LAST} + torch.rand(1))"),
    ("order", "order_blind"): ("states[torch", "x.cumsum(1)[..., :24][torch"),
    ("order", "last_letter_unread"): ("lengths - 1", "(lengths - 2).clamp(min=0)"),
    ("order", "last_letters_unread"): (LAST, "states[:, 0] + states[:, min(2, x.shape[1] - 1)]"),
    ("order", "first_letters_unread"): (
        "self.rnn(x)",
        "self.rnn((x.permute(0, 2, 1) * 1.0).permute(0, 2, 1).clone().index_fill(1, "
        "torch.tensor([0, 1]) % x.shape[1], 0.0))",
    ),
    ("model", "softmax_in_forward"): ("return self.read(", "return torch.softmax(self.read("),
}


@pytest.mark.parametrize(("check", "mistake"), WRONG_MODELS)
def test_a_wrong_model_fails_and_is_named(check: str, mistake: str) -> None:
    old, new = WRONG_MODELS[check, mistake]
    code = changed("model", old, new)
    if mistake == "softmax_in_forward":
        code = code.replace("lengths - 1])", "lengths - 1]), 1)")
    judgement = judged(code, check)[check]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == [mistake]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("nn.Linear(size, 3)", "nn.Linear(size, 2)", "(12, 3)"),
        (LAST, "states", "a batch of names"),
        ("return self.read(", "return None and self.read(", "returns None"),
        ("return self.read(", "return float('nan') * self.read(", "NaN"),
        ("lengths - 1])", "lengths - 1]).squeeze()", "(3,)"),
        ("lengths - 1])", "lengths - 1]).argmax(1)", "shape"),
    ],
)
def test_outputs_of_another_form_fail_with_what_came(old: str, new: str, words: str) -> None:
    judgement = judged(changed("model", old, new), "model")["model"]
    assert judgement.outcome is Outcome.FAIL
    assert words in judgement.message


@pytest.mark.parametrize(
    ("languages", "words", "mistakes"),
    [
        ('["Elbic", "Andic", "Ostic"]', "begins with Elbic", ["languages_in_another_order"]),
        ('["Andic", "Elbic"]', "lacks Ostic", []),
        ('["Andic", "Elbic", "Ostic", "Zulu"]', "has Zulu", []),
    ],
)
def test_other_languages_than_the_data_s_are_told(
    languages: str, words: str, mistakes: list[str]
) -> None:
    code = changed("start", '["Andic", "Elbic", "Ostic"]', languages)
    judgement = judged(code, "model")["model"]
    assert words in judgement.message
    assert named(judgement) == mistakes


def test_a_submission_without_a_list_of_languages_is_not_asked_for_one() -> None:
    code = written().replace("LANGUAGES", "KNOWN")
    assert judged(code, "model")["model"].outcome is Outcome.PASS


# Trainings


def test_a_recurrent_network_passes_and_is_found_to_be_trained() -> None:
    judgements = judged(written(), "trained", "good", "predictions")
    trained = judgements["trained"]
    assert {j.outcome for j in judgements.values()} == {Outcome.PASS}
    assert trained.evidence["accuracy"] > 0.9
    assert trained.evidence["changed_by_shuffling"] > 0.3
    assert isinstance(trained.exhibits[0], ConfusionMatrix)
    assert "the trained model" in judgements["predictions"].message


WRONG_TRAININGS = {
    "languages_in_another_order": changed(
        "train", "LANGUAGES.index(l", "[1, 2, 0].index(LANGUAGES.index(l"
    ).replace("language) for _", "language)) for _"),
    "not_shuffled": changed(
        "train",
        "torch.randperm(len(pairs))[:128]",
        "slice(20 * step, 20 * step + 20) if step < 20 else slice(-30, None)",
    ),
    "always_one_language": changed("train", "[:128]", "[:1] * 0", start=START.replace("80", "40")),
}


@pytest.mark.parametrize("mistake", WRONG_TRAININGS)
def test_a_training_that_went_wrong_is_named(mistake: str) -> None:
    judgement = judged(WRONG_TRAININGS[mistake], "trained")["trained"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == [mistake]
    assert 0 <= judgement.fraction < 1


def test_an_untrained_model_earns_no_part_of_the_points() -> None:
    judgement = judged(changed("start", "STEPS = 80", "STEPS = 0"), "trained")["trained"]
    assert judgement.outcome is Outcome.FAIL
    assert judgement.fraction < 0.3


@pytest.mark.parametrize(
    ("returned", "words"),
    [("None", "None"), ("(model, 1)", "tuple"), ("nn.Linear(1, 1)", "Linear")],
)
def test_what_is_no_model_is_told(returned: str, words: str) -> None:
    code = changed("train", "return model", f"return {returned}")
    judgement = judged(code, "trained")["trained"]
    assert judgement.outcome is Outcome.FAIL
    assert words in judgement.message


def test_who_misses_the_second_thresholds_by_little_is_tried_again() -> None:
    trainings = convergence.Convergence(examination(written()))
    good = trainings.thresholds("good")

    def measured_at(share: float) -> object:
        class At:
            def share(self, *_: object) -> float:
                return share

            def reaches(self, thresholds: object) -> bool:
                return thresholds != good or share >= 1

        return At()

    enough = [
        share
        for share in (0.5, 0.85, 0.95, 0.999, 1.0, 1.3)
        if trainings._is_enough(measured_at(share))
    ]
    assert enough == [0.5, 0.85, 1.0, 1.3]


# predict


WRONG_PREDICTIONS = {
    "predicts_numbers": (
        "[LANGUAGES[place] for place in outputs.argmax(1)]",
        "outputs.argmax(1).tolist()",
    ),
    "predicts_in_another_order": ("outputs.argmax(1)]", "outputs.argmax(1).sort().values]"),
    "predicts_other_letters": ("[fold(name) for", "[fold(name).lower() for"),
    "predicts_at_random": ("outputs.argmax(1)]", "torch.multinomial(outputs.softmax(1), 1)[:, 0]]"),
    "predicts_otherwise": ("outputs.argmax(1)]", "outputs.argmin(1)]"),
}


@pytest.mark.parametrize("mistake", [m for m in WRONG_PREDICTIONS if m != "predicts_other_letters"])
def test_wrong_predictions_are_named(mistake: str) -> None:
    judgement = judged(changed("predict", *WRONG_PREDICTIONS[mistake]), "predictions")[
        "predictions"
    ]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == [mistake]


@pytest.mark.parametrize(
    "line", ["None", "'Andic'", "LANGUAGES[:1]", "['Zulu'] * len(names)", "{}"]
)
def test_predictions_of_another_form_fail_without_a_guess(line: str) -> None:
    code = written(predict=f"def predict(model, names):\n    return {line}\n")
    judgement = judged(code, "predictions")["predictions"]
    assert judgement.outcome is Outcome.FAIL
    assert named(judgement) == []


# What is measured


def naive_macro_f1(answers: list[int], labels: list[int], n: int) -> float:
    scores = []
    for language in range(n):
        right = sum(a == b == language for a, b in zip(answers, labels, strict=True))
        answered, there = answers.count(language), labels.count(language)
        precision = right / answered if answered else 0
        recall = right / there if there else 0
        scores.append(2 * precision * recall / (precision + recall) if right else 0)
    return sum(scores) / n


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_accuracy_and_macro_f1_are_those_of_their_definitions(pairs: list[tuple[int, int]]) -> None:
    answers, labels = (list(part) for part in zip(*pairs, strict=True))
    outputs = torch.nn.functional.one_hot(torch.tensor(answers), 4).double()
    found = measured.Measured.of(outputs, torch.tensor(labels), ("a", "b", "c", "d"))
    right = sum(a == b for a, b in pairs) / len(pairs)
    assert found.accuracy == pytest.approx(right)
    assert found.macro_f1 == pytest.approx(naive_macro_f1(answers, labels, 4))
    assert sum(map(sum, found.confusion.counts)) == len(pairs)


def test_an_encoding_is_asked_of_known_and_of_hidden_names() -> None:
    drawn = set(encoding._drawn(examination(written())))
    assert drawn & dict(toy().train).keys()
    assert drawn & dict(toy().test).keys()


def test_hidden_names_are_asked_in_an_order_that_says_nothing() -> None:
    convergences = [convergence.Convergence(examination(written(), seed=seed)) for seed in (0, 1)]
    for one in convergences:
        hidden = dict(toy().test)
        assert sorted(one.names) == sorted(hidden)
        languages = [one.languages[label] for label in one.labels]
        assert languages == [hidden[name] for name in one.names]
        changes = sum(a != b for a, b in itertools.pairwise(languages))
        assert changes > len(languages) / 2
    assert convergences[0].names != convergences[1].names


def test_a_figure_that_has_no_way_to_go_is_not_counted() -> None:
    outputs = torch.nn.functional.one_hot(torch.tensor([0, 1, 1, 1]), 2).double()
    found = measured.Measured.of(outputs, torch.tensor([0, 0, 1, 1]), ("a", "b"))
    thresholds = measured.Thresholds
    assert found.share(thresholds(0.5, 0.5), thresholds(1.0, 0.5)) == pytest.approx(0.5)
    assert found.share(thresholds(0.5, 0.5), thresholds(0.5, 0.0)) == 1.0


def test_chance_is_the_most_frequent_language_and_the_entropy_of_all() -> None:
    chance = measured.always_most_frequent(torch.tensor([0, 1, 1, 1]), ("a", "b"))
    assert chance.accuracy == 0.75
    assert chance.macro_f1 == pytest.approx(6 / 7 / 2)
    expected = -(0.25 * math.log(0.25) + 0.75 * math.log(0.75))
    assert chance.cross_entropy == pytest.approx(expected)


def test_of_accuracy_and_macro_f1_the_lesser_counts() -> None:
    start, end = measured.Thresholds(0.5, 0.0), measured.Thresholds(0.7, 0.4)
    found = measured.Measured(
        torch.tensor([0, 0, 1, 0]), torch.tensor([0, 0, 1, 1]), ("a", "b"), 1.0
    )
    assert found.share(start, end) == pytest.approx(min(0.25 / 0.2, found.macro_f1 / 0.4))
    assert found.reaches(end)
    assert not found.reaches(measured.Thresholds(0.76, 0.1))
    assert not found.reaches(measured.Thresholds(0.1, 0.9))


def test_the_substitute_has_thresholds_of_its_own() -> None:
    real = convergence.Convergence(examination(written(), data=toy()))
    other = convergence.Convergence(examination(written(), data=toy(is_substitute=True)))
    assert real.thresholds("trained") != other.thresholds("trained")


def test_every_mistake_of_an_encoding_is_told_from_the_right_one() -> None:
    for encode in encoding.HYPOTHESES.values():
        drawn = [*encoding.PLAIN, *encoding.ACCENTED]
        assert any(not encoding._is(names.one_hot(name), encode(name)) for name in drawn)
