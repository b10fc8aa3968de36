"""The checks of ``rnngrade check``: one exercise after another, each reported as it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from rnngrade.commands.console import (
    FAULT,
    INTERRUPTED,
    NOT_PASSED,
    complain,
    console,
    fail,
    reports_bad_input,
)
from rnngrade.commands.data import offer_to_fetch
from rnngrade.configuration import ConfigurationError
from rnngrade.grader import Grader
from rnngrade.reports.interface import Judged
from rnngrade.repository import Work
from rnngrade.result import Outcome, Result
from rnngrade.schema import Violation
from rnngrade.scoring import passes
from rnngrade.submission.interface import Submission, SubmissionError

if TYPE_CHECKING:
    from rnngrade.reports.live import LiveReport


@dataclass(frozen=True)
class Asked:
    """What the command line, and the configuration behind it, ask for every exercise."""

    device: str
    isolation: str
    seed: int
    secret: str | None
    """The variable that the seed comes from; None where anybody may read it."""
    only: tuple[str, ...]
    verbose: bool
    reports: bool
    """Whether reports for a reader are printed."""


@dataclass(frozen=True)
class Checked:
    """How the check of one exercise ended."""

    work: Work
    exit_code: int
    judged: Judged | None = None
    """None where there is no result."""


@dataclass(frozen=True)
class _Read:
    work: Work
    submission: Submission
    file: Path


@dataclass(frozen=True)
class _Unread:
    work: Work
    error: SubmissionError


def check_in_turn(works: Sequence[Work], asked: Asked) -> Iterator[Checked]:
    """Check and report one exercise after another.

    Several share nothing but the process: what goes wrong with one is said, and the next one is
    checked all the same. Of one alone every error is raised. All submissions are read first, and
    every question is asked, so that nobody needs to wait for that.
    """
    several = len(works) > 1
    read = [_read(work, several=several) for work in works]
    for one in read:
        if isinstance(one, _Read):
            _refuse_unknown(asked.only, one.work)
            offer_to_fetch(one.work.exercise)
    for number, one in enumerate(read):
        if number and asked.reports:
            click.echo()
        if isinstance(one, _Unread):
            complain(f"{one.work.exercise.id}: {one.error.message}", one.error.hint)
            yield Checked(one.work, NOT_PASSED)
        else:
            yield _kept_apart(one, asked) if several else _checked(one, asked)


def exit_code(verdict: Result) -> int:
    """Return the exit code for one result."""
    if has_fault(verdict):
        return FAULT
    return 0 if verdict.passed else NOT_PASSED


def has_fault(verdict: Result) -> bool:
    """Whether a check ended with a fault of the grader's own."""
    return any(check.outcome is Outcome.ERROR for check in verdict.checks)


@contextmanager
def progress() -> Iterator[LiveReport]:
    """Show on a terminal what is being done; yields what is told of it."""
    from rnngrade.reports.live import LiveReport

    with console(stderr=True).status("importing torch") as status:
        yield LiveReport(status.update)


def _read(work: Work, *, several: bool) -> _Read | _Unread:
    try:
        return _Read(work, *work.read())
    except SubmissionError as error:
        if several:
            return _Unread(work, error)
        raise


def _refuse_unknown(only: Sequence[str], work: Work) -> None:
    if only:
        known = [check.id for check in work.exercise.checks]
        if unknown := [name for name in only if name not in known]:
            fail(f"--only: there is no check {unknown[0]!r}", f"One of {', '.join(known)}.")


def _kept_apart(read: _Read, asked: Asked) -> Checked:
    try:
        return reports_bad_input(_checked)(read, asked)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            raise
        return Checked(read.work, int(ended.code or 0))


def _checked(read: _Read, asked: Asked) -> Checked:
    from rnngrade.reports import terminal

    work = read.work
    with (
        progress() as tell,
        Grader(
            work.exercise, rubric=work.rubric, device=asked.device, isolation=asked.isolation
        ) as grader,
    ):
        rubrics_mark = grader.assignment.rubric.pass_mark
        _refuse_lower_mark(work, rubrics_mark)
        verdict = grader.grade(
            read.submission,
            seed=asked.seed,
            only=asked.only,
            judged=tell.judged,
            tell=tell.training,
        )
    if work.pass_mark is not None:
        passed = passes(verdict.checks, work.pass_mark)
        verdict = replace(verdict, pass_mark=work.pass_mark, passed=passed)
    if asked.reports:
        terminal.print_result(verdict, console(), verbose=asked.verbose, secret=asked.secret)
    for remark in _remarks(work, verdict, rubrics_mark, asked):
        say(remark, asked)
    if asked.secret:
        verdict = replace(verdict, seed=None)  # what is written from now on may be for everybody
    return Checked(work, exit_code(verdict), Judged(verdict, read.file.as_posix()))


def say(remark: str, asked: Asked) -> None:
    """Print a remark below the reports; on standard error where there are none."""
    console(stderr=not asked.reports).print(Text(remark))


def _refuse_lower_mark(work: Work, rubrics_mark: float) -> None:
    """Refuse a mark that whoever can change the repository would have made easier to reach."""
    if work.said_in and work.pass_mark is not None and work.pass_mark < rubrics_mark:
        reason = (
            f"is {work.pass_mark:g}, and the rubric's is {rubrics_mark:g}; expected no less: a "
            "repository can only ask for more than its rubric"
        )
        key = f"exercises.{work.exercise.id}.pass-mark"
        raise ConfigurationError(work.said_in, [Violation(key, reason)])


def _remarks(work: Work, verdict: Result, rubrics_mark: float, asked: Asked) -> Iterator[str]:
    if work.said_in and work.rubric:
        yield f"{work.said_in}: judged by the rubric {work.rubric}, not by the exercise's own."
    if work.said_in and verdict.pass_mark != rubrics_mark:
        yield (
            f"{work.said_in}: the pass mark is {verdict.pass_mark:g}; "
            f"the rubric's is {rubrics_mark:g}."
        )
    if asked.only and asked.reports:
        judged = f"{len(verdict.checks)} of {len(work.exercise.checks)} checks"
        yield f"--only: this is the score of {judged} alone."
