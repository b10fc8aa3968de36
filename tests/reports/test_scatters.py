"""Points in the plane, drawn with characters and as SVG."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from results import lost, result
from rich.cells import cell_len
from scatters import positions, sentiments

from rnngrade.plain_text import plain
from rnngrade.reports import html, terminal
from rnngrade.reports.exhibits import Points, shown
from rnngrade.reports.scatter_words import summary, words
from rnngrade.reports.svg_scatter import svg_scatter
from rnngrade.reports.text_plot import ASCII, BRAILLE, Pen
from rnngrade.reports.text_scatter import text_scatter
from rnngrade.result import Outcome, Scatter

SVG = "{http://www.w3.org/2000/svg}"
each_pen = pytest.mark.parametrize("pen", [ASCII, BRAILLE], ids=["ascii", "braille"])


def ready(scatter: Scatter) -> Points:
    (points,) = shown([scatter])
    assert isinstance(points, Points)
    return points


def points(*places: tuple[float, float, int], names: str = "abcdef") -> Points:
    x, y, group = zip(*places, strict=True)
    return ready(Scatter("t", x, y, group, tuple(names[: max(group) + 1])))


def lines(drawn: Points, width: int = 76, pen: Pen = ASCII) -> list[str]:
    return ["".join(piece.text for piece in line) for line in text_scatter(drawn, width, pen)]


def rows(drawn: Points, width: int = 76) -> list[str]:
    """Return what stands right of the upright axis."""
    return [re.split("[|+]", line, maxsplit=1)[1] for line in lines(drawn, width)[:16]]


def test_words_count_the_points_of_each_group() -> None:
    assert words(ready(sentiments())) == "160 points: negative (76), positive (84)"
    assert words(points((0, 0, 0))) == "1 point: a (1)"
    assert summary(points((0, 0, 0), (1, 1, 1))) == "t: 2 points: a (1), b (1)"


def test_right_is_right_and_up_is_up() -> None:
    drawn = rows(points((0, 0, 0), (4, 1, 1), (2, 3, 2)))
    assert drawn[15] == "+"
    assert drawn[10].index("o") == 59
    assert drawn[0].index("x") == 30


def test_the_axes_say_from_where_to_where_they_go() -> None:
    drawn = lines(points((-1.5, 10, 0), (2.5, 250, 0)))
    assert drawn[0].startswith("250 +")
    assert drawn[15].startswith(" 10 +")
    assert drawn[16] == "    +" + 60 * "-"
    assert re.fullmatch(r" {5}-1\.5 {53}2\.5", drawn[17])


def test_each_group_has_a_mark_of_its_own_and_the_legend_says_which() -> None:
    drawn = points(*((of, of, of) for of in range(6)))
    assert "".join(rows(drawn)).replace(" ", "") == "^v#xo+"
    assert lines(drawn)[-1] == "+ a  o b  x c  # d  v e  ^ f"


def test_a_cell_of_several_groups_has_another_mark() -> None:
    drawn = points((0, 0, 0), (0, 0, 1), (1, 1, 1), (1, 1, 1))
    assert rows(drawn)[15] == "*"
    assert rows(drawn)[0].strip() == "o"
    assert lines(drawn)[-1] == "+ a  o b  * several"


def test_a_legend_too_long_for_a_line_goes_on_in_the_next() -> None:
    drawn = lines(ready(positions()), 36)
    assert drawn[18:] == [
        "+ word 1 to 2  o word 3 to 4",
        "x word 5 to 6  # word 7 to 8",
        "v word 9 to 10",
        "^ word 11 and all later  * several",
    ]


@pytest.mark.parametrize(("width", "columns"), [(36, 29), (76, 60), (116, 60)])
def test_it_is_as_wide_as_there_is_room_and_no_wider_than_60(width: int, columns: int) -> None:
    axis = lines(ready(sentiments()), width)[16].strip()
    assert axis == "+" + columns * "-"


def test_marks_carry_their_group_so_that_they_can_be_coloured() -> None:
    (*_, last), *_, legend = text_scatter(points((0, 0, 1), (1, 1, 0)), 76, BRAILLE)
    assert (last.text, last.group) == ("+", 0)
    assert [(piece.text, piece.group) for piece in legend] == [
        *(("+", 0), (" a", None), ("  ", None), ("o", 1), (" b", None))
    ]


def figure(drawn: Points) -> ElementTree.Element:
    return ElementTree.fromstring(svg_scatter(drawn))  # noqa: S314


def test_the_figure_says_what_it_shows_to_who_cannot_see_it() -> None:
    drawn = figure(ready(sentiments()))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == "Your points: 160 points: negative (76), positive (84)"
    titles = [title.text for title in drawn.iter(f"{SVG}title")]
    assert titles == ["Your points", "negative", "positive"]


def marks(drawn: Points) -> list[list[str]]:
    """Return the paths of the marks of each group, without those of the legend."""
    groups = [
        group for group in figure(drawn).iter(f"{SVG}g") if group.find(f"{SVG}title") is not None
    ]
    return [[path.attrib["d"] for path in group.iter(f"{SVG}path")] for group in groups]


def test_every_point_is_drawn_and_groups_differ_in_shape_and_colour() -> None:
    drawn = marks(ready(positions()))
    assert [len(group) for group in drawn] == [15, 12, 15, 11, 18, 19]
    shapes = [{re.sub(r"M[\d.]+ [\d.]+", "", mark) for mark in group} for group in drawn]
    assert all(len(shape) == 1 for shape in shapes)
    assert len(set().union(*shapes)) == 6
    assert len(set(re.findall(r'stroke="(#[0-9a-f]{6})"', svg_scatter(ready(positions()))))) == 6


def test_more_to_the_right_and_higher_is_so_in_the_figure() -> None:
    ((first, second),) = marks(points((0, 0, 0), (4, 1, 0)))
    (x0, y0), (x1, y1) = (map(float, re.findall(r"[\d.]+", mark)[:2]) for mark in (first, second))
    assert x0 < x1
    assert y0 > y1


def test_many_marks_are_fainter_than_few() -> None:
    def strength(count: int) -> float:
        drawn = svg_scatter(points(*((place, place, 0) for place in range(count))))
        return float(re.findall(r'stroke-opacity="([\d.]+)" stroke-width', drawn)[-1])

    assert strength(100) == 1.0 > strength(400) > strength(2000) > 0.4


NAMES = st.text(st.characters(exclude_characters="#:"), max_size=30)  # no orders to a CI system
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.0, -0.0, 5e-324, 1e308, -1.7e308, 1.0, 1.0000001]
)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]")


@st.composite
def scatters(draw: st.DrawFn) -> Scatter:
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique_by=plain))
    point = st.tuples(NUMBERS, NUMBERS, st.integers(0, len(names) - 1))
    x, y, group = zip(*draw(st.lists(point, min_size=1, max_size=20)), strict=True)
    return Scatter(draw(NAMES), x, y, group, tuple(names))


@given(scatter=scatters(), width=st.integers(32, 120))
def test_any_points_are_drawn_within_the_width_and_without_a_control_character(
    scatter: Scatter, width: int
) -> None:
    check = lost("learns", Outcome.FAIL, "No.", exhibits=(scatter,))
    text = terminal.render(result(check), width=width)
    assert not CONTROL.search(text)
    for line in text.split("\n"):
        assert cell_len(line) <= width
        assert line == line.rstrip()


@each_pen
@given(scatter=scatters(), width=st.integers(28, 120))
def test_any_points_are_drawn_with_any_pen(pen: Pen, scatter: Scatter, width: int) -> None:
    drawn = lines(ready(scatter), width, pen)
    assert all(cell_len(line) <= width for line in drawn)
    assert pen is BRAILLE or "".join(drawn[:17]).isascii()


@given(scatter=scatters())
def test_any_points_make_a_figure_that_is_xml_within_its_bounds(scatter: Scatter) -> None:
    markup = html.render(result(lost("learns", Outcome.FAIL, "No.", exhibits=(scatter,))))
    assert not CONTROL.search(markup)
    drawn = ready(scatter)
    assert svg_scatter(drawn) in markup
    _, _, width, height = map(float, figure(drawn).attrib["viewBox"].split())
    for mark in (mark for group in marks(drawn) for mark in group):
        x, y = map(float, re.findall(r"-?[\d.]+|nan|inf", mark)[:2])
        assert 4 <= x <= width - 4
        assert 4 <= y <= height - 4
