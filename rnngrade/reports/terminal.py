"""The report that a student reads in a terminal: with or without colour, from 40 columns on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from rnngrade.reports import confusion_words, curve_words, scatter_words
from rnngrade.reports.exhibits import Confusion, Curve, Points, Shown
from rnngrade.reports.page import Item, Kind, Page, Paragraph, page
from rnngrade.reports.text_confusion import Kind as CellKind
from rnngrade.reports.text_confusion import text_confusion
from rnngrade.reports.text_plot import ASCII, BRAILLE, Pen, text_plot
from rnngrade.reports.text_scatter import text_scatter
from rnngrade.reports.text_table import text_table
from rnngrade.reports.workflow_commands import without_command
from rnngrade.result import Outcome, Picture, Result, Table

name = "terminal"

_WIDEST = 100
"""Columns beyond which a line is harder to read, and points stand far from their check."""
_WIDEST_BAR = 30
_NARROWEST_BAR = 8
_INDENT = 4

_STYLES = {
    Outcome.PASS: "green",
    Outcome.FAIL: "bold red",
    Outcome.TIMEOUT: "bold red",
    Outcome.CRASH: "bold red",
    Outcome.SKIP: "dim",
    Outcome.REVIEW: "yellow",
    Outcome.ERROR: "bold magenta",
}
LEADS = {Kind.SOURCE: "  ", Kind.STEP: "Try: ", Kind.NOTE: "Note: "}
"""What a paragraph begins with."""
_PARAGRAPH_STYLES = {
    Kind.CAUSE: "bold",
    Kind.PLACE: "cyan",
    Kind.STEP: "cyan",
    Kind.DETAIL: "dim",
}
_CELL_STYLES = {
    CellKind.RIGHT: "bold green",
    CellKind.CONFUSED: "bold red",
    CellKind.NONE: "dim",
}
_GROUP_STYLES = ("bold cyan", "bold yellow", "bold green", "bold magenta", "bold red", "bold")
"""Of the groups of a scatter, whose marks differ too."""
_WHERE_PICTURES_ARE = "To see it: rnngrade.check in a notebook, or the PNG in --json FILE."
_DRAWN = re.compile(r"[\u2801-\u28ff]+|\*+")
"""What a pen has drawn of a curve, in a line of a plot."""
_IN_ASCII = str.maketrans({"“": '"', "”": '"', "…": "...", "·": "-", "±": "+/-", "≤": "<="})


@dataclass(frozen=True)
class _Signs:
    """How outcomes and the bar are drawn, and which other characters the stream can show."""

    outcomes: dict[Outcome, str]
    full: str
    empty: str
    margin: str
    pen: Pen
    encoding: str

    def fit(self, text: str) -> str:
        """Return ``text`` with what the stream's encoding cannot show spelled out."""
        if self.encoding == "utf-8":
            return text
        plain_text = text.translate(_IN_ASCII)
        return plain_text.encode(self.encoding, "backslashreplace").decode(self.encoding)


@dataclass(frozen=True)
class _Setting:
    """Where lines are set: the console that knows how to break them, their width, the signs."""

    console: Console
    width: int
    signs: _Signs

    def block(self, lead: Text, text: str, style: str = "", *, keep: int = 0) -> list[Text]:
        """Return ``text`` broken into lines hung from ``lead``; ``keep`` columns stay free."""
        indent = lead.cell_len
        body = Text(self.signs.fit(text), style=style, tab_size=4)
        room = max(self.width - indent - keep, 1)
        broken = body.wrap(self.console, room, overflow="fold") or [Text()]
        for line in broken:
            line.rstrip()
        return [
            Text.assemble(lead if number == 0 else " " * indent, line)
            for number, line in enumerate(broken)
        ]


def render(result: Result, *, verbose: bool = False, width: int = 80, colour: bool = False) -> str:
    """Return ``result`` as text of ``width`` columns; ``colour`` adds terminal codes of ours."""
    stream = io.StringIO()
    print_result(result, _console(stream, width, colour), verbose=verbose)
    return stream.getvalue()


def item_text(item: Item, *, width: int = 80) -> str:
    """Return what is said and drawn below the headline of ``item``, in lines of ``width``."""
    console = _console(io.StringIO(), width + _INDENT, colour=False)
    setting = _Setting(console, console.width, _signs("utf-8"))
    lines = (without_command(line.plain[_INDENT:].rstrip()) for line in _below(item, setting))
    return "\n".join(lines).strip("\n")


