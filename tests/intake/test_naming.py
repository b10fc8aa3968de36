"""Names of results: valid, distinct and the same in every run, whatever files are called."""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.intake.naming import MAX_BYTES, Wanted, distinct, folded, safe

BYTES = st.binary(min_size=1, max_size=255).map(os.fsdecode)
"""Names as a disk can have them: bytes that are no UTF-8 become lone surrogates."""
ANY = st.one_of(st.text(max_size=200), BYTES, st.text("aA.Ää\u0308/ ", max_size=4))


def is_valid(name: str) -> bool:
    return (
        0 < len(name.encode()) <= MAX_BYTES
        and not name.startswith(".")
        and "/" not in name
        and unicodedata.is_normalized("NFC", name)
        and not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in name)
    )


@given(ANY)
def test_any_name_becomes_one_that_a_file_can_have(name: str) -> None:
    assert is_valid(safe(name))
    assert safe(safe(name)) == safe(name)


@given(st.lists(st.tuples(ANY, st.booleans(), ANY), max_size=8))
def test_no_two_names_are_the_same_on_any_disk(wanted: list[tuple[str, bool, str]]) -> None:
    names = distinct(
        [
            Wanted(name, firm, place, source=str(number))
            for number, (name, firm, place) in enumerate(wanted)
        ]
    )
    assert all(map(is_valid, names))
    assert len({folded(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    "name",
    [
        "ada",
        "Ada Lovelace_12345",
        "王小明",
        "Ναταλία",
        "محمد علي",
        "👩‍💻",
        "o'brien",
        "a.b-c (2)",
        "Ὀδυσσεύς",
    ],
)
def test_an_ordinary_name_is_kept_as_it_is(name: str) -> None:
    assert safe(unicodedata.normalize("NFD", name)) == name


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("..", "submission-"),
        ("", "submission-"),
        (".profile", "profile-"),
        ("a/b", "a_b-"),
        ("a\nb\x1b", "a_b_-"),
        ("a\udcff", "a_-"),
        ("\u202eevil", "_evil-"),
        ("ä" * 200, "ää"),
    ],
)
def test_a_name_that_must_be_changed_has_a_digest_of_what_it_was(name: str, beginning: str) -> None:
    assert safe(name).startswith(beginning)
    assert safe(name) != safe(f"{name}x")


def test_those_that_share_a_name_are_told_apart_by_place_and_then_by_source() -> None:
    names = distinct(
        [
            Wanted("ada", False, "monday", "1"),
            Wanted("Ada", False, "tuesday", "2"),
            Wanted("ben", False, "monday", "3"),
            Wanted("Ben", False, "monday", "4"),
            Wanted("eve", False, "monday", "5"),
        ]
    )
    assert names[:2] == ["monday ada", "tuesday Ada"]
    assert [name.rpartition("-")[0] for name in names[2:4]] == ["monday ben", "monday Ben"]
    assert names[4] == "eve"


def test_a_students_id_is_kept_and_others_give_way() -> None:
    names = distinct([Wanted("s1", True, "class", "1"), Wanted("S1", False, "class", "2")])
    assert names == ["s1", "class S1"]


def test_a_name_that_is_made_to_look_like_anothers_does_not_take_it() -> None:
    first = [Wanted("ada", False, "", "1"), Wanted("Ada", False, "", "2")]
    forged = distinct(first)[0]
    names = distinct([*first, Wanted(forged, False, "", "3")])
    assert len({folded(name) for name in names}) == 3
