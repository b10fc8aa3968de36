"""Checks as pytest's items: one for each, with its label, and its diagnosis where it fails.

Collecting reads the submissions and runs none of them. The first item of an exercise starts its
grader; after its last one every worker is ended.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rnngrade.checks.interface import Check
from rnngrade.checks.run import with_dependencies
from rnngrade.configuration import ConfigurationError, find_configuration
from rnngrade.content import UnknownExerciseError, find_exercise
from rnngrade.grader import DEFAULT_SEED
from rnngrade.plain_text import plain
from rnngrade.reports.page import check_items
from rnngrade.reports.terminal import item_text
from rnngrade.repository import Work, all_work, no_seed_remark, seed_from, work_on
from rnngrade.result import CheckResult, Outcome
from rnngrade.stepwise import StepwiseGrading
from rnngrade.submission.interface import Submission, SubmissionError

FAILED = (Outcome.FAIL, Outcome.TIMEOUT, Outcome.CRASH)


def set_up(config: pytest.Config) -> None:
    """Have ``config`` collect the checks that were asked for, and nothing else without paths.

    Raises ``pytest.UsageError`` for what cannot be checked.
    """
    try:
        config.pluginmanager.register(Exercises(config), "rnngrade-exercises")
    except (SubmissionError, ConfigurationError, UnknownExerciseError) as error:
        hint = getattr(error, "hint", "")
        raise pytest.UsageError(f"{error}\nTry: {hint}" if hint else str(error)) from None
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args = []
    if config.getoption("dist", "no") == "load":
        config.option.dist = "loadfile"  # Each process would else judge all that others do, too.


class Exercises:
    """The hooks of one run: what is collected, and where reports point to."""

    def __init__(self, config: pytest.Config) -> None:
        """Find and read every submission."""
        configuration = find_configuration(Path())
        seed = seed_from(configuration, os.environ) if configuration else None
        self.seed = DEFAULT_SEED if seed is None else seed
        self.remark = ""
        if configuration and configuration.seed_from and seed is None:
            self.remark = no_seed_remark(configuration)
        names, path = config.getoption("--rnngrade"), config.getoption("--submission")
        if path and names != [name for name in names[:1] if name]:
            raise pytest.UsageError("--submission is for one exercise: --rnngrade EXERCISE")
        works: tuple[Work, ...] = (
            all_work(configuration)
            if "" in names
            else tuple(work_on(find_exercise(name), configuration) for name in names)
        )
        if path:
            works = tuple(replace(work, path=Path(path)) for work in works)
        self.read = [(work, *work.read()) for work in works]

    def pytest_report_header(self) -> list[str]:
        """Say what is checked."""
        listed = ", ".join(f"{work.exercise.id} ({file})" for work, _, file in self.read)
        return [f"rnngrade: {listed}", *([self.remark] if self.remark else [])]

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Collect the exercises after all that the session collects itself."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            report.result = [
                *report.result,
                *(
                    ExerciseFile.from_parent(
                        collector, path=file.absolute(), work=work, handed_in=read, seed=self.seed
                    )
                    for work, read, file in self.read
                ),
            ]
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Let a report point to the student's line, not to a line of ours."""
        report = yield
        if isinstance(item, CheckItem) and report.longrepr is not None:
            path, line = str(item.path), item.line or 1
            if isinstance(report.longrepr, tuple):
                report.longrepr = (path, line, report.longrepr[2])
            elif (crash := getattr(report.longrepr, "reprcrash", None)) is not None:
                crash.path, crash.lineno = path, line
                crash.message = str(call.excinfo.value) if call.excinfo else crash.message
        return report


class ExerciseFile(pytest.File):
    """A submission, whose items are the checks of its exercise."""

    def __init__(self, *, work: Work, handed_in: Submission, seed: int, **node: Any) -> None:
        super().__init__(**node)
        self.work, self.handed_in, self.seed = work, handed_in, seed
        self.extra_keyword_matches.add(work.exercise.id)
        self.shown: frozenset[str] = frozenset()
        """The ids of the checks that this process may be asked for."""

    def collect(self) -> Iterator[CheckItem]:
        """Yield an item for each check."""
        for check in self.work.exercise.checks:
            name = f"{self.nodeid}::{check.id}[{check.label}]"
            yield CheckItem.from_parent(self, name=check.id, nodeid=name, check=check)

    def setup(self) -> None:
        """Start the grader, for the checks that are left after ``-k`` and the like."""
        items = [item for item in self.session.items if item.parent is self]
        self.shown = frozenset(item.name for item in items)
        whole = len(self.shown) == len(self.work.exercise.checks)
        with _reported("rnngrade cannot check this"):
            self.grading = StepwiseGrading(
                self.work.exercise,
                self.handed_in,
                rubric=self.work.rubric,
                seed=self.seed,
                only=() if whole else sorted(self.shown),
            )
        self.addfinalizer(self.grading.close)

    def behind(self, check: Check) -> CheckResult | None:
        """Return the failure that kept ``check`` from being run and that no item shows."""
        needed = (before.id for before in with_dependencies(self.work.exercise.checks, [check.id]))
        results = (self.grading.judged[name] for name in needed if name not in self.shown)
        return next((result for result in results if result.outcome in FAILED), None)


class CheckItem(pytest.Item):
    """One check."""

    parent: ExerciseFile

    def __init__(self, *, check: Check, **node: Any) -> None:
        super().__init__(**node)
        self.check = check
        self.line: int | None = None
        """Of the student's file, where the outcome has one."""

    def setup(self) -> None:
        """Judge the check: a fault of rnngrade's own is no failure of the test, but an error."""
        with _reported("rnngrade itself failed"):
            self.result = self.parent.grading.result(self.check.id)
        if self.result.outcome is Outcome.ERROR:
            pytest.fail(_text(self.result), pytrace=False)

    def runtest(self) -> None:
        """Say how it ended."""
        result = self.result
        if result.outcome in FAILED:
            self._fail_by(result, _text(result))
        if result.outcome is Outcome.REVIEW:
            pytest.skip(f"a person must grade it: {_line(result.message)}")
        if result.outcome is Outcome.SKIP:
            behind = self.parent.behind(self.check) if result.applies else None
            if behind is not None:
                self._fail_by(behind, f"{_line(result.message)}\n\n{_text(behind)}")
            pytest.skip(_line(result.message))

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the file, and the label as the headline of a failure."""
        return self.path, None, self.check.label

    def _fail_by(self, result: CheckResult, text: str) -> None:
        place = result.location
        if place is not None and place.cell is None:
            self.line = place.line
            text += f"\n\n{os.path.relpath(self.path)}:{place.line}"
        pytest.fail(text, pytrace=False)


@contextmanager
def _reported(what: str) -> Iterator[None]:
    """Let an exception be said in words, without a traceback of ours."""
    try:
        yield
    except Exception as error:
        raise pytest.fail.Exception(f"{what}: {error}", pytrace=False) from None


def _text(result: CheckResult) -> str:
    """Return what is said of a check, as everywhere; safe to print."""
    return "\n".join(item_text(item) for item in check_items([result]))


def _line(text: str) -> str:
    return " ".join(plain(text).split())
