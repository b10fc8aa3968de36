"""Which views are coloured by what, and what to say where none is coloured as asked."""

from __future__ import annotations

from rnngrade.checks.interface import Context, Failed

from . import colours
from .asked import Asked, too_few_shown
from .given_points import reordered
from .matching import View


def sentiment_views(call: Asked) -> list[View]:
    """Return the views whose colours tell the sentiments apart."""
    key = call.given.sentiment
    return [view for view in call.views if colours.tell_classes(key, view.colours[:, :3])]


def position_views(call: Asked) -> list[View]:
    """Return the views whose colours follow the positions on a scale."""
    key = call.given.position
    return [view for view in call.views if colours.tell_positions(key, view.colours[:, :3])]


def no_sentiment(context: Context, call: Asked) -> Failed:
    """Return the failure of a drawing in which no view is coloured by sentiment."""
    taken = position_views(call)
    rest = [view for view in call.views if view not in taken]
    for view in rest:
        rgb = view.colours[:, :3]
        for how, other in reordered(call.given.sentiment):
            if colours.tell_classes(other, rgb):
                return context.confirmed(
                    f"{call.case}, colours are those of the sentiments in another order: {how}.",
                    "colours_out_of_step",
                )
    found = _of_any(context, call, rest) or too_few_shown(context, call)
    return found or context.confirmed(
        f"{call.case}, in no view the colour tells the sentiment: {_views_in_words(call)}.",
        "sentiment_missing",
    )


def no_position(context: Context, call: Asked) -> Failed:
    """Return the failure of a drawing in which no view is coloured by position."""
    taken = sentiment_views(call)
    rest = [view for view in call.views if view not in taken]
    position = call.given.position
    for view in rest:
        rgb = view.colours[:, :3]
        if colours.are_constant(rgb):
            continue
        if colours.is_function_of(position, rgb):
            distinct = colours.number(rgb)
            if colours.share_a_scale(position, rgb):
                return context.confirmed(
                    f"{call.case}, {int(position.max()) + 1} positions share {distinct} colours of "
                    "a scale.",
                    "positions_share_colours",
                    colours=distinct,
                )
            return context.confirmed(
                f"{call.case}, the colour tells the position, but the {distinct} colours for "
                f"{int(position.max()) + 1} positions follow no scale.",
                "position_not_ordered",
                colours=distinct,
            )
        for how, other in reordered(position):
            if colours.tell_positions(other, rgb):
                return context.confirmed(
                    f"{call.case}, colours are those of the positions in another order: {how}.",
                    "colours_out_of_step",
                )
    found = _of_any(context, call, rest) or too_few_shown(context, call)
    return found or context.confirmed(
        f"{call.case}, in no view the colour tells the position: {_views_in_words(call)}.",
        "position_missing",
    )


def _of_any(context: Context, call: Asked, rest: list[View]) -> Failed | None:
    """Return the failure of views whose colours tell something else, or nothing."""
    for view in rest:
        rgb = view.colours[:, :3]
        if colours.are_constant(rgb):
            return context.confirmed(
                f"{call.case}, a view shows them all in one colour.", "colours_constant"
            )
        if colours.is_function_of(call.given.sentence, rgb):
            return context.confirmed(
                f"{call.case}, a view has one colour for each sentence.", "coloured_by_sentence"
            )
        if colours.run_on(call.given.position, rgb):
            return context.confirmed(
                f"{call.case}, the colours of a view run on from the first point to the last.",
                "coloured_by_running_index",
            )
    return None


def _views_in_words(call: Asked) -> str:
    """Say what the views of a drawing show."""
    parts = []
    for view in call.views:
        if view in sentiment_views(call):
            parts.append("coloured by sentiment")
        elif view in position_views(call):
            parts.append("coloured by position")
        else:
            distinct = colours.number(view.colours[:, :3])
            parts.append(f"with {distinct} colours that are those of neither")
    if len(parts) == 1:
        return f"the only view is {parts[0]}"
    return f"there are {len(parts)} views, one {', one '.join(parts)}"
