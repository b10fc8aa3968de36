"""The summary of a GitHub step, read by a parser of CommonMark and of GitHub's tables."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from published import HOSTILE, hostile_result, one, several
from results import (
    BONUS,
    CONFUSED,
    DRAWN,
    NOTEBOOK_EXCEPTION,
    ONE_DIAGNOSIS,
    SAMPLES,
    TRAINED,
    TWO_DIAGNOSES,
)

from rnngrade.plain_text import plain
from rnngrade.reports.github_summary import render
from rnngrade.reports.interface import Judged
from rnngrade.reports.markdown import fenced, inert, table
from rnngrade.reports.page import page
from rnngrade.result import ExerciseTag, Outcome, Result

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OUR_HTML = {"<details><summary>Your code printed</summary>\n", "</details>\n"}
OUR_MARKUP = {"text", "strong_open", "strong_close"}


def flat(markdown: str) -> list[Token]:
    tokens = PARSER.parse(markdown)
    return [inner for token in tokens for inner in (token, *(token.children or ()))]


def rows(markdown: str) -> list[list[str]]:
    """The rows of all tables, as a reader sees their cells."""
    found: list[list[str]] = []
    tokens = PARSER.parse(markdown)
    for before, token in pairwise(tokens):
        if token.type == "tr_open":
            found.append([])
        if before.type == "td_open":
            found[-1].append("".join(child.content for child in token.children or ()))
    return [row for row in found if row]


def headings(markdown: str) -> list[str]:
    tokens = PARSER.parse(markdown)
    return [
        "".join(child.content for child in token.children or ())
        for before, token in pairwise(tokens)
        if before.type == "heading_open"
    ]


@settings(max_examples=80, deadline=None)
@given(HOSTILE.map(plain))
def test_inert_text_reads_as_it_was_written(text: str) -> None:
    line = " ".join(text.split())
    expected = [] if not line else ["paragraph_open", "inline", "text", "paragraph_close"]
    for markdown in (inert(text), f"{inert(text)}\n\n"):
        tokens = flat(markdown)
        assert [token.type for token in tokens] == expected
        assert not line or tokens[2].content == line
    assert rows(table(("a", "b:"), [(inert(text), "x")])) == [[line, "x"]]
    assert headings(f"# a {inert(text)}") == [f"a {line}".strip()]


@settings(max_examples=50, deadline=None)
@given(HOSTILE.map(plain))
def test_fenced_text_is_one_block_of_code(text: str) -> None:
    (block,) = PARSER.parse(fenced(text, "python"))
    assert (block.type, block.info) == ("fence", "python")
    assert block.content == f"{text}\n"


@settings(max_examples=40, deadline=None)
@given(text=HOSTILE, outcome=st.sampled_from(Outcome))
def test_students_mark_up_nothing(text: str, outcome: Outcome) -> None:
    tokens = PARSER.parse(render(one(hostile_result(text, outcome))))
    assert {token.content for token in tokens if token.type == "html_block"} <= OUR_HTML
    inline = {child.type for token in tokens for child in token.children or ()}
    assert inline <= OUR_MARKUP
    kinds = {token.type.removesuffix("_open") for token in tokens if token.nesting >= 0}
    tables = {"table", "thead", "tbody", "tr", "th", "td"}
    assert kinds <= {"paragraph", "heading", "inline", "fence", "html_block"} | tables


@pytest.mark.parametrize("name", SAMPLES)
def test_every_row_of_the_table_is_an_item_of_the_report(name: str) -> None:
    items = page(SAMPLES[name]).items
    shown = rows(render(one(SAMPLES[name])))[: len(items)]
    assert [row[2] for row in shown] == [item.points for item in items]
    assert all(row[1].startswith(item.headline) for row, item in zip(shown, items, strict=True))


def test_it_says_the_score_and_what_to_do() -> None:
    text = render(one(ONE_DIAGNOSIS))
    assert headings(text) == [
        "ex1 · ex1_my_rnn.py",
        "❌ Outputs equal nn.RNN's, step by step",
        "❌ h_0 is used and h_n is the last state",
    ]
    said = [token.content for token in flat(text) if token.type == "text"]
    assert "Score 40/100" in said
    assert "Try:" in said
    assert " Apply torch.tanh to the sum before it becomes the new hidden state." in said


def test_code_is_a_block_of_python() -> None:
    fences = [token for token in flat(render(one(NOTEBOOK_EXCEPTION))) if token.type == "fence"]
    line, printed = fences
    assert line.info == "python"
    assert line.content == "h = torch.tanh(h @ self.W_xh + x[:, t] @ self.W_hh)\n"
    assert printed.content == "x torch.Size([2, 4, 3])\nh torch.Size([2, 5])\n"


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        (TRAINED, "loss: NaN from about step 611 on"),
        (CONFUSED, "Polish taken for Czech: 13 of 40 (33 %)"),
        (DRAWN, "Two views of 160 points."),
        (BONUS, "15 points wait for a person to grade them."),
        (TWO_DIAGNOSES, "7.5/15"),
    ],
)
def test_exhibits_and_remarks_are_said_in_words(sample: Result, words: str) -> None:
    said = [token.content for token in flat(render(one(sample))) if token.type == "text"]
    assert words in said


def test_a_summary_that_would_be_too_long_ends_with_a_sentence() -> None:
    judged = [
        Judged(replace(SAMPLES["hostile_text"], exercise=ExerciseTag(f"ex{n}", "1")), "a.py")
        for n in range(20)
    ]
    text = render(judged)
    assert 90_000 < len(text.encode()) <= 101_000
    assert text.endswith("*The rest is left out: it would be too long for a summary.*\n\n")
    assert {t.content for t in flat(text) if t.type == "html_block"} <= OUR_HTML
    assert len(render(several()).encode()) < 100_000
