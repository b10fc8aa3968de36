"""What a report for a reader says, and in which order; terminal and HTML only set it.

Every text on a page is plain and bounded, whatever the student's code put into it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from rnngrade.plain_text import clipped, plain
from rnngrade.reports.exhibits import Shown, shown
from rnngrade.result import CheckResult, Diagnosis, Outcome, Result
from rnngrade.scoring import points_text, total
from rnngrade.words import counted

_LONGEST_HEADLINE = 200
_LONGEST_PARAGRAPH = 1200
_LONGEST_LINE = 200
_PRINTED_LINES = 20


class Kind(StrEnum):
    """What a paragraph under a check is."""

    CAUSE = "cause"
    """A known mistake that reproduces the numbers."""
    MESSAGE = "message"
    PLACE = "place"
    """The student's own file and line."""
    SOURCE = "source"
    """The text of that line."""
    STEP = "step"
    """What to try next."""
    NOTE = "note"
    DETAIL = "detail"
    """Shown on request only: evidence, durations."""


@dataclass(frozen=True)
class Paragraph:
    """One thing said about a check."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Item:
    """One check, or several in a row that were skipped for the same reason."""

    outcome: Outcome
    headline: str
    aside: str
    """Said in passing after the headline; may be empty."""
    points: str
    """``12/15``, ``bonus +3/5``; empty for a check that is worth none."""
    paragraphs: tuple[Paragraph, ...]
    exhibits: tuple[Shown, ...] = ()
    unfolded: bool = False
    """Whether figures are shown without being asked for: all exhibits but tables."""


@dataclass(frozen=True)
class Page:
    """Everything that a report for a reader shows of one result."""

    title: str
    items: tuple[Item, ...]
    printed: tuple[str, ...]
    """Lines that the student's code printed."""
    score: str
    share: float
    """Of the points, from 0 to 1."""
    verdict: str
    passed: bool
    remarks: tuple[str, ...]
    """What the total leaves open."""
    footer: tuple[str, ...]


def _verdict(result: Result) -> str:
    if result.passed:
        return "passed"
    needed_checks = [check for check in result.checks if check.required and check.max_points]
    # What waits for a person stands against nobody: see ``scoring.passes``.
    good = (Outcome.PASS, Outcome.REVIEW)
    missing = [check.label for check in needed_checks if check.outcome not in good]
    if missing:
        return f"not passed yet (needed: {_one_line(', '.join(missing))})"
    needed = points_text(result.pass_mark * result.max_score)
    return f"not passed yet ({needed} needed)"


def page(result: Result, *, verbose: bool = False, secret: str | None = None) -> Page:
    """Return what to show of ``result``; ``verbose`` adds evidence, durations and isolation.

    ``secret`` says where the seed comes from, in place of the seed, which nobody should read.
    """
    return Page(
        title=_one_line(f"{result.exercise.id} · {result.submission.name}"),
        items=tuple(_items(result.checks, verbose)),
        printed=tuple(_printed(result.output)),
        score=_points(result.score, result.max_score) or _points_of_all(result.checks),
        share=min(result.score / result.max_score, 1.0)
        if result.max_score
        else float(result.passed),
        verdict=_verdict(result),
        passed=result.passed,
        remarks=tuple(_remarks(result)),
        footer=tuple(_footer(result, verbose, secret)),
    )


def check_items(checks: Sequence[CheckResult], *, verbose: bool = False) -> Iterator[Item]:
    """Yield what to say of each check by itself, as a format does that lists every check."""
    explained: dict[tuple[Diagnosis, ...], str] = {}
    for check in checks:
        yield _item(check, explained, verbose)
        if check.diagnosis:
            explained.setdefault(check.diagnosis, check.label)


def _items(checks: Sequence[CheckResult], verbose: bool) -> Iterator[Item]:
    pairs = zip(checks, check_items(checks, verbose=verbose), strict=True)
    for reason, group in groupby(pairs, key=lambda pair: _skipped_for(pair[0])):
        members, items = zip(*group, strict=True)
        if reason is not None and len(members) > 1:
            yield _skipped_item(members, reason)
        else:
            yield from items


def _skipped_for(check: CheckResult) -> str | None:
    return check.message if check.outcome is Outcome.SKIP else None


