"""The summary of a GitHub step: every check, and what to do about those that did not pass.

Facts relied on (GitHub's *Workflow commands for GitHub Actions*): what is appended to the file that
``GITHUB_STEP_SUMMARY`` names is shown as GitHub's Markdown. Beyond 1 MiB a step nothing of it is
shown at all; the first runners that had summaries took 128 KiB.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnngrade.reports import confusion_words, curve_words, scatter_words
from rnngrade.reports.exhibits import Confusion, Curve, Points, Shown
from rnngrade.reports.interface import Judged
from rnngrade.reports.markdown import bold, fenced, inert, table
from rnngrade.reports.page import Item, Kind, Page, Paragraph, page
from rnngrade.reports.workflow_commands import without_command
from rnngrade.result import Outcome, Picture, Table

name = "github-summary"

_MOST_BYTES = 100_000
_MARKS = {
    Outcome.PASS: "✅",
    Outcome.FAIL: "❌",
    Outcome.TIMEOUT: "❌",
    Outcome.CRASH: "❌",
    Outcome.SKIP: "➖",
    Outcome.REVIEW: "👤",
    Outcome.ERROR: "⚠️",
}
_LEADS = {Kind.STEP: "**Try:** ", Kind.NOTE: "**Note:** "}
_LEFT_OUT = "*The rest is left out: it would be too long for a summary.*"


def render(judged: Sequence[Judged]) -> str:
    """Return Markdown to be appended to the summary."""
    room, kept = _MOST_BYTES, []
    for block in (block for each in judged for block in _blocks(page(each.result))):
        room -= len(block.encode()) + 2
        if room < 0:
            kept.append(_LEFT_OUT)
            break
        kept.append(block)
    return "".join(f"{block}\n\n" for block in kept)


def _blocks(content: Page) -> Iterator[str]:
    yield f"## {inert(content.title)}"
    score = f"Score {content.score or 'without points'}"
    yield f"{bold(score)}: {inert(content.verdict)}"
    for remark in content.remarks:
        yield inert(remark)
    yield table(("", "Check", "Points:"), [_row(item) for item in content.items])
    for item in content.items:
        yield from _item(item)
    yield from _printed(content)


def _row(item: Item) -> tuple[str, str, str]:
    aside = f" ({inert(item.aside)})" if item.aside else ""
    return _MARKS[item.outcome], inert(item.headline) + aside, inert(item.points)


def _item(item: Item) -> Iterator[str]:
    """Yield what is said of a check: nothing of most that passed, or were not run."""
    exhibits = item.exhibits if item.unfolded else ()
    paragraphs = [paragraph for paragraph in item.paragraphs if paragraph.kind is not Kind.DETAIL]
    if paragraphs or exhibits:
        yield f"### {_MARKS[item.outcome]} {inert(item.headline)}"
    for paragraph in paragraphs:
        yield _paragraph(paragraph)
    for exhibit in exhibits:
        yield from _exhibit(exhibit)


def _paragraph(paragraph: Paragraph) -> str:
    match paragraph.kind:
        case Kind.SOURCE:
            return fenced(without_command(paragraph.text), "python")
        case Kind.CAUSE:
            return bold(paragraph.text)
    return _LEADS.get(paragraph.kind, "") + inert(paragraph.text)


def _exhibit(exhibit: Shown) -> Iterator[str]:
    """Yield an exhibit: tables as such, all else in its words."""
    if exhibit.title:
        yield bold(exhibit.title)
    match exhibit:
        case Table():
            yield table(
                tuple(map(inert, exhibit.columns)),
                [tuple(map(inert, row)) for row in exhibit.rows],
            )
        case Confusion():
            yield from map(inert, confusion_words.words(exhibit))
        case Curve():
            yield from map(inert, curve_words.words(exhibit))
        case Points():
            yield inert(scatter_words.words(exhibit))
        case Picture():
            yield inert(exhibit.alternative)


def _printed(content: Page) -> Iterator[str]:
    if content.printed:
        printed = fenced(without_command("\n".join(content.printed)))
        yield f"<details><summary>Your code printed</summary>\n\n{printed}\n\n</details>"
