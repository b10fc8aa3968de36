"""Shows that an exercise judges rightly: reference, stub, oracle, and every example submission.

An example submission lies in a folder named after the outcome that it must get: ``pass`` (full
marks), ``fail``, ``timeout`` or ``crash``. One that does not pass begins with a header of comments:

    # fails: outputs, gradients         the checks that must have the folder's outcome
    # diagnosis: no_tanh                the mistakes that must be named, over all checks; or none
    # may also fail: learns             checks that may fail or not (optional)
    # may also name: predicts_mean      mistakes that may be named or not (optional)

Every other check must pass or be skipped. In ``pass``, a header may name what a right submission
need not earn: ``# may also fail: good``. In any folder, one that trains for long may name another
there that shows the same: ``# like: stopped_early.py``.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path

from rnngrade import submission
from rnngrade.content import Exercise
from rnngrade.grader import Grader
from rnngrade.result import CheckResult, Outcome, Result
from rnngrade.scoring import total

HEADER = re.compile(r"^# (fails|diagnosis|may also fail|may also name|like): *(.*)$", re.MULTILINE)
HARMLESS = (Outcome.PASS, Outcome.SKIP, Outcome.REVIEW)
"""How a check may end that speaks against nothing."""


class ValidationError(Exception):
    """An exercise that cannot be validated. The message says what is missing, and where."""


@dataclass(frozen=True)
class Expectation:
    """What a case must get."""

    outcome: Outcome
    fails: frozenset[str] = frozenset()
    diagnosis: frozenset[str] = frozenset()
    may_fail: frozenset[str] = frozenset()
    may_name: frozenset[str] = frozenset()
    score: float | None = None
    """The score that it must have, as a share of the largest; None where any will do. Bonus points
    may be earned or missed."""


@dataclass(frozen=True)
class Case:
    """One submission with what it must get."""

    name: str
    path: Path
    expected: Expectation
    like: str | None = None
    """The example in the same folder that shows the same."""


@dataclass(frozen=True)
class Finding:
    """What a case did with one seed: how that differs from what it must, and its largest error.

    ``trained`` is what its trainings reached, and in how many tries, by check.
    """

    case: str
    seed: int
    differences: tuple[str, ...]
    largest_error: float
    trained: Mapping[str, tuple[float, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class ValidationReport:
    """All findings of a validation."""

    exercise: str
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Whether everything did what it must."""
        return not any(finding.differences for finding in self.findings)

    def lines(self) -> Iterator[str]:
        """Yield the report, a line each."""
        for finding in self.findings:
            for difference in finding.differences:
                yield f"{finding.case} (seed {finding.seed}): {difference}"
        judged = [f.largest_error for f in self.findings if f.case == "reference"]
        if judged:
            yield f"Oracle and reference agree to {max(judged):.1e} on fresh inputs."
        cases = {finding.case for finding in self.findings}
        wrong = {finding.case for finding in self.findings if finding.differences}
        yield (
            f"{self.exercise}: {len(cases) - len(wrong)} of {len(cases)} cases did what they must, "
            f"in {len(self.findings)} runs."
        )


def cases(exercise: Exercise, *patterns: str, distinct: bool = False) -> list[Case]:
    """Return the reference, the stub, and every example submission, each with its expectation.

    Only those whose name (``fail/no_tanh.py``) matches one of the shell ``patterns``, if there are
    any; with ``distinct``, none that is like another. Raises ``ValidationError`` where there is no
    solution or corpus, or a header is missing or names no example.
    """
    if exercise.solution is None or exercise.corpus is None:
        raise ValidationError(
            f"{exercise.id} has no solution or no example submissions here; validate in a checkout"
        )
    found = [
        Case("reference", exercise.solution, Expectation(Outcome.PASS, score=1.0)),
        Case("stub", exercise.folder / "stub.py", Expectation(Outcome.FAIL, score=0.0)),
    ]
    for folder in sorted(path for path in exercise.corpus.iterdir() if path.is_dir()):
        if folder.name not in set(Outcome):
            raise ValidationError(f"{folder} is not named after an outcome: {', '.join(Outcome)}")
        paths = [path for path in sorted(folder.iterdir()) if path.suffix in submission.SUFFIXES]
        found.extend(_case(path, Outcome(folder.name)) for path in paths)
    matching = [
        case
        for case in found
        if any(fnmatch(case.name, pattern) for pattern in patterns or ("*",))
        and not (distinct and case.like is not None)
    ]
    if not matching:
        wanted = " or ".join(patterns)
        raise ValidationError(f"no case of {exercise.id} is called {wanted}; try 'fail/*'")
    return matching


def _case(path: Path, outcome: Outcome) -> Case:
    header = dict(HEADER.findall(_text(path)))
    like = header.get("like")
    if like is not None and not path.with_name(like).is_file():
        raise ValidationError(f"{path} says '# like: {like}', but beside it there is no such file")
    return Case(f"{outcome}/{path.name}", path, _expectation(path, outcome, header), like)


