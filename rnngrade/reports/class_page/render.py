"""Writes the page: one pass over the standings, whatever is large waits on disk for its place."""

from __future__ import annotations

import base64
import hashlib
import statistics
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rnngrade.gradebook.interface import Standing
from rnngrade.intake.interface import LeftOut
from rnngrade.reports import html
from rnngrade.reports.class_page.feedback import feedback, packed, without_pictures
from rnngrade.reports.class_page.figures import bands, bin_of, columns, histogram
from rnngrade.reports.class_page.row import dumps, loads, one_line, row_of
from rnngrade.reports.class_page.summary import Summary
from rnngrade.result import Outcome
from rnngrade.scoring import points_text
from rnngrade.whole_file import writing_whole

_FOLDER = Path(__file__).parent
_EARLY = 'document.documentElement.classList.add("loading");'
"""Runs before the table, which is then laid out once, not again for each part of it that comes."""
_PILLS = {
    "passed": "Passed",
    "failed": "Not passed",
    "review": "To review",
    "late": "Late",
    "unexplained": "No known mistake",
    "error": "Errors",
    "unjudged": "Not judged",
    "absent": "Nothing handed in",
}
"""What the table can be filtered by, and how that is called."""
_LEGEND = {
    Outcome.PASS: "passed",
    Outcome.FAIL: "failed, timed out or crashed",
    Outcome.SKIP: "not run",
    Outcome.REVIEW: "a person’s turn",
    Outcome.ERROR: "the grader’s fault",
}


def write(
    standings: Iterable[Standing],
    path: Path,
    *,
    title: str,
    left_out: Sequence[LeftOut] = (),
    unmatched: Sequence[str] = (),
) -> int:
    """Write the page of a class to ``path``, and return of how many students it is.

    Below the table it lists what was ``left_out`` of all that was handed in, and the sources of
    those that are ``unmatched`` with anybody on the roster. The page is there whole or not at all,
    and is one file that loads nothing else. Memory does not grow with what students have handed in,
    and by some hundred bytes for each of them. Raises OSError where it cannot be written.
    """
    templates, summary = _templates(), Summary()
    with _spool(path.parent) as rows, _spool(path.parent) as blocks:
        known: set[str] = set()
        for number, standing in enumerate(standings):
            row = row_of(standing)
            summary.add(row, standing.result)
            rows.write(f"{dumps(row)}\n")
            fragment, pictures = without_pictures(feedback(standing, row, templates))
            for name in pictures.keys() - known:
                blocks.write(_block(f"picture-{name}", pictures[name]))
            blocks.write(_block(f"feedback-{number}", packed(fragment)))
            known |= pictures.keys()
        context = {
            **_context(summary, title),
            "left_out": [(one_line(each.source), one_line(each.reason)) for each in left_out],
            "unmatched": list(map(one_line, unmatched)),
            "rows": map(loads, _lines(rows)),
            "blocks": _lines(blocks),
        }
        with writing_whole(path) as file:
            file.writelines(templates.get_template("page.html.j2").generate(context))
    return summary.students


def _block(name: str, base64_text: str) -> str:
    """Return a text in a comment, which base64 cannot end: what a browser skips the fastest."""
    return f'<i id="{name}"><!--{base64_text}--></i>\n'


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {"points": points_text, "quoted": lambda text: quote(text, safe="")}
    return environment


def _spool(folder: Path) -> IO[str]:
    """Return a file without a name, which is gone when it is closed, however this ends."""
    return tempfile.TemporaryFile("w+", encoding="utf-8", dir=folder)


def _lines(spool: IO[str]) -> Iterator[str]:
    spool.seek(0)
    return (line.rstrip("\n") for line in spool)


def _context(summary: Summary, title: str) -> Mapping[str, Any]:
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    students = columns(summary.judged)
    marks = {outcome: mark for outcome, (mark, _) in html.MARKS.items()}
    return {
        "title": one_line(title),
        "summary": summary,
        "mistakes": summary.most_common(),
        "places": {mistake: n for n, mistake in enumerate(m.id for m in summary.most_common())},
        "bars": histogram(summary.shares),
        "bin_of": bin_of,
        "median": statistics.median(summary.shares) if summary.shares else None,
        "mean": statistics.fmean(summary.shares) if summary.shares else None,
        "bands": tuple(bands(tuple(summary.checks.values()), students)),
        "columns": len(students),
        "each": max(map(len, students), default=0),
        "marks": marks,
        "legend": [(marks[outcome], words, outcome) for outcome, words in _LEGEND.items()],
        "pills": tuple(_PILLS.items()),
        "style": (_FOLDER / "page.css").read_text(encoding="utf-8"),
        "script": script,
        "early": _EARLY,
        "digests": [_digest(each) for each in (_EARLY, script)],
    }


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
