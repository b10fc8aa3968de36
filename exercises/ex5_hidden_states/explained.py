"""Whether a view says what its colours mean: in a legend, on a colour bar, or in texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

import torch
from torch import Tensor

from . import colours
from .drawing import ColourBar, Entry
from .matching import View

TOLERANCE = 3 * colours.SAME
"""Samples of a colour bar are some 250ths of it apart."""
NAMED_POSITIONS = 3
"""That a legend has to name at least."""
NEGATIVE = re.compile(r"neg|\bbad\b|\bfalse\b|schlecht", re.IGNORECASE)
POSITIVE = re.compile(r"pos(?!ition)|\bgood\b|\btrue\b|\bgut\b", re.IGNORECASE)
CLASS_NUMBER = re.compile(r"(?<![\d.])([01])(?:\.0*)?(?![\d.])")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
OF_SENTIMENT = re.compile(r"senti|stimmung|\blabel|\bclass|negati|positive", re.IGNORECASE)
OF_POSITION = re.compile(r"\bpos\b|position|posici|posizi|\bword|\bstep|\bindex", re.IGNORECASE)
COLOUR_WORD = re.compile(
    r"\b(red|blue|green|orange|purple|black|gr[ae]y|yellow|pink|brown|cyan|teal|violet|magenta)\b",
    re.IGNORECASE,
)


class Verdict(Enum):
    """What an explanation of colours is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    """It says the contrary."""
    OTHER = "other"
    """It is named after what the other view shows."""
    MISSING = "missing"


def of_sentiment(view: View, sentiment: Tensor, alike: Sequence[View]) -> Verdict:
    """Judge the explanation of a view whose colours tell the sentiments (n,) apart.

    ``alike`` are all such views: they may share what explains them.
    """
    of_classes = colours.by_key(sentiment, view.colours[:, :3])
    legend = _legend_entries(view)
    verdict = _of_named_classes(legend, of_classes, must_name=False)
    for bar in bars_of(view, alike):
        if verdict is Verdict.MISSING and bool((_places(bar, of_classes) >= 0).all()):
            ticks = _of_named_classes(_ticks(bar), of_classes, must_name=True)
            verdict = Verdict.WRONG if ticks is Verdict.WRONG else Verdict.RIGHT
            if OF_POSITION.search(bar.label) and not OF_SENTIMENT.search(bar.label):
                verdict = Verdict.OTHER
    if verdict is Verdict.MISSING:
        verdict = _of_named_classes(_text_entries(view), of_classes, must_name=True)
    if verdict is Verdict.MISSING and any(map(_names_colours, _texts(view))):
        verdict = Verdict.RIGHT
    return verdict


def of_position(view: View, position: Tensor, alike: Sequence[View]) -> Verdict:
    """Judge the explanation of a view whose colours follow the positions (n,); see above."""
    scale = colours.by_key(position, view.colours[:, :3])
    verdicts = [_of_bar(bar, scale) for bar in bars_of(view, alike)]
    verdicts.append(_of_named_positions(_legend_entries(view), scale))
    for wanted in (Verdict.RIGHT, Verdict.OTHER, Verdict.WRONG):
        if wanted in verdicts:
            return wanted
    return Verdict.MISSING


def bars_of(view: View, alike: Sequence[View]) -> list[ColourBar]:
    """Return the colour bars of these views, and those that stand for themselves."""
    own = [axes for one in alike if one.figure is view.figure for axes in one.axes]
    found = []
    for bar in view.figure.colour_bars:
        owner = view.figure.axes[bar.of] if 0 <= bar.of < len(view.figure.axes) else None
        if owner is None or any(owner is axes for axes in own):
            found.append(bar)
    return found


def _of_bar(bar: ColourBar, scale: Tensor) -> Verdict:
    """Judge whether a colour bar has a scale's colours (k, 3), and in its order."""
    places = _places(bar, scale)
    if bool((places < 0).any()):
        return Verdict.MISSING
    differs = ~colours.same(scale[1:], scale[:-1])
    steps = bar.values[places].diff()[differs]
    if bool((steps > 0).all()):
        named_otherwise = OF_SENTIMENT.search(bar.label) and not OF_POSITION.search(bar.label)
        return Verdict.OTHER if named_otherwise else Verdict.RIGHT
    return Verdict.WRONG if bool((steps < 0).all()) else Verdict.MISSING


