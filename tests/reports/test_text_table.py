"""A table in a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from rnngrade.reports.exhibits import shown
from rnngrade.reports.text_table import text_table
from rnngrade.result import Table

CONSOLE = Console(width=200)


def wrap(text: str, width: int) -> list[str]:
    broken = Text(text).wrap(CONSOLE, width, overflow="fold")
    return [line.plain.rstrip() for line in broken] or [""]


def test_columns_are_aligned_numbers_to_the_right() -> None:
    table = Table("t", ("length", "error", "said"), (("10", "1.5e-3", "good"), ("200", "nan", "")))
    assert text_table(table, 40, "-", wrap) == [
        "length   error  said",
        "------  ------  ----",
        "    10  1.5e-3  good",
        "   200     nan",
    ]


def test_the_widest_column_is_wrapped_first() -> None:
    table = Table("t", ("n", "what it says"), (("1", "a sentence that is too long"),))
    assert text_table(table, 20, "-", wrap) == [
        "n  what it says",
        "-  -----------------",
        "1  a sentence that",
        "   is too long",
    ]


def test_without_room_for_columns_each_row_is_a_list() -> None:
    table = Table("t", ("a column", "another", "a third"), (("1", "2", "3"), ("4", "5", "6")))
    assert text_table(table, 14, "-", wrap) == [
        *("a column: 1", "another: 2", "a third: 3"),
        "",
        *("a column: 4", "another: 5", "a third: 6"),
    ]


def test_wide_characters_count_twice() -> None:
    table = Table("t", ("名前", "x"), (("a", "b"),))
    assert text_table(table, 20, "-", wrap) == ["名前  x", "----  -", "a     b"]


def test_a_table_without_rows_or_columns_is_its_head() -> None:
    assert text_table(Table("t", ("a",), ()), 20, "-", wrap) == ["a", "-"]
    assert text_table(Table("t", (), ()), 20, "-", wrap) == []


CELLS = st.lists(st.text(max_size=60), max_size=5).map(tuple)


@given(
    st.builds(Table, st.text(), CELLS, st.lists(CELLS, max_size=4).map(tuple)), st.integers(28, 90)
)
def test_no_line_of_any_table_is_wider_than_the_width(table: Table, width: int) -> None:
    for ready in shown([table]):
        assert isinstance(ready, Table)
        for line in text_table(ready, width, "-", wrap):
            assert cell_len(line) <= width
            assert line == line.rstrip()
