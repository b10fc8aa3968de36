"""The report in a notebook: one fragment of HTML, its styles inline, for light and dark pages."""

from __future__ import annotations

import html as markup
from collections.abc import Iterator

from rnngrade.reports import confusion_words, curve_words, scatter_words
from rnngrade.reports.exhibits import Confusion, Curve, Points, Shown
from rnngrade.reports.page import Item, Kind, Page, Paragraph, page
from rnngrade.reports.svg_confusion import svg_confusion
from rnngrade.reports.svg_plot import svg_plot
from rnngrade.reports.svg_scatter import svg_scatter
from rnngrade.result import Outcome, Picture, Result, Table

name = "html"

# Mid-tones, which stand out from white and from black alike; all other text takes the page's own
# colour. Notebooks do not tell a fragment whether they are dark.
_GREEN, _RED, _AMBER, _GREY, _PURPLE = "#2f9e44", "#e8473f", "#c77700", "#868e96", "#ae5fd0"
_LINE = "rgba(134, 142, 150, 0.4)"

MARKS = {
    Outcome.PASS: ("✓", _GREEN),
    Outcome.FAIL: ("✗", _RED),
    Outcome.TIMEOUT: ("✗", _RED),
    Outcome.CRASH: ("✗", _RED),
    Outcome.SKIP: ("○", _GREY),
    Outcome.REVIEW: ("?", _AMBER),
    Outcome.ERROR: ("!", _PURPLE),
}
"""Of each outcome, its sign and that sign's colour."""
_MONOSPACE = "font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.92em"
_PARAGRAPHS = {
    Kind.CAUSE: ("", "font-weight: 600"),
    Kind.MESSAGE: ("", ""),
    Kind.PLACE: ("", "opacity: 0.75"),
    Kind.SOURCE: ("", f"{_MONOSPACE}; padding-left: 1em"),
    Kind.STEP: ("<b>Try:</b> ", ""),
    Kind.NOTE: ("<b>Note:</b> ", ""),
    Kind.DETAIL: ("", f"{_MONOSPACE}; opacity: 0.75"),
}

_FIGURES = {
    Curve: ("Training curve", "training curves"),
    Confusion: ("Confusion matrix", "confusion matrices"),
    Picture: ("Picture", "pictures"),
    Points: ("Scatter plot", "scatter plots"),
}
"""What one of a kind is called, and several, in the order in which they stand."""
_ABREAST = "display: flex; flex-wrap: wrap; align-items: flex-start; column-gap: 1.5em"
_LOWEST_PICTURE, _NARROWEST_PICTURE, _WIDEST_PICTURE = 15, 18, 30
"""In em: how high a picture is beside another one, and within which bounds it is wide for that.
Where there is not so much room, one stands below the other."""


def render(result: Result, *, verbose: bool = False, secret: str | None = None) -> str:
    """Return ``result`` as an HTML fragment that loads nothing and runs nothing.

    ``secret`` says where its seed comes from, in place of the seed.
    """
    content = page(result, verbose=verbose, secret=secret)
    parts = [
        _div(markup.escape(content.title), "font-weight: 600; margin-bottom: 0.6em"),
        *(_item(item) for item in content.items),
        *_printed(content),
        _total(content),
        *(_div(markup.escape(line), "opacity: 0.75; font-size: 0.88em") for line in content.footer),
    ]
    style = "max-width: 52em; line-height: 1.45; text-align: left; overflow-wrap: anywhere"
    return _div("".join(parts), style)


def _div(inside: str, style: str) -> str:
    return f'<div style="{style}">{inside}</div>'


def _item(item: Item) -> str:
    mark, colour = MARKS[item.outcome]
    weight = "400" if item.outcome in (Outcome.PASS, Outcome.SKIP) else "600"
    aside = f' <span style="opacity: 0.75">{markup.escape(item.aside)}</span>' if item.aside else ""
    headline = (
        f'<span style="color: {colour}; font-weight: 700; flex: 0 0 1.2em">{mark}</span>'
        f'<span style="flex: 1; font-weight: {weight}">{markup.escape(item.headline)}{aside}</span>'
        f'<span style="color: {colour}; padding-left: 1em">{item.points}</span>'
    )
    said = "".join((*map(_paragraph, item.paragraphs), *_exhibits(item)))
    margin = f"margin: 0.1em 0 0.5em 0.4em; padding-left: 0.8em; border-left: 2px solid {_LINE}"
    below = _div(said, margin) if said else ""
    return _div(headline, "display: flex; margin: 0.15em 0") + below


def _paragraph(paragraph: Paragraph) -> str:
    lead, style = _PARAGRAPHS[paragraph.kind]
    return _div(
        lead + markup.escape(paragraph.text), f"white-space: pre-wrap; {style}".rstrip("; ")
    )