def _of_named_positions(entries: list[Entry], scale: Tensor) -> Verdict:
    """Judge the entries that hold a number and have the colour of a position."""
    found: dict[int, float] = {}
    for entry in entries:
        number = NUMBER.search(entry.text)
        fits = _has_colour(entry, scale)
        if number and bool(fits.any()):
            found.setdefault(int(fits.int().argmax()), float(number.group()))
    if len(found) < NAMED_POSITIONS:
        return Verdict.MISSING
    steps = torch.tensor([found[place] for place in sorted(found)]).diff()
    if bool((steps > 0).all()):
        return Verdict.RIGHT
    return Verdict.WRONG


def _of_named_classes(entries: list[Entry], of_classes: Tensor, *, must_name: bool) -> Verdict:
    """Judge entries that have the colours of the classes (2, 3).

    Names may be any, unless they must be known; a known name of the other class is wrong.
    """
    by_class = [
        {class_named(entry.text) for entry in entries if bool(_has_colour(entry, of_classes)[k])}
        for k in (0, 1)
    ]
    if must_name:
        by_class = [named - {None} for named in by_class]
    if not all(by_class):
        return Verdict.MISSING
    texts = [
        {entry.text for entry in entries if bool(_has_colour(entry, of_classes)[k])} for k in (0, 1)
    ]
    if texts[0] == texts[1]:
        return Verdict.MISSING
    is_wrong = by_class[0] == {1} or by_class[1] == {0}
    return Verdict.WRONG if is_wrong else Verdict.RIGHT


def class_named(text: str) -> int | None:
    """Return which sentiment a text names, 0 or 1; None where it names neither, or both."""
    negative, positive = bool(NEGATIVE.search(text)), bool(POSITIVE.search(text))
    if negative != positive:
        return int(positive)
    numbers = {int(number) for number in CLASS_NUMBER.findall(text)}
    return numbers.pop() if len(numbers) == 1 and not negative else None


def _names_colours(text: str) -> bool:
    """Return whether a text names both sentiments, and two colours."""
    names_both = NEGATIVE.search(text) and POSITIVE.search(text)
    return bool(names_both) and len(set(COLOUR_WORD.findall(text))) > 1


def _has_colour(entry: Entry, wanted: Tensor) -> Tensor:
    """Return which of the colours (k, 3) is that of an entry: (k,) bool."""
    own = torch.tensor(entry.colour[:3], dtype=torch.float64)
    return (wanted - own).abs().amax(dim=1) <= TOLERANCE


def _legend_entries(view: View) -> list[Entry]:
    entries = [entry for legend in view.figure.legends for entry in legend.entries]
    return [entry for entry in entries if entry.text.strip() and entry.colour[3] > 0]


def _ticks(bar: ColourBar) -> list[Entry]:
    """Return the ticks of a colour bar with the colours beside them."""
    values = torch.tensor([value for _, value in bar.ticks], dtype=torch.float64)
    places = (values[:, None] - bar.values).abs().argmin(dim=1).tolist() if bar.ticks else []
    return [
        Entry(text, tuple(bar.colours[place].tolist()))
        for (text, _), place in zip(bar.ticks, places, strict=True)
    ]


def _text_entries(view: View) -> list[Entry]:
    """Return texts with their own colour, and titles of axes that show a single one."""
    texts = [*view.figure.texts, *(text for axes in view.axes for text in axes.texts)]
    entries = [Entry(text.text, text.colour) for text in texts if text.kind != "tick"]
    for place, axes in enumerate(view.axes):
        rgb = view.colours[view.axes_of == place, :3]
        if len(rgb) and colours.are_constant(rgb):
            titles = [text.text for text in axes.texts if text.kind == "title"]
            entries += [Entry(title, tuple(rgb[0].tolist())) for title in titles]
    return entries


def _texts(view: View) -> list[str]:
    texts = [*view.figure.texts, *(text for axes in view.axes for text in axes.texts)]
    return [text.text for text in texts]


def _places(bar: ColourBar, rgb: Tensor) -> Tensor:
    """Return where on a bar colours (k, 3) are, (k,) int64; -1 where they are not."""
    distances = (rgb[:, None] - bar.colours[None]).abs().amax(dim=2)
    nearest = distances.min(dim=1)
    return torch.where(nearest.values <= TOLERANCE, nearest.indices, -1)
