"""Confusion matrices: their words, their scores, and how they are drawn."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest
from confusions import SENTIMENT, languages
from hypothesis import given
from hypothesis import strategies as st
from results import lost, result
from rich.cells import cell_len

from rnngrade.plain_text import plain
from rnngrade.reports import html, terminal
from rnngrade.reports.abbreviations import abbreviations
from rnngrade.reports.class_scores import ClassScores, class_scores
from rnngrade.reports.confusion_words import most_confused, summary, words
from rnngrade.reports.exhibits import Confusion, shown
from rnngrade.reports.number_text import percent_text
from rnngrade.reports.svg_confusion import svg_confusion
from rnngrade.reports.text_confusion import Kind, text_confusion
from rnngrade.result import ConfusionMatrix, Outcome

SVG = "{http://www.w3.org/2000/svg}"


def ready(matrix: ConfusionMatrix) -> Confusion:
    (confusion,) = shown([matrix])
    assert isinstance(confusion, Confusion)
    return confusion


def confusion(*counts: tuple[int, ...], labels: str = "abcdef") -> Confusion:
    return ready(ConfusionMatrix("t", tuple(labels[: len(counts)]), counts))


LANGUAGES = ready(languages())


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "0"),
        (0, 9, "0"),
        (9, 9, "100"),
        (1, 1000, "<1"),
        (999, 1000, "99"),
        (1, 8, "13"),
        (13, 40, "33"),
        (12, 40, "30"),
    ],
)
def test_only_all_is_100_percent_and_only_nothing_is_0(part: int, whole: int, text: str) -> None:
    assert percent_text(part, whole) == text


def test_pairs_are_named_by_their_share_of_the_true_class() -> None:
    many = confusion((90, 10, 0), (4, 6, 0), (0, 1, 1))
    assert words(many) == (
        "97 of 112 right (87 %); most confused:",
        "b taken for a: 4 of 10 (40 %)",
        "a taken for b: 10 of 100 (10 %)",
    )


def test_of_equal_shares_the_one_with_more_cases_comes_first() -> None:
    pairs = most_confused(confusion((7, 3, 0), (0, 70, 30), (0, 0, 1)))
    assert [(pair.true, pair.answered) for pair in pairs] == [(1, 2), (0, 1)]


def test_at_most_five_pairs_are_named_each_of_three_cases_or_more() -> None:
    pairs = most_confused(LANGUAGES)
    assert len(pairs) == 5
    assert all(pair.cases >= 3 for pair in pairs)


def test_without_a_pair_of_three_cases_none_is_named() -> None:
    assert words(confusion((5, 2), (0, 9))) == (
        "14 of 16 right (88 %); no two confused 3 times or more",
    )


def test_the_summary_is_one_sentence_with_the_title() -> None:
    assert (
        summary(confusion((7, 3), (0, 9)))
        == "t: 16 of 19 right (84 %); a taken for b: 3 of 10 (30 %)"
    )


def test_scores_of_each_class_are_those_of_the_field() -> None:
    first, second, third = class_scores(confusion((6, 2, 0), (3, 9, 0), (0, 0, 0)))
    assert first == ClassScores(precision=6 / 9, recall=6 / 8, f1=12 / 17)
    assert second == ClassScores(precision=9 / 11, recall=9 / 12, f1=18 / 23)
    assert all(map(math.isnan, (third.precision, third.recall, third.f1)))


@pytest.mark.parametrize(
    ("labels", "width", "short"),
    [
        (("Polish", "Portuguese", "Poor"), 2, ("Po", "Pr", "1")),
        (("Polish", "Portuguese"), 3, ("Pol", "Por")),
        (("class 1", "class 2", "class 10"), 4, ("clas", "cla2", "cla1")),
        (("Czech", "Cz"), 2, ("Ce", "Cz")),
        (("aaaa", "aaaaa"), 2, ("aa", "1")),
        (("", "1"), 2, ("2", "1")),
        (("日本語", "日本人"), 4, ("日本", "日人")),
    ],
)
def test_abbreviations_are_beginnings_or_add_a_later_letter(
    labels: tuple[str, ...], width: int, short: tuple[str, ...]
) -> None:
    assert abbreviations(labels, width) == short


@given(st.lists(st.text(max_size=12), unique=True, max_size=20), st.integers(2, 4))
def test_no_two_labels_have_one_abbreviation(labels: list[str], width: int) -> None:
    short = abbreviations(labels, width)
    assert len(set(short)) == len(labels)
    assert all(short)
    assert all(cell_len(text) <= width or text.isdecimal() for text in short)


def lines(matrix: Confusion, width: int) -> list[str]:
    return ["".join(piece.text for piece in line) for line in text_confusion(matrix, width, ".")]


def test_cells_are_percents_of_their_row_and_the_last_column_counts_it() -> None:
    assert lines(ready(SENTIMENT), 60) == [
        "         nega neut posi    n",
        "negative   81   12    7  100",
        "neutral    20   55   25  100",
        "positive    3    .   97  100",
    ]


def test_a_class_without_cases_is_a_row_of_nothing() -> None:
    assert lines(confusion((1, 0), (0, 0)), 40) == ["    a b  n", "a 100 .  1", "b   . .  0"]


def test_right_answers_and_the_most_confused_are_told_apart() -> None:
    _, row, _ = text_confusion(confusion((4, 3), (1, 1)), 40, ".")
    kinds = [piece.kind for piece in row]
    assert kinds == [Kind.LABEL, Kind.RIGHT, Kind.CONFUSED, Kind.LABEL]


@pytest.mark.parametrize(("width", "head"), [(76, "Ar Ch"), (96, "Ara Chi"), (120, "Arab Chin")])
def test_18_labels_fit_80_columns_and_are_longer_where_there_is_room(width: int, head: str) -> None:
    drawn = lines(LANGUAGES, width)
    assert len(drawn) == 19
    assert drawn[0].split(" n")[0].strip().startswith(head)
    assert all(len(line) <= width for line in drawn)


def test_where_there_is_no_room_nothing_is_drawn() -> None:
    assert text_confusion(LANGUAGES, 56, ".") == ()


def figure(matrix: Confusion) -> ElementTree.Element:
    return ElementTree.fromstring(svg_confusion(matrix))  # noqa: S314


def texts(element: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


def test_the_figure_names_axes_classes_and_scores() -> None:
    said = texts(figure(LANGUAGES))
    for text in ("true", "answered", "recall", "F1"):
        assert said.count(text) == 1
    assert all(said.count(name) == 2 for name in LANGUAGES.labels)


def test_the_figure_says_what_it_shows_to_who_cannot_see_it() -> None:
    drawn = figure(LANGUAGES)
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == summary(LANGUAGES)
    assert drawn.findtext(f"{SVG}title") == "Languages of 1,858 hidden names"


def test_every_cell_with_cases_has_its_number_and_says_what_it_is() -> None:
    titles = [title.text for title in figure(ready(SENTIMENT)).iter(f"{SVG}title")]
    assert titles == [
        "Reviews",
        "negative right: 81 of 100 (81 %)",
        "negative taken for neutral: 12 of 100 (12 %)",
        "negative taken for positive: 7 of 100 (7 %)",
        "neutral taken for negative: 20 of 100 (20 %)",
        "neutral right: 55 of 100 (55 %)",
        "neutral taken for positive: 25 of 100 (25 %)",
        "positive taken for negative: 3 of 100 (3 %)",
        "positive right: 97 of 100 (97 %)",
        "negative: precision 0.78, recall 0.81, F1 0.79",
        "neutral: precision 0.82, recall 0.55, F1 0.66",
        "positive: precision 0.75, recall 0.97, F1 0.85",
    ]
    assert [text for text in texts(figure(ready(SENTIMENT))) if text.isdecimal()] == [
        *("81", "12", "7", "20", "55", "25", "3", "97")
    ]


def test_a_larger_share_of_the_row_is_a_stronger_colour() -> None:
    rects = list(figure(confusion((1, 8), (400, 600))).iter(f"{SVG}rect"))
    opacities = [float(rect.attrib["fill-opacity"]) for rect in rects]
    assert opacities[0] < opacities[2] < opacities[3] < opacities[1] <= 0.75
    assert rects[0].get("fill") == rects[3].get("fill") != rects[1].get("fill")


def test_names_are_turned_only_where_they_do_not_fit() -> None:
    assert "rotate" in svg_confusion(LANGUAGES)
    assert "rotate" not in svg_confusion(ready(SENTIMENT))


def test_scores_that_are_not_defined_are_a_dash() -> None:
    assert texts(figure(confusion((1, 0), (0, 0))))[-2:] == ["–", "–"]


def test_numbers_too_small_to_read_are_left_to_the_tooltip() -> None:
    labels = tuple(f"class {number}" for number in range(40))
    counts = tuple(tuple(123 if row == column else 0 for column in range(40)) for row in range(40))
    drawn = figure(ready(ConfusionMatrix("t", labels, counts)))
    assert "123" not in texts(drawn)
    assert "class 7 right: 123 of 123 (100 %)" in [t.text for t in drawn.iter(f"{SVG}title")]


def test_of_more_than_40_classes_only_the_words_are_left() -> None:
    labels = tuple(map(str, range(41)))
    many = ready(ConfusionMatrix("t", labels, ((3,) * 41,) * 41))
    assert svg_confusion(many) == ""
    assert words(many)[1] == "0 taken for 1: 3 of 123 (2 %)"


NAMES = st.text(st.characters(exclude_characters="#:"), max_size=30)  # no orders to a CI system
COUNTS = st.integers(0, 50) | st.integers(0, 2**60)


@st.composite
def matrices(draw: st.DrawFn) -> ConfusionMatrix:
    labels = draw(st.lists(NAMES, max_size=12, unique_by=plain))
    row = st.tuples(*[COUNTS] * len(labels))
    return ConfusionMatrix(draw(NAMES), tuple(labels), draw(st.tuples(*[row] * len(labels))))


CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]")


@given(matrix=matrices(), width=st.integers(32, 120))
def test_any_matrix_is_set_within_the_width_and_without_a_control_character(
    matrix: ConfusionMatrix, width: int
) -> None:
    check = lost("learns", Outcome.FAIL, "No.", exhibits=(matrix,))
    text = terminal.render(result(check), width=width)
    assert not CONTROL.search(text)
    for line in text.split("\n"):
        assert cell_len(line) <= width
        assert line == line.rstrip()


@given(matrix=matrices())
def test_any_matrix_makes_a_figure_that_is_xml_within_its_bounds(matrix: ConfusionMatrix) -> None:
    markup = html.render(result(lost("learns", Outcome.FAIL, "No.", exhibits=(matrix,))))
    assert not CONTROL.search(markup)
    for exhibit in shown([matrix]):
        assert isinstance(exhibit, Confusion)
        assert svg_confusion(exhibit) in markup
        drawn = figure(exhibit)
        _, _, width, height = map(float, drawn.attrib["viewBox"].split())
        for text in (*drawn.iter(f"{SVG}rect"), *drawn.iter(f"{SVG}text")):
            assert 0 <= float(text.get("x", 0)) <= width
            assert 0 <= float(text.get("y", 0)) <= height