def _skipped_item(checks: Sequence[CheckResult], reason: str) -> Item:
    names = ", ".join(check.id for check in checks)
    return Item(
        Outcome.SKIP,
        f"{len(checks)} checks",
        _one_line(reason),
        _points_of_all(checks),
        (Paragraph(Kind.DETAIL, clipped(names, _LONGEST_PARAGRAPH)),),
    )


def _item(
    check: CheckResult, explained: Mapping[tuple[Diagnosis, ...], str], verbose: bool
) -> Item:
    said = [*_said(check, explained, verbose), *(_details(check) if verbose else ())]
    return Item(
        check.outcome,
        _one_line(check.label),
        _one_line(check.message) if check.outcome is Outcome.SKIP else "",
        _check_points(check),
        tuple(Paragraph(kind, clipped(text, _LONGEST_PARAGRAPH)) for kind, text in said if text),
        shown(check.exhibits),
        unfolded=verbose or check.outcome is not Outcome.PASS,
    )


def _one_line(text: str) -> str:
    return " ".join(clipped(text, _LONGEST_HEADLINE).split())


def _said(
    check: CheckResult, explained: Mapping[tuple[Diagnosis, ...], str], verbose: bool
) -> Iterator[tuple[Kind, str]]:
    match check.outcome:
        case Outcome.FAIL | Outcome.TIMEOUT | Outcome.CRASH:
            yield from _what_is_wrong(check, explained)
        case Outcome.REVIEW:
            yield Kind.MESSAGE, f"A person will grade this. {check.message}"
        case Outcome.ERROR:
            yield Kind.MESSAGE, check.message
            yield Kind.STEP, check.hint or "Tell your instructor; these points are still open."
        case Outcome.PASS if verbose:
            yield Kind.MESSAGE, check.message
    for note in check.notes:
        yield Kind.NOTE, note


def _what_is_wrong(
    check: CheckResult, explained: Mapping[tuple[Diagnosis, ...], str]
) -> Iterator[tuple[Kind, str]]:
    above = explained.get(check.diagnosis)
    if above is not None:
        yield Kind.CAUSE, f"The same mistake as above, under “{above}”."
    else:
        several = len(check.diagnosis) > 1
        if several:
            yield Kind.MESSAGE, "Each of these mistakes alone reproduces your numbers:"
        for number, diagnosis in enumerate(check.diagnosis, start=1):
            yield Kind.CAUSE, f"{number}. {diagnosis.message}" if several else diagnosis.message
            yield Kind.STEP, diagnosis.hint
    yield Kind.MESSAGE, check.message
    if check.location is not None:
        yield (
            Kind.PLACE,
            f"at {_one_line(str(check.location))}" + (":" if check.source_line else ""),
        )
        yield Kind.SOURCE, check.source_line
    if check.hint is not None and not check.diagnosis:
        yield Kind.STEP, check.hint


def _details(check: CheckResult) -> Iterator[tuple[Kind, str]]:
    if check.outcome is not Outcome.SKIP:
        named = (f"{name}: {_value(value)}" for name, value in check.evidence.items())
        evidence = (clipped(text, _LONGEST_LINE) for text in named)
        yield Kind.DETAIL, "; ".join((*evidence, f"took {check.duration:.2f} s"))