def _console(stream: io.StringIO, width: int, colour: bool) -> Console:
    return Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
    )


def print_result(
    result: Result, console: Console, *, verbose: bool = False, secret: str | None = None
) -> None:
    """Print ``result`` to ``console``, whose width, colours and encoding are kept to.

    ``secret`` says where its seed comes from, in place of the seed.
    """
    setting = _Setting(console, min(console.width, _WIDEST), _signs(console.encoding))
    for line in _lines(page(result, verbose=verbose, secret=secret), setting):
        console.print(_inert(line), soft_wrap=True, highlight=False)


def _inert(line: Text) -> Text:
    """Return a line that gives no order to the CI system whose log it is printed into."""
    broken = without_command(line.plain)
    return line if broken == line.plain else Text(broken, style=line.style)


def _signs(encoding: str) -> _Signs:
    """Return the signs for a stream: ASCII where it cannot be trusted with more."""
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig"):
        return _Signs(_by_outcome("✓✗✗✗○?!"), "━", "╌", "│ ", BRAILLE, "utf-8")
    marks = _by_outcome(("ok", "x", "x", "x", "-", "?", "!"))
    return _Signs(marks, "#", ".", "| ", ASCII, encoding)


def _by_outcome(marks: Iterable[str]) -> dict[Outcome, str]:
    order = ("pass", "fail", "timeout", "crash", "skip", "review", "error")
    return {Outcome(outcome): mark for outcome, mark in zip(order, marks, strict=True)}


def _lines(content: Page, setting: _Setting) -> Iterator[Text]:
    nothing = Text()
    yield from setting.block(nothing, content.title, "bold")
    yield nothing
    below_exhibits = False
    for item in content.items:
        if below_exhibits:
            yield nothing
        yield from _item(item, setting)
        below_exhibits = bool(_visible(item))
    if content.printed:
        yield nothing
        yield Text("Your code printed:", style="bold")
        for line in content.printed:
            yield from setting.block(Text(f"  {setting.signs.margin}", style="dim"), line)
    yield nothing
    yield from _total(content, setting)
    yield nothing
    for line in content.footer:
        yield from setting.block(nothing, line, "dim")


def _item(item: Item, setting: _Setting) -> Iterator[Text]:
    style = _STYLES[item.outcome]
    mark = Text(f"{setting.signs.outcomes[item.outcome]:>{_INDENT - 1}} ", style=style)
    said = f"{item.headline}  {item.aside}" if item.aside else item.headline
    first, *rest = setting.block(
        mark, said, _headline_style(item.outcome), keep=cell_len(item.points) + 1
    )
    if item.points:
        first.append(" " * (setting.width - first.cell_len - cell_len(item.points)))
        first.append(item.points, style=style)
    yield first
    yield from rest
    yield from _below(item, setting)


def _below(item: Item, setting: _Setting) -> Iterator[Text]:
    """Yield what stands below the headline, each line behind the margin."""
    for paragraph in item.paragraphs:
        yield from _paragraph(paragraph, setting)
    curves = sum(isinstance(exhibit, Curve) for exhibit in item.exhibits)
    for exhibit in _visible(item):
        yield Text()
        match exhibit:
            case Table():
                yield from _table(exhibit, setting)
            case Confusion():
                yield from _confusion(exhibit, setting, whole=item.unfolded)
            case Curve():
                yield from _curve(exhibit, curves, setting)
            case Picture():
                yield from _picture(exhibit, setting)
            case Points():
                yield from _scatter(exhibit, setting)


def _visible(item: Item) -> list[Shown]:
    """Return the exhibits to show: the last curve and all others, or tables and matrices alone."""
    if not item.unfolded:
        return [exhibit for exhibit in item.exhibits if isinstance(exhibit, (Table, Confusion))]
    curves = [exhibit for exhibit in item.exhibits if isinstance(exhibit, Curve)]
    return [*curves[-1:], *(other for other in item.exhibits if not isinstance(other, Curve))]


