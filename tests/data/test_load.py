"""An exercise, and a student at home, get the real data where they are, else the substitute."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from published import NEEDS_REAL_DATA, real

import rnngrade
from rnngrade.data import languages, names
from rnngrade.data.interface import DataError
from rnngrade.data.load import load
from rnngrade.data.store import keep


@NEEDS_REAL_DATA
def test_the_real_data_are_used_where_they_were_fetched(data_folder: Path) -> None:
    keep(real())
    found = load("names")
    assert (found.name, found.edition, found.is_substitute) == ("names", "20,050 lines", False)
    assert found.languages[0] == "Arabic"
    assert len(found.languages) == 18


def test_elsewhere_the_substitute_is_used_and_says_so(data_folder: Path) -> None:
    found = load("names")
    assert found.is_substitute
    assert found.edition.startswith("Faker ")
    assert load("names") is found


def test_another_name_is_refused(data_folder: Path) -> None:
    with pytest.raises(DataError, match="there is no data set 'dates'; there is: names"):
        load("dates")


@NEEDS_REAL_DATA
def test_students_get_the_part_to_train_on(data_folder: Path) -> None:
    keep(real())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert tuple(names("train")) == load("names").train
        assert names() == names("train")
        assert tuple(languages()) == load("names").languages


def test_students_are_warned_of_the_substitute_at_their_own_line(data_folder: Path) -> None:
    with pytest.warns(UserWarning, match="rnngrade data fetch names") as caught:
        assert tuple(rnngrade.data.names("train")) == load("names").train
    assert [warning.filename for warning in caught] == [__file__]


def test_what_is_returned_is_the_students_to_change(data_folder: Path) -> None:
    with pytest.warns(UserWarning, match="substitute"):
        names().clear()
    assert names()


@pytest.mark.parametrize("part", ["test", "validation", "", None, 1])
def test_there_is_no_other_part(part: str) -> None:
    with pytest.raises(ValueError, match="the test part is the grader's own"):
        names(part)
