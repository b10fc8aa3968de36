"""The judges of ``plot``: where the points are, what their colours tell, and whether it is said."""

from __future__ import annotations

from torch import Tensor

from rnngrade.checks.interface import Context, Failed, Passed

from . import canvas, colours, explained
from .asked import Asked, asked, asked_or_skipped
from .coloured import no_position, no_sentiment, position_views, sentiment_views
from .drawing import Axes, Drawing, Figure
from .explained import Verdict
from .matching import View

SEEN = 0.8
"""Share of the points that can be seen at least; others may be covered, by a legend, say."""
SPREAD = 0.1
"""Share of its axes that the points take up at least, in one direction."""
MAX_PICTURES = 3


def judge_figure(context: Context) -> Passed:
    """Judge that every point is drawn where it belongs, and nothing is cut off."""
    notes: dict[str, None] = {}
    for call in asked(context):
        kinds = [kind for kind in (sentiment_views(call), position_views(call)) if kind]
        for kind in kinds or [list(call.views)]:
            _require_one_on_canvas(context, call, kind)
        notes |= dict.fromkeys(_require_pieces_on_canvas(context, call))
    calls = asked(context)
    counts = " and ".join(str(len(call.given.points)) for call in calls)
    return Passed(
        f"Given {counts} points, plot drew each of them where it belongs.",
        evidence={
            "points": [len(call.given.points) for call in calls],
            "figures": [call.drawing.count for call in calls],
            "views": [len(call.views) for call in calls],
            "left_out": [figure.left_out for call in calls for figure in call.drawing.figures],
        },
        notes=tuple(notes),
    )


def judge_sentiment(context: Context) -> Passed:
    """Judge that a view is coloured by sentiment, and says which colour is which."""
    for call in asked_or_skipped(context):
        fitting = sentiment_views(call)
        if not fitting:
            raise no_sentiment(context, call)
        _require_apart(call, fitting)
        verdicts = [explained.of_sentiment(view, call.given.sentiment, fitting) for view in fitting]
        if Verdict.RIGHT in verdicts:
            continue
        if Verdict.WRONG in verdicts:
            raise context.confirmed(
                f"{call.case}, the names of the two colours are swapped: points of sentiment 0 "
                "have the colour that is called positive.",
                "legend_swapped",
            )
        if Verdict.OTHER in verdicts:
            raise context.confirmed(
                f"{call.case}, the colour bar of the sentiments is called “{_bar_name(fitting)}”.",
                "names_of_bars_swapped",
            )
        raise context.confirmed(
            f"{call.case}, the colours tell the sentiments, but nothing says which is which: "
            f"{_legend_in_words(fitting[0].figure)}.",
            "no_legend",
        )
    return Passed("A view has a colour for each sentiment, and says which is which.")


def judge_position(context: Context) -> Passed:
    """Judge that a view is coloured by position, on a scale, and shows that scale."""
    notes: tuple[str, ...] = ()
    for call in asked_or_skipped(context):
        fitting = position_views(call)
        if not fitting:
            raise no_position(context, call)
        verdicts = [explained.of_position(view, call.given.position, fitting) for view in fitting]
        if Verdict.OTHER in verdicts:
            raise context.confirmed(
                f"{call.case}, the colour bar of the positions is called “{_bar_name(fitting)}”.",
                "names_of_bars_swapped",
            )
        bars = fitting[0].figure.colour_bars
        if Verdict.RIGHT in verdicts:
            has_label = not bars or any(bar.label.strip() for bar in bars)
            notes = () if has_label else ("The colour bar has no label.",)
            continue
        if Verdict.WRONG in verdicts:
            raise Failed(
                f"{call.case}, the colour bar (or legend) runs the other way: where the points' "
                "positions rise, its numbers fall.",
                hint="Colour by position itself (c=position), and make the colour bar of the same "
                "scatter: fig.colorbar(scatter, ax=axes).",
            )
        what = "is that of other axes, or has other colours" if bars else "is missing"
        raise context.confirmed(
            f"{call.case}, the colours follow the positions, but the colour bar {what}.",
            "no_colour_bar",
        )
    return Passed("A view's colours follow a scale of positions, which it shows.", notes=notes)


def judge_labels(context: Context) -> Passed:
    """Judge that both axes of each view have a label."""
    for call in asked_or_skipped(context):
        chosen = [*sentiment_views(call)[:1], *position_views(call)[:1]] or list(call.views)
        faults = [
            f"{_name(call, view, axes)} ({' and '.join(missing)})"
            for view in chosen
            for axes in view.axes
            if (missing := [n for n in ("x", "y") if not _label(view.figure, axes, n)])
        ]
        if faults:
            raise Failed(
                f"{call.case}, axes have no label in {' and in '.join(faults[:4])}.",
                hint='axes.set_xlabel("first component"), axes.set_ylabel("second component"), for '
                'the axes of each view; or fig.supxlabel for all. axis("off") hides labels, too.',
            )
    return Passed("Both axes of each view have a label.")


