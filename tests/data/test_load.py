"""An exercise, and a student at home, get the real data where they are, else the substitute."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from published import NEEDS_REAL_DATA, real

import rnngrade
from rnngrade.data import languages, names, sentiment
from rnngrade.data.interface import DataError
from rnngrade.data.load import load, load_names
from rnngrade.data.store import keep


@NEEDS_REAL_DATA
def test_the_real_data_are_used_where_they_were_fetched(data_folder: Path) -> None:
    keep(real())
    found = load("names")
    assert found == load_names()
    assert (found.name, found.edition, found.is_substitute) == ("names", "20,050 lines", False)
    assert found.languages[0] == "Arabic"
    assert len(found.languages) == 18


def test_elsewhere_the_substitute_is_used_and_says_so(data_folder: Path) -> None:
    found = load_names()
    assert found.is_substitute
    assert found.edition.startswith("Faker ")
    assert load_names() is found


def test_another_name_is_refused(data_folder: Path) -> None:
    with pytest.raises(
        DataError, match="there is no data set 'dates'; there are: names, sentiment"
    ):
        load("dates")


@NEEDS_REAL_DATA
def test_students_get_the_part_to_train_on(data_folder: Path) -> None:
    keep(real())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert tuple(names("train")) == load_names().train
        assert names() == names("train")
        assert tuple(languages()) == load_names().languages


def test_students_are_warned_of_the_substitute_at_their_own_line(data_folder: Path) -> None:
    with pytest.warns(UserWarning, match="rnngrade data fetch names") as caught:
        assert tuple(rnngrade.data.names("train")) == load_names().train
    assert [warning.filename for warning in caught] == [__file__]


def test_what_is_returned_is_the_students_to_change(data_folder: Path) -> None:
    with pytest.warns(UserWarning, match="substitute"):
        names().clear()
    assert names()


@pytest.mark.parametrize("part", ["test", "validation", "", None, 1])
def test_there_is_no_other_part(part: str) -> None:
    with pytest.raises(ValueError, match="the test part is the grader's own"):
        names(part)


def test_names_are_handed_out_by_language_without_the_hidden_ones(data_folder: Path) -> None:
    found = load_names()
    assert found.handed_out().keys() == {"names"}
    handed_out = found.handed_out()["names"]
    pairs = tuple((name, language) for language in handed_out for name in handed_out[language])
    assert pairs == found.train


def test_sentiment_is_built_in_and_always_the_same() -> None:
    found = load("sentiment")
    assert (found.name, found.edition, found.is_substitute) == ("sentiment", "grammar 1", False)
    assert found == load("sentiment")


def test_students_get_both_parts_of_sentiment_as_lists_of_their_own() -> None:
    assert sentiment() == sentiment("train")
    assert (len(sentiment()), len(sentiment("test"))) == (4000, 800)
    words, label = sentiment()[0]
    assert isinstance(words, list)
    assert label in (0, 1)
    words.clear()
    assert sentiment()[0][0]
    with pytest.raises(ValueError, match="parts 'train' and 'test', not 'all'"):
        sentiment("all")
