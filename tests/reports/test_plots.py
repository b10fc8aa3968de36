"""Training curves, drawn with characters and as SVG."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from curves import LEVELS, blows_up, learns, never_learns
from hypothesis import given
from hypothesis import strategies as st
from results import lost, result
from rich.cells import cell_len

from rnngrade.reports import html, terminal
from rnngrade.reports.exhibits import Curve, shown
from rnngrade.reports.svg_plot import svg_plot
from rnngrade.reports.text_plot import ASCII, BRAILLE, Drawing, Pen, text_plot
from rnngrade.result import Outcome, TrainingCurve

SVG = "{http://www.w3.org/2000/svg}"
each_pen = pytest.mark.parametrize("pen", [ASCII, BRAILLE], ids=["ascii", "braille"])


def ready(curve: TrainingCurve) -> Curve:
    (exhibit,) = shown([curve])
    assert isinstance(exhibit, Curve)
    return exhibit


def losses(*values: float, levels: dict[str, float] | None = None) -> Curve:
    steps = tuple(map(float, range(1, len(values) + 1)))
    return ready(TrainingCurve("Training", {"step": steps, "loss": values}, levels or {}))


def plotted(drawing: Drawing) -> list[str]:
    """Return the rows of a plot without what stands beside it."""
    return [re.split("[│┤|+]", line, maxsplit=1)[1] for line in drawing.lines[:8]]


@each_pen
def test_a_loss_that_falls_goes_from_the_upper_left_to_the_lower_right(pen: Pen) -> None:
    rows = plotted(text_plot(losses(*range(100, 0, -1)), 60, pen))
    first = [len(row) - len(row.lstrip()) for row in rows]
    assert first == sorted(first)
    assert first[0] == 0
    assert first[-1] >= 40


def test_levels_are_lines_with_their_names_at_the_right() -> None:
    drawing = text_plot(ready(never_learns()), 80, BRAILLE)
    assert drawing.lines[7].endswith("╌ to pass 0.05")
    assert drawing.lines[1].endswith(" chance 0.167")
    assert drawing.key == ""


def test_a_narrow_plot_has_its_levels_in_a_key() -> None:
    drawing = text_plot(ready(never_learns()), 36, BRAILLE)
    assert drawing.key == "╌╌ to pass 0.05, chance 0.167"
    assert drawing.lines[7].endswith("╌╌╌")


def test_levels_in_one_row_share_a_label() -> None:
    drawing = text_plot(losses(1e-5, 1.0, levels={"a": 0.5, "b": 0.4}), 80, BRAILLE)
    assert drawing.lines[0].endswith(" a 0.5, b 0.4")


def test_steps_whose_loss_is_not_finite_are_marked_at_the_top() -> None:
    top = plotted(text_plot(losses(1.0, 2.0, math.nan, 2.0, math.inf, math.inf), 60, ASCII))[0]
    assert re.fullmatch(r"[* ]+x[* ]+x +x", top)
    assert "×" in text_plot(ready(blows_up()), 80, BRAILLE).lines[0]


@each_pen
def test_without_a_finite_loss_nothing_is_drawn(pen: Pen) -> None:
    assert text_plot(losses(math.nan, math.inf), 80, pen) == Drawing((), "", log=False)


@each_pen
def test_one_step_is_one_point(pen: Pen) -> None:
    drawing = text_plot(losses(0.5), 80, pen)
    marks = re.findall(r"[\u2801-\u28ff*]", "".join(plotted(drawing)))
    assert len(marks) == 1


@each_pen
@pytest.mark.parametrize("value", [0.0, 0.1667, -1e30, 1e30, 1e-30])
def test_a_constant_loss_is_a_flat_line(value: float, pen: Pen) -> None:
    rows = plotted(text_plot(losses(*[value] * 50), 60, pen))
    assert sum(bool(row.strip()) for row in rows) == 1


@pytest.mark.parametrize(("low", "high"), [(1e-30, 1e30), (-1e30, 1e30), (-1.7e308, 1.7e308)])
def test_any_range_is_labelled_at_its_ends(low: float, high: float) -> None:
    lines = text_plot(losses(low, high), 80, BRAILLE).lines
    assert lines[0].split(" ┤")[0].strip() == f"{high:.3g}".replace("+", "")
    assert lines[7].split(" ┤")[0].strip() == f"{low:.3g}".replace("+", "").replace("e-", "e-")


def test_a_plot_is_no_wider_than_64_columns() -> None:
    drawing = text_plot(ready(learns()), 200, BRAILLE)
    assert drawing.lines[8].strip() == "└" + "─" * 64


def drawn(curve: Curve) -> ElementTree.Element:
    return ElementTree.fromstring(svg_plot(curve))  # noqa: S314


def texts(figure: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in figure.iter(f"{SVG}text")]


def test_the_figure_says_what_it_shows_to_who_cannot_see_it() -> None:
    figure = drawn(ready(blows_up()))
    assert figure.get("role") == "img"
    assert figure.get("aria-label") == (
        "Training at length 100, try 1: step 996, 7.07 CPU seconds; "
        "loss: NaN from about step 611 on; gradient norm: median 1.12, "
        "largest 312 at step 606, NaN from about step 611 on"
    )
    assert figure.findtext(f"{SVG}title") == "Training at length 100, try 1"


def test_the_figure_has_axes_ticks_and_levels() -> None:
    said = texts(drawn(ready(learns())))
    for text in (
        "loss (log axis)",
        "gradient norm (log axis), before and after clipping",
        "step (14.2 CPU seconds in all)",
        "0.01",
        "1,500",
        "to pass 0.05",
        "chance 0.167",
    ):
        assert text in said


def test_a_gradient_that_is_not_clipped_is_drawn_once() -> None:
    assert "gradient norm (log axis)" in texts(drawn(ready(never_learns())))


def test_levels_that_lie_close_have_labels_that_do_not_touch() -> None:
    figure = drawn(losses(0.1, 0.9, levels={"a": 0.5, "b": 0.5001, "c": 0.4999}))
    heights = [
        float(text.attrib["y"])
        for text in figure.iter(f"{SVG}text")
        if (text.text or "")[0] in "abc"
    ]
    assert len(heights) == 3
    assert all(abs(one - other) >= 12 for one, other in pairwise(heights))


def test_a_curve_interrupted_by_nan_is_drawn_in_pieces_and_marked() -> None:
    figure = drawn(losses(1.0, 2.0, math.nan, 3.0))
    (line,) = (path for path in figure.iter(f"{SVG}path") if path.get("stroke") == "#3b82d6")
    assert line.attrib["d"].count("M") == 2
    assert "×" in texts(figure)


def test_without_any_finite_value_there_is_no_figure() -> None:
    assert svg_plot(losses(math.nan, math.inf)) == ""


def test_the_figure_of_a_long_training_stays_small() -> None:
    (many,) = shown([never_learns()])
    assert isinstance(many, Curve)
    assert len(svg_plot(many)) < 20_000


NUMBERS = st.floats() | st.floats(1e-30, 1e30) | st.sampled_from((0.0, 0.1667, math.nan, math.inf))
COLUMN = st.lists(NUMBERS, max_size=30).map(tuple)
NAMES = st.text(st.characters(exclude_characters="#:"), max_size=30)  # no orders to a CI system
CURVES = st.builds(
    TrainingCurve,
    title=NAMES,
    columns=st.fixed_dictionaries(
        {"loss": COLUMN},
        optional={
            "step": st.lists(st.integers(0, 10**6), max_size=30).map(sorted).map(tuple) | COLUMN,
            "cpu_seconds": COLUMN,
            "gradient_norm": COLUMN,
            "clipped_norm": COLUMN,
        },
    ),
    levels=st.dictionaries(NAMES, NUMBERS, max_size=3) | st.just(LEVELS),
)
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]")


@given(curve=CURVES, width=st.integers(32, 120))
def test_any_curve_is_drawn_within_the_width_and_without_a_control_character(
    curve: TrainingCurve, width: int
) -> None:
    text = terminal.render(
        result(lost("learns", Outcome.FAIL, "No.", exhibits=(curve,))), width=width
    )
    assert not CONTROL.search(text)
    for line in text.split("\n"):
        assert cell_len(line) <= width
        assert line == line.rstrip()


@each_pen
@given(curve=CURVES, width=st.integers(28, 120))
def test_any_curve_is_drawn_with_any_pen(pen: Pen, curve: TrainingCurve, width: int) -> None:
    for exhibit in shown([curve]):
        assert isinstance(exhibit, Curve)
        in_ascii = replace(exhibit, levels=tuple(("a level", value) for _, value in exhibit.levels))
        drawing = text_plot(in_ascii, width, pen)
        assert all(cell_len(line) <= width for line in drawing.lines)
        assert pen is BRAILLE or "".join(drawing.lines).isascii()


@given(curve=CURVES)
def test_any_curve_makes_a_figure_that_is_xml_within_its_bounds(curve: TrainingCurve) -> None:
    markup = html.render(result(lost("learns", Outcome.FAIL, "No.", exhibits=(curve,))))
    assert not CONTROL.search(markup)
    for exhibit in shown([curve]):
        assert isinstance(exhibit, Curve)
        text = svg_plot(exhibit)
        assert text in markup
        if text:
            figure = ElementTree.fromstring(text)  # noqa: S314
            _, _, width, height = map(float, figure.attrib["viewBox"].split())
            for path in figure.iter(f"{SVG}path"):
                numbers = re.findall(r"-?[\d.]+|nan|inf", path.attrib["d"])
                assert all(0 <= float(number) <= max(width, height) for number in numbers)
