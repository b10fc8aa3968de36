"""The sentences mean what their labels say, are English, and keep from train what is held out."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from random import Random

import opinion_oracle
import pytest

from rnngrade.data.opinions import words
from rnngrade.data.opinions.grammar import HELD_OUT_PATTERNS, PATTERNS
from rnngrade.data.opinions.sentences import (
    EDITION,
    LENGTHS,
    SIZES,
    examples,
    fresh,
    further,
    sentences,
)

NOUNS = {noun.word: noun for topic in words.TOPICS for noun in topic.things + topic.aspects}
MEANT = {
    "the film was dull": 0,
    "the film was not dull": 1,
    "the service is far from friendly": 0,
    "the beds were anything but dirty": 1,
    "nobody hated the trip , but it was a mess": 0,
    "few guests liked the soup": 0,
    "although the cast was superb , the film is hardly good": 0,
    "the film is good , although the cast was terrible": 1,
    "we loved the hotel despite the noisy rooms": 1,
    "in spite of the superb cast , the film failed to impress us": 0,
    "the plot was funny , but the jokes were silly , and yet i enjoyed the film": 1,
    "the phone did not lack charm": 1,
    "it is not true that the concert was not good": 1,
    "we saw the film yesterday and there was nothing good about the plot": 0,
}


def text_of(part: str) -> list[str]:
    return [" ".join(example.words) for example in examples(part)]


@pytest.mark.parametrize("sentence", MEANT)
def test_the_oracle_of_these_tests_reads_as_a_person_does(sentence: str) -> None:
    assert opinion_oracle.sentiment(sentence) == MEANT[sentence]


@pytest.mark.parametrize("part", SIZES)
def test_every_label_is_what_the_sentence_means(part: str) -> None:
    for example in examples(part):
        assert opinion_oracle.sentiment(" ".join(example.words)) == example.sentiment


def test_fresh_sentences_are_labelled_rightly_and_in_no_part() -> None:
    drawn, again, others = (fresh(1001, Random(seed)) for seed in (5, 5, 6))  # noqa: S311
    assert drawn == again != others
    for found, label in drawn:
        assert opinion_oracle.sentiment(" ".join(found)) == label
    assert sum(label for _, label in drawn) == 500
    known = {found for part in SIZES for found, _ in sentences(part)}
    assert len({found for found, _ in drawn} | known) == 1001 + sum(SIZES.values())
    assert any(words.HELD_OUT & set(found) for found, _ in drawn)


def test_the_parts_are_balanced_distinct_and_of_bounded_length() -> None:
    together = sentences("train") + sentences("test")
    assert len({found for found, _ in together}) == len(together) == 4800
    for part, size in SIZES.items():
        assert len(sentences(part)) == size
        assert sum(label for _, label in sentences(part)) == size // 2
        assert all(len(found) in LENGTHS for found, _ in sentences(part))


def test_no_first_word_gives_the_sentiment_away() -> None:
    by_word: dict[str, list[int]] = {}
    for found, label in sentences("train"):
        by_word.setdefault(found[0], []).append(label)
    known = [labels for labels in by_word.values() if len(labels) >= 100]
    assert all(0.35 < sum(labels) / len(labels) < 0.65 for labels in known)


def test_another_part_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="parts 'train' and 'test', not 'validation'"):
        sentences("validation")


def test_the_edition_names_these_very_sentences() -> None:
    """Whoever changes a word changes ``EDITION`` too, and trains the model anew."""
    digest = hashlib.sha256(repr([sentences(part) for part in SIZES]).encode()).hexdigest()
    assert (EDITION, digest[:16]) == ("grammar 1", "a7e4cb06a0358d14")


def test_held_out_words_are_in_the_test_part_alone() -> None:
    seen = {part: {word for example in examples(part) for word in example.words} for part in SIZES}
    pasts = {pair.split("/")[1] for pair in _verbs() if pair.split("/")[0] in words.HELD_OUT}
    held_out = words.HELD_OUT | pasts
    assert not held_out & seen["train"]
    unknown = seen["test"] - seen["train"]
    assert len(unknown) >= 0.7 * len(words.HELD_OUT)
    assert unknown <= held_out


def test_a_tenth_of_the_words_is_held_out() -> None:
    signed = {word for word in opinion_oracle.SIGNS if word not in _pasts()}
    assert not signed & NOUNS.keys()
    assert not words.HELD_OUT - signed - NOUNS.keys()
    for group in (signed, set(NOUNS)):
        assert 0.08 < len(words.HELD_OUT & group) / len(group) < 0.13


def test_held_out_patterns_are_in_the_test_part_alone() -> None:
    assert {example.pattern for example in examples("train")} == PATTERNS.keys()
    in_test = {example.pattern for example in examples("test")}
    assert in_test == PATTERNS.keys() | HELD_OUT_PATTERNS.keys()
    further_patterns = {example.pattern for example in further(200)}
    assert further_patterns == PATTERNS.keys()
    assert not {e.words for e in further(200)} & {found for found, _ in sentences("test")}


@pytest.mark.parametrize("part", SIZES)
def test_articles_and_verbs_agree(part: str) -> None:
    for sentence in text_of(part):
        assert not re.search(r"\ba [aeiou]|\ban [^aeiou]", sentence), sentence
        assert not re.search(r"\b(\w+) \1\b|, ,|^,|,$| the it\b|[^a-z ,]", sentence), sentence
        for noun, verb in re.findall(
            r"the (\w+) (was|were|is|are|has|have|seem|seems)\b", sentence
        ):
            if noun in NOUNS:
                is_plural = verb in ("were", "are", "have", "seem")
                assert NOUNS[noun].is_plural == is_plural, sentence
        for noun in re.findall(r"\b(?:a|an|this) (\w+)$", sentence):
            assert noun not in NOUNS or not NOUNS[noun].is_plural, sentence


def test_a_sentence_is_about_one_thing() -> None:
    things = {noun.word for topic in words.TOPICS for noun in topic.things}
    for example in examples("train") + examples("test"):
        assert len(things & set(example.words)) < 2, example


def test_no_torch_is_needed() -> None:
    code = (
        "import sys; import rnngrade.data; before = set(sys.modules);"
        "rnngrade.data.sentiment('test'); from rnngrade.data.load import load; load('sentiment');"
        "assert 'torch' not in sys.modules;"
        "assert not any('opinions' in name for name in before)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


def _verbs() -> list[str]:
    return " ".join(words.ATTITUDES + words.EFFECTS).split()


def _pasts() -> set[str]:
    return {verb.split("/")[1] for verb in _verbs()} - {verb.split("/")[0] for verb in _verbs()}