def pictures(drawing: Drawing) -> tuple[tuple[str, Tensor, str], ...]:
    """Return the first figures, to be shown: titles, pixels (h, w, 3) uint8, and words instead."""
    shown = [figure for figure in drawing.figures if figure.pixels.numel()][:MAX_PICTURES]
    return tuple(
        (f"Figure {number} of {drawing.count}", figure.pixels, _words(figure))
        for number, figure in enumerate(shown, 1)
    )


def _require_one_on_canvas(context: Context, call: Asked, kind: list[View]) -> None:
    """Raise ``Failed`` where none of the views of a kind is all on the canvas, and visible.

    Another may be a part of one, enlarged.
    """
    failures = [_on_canvas(context, call, view) for view in kind]
    if failures[0] is not None and all(failures):
        raise failures[0]


def _on_canvas(context: Context, call: Asked, view: View) -> Failed | None:
    """Return the failure of a view whose points are cut off, or cannot be seen; None if all is."""
    count = len(call.given.points)
    beyond = int(canvas.beyond(view).sum())
    if beyond:
        return context.confirmed(
            f"{call.case}, {beyond} of them lie beyond the limits of their axes, or off the "
            "figure.",
            "cut_off",
            beyond=beyond,
            points=count,
        )
    if canvas.spread(view) < SPREAD:
        return Failed(
            f"{call.case}, they are crowded into {100 * canvas.spread(view):.2g} % of the axes.",
            hint="Let matplotlib choose the limits: leave set_xlim, set_ylim and axis(…) out.",
        )
    seen = int(canvas.seen(view).sum())
    if seen < SEEN * count:
        return Failed(
            f"{call.case}, only {seen} of them can be seen in the figure.",
            hint="Save it and look: are the points too small or too pale, is something above them, "
            "or do they have the colour of the background?",
            evidence={"seen": seen, "points": count},
        )
    return None


def _require_pieces_on_canvas(context: Context, call: Asked) -> list[str]:
    """Raise ``Failed`` where a legend, a title or a label is cut off; return what is touched."""
    notes = []
    for name, share in canvas.pieces(call.drawing):
        if share > canvas.CUT:
            raise context.confirmed(
                f"{call.case}, {name} is cut off at the edge of the figure: {100 * share:.0f} % of "
                "it is outside.",
                "cut_off",
                outside=share,
            )
        if share > canvas.TOUCHED:
            notes.append(f"{name[0].upper()}{name[1:]} is cut off a little at the figure's edge.")
    return notes[:3]


def _require_apart(call: Asked, fitting: list[View]) -> None:
    """Raise ``Failed`` where no view has colours that are easily told apart."""
    key = call.given.sentiment
    found = [colours.distance(*colours.by_key(key, view.colours[:, :3])) for view in fitting]
    if max(found) < colours.APART:
        raise Failed(
            f"{call.case}, the colours of the two sentiments can hardly be told apart.",
            hint='Take two that differ, such as "tab:blue" and "tab:orange".',
            evidence={"lab_distance": max(found)},
        )


def _bar_name(fitting: list[View]) -> str:
    """Return the labels of the colour bars of these views."""
    bars = explained.bars_of(fitting[0], fitting)
    return "”, “".join(bar.label[:40] for bar in bars if bar.label)


def _legend_in_words(figure: Figure) -> str:
    """Say what a figure's legends lack."""
    entries = [entry for legend in figure.legends for entry in legend.entries]
    if not entries:
        return "there is no legend"
    if len(entries) == 1:
        return f"the legend has a single entry, “{entries[0].text[:40]}”"
    if len({entry.text for entry in entries}) == 1:
        return f"all entries of the legend are “{entries[0].text[:40]}”"
    return "the samples in the legend do not have the colours of the points"


def _label(figure: Figure, axes: Axes, name: str) -> str:
    """Return the label of an axis: its own, or a text of the figure below, or left of, the axes."""
    own = axes.x_label if name == "x" else axes.y_label
    if any(map(str.isalnum, own)):
        return own
    for text in figure.texts:
        x0, y0, x1, y1 = text.box
        if name == "x" and not text.upright and (y0 + y1) / 2 < axes.box[1]:
            return text.text
        if name == "y" and text.upright and (x0 + x1) / 2 < axes.box[0]:
            return text.text
    return ""


def _name(call: Asked, view: View, axes: Axes) -> str:
    """Name an axes by its title, or by what its view shows."""
    titles = [text.text for text in axes.texts if text.kind == "title"]
    if titles:
        return f"“{titles[0][:40]}”"
    if view in sentiment_views(call):
        return "the view coloured by sentiment"
    return "the view coloured by position" if view in position_views(call) else "a view"


def _words(figure: Figure) -> str:
    """Describe a figure for whoever cannot see it."""
    planes = [axes for axes in figure.axes if axes.kind != "colour bar"]
    counts = " and ".join(str(len(axes.marks.xy)) for axes in planes) or "no"
    legends, bars = len(figure.legends), len(figure.colour_bars)
    with_legends = f"{legends} {'legend' if legends == 1 else 'legends'}"
    with_bars = f"{bars} colour {'bar' if bars == 1 else 'bars'}"
    return f"{len(planes)} axes with {counts} points, {with_legends}, {with_bars}"