def _expectation(path: Path, outcome: Outcome, header: Mapping[str, str]) -> Expectation:
    if outcome is Outcome.PASS:
        may_fail = _names(header.get("may also fail", ""))
        return Expectation(outcome, score=1.0, may_fail=may_fail)
    if not {"fails", "diagnosis"} <= header.keys():
        raise ValidationError(f"{path} needs a header: '# fails: …' and '# diagnosis: …'")
    return Expectation(
        outcome,
        fails=_names(header["fails"]),
        diagnosis=_names(header["diagnosis"]) - {"none"},
        may_fail=_names(header.get("may also fail", "")),
        may_name=_names(header.get("may also name", "")),
    )


def _text(path: Path) -> str:
    # A script is read as it is, for one that does not parse has a header too.
    if path.suffix == ".ipynb":
        return submission.read(path, ()).text
    return path.read_text(encoding="utf-8", errors="replace")


def _names(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def validate(
    all_cases: Sequence[Case],
    grader: Grader,
    *,
    seeds: Sequence[int],
    jobs: int,
    named_only: bool = False,
    only: Collection[str] = (),
    earlier: Sequence[Finding] = (),
    done: Callable[[ValidationReport], None] = lambda _: None,
) -> ValidationReport:
    """Grade every case with every seed, and compare with what it must get.

    With ``named_only``, examples that must not pass are judged by the checks that their headers
    name alone, and by what these come after: no training goes on that shows nothing. With
    ``only``, all are judged by these checks alone, as far as that shows what they must get. All
    cases are judged with one seed before the next, and ``done`` is told after each run of all that
    was found so far, from one thread at a time: of a study that is cut off, the first seeds are
    whole. What was found ``earlier`` is part of it, and not judged again. Raises
    ``ValidationError`` where there is no check of that name.
    """
    known = [check.id for check in grader.exercise.checks]
    if unknown := [name for name in only if name not in known]:
        raise ValidationError(
            f"{grader.exercise.id} has no check {unknown[0]!r}; it has {', '.join(known)}"
        )
    lock, order = threading.Lock(), {case.name: place for place, case in enumerate(all_cases)}
    findings = list(earlier)
    known_already = {(finding.case, finding.seed) for finding in earlier}

    def report() -> ValidationReport:
        by_case = sorted(findings, key=lambda f: (order[f.case], f.seed))
        return ValidationReport(grader.exercise.id, tuple(by_case))

    def run(case: Case, seed: int) -> None:
        handed_in = submission.read(case.path, grader.exercise.required)
        checks = only or (sorted(case.expected.fails) if named_only else ())
        result = grader.grade(handed_in, seed=seed, only=tuple(checks))
        judged = {check.id for check in result.checks}
        expected = within(case.expected, judged) if only else case.expected
        found = tuple(differences(result, expected))
        with lock:
            findings.append(
                Finding(case.name, seed, found, _largest_error(result), _trained(result))
            )
            done(report())

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        pending = [
            pool.submit(run, case, seed)
            for seed in seeds
            for case in all_cases
            if (case.name, seed) not in known_already
        ]
        for future in pending:
            future.result()
    return report()


def within(expected: Expectation, checks: Collection[str]) -> Expectation:
    """Return what must come of a case that these checks alone judge.

    Where it should fail others too, its mistakes may be named by those.
    """
    if expected.fails <= set(checks):
        return expected
    return replace(
        expected,
        fails=expected.fails & set(checks),
        diagnosis=frozenset(),
        may_name=expected.may_name | expected.diagnosis,
    )


def _counts(check: CheckResult, expected: Expectation) -> bool:
    # What a person grades earns nothing yet, and has nothing against it.
    graded = check.outcome is not Outcome.REVIEW
    return graded and check.id not in expected.may_fail and not check.bonus


def _largest_error(result: Result) -> float:
    errors = [check.evidence.get("largest_error", 0.0) for check in result.checks]
    return max(errors, default=0.0)


def _trained(result: Result) -> dict[str, tuple[float, int]]:
    return {
        check.id: (float(f"{check.evidence['metric']:.4g}"), len(check.evidence["tries"]))
        for check in result.checks
        if "tries" in check.evidence
    }


def differences(result: Result, expected: Expectation) -> Iterator[str]:
    """Yield how a result differs from what it must be."""
    if expected.score is not None:
        counted = [
            check
            for check in result.checks
            if check.outcome is Outcome.ERROR or _counts(check, expected)
        ]
        earned = total(check.points for check in counted)
        most = total(check.max_points for check in counted)
        if earned != expected.score * most:
            yield f"scored {earned:g} of {most:g}; {_failures(result)}"
        return
    failed = {check.id for check in result.checks if check.outcome is expected.outcome}
    for name in sorted(expected.fails - failed):
        yield f"{name} should {expected.outcome}, but did not; {_failures(result)}"
    for check in result.checks:
        if check.outcome in HARMLESS or check.id in expected.may_fail:
            continue
        if check.id not in expected.fails or check.outcome is not expected.outcome:
            yield f"{check.id}: {check.outcome}, unexpectedly: {check.message}"
    named = {diagnosis.id for check in result.checks for diagnosis in check.diagnosis}
    if named - expected.may_name != expected.diagnosis - expected.may_name:
        yield f"named {_listed(named)}, expected {_listed(expected.diagnosis)}"


def _failures(result: Result) -> str:
    failed = [f"{c.id}: {c.message}" for c in result.checks if c.outcome not in HARMLESS]
    return "; ".join(failed) or "every check passed or was skipped"


def _listed(names: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(names)) or "no mistake"
