"""Nothing of a student's text is left to interpret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.plain_text import clipped, plain

ANY_TEXT = st.text(st.characters(codec=None) | st.sampled_from("\x1b[]0m;\x07\r\n\\\ud800\x9b"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;a title\x07text", "text"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b\x1b[0m[31mstill", "\\x1b[31mstill"),
        ("\x1b[2", "2"),
        ("bell\x07 nul\x00 del\x7f c1\x9b31m", "bell\\x07 nul\\x00 del\\x7f c1\\x9b31m"),
        ("lone \ud800 turned \u202e", "lone \\ud800 turned \\u202e"),
        ("tab\tand\nnewline stay", "tab\tand\nnewline stay"),
        ("Windows\r\nlines\r\n", "Windows\nlines\n"),
        ("10 %\r50 %\r100 %\n", "100 %\n"),
        ("überall 日本語 ✓", "überall 日本語 ✓"),
    ],
)
def test_text_is_shown_as_a_terminal_would_but_never_interpreted(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(ANY_TEXT)
def test_plain_text_has_no_control_character_and_can_be_encoded(text: str) -> None:
    shown = plain(text)
    shown.encode("utf-8")
    assert all(ch in "\n\t" or ord(ch) >= 0x20 for ch in shown)
    assert not any(0x7F <= ord(ch) < 0xA0 for ch in shown)
    assert plain(shown) == shown


@given(ANY_TEXT, st.integers(1, 20))
def test_clipped_text_keeps_both_ends_and_says_how_much_is_gone(text: str, limit: int) -> None:
    shown = clipped(text, limit)
    if len(text) <= limit:
        assert shown == plain(text)
    else:
        half = limit // 2
        assert shown.startswith(plain(text[:half]))
        assert f"({len(text) - 2 * half} characters left out)" in shown


@pytest.mark.parametrize("piece", ["x", "\x1b", "\x1b[", "\x1b]", "\r", "\x00", "\ud800", "\x1b[0"])
def test_a_megabyte_of_anything_is_made_plain(piece: str) -> None:
    assert "\x1b" not in plain(piece * (1_000_000 // len(piece)))
