"""Exhibits made plain and bounded, whatever came."""

from __future__ import annotations

import math

from results import HOSTILE
from small_png import small_picture

from rnngrade.reports.exhibits import Confusion, Curve, Points, Shown, shown
from rnngrade.result import ConfusionMatrix, Exhibit, Picture, Scatter, Table, TrainingCurve


def only(exhibit: Exhibit) -> Shown:
    (ready,) = shown([exhibit])
    return ready


def test_texts_are_one_line_plain_and_bounded() -> None:
    long = HOSTILE * 100
    table = only(Table(long, (long,), ((long,),)))
    curve = only(TrainingCurve(long, {"loss": (1.0,)}, {long: 1.0}))
    assert isinstance(table, Table)
    assert isinstance(curve, Curve)
    confusion = only(ConfusionMatrix(long, (long,), ((1,),)))
    assert isinstance(confusion, Confusion)
    texts = (table.title, *table.columns, *table.rows[0], curve.title, curve.levels[0][0])
    texts += (confusion.title, *confusion.labels)
    points = only(Scatter(long, (1.0,), (1.0,), (0,), (long,)))
    assert isinstance(points, Points)
    texts += (points.title, *points.names)
    picture = only(small_picture(long, alternative=long))
    assert isinstance(picture, Picture)
    texts += (picture.title, picture.alternative)
    for text in texts:
        assert len(text) <= (400 if text == picture.alternative else 120)
        assert text.isprintable()
        assert text.startswith("red [bold]")


def test_a_curve_without_a_column_of_steps_counts_its_rows() -> None:
    curve = only(TrainingCurve("", {"loss": (3.0, 2.0)}))
    assert isinstance(curve, Curve)
    assert (curve.title, curve.steps, curve.losses) == ("Training", (1, 2), (3.0, 2.0))


def test_short_and_missing_columns_are_filled_with_nan() -> None:
    curve = only(TrainingCurve("t", {"step": (1.0, 2.0), "loss": (3.0,)}))
    assert isinstance(curve, Curve)
    assert curve.losses[0] == 3.0
    assert all(map(math.isnan, (curve.losses[1], *curve.gradient_norms, *curve.clipped_norms)))


def test_rows_without_a_finite_step_and_levels_without_a_value_are_left_out() -> None:
    steps = (1.0, math.nan, math.inf, 4.0)
    curve = only(TrainingCurve("t", {"step": steps, "loss": steps}, {"a": math.nan, "b": 2.0}))
    assert isinstance(curve, Curve)
    assert (curve.steps, curve.losses, curve.levels) == ((1.0, 4.0), (1.0, 4.0), (("b", 2.0),))


def test_what_is_empty_is_left_out() -> None:
    empty = TrainingCurve("t", {"step": (), "loss": ()})
    nothing = ConfusionMatrix("t", (), ()), ConfusionMatrix("t", ("a",), ((0,),))
    nowhere = Scatter("t", (), (), (), ("a",))
    assert shown([TrainingCurve("t", {}), empty, Table("t", (), ((), ())), *nothing, nowhere]) == ()


def test_names_that_were_cut_to_the_same_are_no_trouble() -> None:
    points = only(Scatter("", (1.0, 2.0), (1.0, 2.0), (0, 1), ("n" * 30, "n" * 40)))
    assert isinstance(points, Points)
    assert (points.title, set(points.names)) == ("Points", {"n" * 23 + "…"})


def test_a_picture_without_words_has_at_least_its_title() -> None:
    picture = only(small_picture("", alternative=""))
    assert isinstance(picture, Picture)
    assert (picture.title, picture.alternative) == ("Picture", "Picture")
    assert picture.png == small_picture().png


def test_ragged_rows_of_a_table_are_filled() -> None:
    assert only(Table("t", ("a", "b"), (("1",), ("1", "2", "3")))) == Table(
        "t", ("a", "b", ""), (("1", "", ""), ("1", "2", "3"))
    )


def test_a_long_table_says_what_is_left_out() -> None:
    table = only(Table("t", ("a",), (("1",),) * 60))
    assert isinstance(table, Table)
    assert table.title == "t (10 rows left out)"
    assert len(table.rows) == 50


def test_of_too_many_exhibits_the_last_are_kept() -> None:
    tables = [Table(str(number), ("a",), ()) for number in range(30)]
    assert shown(tables)[-1] == tables[-1]
    assert len(shown(tables)) == 20
