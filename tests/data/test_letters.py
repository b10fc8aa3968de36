"""Names are written in the tutorial's 57 letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.data.letters import LETTERS, folded, to_ascii


def test_there_are_57_letters() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 57


@pytest.mark.parametrize(
    ("name", "ascii_form"),
    [("Ślusàrski", "Slusarski"), ("O'Néàl", "O'Neal"), ("Maxa/B", "MaxaB"), ("Łuk", "uk")],
)
def test_accents_go_and_what_is_no_letter_goes(name: str, ascii_form: str) -> None:
    assert to_ascii(name) == ascii_form


@given(st.text())
def test_any_text_becomes_letters_and_stays_as_it_is_then(text: str) -> None:
    once = to_ascii(text)
    assert set(once) <= set(LETTERS)
    assert to_ascii(once) == once


@pytest.mark.parametrize("name", ["abel", "ABEL", "Ábel", " Abel ", "Abel\u00a0"])
def test_spellings_of_one_name_fold_to_the_same(name: str) -> None:
    assert folded(name) == "abel"