def _exhibits(item: Item) -> Iterator[str]:
    """Yield the exhibits of a check: all but tables folded, and last, where it has passed."""
    yield from (_table(exhibit) for exhibit in item.exhibits if isinstance(exhibit, Table))
    for kind, (one, several) in _FIGURES.items():
        figures = [_drawn(exhibit) for exhibit in item.exhibits if isinstance(exhibit, kind)]
        if figures:
            named = one if len(figures) == 1 else f"{len(figures)} {several}"
            together = "".join(figures)
            abreast = _div(together, _ABREAST) if kind is Picture else together
            yield abreast if item.unfolded else _folded(abreast, named)


def _folded(figures: str, named: str) -> str:
    return (
        f'<details style="margin: 0.2em 0"><summary style="cursor: pointer; opacity: 0.75">'
        f"{named}</summary>{figures}</details>"
    )


def _drawn(exhibit: Shown) -> str:
    match exhibit:
        case Curve():
            return _figure(exhibit.title, svg_plot(exhibit), curve_words.words(exhibit))
        case Confusion():
            return _figure(exhibit.title, svg_confusion(exhibit), confusion_words.words(exhibit))
        case Picture():
            return _picture(exhibit)
        case Points():
            return _figure(exhibit.title, svg_scatter(exhibit), (scatter_words.words(exhibit),))
        case Table():
            return _table(exhibit)


def _figure(title: str, drawn: str, said: tuple[str, ...] = (), style: str = "") -> str:
    heading = _div(markup.escape(title), "font-weight: 600; margin-bottom: 0.2em")
    lines = "".join(_div(markup.escape(line), "opacity: 0.75; font-size: 0.92em") for line in said)
    return _div(f"{heading}{drawn}{lines}", f"margin: 0.7em 0{style}")


def _picture(picture: Picture) -> str:
    """Return a picture on white, which is what most are drawn for."""
    image = (
        f'<img src="data:image/png;base64,{picture.png}" alt="{markup.escape(picture.alternative)}"'
        f' width="{picture.width}" height="{picture.height}" style="max-width: 100%; height: auto; '
        'display: block; margin: 0; background: white"/>'
    )
    wanted = _LOWEST_PICTURE * picture.width / picture.height
    room = min(max(wanted, _NARROWEST_PICTURE), _WIDEST_PICTURE)
    style = f"; flex: 1 1 {room:.0f}em; min-width: 0; max-width: {picture.width}px"
    return _figure(picture.title, image, style=style)


def _table(table: Table) -> str:
    cell = f"padding: 0.15em 1.2em 0.15em 0; text-align: left; border-bottom: 1px solid {_LINE}"
    title = _div(markup.escape(table.title), "font-weight: 600; margin-bottom: 0.2em")
    head = "".join(f'<th style="{cell}">{markup.escape(name)}</th>' for name in table.columns)
    rows = "".join(
        "<tr>" + "".join(f'<td style="{cell}">{markup.escape(text)}</td>' for text in row) + "</tr>"
        for row in table.rows
    )
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    style = (
        "border-collapse: collapse; margin: 0; font-size: inherit; line-height: inherit; "
        "color: inherit; background: transparent; overflow-wrap: break-word"
    )
    return _div(
        f'{title}<table style="{style}">{body}</table>', "margin: 0.7em 0; overflow-x: auto"
    )


def _printed(content: Page) -> Iterator[str]:
    if content.printed:
        lines = markup.escape("\n".join(content.printed))
        yield _div("Your code printed:", "font-weight: 600; margin-top: 0.8em")
        yield (
            f'<pre style="{_MONOSPACE}; color: inherit; background: transparent; margin: 0.2em 0; '
            f"padding: 0.3em 0.8em; border-left: 2px solid {_LINE}; white-space: pre-wrap; "
            f'overflow-wrap: anywhere">{lines}</pre>'
        )


def _total(content: Page) -> str:
    colour = _GREEN if content.passed else _AMBER
    bar = (
        f'<span style="flex: 0 1 16em; height: 0.5em; border-radius: 0.25em; background: {_LINE}">'
        f'<span style="display: block; height: 100%; width: {100 * content.share:.1f}%; '
        f'border-radius: 0.25em; background: {colour}"></span></span>'
    )
    total = (
        f"<b>Score {content.score or 'without points'}</b>{bar}"
        f'<b style="color: {colour}">{content.verdict}</b>'
    )
    style = "display: flex; align-items: center; gap: 0.8em; margin: 0.9em 0 0.6em"
    remarks = "".join(
        _div(markup.escape(remark), "margin-bottom: 0.6em") for remark in content.remarks
    )
    return _div(total, style) + remarks