def _value(value: Any) -> str:
    """Return a value of the evidence for a reader: numbers in 4 digits, the rest as JSON."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_value(item)}" for name, item in value.items())
    return value if isinstance(value, str) else json.dumps(value, default=repr)


def _check_points(check: CheckResult) -> str:
    if check.outcome in (Outcome.REVIEW, Outcome.ERROR) and check.max_points:
        open_points = f"?/{points_text(check.max_points)}"
        return f"bonus {open_points}" if check.bonus else open_points
    return _points_of_all([check])


def _points_of_all(checks: Sequence[CheckResult]) -> str:
    counted, bonus = (
        _points(total(check.points for check in group), total(check.max_points for check in group))
        for group in _without_and_with_bonus(checks)
    )
    return ", ".join(filter(None, (counted, f"bonus +{bonus}" if bonus else "")))


def _without_and_with_bonus(
    checks: Sequence[CheckResult],
) -> tuple[list[CheckResult], list[CheckResult]]:
    return [check for check in checks if not check.bonus], [
        check for check in checks if check.bonus
    ]


def _points(points: float, max_points: float) -> str:
    return f"{points_text(points)}/{points_text(max_points)}" if max_points else ""


def _printed(output: str) -> Iterator[str]:
    lines = plain(output).rstrip().split("\n") if output.strip() else []
    half = _PRINTED_LINES // 2
    left_out = len(lines) - 2 * half
    if left_out <= 1:  # saying that one line is missing takes a line as well
        yield from (clipped(line, _LONGEST_LINE) for line in lines)
        return
    yield from (clipped(line, _LONGEST_LINE) for line in lines[:half])
    yield f"… ({left_out} lines left out; the JSON report has them) …"
    yield from (clipped(line, _LONGEST_LINE) for line in lines[-half:])


def _remarks(result: Result) -> Iterator[str]:
    checks = result.checks
    if remark := data_remark(result):
        yield remark
    _, bonus = _without_and_with_bonus(checks)
    if most := total(check.max_points for check in bonus):
        earned = points_text(total(check.points for check in bonus))
        yield f"The score holds +{earned} of {points_text(most)} bonus points."
    waiting = sum(check.max_points for check in checks if check.outcome is Outcome.REVIEW)
    if waiting:
        yield f"{points_text(waiting)} points wait for a person to grade them."
    if any(check.outcome is Outcome.ERROR for check in checks):
        lost = sum(check.max_points for check in checks if check.outcome is Outcome.ERROR)
        what = f"{points_text(lost)} points" if lost else "what comes after it"
        yield f"The grader itself failed, so that {what} could not be judged."


_PROTECTING = {"pid-namespace": "namespaces", "landlock": "Landlock", "seccomp": "seccomp"}


def isolation_remark(result: Result) -> str:
    """Say which protections were not there, if any."""
    missing = [word for layer, word in _PROTECTING.items() if layer not in result.layers]
    if not missing or not result.layers:  # Without any layer nothing of the submission was run.
        return ""
    trust = "" if missing == ["namespaces"] else "; run only code that you trust"
    return f"Isolation: without {', '.join(missing)}{trust}."


def data_remark(result: Result) -> str:
    """Say that a substitute stood in for the data, if it did."""
    if result.data is None or not result.data.substitute:
        return ""
    name, edition = (_one_line(text) for text in (result.data.name, result.data.edition))
    return (
        f"Data: the embedded substitute for {name} ({edition}), not the real data set; "
        f"rnngrade data fetch {name} gets it."
    )


def _footer(result: Result, verbose: bool, secret: str | None) -> Iterator[str]:
    environment = result.environment
    if secret or result.seed is None:
        where = f"the seed in {secret}" if secret else "a seed that is kept secret"
        yield f"Inputs were drawn from {where}."
    else:
        yield (
            f"Inputs were drawn from seed {result.seed}. "
            "Your instructor's grading uses other inputs, from another seed."
        )
    if result.submission.loaded == "whole":
        yield "The whole file was run, because a definition needs what its other statements make."
    yield clipped(
        f"Python {environment.python}, torch {environment.torch}, {environment.device}, "
        f"{counted(environment.threads, 'thread')}, "
        f"{environment.platform}; {result.times.seconds:.1f} s",
        _LONGEST_PARAGRAPH,
    )
    if result.data and not result.data.substitute:
        yield _one_line(f"Data: {result.data.name}, {result.data.edition}")
    if remark := isolation_remark(result):
        yield remark
    if verbose:
        yield clipped(f"Isolation: {', '.join(result.layers) or 'none'}", _LONGEST_PARAGRAPH)
        limits = ", ".join(f"{name}={value:,.12g}" for name, value in result.limits.items())
        yield clipped(f"Limits: {limits}", _LONGEST_PARAGRAPH)
        yield f"Submission: sha256 {plain(result.submission.sha256)}"
        if checkpoint := result.submission.checkpoint:
            yield _one_line(f"Checkpoint: {checkpoint.name}, sha256 {checkpoint.sha256}")
        yield f"rnngrade {plain(result.package_version)}, exercise {plain(result.exercise.version)}"
