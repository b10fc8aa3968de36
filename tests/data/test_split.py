"""The hidden names are a fifth of each language, and none of them is trained on."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published import FOLDERS, NEEDS_REAL_DATA, real

from rnngrade.data.interface import Pair
from rnngrade.data.letters import folded
from rnngrade.data.split import split
from rnngrade.data.store import pairs
from rnngrade.data.substitute import substitute

NAMES = st.text(alphabet="abAB áÁß '", max_size=4)
PAIRS = st.lists(st.tuples(NAMES, st.sampled_from(["Czech", "Greek", "Irish"])), max_size=60)


def names_of(language: str, count: int) -> list[Pair]:
    """Return different names of one language."""
    letters = "abcdefghij"
    texts = ("".join(letters[int(digit)] for digit in f"{n:04}") for n in range(count))
    return [(f"{language.lower()}{text}", language) for text in texts]


def shares(train: tuple[Pair, ...], test: tuple[Pair, ...]) -> dict[str, tuple[int, float]]:
    """Return the number of names and the share that is hidden, by language."""
    kept, hidden = (Counter(language for _, language in part) for part in (train, test))
    whole = kept + hidden
    return {name: (count, hidden[name] / count) for name, count in whole.items()}


@given(PAIRS, st.integers(0, 5))
def test_no_name_stands_on_both_sides(everything: list[Pair], seed: int) -> None:
    train, test = split(everything, seed)
    assert {folded(name) for name, _ in train}.isdisjoint(folded(name) for name, _ in test)


@given(PAIRS)
def test_every_name_that_has_letters_stands_once_for_each_of_its_languages(
    everything: list[Pair],
) -> None:
    train, test = split(everything)
    found = [(folded(name), language) for name, language in (*train, *test)]
    assert len(found) == len(set(found))
    assert set(found) == {(folded(n), language) for n, language in everything if folded(n)}
    assert {(name.strip(), language) for name, language in everything} >= {*train, *test}


@given(PAIRS, st.randoms())
def test_the_order_and_number_of_the_lines_make_no_difference(
    everything: list[Pair], draw: object
) -> None:
    other = everything + everything[:10]
    draw.shuffle(other)  # type: ignore[attr-defined]
    assert split(other) == split(everything)


@given(st.dictionaries(st.sampled_from(["Czech", "Greek", "Irish"]), st.integers(50, 300)))
def test_a_fifth_of_every_language_is_hidden(sizes: dict[str, int]) -> None:
    everything = [pair for language, count in sizes.items() for pair in names_of(language, count)]
    for count, share in shares(*split(everything)).values():
        assert abs(share - 0.2) <= 0.5 / count + 1e-9


def test_another_seed_hides_other_names() -> None:
    everything = names_of("Czech", 500)
    hidden = [set(split(everything, seed)[1]) for seed in (0, 1)]
    assert len(hidden[0] & hidden[1]) < 40


def test_a_language_that_shares_all_its_names_has_its_fifth_as_well() -> None:
    scottish = names_of("Scottish", 100)
    english = [(name, "English") for name, _ in scottish] + names_of("English", 900)
    found = shares(*split(scottish + english))
    assert found == {"Scottish": (100, 0.2), "English": (1000, 0.2)}


def test_of_two_names_one_is_hidden_and_a_single_one_is_not() -> None:
    train, test = split([*names_of("Czech", 2), *names_of("Greek", 1)])
    assert [language for _, language in train] == ["Czech", "Greek"]
    assert [language for _, language in test] == ["Czech"]


def test_trailing_spaces_go_and_a_name_without_letters_goes() -> None:
    train, test = split([("Ahn\u00a0", "Korean"), ("김", "Korean"), ("  ", "Korean")])
    assert (train, test) == ((("Ahn", "Korean"),), ())


def holds_what_the_documents_say(everything: tuple[Pair, ...]) -> None:
    train, test = split(everything)
    assert {folded(name) for name, _ in train}.isdisjoint(folded(name) for name, _ in test)
    assert len({language for _, language in train}) == 18
    assert {language for _, language in train} == {language for _, language in test}
    for count, share in shares(train, test).values():
        assert abs(share - 0.2) < (0.01 if count >= 50 else 0.02)


@NEEDS_REAL_DATA
@pytest.mark.parametrize("edition", FOLDERS)
def test_the_real_data_are_split_so(edition: str) -> None:
    everything = pairs(real(edition))
    holds_what_the_documents_say(everything)
    train, test = split(everything)
    sizes = {"20,050 lines": (14_392, 3_600), "20,074 lines": (14_393, 3_600)}
    assert (len(train), len(test)) == sizes[edition]


@NEEDS_REAL_DATA
def test_on_the_real_data_a_split_of_the_lines_would_leak() -> None:
    lines = [(folded(name), language) for name, language in pairs(real())]
    trained_on = {line for number, line in enumerate(lines) if number % 5}
    assert sum(line in trained_on for line in lines[::5]) / len(lines[::5]) > 0.1


def test_the_substitute_is_split_so() -> None:
    holds_what_the_documents_say(substitute()[0])