def _confusion(confusion: Confusion, setting: _Setting, *, whole: bool) -> Iterator[Text]:
    """Yield the matrix, if ``whole`` and where there is room, and its words."""
    margin, fit = Text(" " * _INDENT), setting.signs.fit
    fitted = replace(confusion, labels=tuple(map(fit, confusion.labels)))
    lines = text_confusion(fitted, setting.width - _INDENT, fit("·")) if whole else ()
    aside = " (a row for each true class, in % of it; columns: answered)" if lines else ""
    yield from setting.block(margin, f"{confusion.title}{aside}", "bold")
    for line in lines:
        pieces = ((piece.text, _CELL_STYLES.get(piece.kind, "")) for piece in line)
        yield Text.assemble(margin, *pieces)
    for said in confusion_words.words(confusion):
        yield from setting.block(margin, said)


def _table(table: Table, setting: _Setting) -> Iterator[Text]:
    margin, fit = Text(" " * _INDENT), setting.signs.fit

    def wrap(text: str, width: int) -> list[str]:
        broken = Text(text).wrap(setting.console, width, overflow="fold")
        return [line.plain.rstrip() for line in broken] or [""]

    fitted = Table(
        table.title,
        tuple(map(fit, table.columns)),
        tuple(tuple(map(fit, row)) for row in table.rows),
    )
    if table.title:
        yield from setting.block(margin, table.title, "bold")
    for line in text_table(fitted, setting.width - _INDENT, setting.signs.pen.floor, wrap):
        yield (margin + Text(line)) if line else Text()


def _curve(curve: Curve, of: int, setting: _Setting) -> Iterator[Text]:
    """Yield the plot of ``curve``, the last of so many."""
    margin, signs = Text(" " * _INDENT), setting.signs
    levels = tuple((signs.fit(name), value) for name, value in curve.levels)
    drawing = text_plot(replace(curve, levels=levels), setting.width - _INDENT, signs.pen)
    asides = ("loss, log axis" if drawing.log else "loss", f"one of {of} tries" if of > 1 else "")
    yield from setting.block(margin, f"{curve.title} ({'; '.join(filter(None, asides))})", "bold")
    for line in drawing.lines:
        plot = Text(line, style="dim")
        plot.highlight_regex(_DRAWN, "not dim cyan")
        yield margin + plot
    for said in filter(None, (drawing.key, *curve_words.words(curve))):
        yield from setting.block(margin, said)


def _picture(picture: Picture, setting: _Setting) -> Iterator[Text]:
    """Yield what a picture shows, in words, and where it can be seen."""
    margin = Text(" " * _INDENT)
    size = f"a picture of {picture.width} by {picture.height} pixels"
    yield from setting.block(margin, f"{picture.title} ({size})", "bold")
    if picture.alternative != picture.title:
        yield from setting.block(margin, picture.alternative)
    yield from setting.block(margin, _WHERE_PICTURES_ARE, "dim")


def _scatter(points: Points, setting: _Setting) -> Iterator[Text]:
    margin, signs = Text(" " * _INDENT), setting.signs
    fitted = replace(points, names=tuple(map(signs.fit, points.names)))
    yield from setting.block(margin, points.title, "bold")
    for line in text_scatter(fitted, setting.width - _INDENT, signs.pen):
        styles = ("" if piece.group is None else _GROUP_STYLES[piece.group] for piece in line)
        texts = (piece.text for piece in line)
        yield Text.assemble(margin, *zip(texts, styles, strict=True))
    yield from setting.block(margin, scatter_words.words(points))


def _headline_style(outcome: Outcome) -> str:
    return {Outcome.PASS: "", Outcome.SKIP: "dim"}.get(outcome, "bold")


def _paragraph(paragraph: Paragraph, setting: _Setting) -> list[Text]:
    style = _PARAGRAPH_STYLES.get(paragraph.kind, "")
    lead = Text(" " * _INDENT + LEADS.get(paragraph.kind, ""), style=style)
    return setting.block(lead, paragraph.text, style)


def _total(content: Page, setting: _Setting) -> Iterator[Text]:
    style = "bold green" if content.passed else "bold yellow"
    total = Text(f"Score {content.score or 'without points'}  ", style="bold")
    room = setting.width - total.cell_len - len(content.verdict) - 2
    if room >= _NARROWEST_BAR:
        bar_width = min(room, _WIDEST_BAR)
        full = int(content.share * bar_width)
        total.append(setting.signs.full * full, style=style)
        total.append(setting.signs.empty * (bar_width - full) + "  ", style="dim")
    yield from setting.block(total, content.verdict, style)
    for remark in content.remarks:
        yield from setting.block(Text(), remark)
