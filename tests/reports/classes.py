"""Standings as the gradebook gives them, made by hand: what the page of a class is tested with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from results import (
    ALL_RIGHT,
    DRAWN,
    GRADER_ERROR,
    HOSTILE,
    ONE_DIAGNOSIS,
    STUB,
    TRAINED,
    TWO_DIAGNOSES,
    lost,
    passed,
    result,
)

from rnngrade.gradebook.interface import Penalty, Review, Standing
from rnngrade.intake.interface import Entry, Student
from rnngrade.result import Diagnosis, Outcome, Result, Table
from rnngrade.submission.interface import Location

SUBMITTED = datetime(2026, 4, 18, 0, 30, tzinfo=timezone(timedelta(hours=2)))
TO_REVIEW = result(
    *(passed(name) for name in ("loads", "outputs")),
    lost("shapes", Outcome.REVIEW, "120 words."),
)


def standing(name: str, verdict: Result | None = ALL_RIGHT, **changes: Any) -> Standing:
    """Return where somebody stands: on the roster, in time, and no person has said a word."""
    student = Student(
        name, f"{name} of the class", f"{name}@example.edu", changes.pop("section", "A")
    )
    entry = Entry(name, Path(f"{name}.py"), f"class/{name}.py", student, SUBMITTED)
    known: dict[str, Any] = {"student": student, "entry": entry, "result": verdict}
    if verdict is not None:
        score, most = verdict.score, verdict.max_score
        known |= {"raw": score, "final": score, "max_score": most, "passed": verdict.passed}
    return Standing(name, **(known | changes))


def some_class() -> list[Standing]:
    """Return a class in which everything that can be filtered by happens to somebody."""
    comment = "Say what you see in the second view."
    return [
        standing("ada", ALL_RIGHT),
        standing("bo", ONE_DIAGNOSIS, section="B"),
        standing("cy", TWO_DIAGNOSES),
        standing("dee", STUB),
        standing("eli", TRAINED, penalty=Penalty(0, "In time.")),
        standing("fay", ALL_RIGHT, penalty=Penalty(12.5, "A day late."), final=87.5, section="B"),
        standing("gus", GRADER_ERROR),
        standing("hal", TO_REVIEW, to_review=("shapes",)),
        standing(
            "ivy",
            TO_REVIEW,
            reviews={"shapes": Review(7.5, comment, "M. Ito")},
            raw=37.5,
            final=37.5,
        ),
        standing("joe", DRAWN),
        standing("kim", DRAWN),
        standing("lu", None, error="not graded yet"),
        replace(standing("mo", None, error="nothing was handed in"), entry=None),
        standing("zoë", ONE_DIAGNOSIS),
    ]


def hostile(text: str, name: str = "") -> Standing:
    """Return a standing in which ``text`` is everywhere where somebody else may have put it."""
    check = lost(
        "loads",
        Outcome.FAIL,
        text,
        label=text,
        hint=text,
        notes=(text,),
        diagnosis=(Diagnosis(text, text, text),),
        location=Location(text, 1),
        source_line=text,
        exhibits=(Table(text, (text,), ((text,),)),),
    )
    student = Student(text, text, text, text)
    return Standing(
        name or text,
        student,
        Entry(name or text, Path("x"), text, student, late=True),
        result(check, name=text, output=text),
        error=text,
        remarks=(text,),
        reviews={"loads": Review(0, text, text, text)},
        raw=0.0,
        max_score=40.0,
        penalty=Penalty(1, text),
        final=0.0,
        passed=False,
    )


HOSTILE_TEXTS: Sequence[str] = (
    HOSTILE,
    "<script>window.broken = 1</script>",
    "</script><script>window.broken = 1</script>",
    "<!--<script>",
    "--> </style></title></template></textarea></table></dialog>",
    '"><img src=x onerror="window.broken = 1">',
    "' onmouseover='window.broken = 1",
    '<svg onload="window.broken = 1"><a href="javascript:window.broken = 1">x</a></svg>',
    '<iframe srcdoc="<script>parent.broken = 1</script>"></iframe>',
    '<link rel=stylesheet href="https://example.org/x.css"><base href="https://example.org/">',
    '<form action="https://example.org/"><button autofocus>x</button></form>',
    "{{ 7 * 7 }} {% for x in y %} {# #} ${7 * 7} &lt;script&gt; &#60;b&#62; &amp;",
    ' src="data:image/png;base64,AAAA"',
    "\u202egnp.exe \u2066\u200f\ud800\udfff\x00\x1b[2J",
    "W" * 5_000,
    "界" * 2_000,
    "",
)
