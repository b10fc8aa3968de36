"""What the page shows of one student when asked: all that grader, person and calendar say."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment

from rnngrade.gradebook.interface import Standing
from rnngrade.plain_text import clipped
from rnngrade.reports import html
from rnngrade.reports.class_page.row import Row, one_line
from rnngrade.scoring import points_text

_LONGEST_TEXT = 5_000
_KEPT = "your instructor's keeping"
"""Where the seed is: what is shown here may be shown to students."""
_PICTURE = re.compile(r' src="data:image/png;base64,([A-Za-z0-9+/=]*)"')
"""Quotation marks that a student wrote are escaped, so that none of their texts matches."""


@dataclass(frozen=True)
class Reviewed:
    """What a person has said of one check, as text."""

    label: str
    points: str
    comment: str
    by: str


def feedback(standing: Standing, row: Row, templates: Environment) -> str:
    """Return an HTML fragment, in which nothing of the student's is left to interpret."""
    entry = standing.entry
    return templates.get_template("student.html.j2").render(
        row=row,
        email=one_line(standing.student.email) if standing.student is not None else "",
        source=one_line(entry.source) if entry is not None else "",
        submitted=f"{entry.submitted:%Y-%m-%d %H:%M %Z}" if entry and entry.submitted else "",
        error=clipped(standing.error, _LONGEST_TEXT),
        remarks=[clipped(remark, _LONGEST_TEXT) for remark in standing.remarks],
        reviews=tuple(_reviews(standing)),
        waiting=[_label(standing, name) for name in standing.to_review],
        machine=html.render(standing.result, secret=_KEPT) if standing.result is not None else "",
    )


def without_pictures(fragment: str) -> tuple[str, dict[str, str]]:
    """Return ``fragment`` with names in place of its pictures, and these in base64 by name.

    Many students are shown the same picture, such as the reference's, and the page has it once.
    """
    pictures: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        digest = hashlib.sha256(found[1].encode()).hexdigest()
        pictures[digest] = found[1]
        return f' data-picture="{digest}"'

    return _PICTURE.sub(name, fragment), pictures


def packed(fragment: str) -> str:
    """Return ``fragment`` compressed, in base64: text that can end no element and start none."""
    return base64.b64encode(gzip.compress(fragment.encode(), mtime=0)).decode()


def _reviews(standing: Standing) -> Iterator[Reviewed]:
    most = {c.id: c.max_points for c in standing.result.checks} if standing.result else {}
    for name, review in standing.reviews.items():
        of = f"/{points_text(most[name])}" if most.get(name) else ""
        yield Reviewed(
            _label(standing, name),
            points_text(review.points) + of,
            clipped(review.comment, _LONGEST_TEXT),
            ", ".join(filter(None, (one_line(review.reviewer), one_line(review.time)))),
        )


def _label(standing: Standing, check: str) -> str:
    labels = {c.id: c.label for c in standing.result.checks} if standing.result else {}
    return one_line(labels.get(check, check))
