"""The rubric: every number of an exercise that an instructor may want to change, read from JSON."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rnngrade.result import Diagnosis
from rnngrade.schema import Violation, did_you_mean, dotted, violations
from rnngrade.worker.interface import Limits

_KILOBYTE = 1024
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class CheckRubric:
    """What the rubric says of one check."""

    points: float
    """What a pass earns, with at most 2 decimals."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    required: bool = False
    """Whether nothing passes without it."""
    bonus: bool = False
    """Whether its points come on top of those to be had. Never ``required`` as well."""


@dataclass(frozen=True)
class Figures:
    """What the reference's training reaches over several seeds."""

    seeds: int
    metric: float
    """Median."""
    lowest: float
    highest: float
    cpu_seconds: float
    """Median."""
    most_cpu_seconds: float


@dataclass(frozen=True)
class LatePolicy:
    """What lateness costs. Percentages are of the points to be had, ``max_score``."""

    due: datetime
    """With a time zone."""
    grace_minutes: float
    """So much later costs nothing; after it, days are counted from ``due`` all the same."""
    percent_per_day: float
    """For each day begun."""
    most_percent: float
    marked_percent: float
    """Of what an LMS has marked late, where nothing tells when it was handed in."""


@dataclass(frozen=True)
class Rubric:
    """A rubric that fits its exercise."""

    exercise: str
    version: str
    title: str
    pass_mark: float
    """Share of the points, from 0 to 1, at which a submission passes."""
    limits: Limits
    tolerances: Mapping[str, float]
    """Bounds by dtype or device, relative to the larger of 1 and the expected value."""
    forbidden_within: tuple[str, ...]
    """Names of the student's classes and functions in which the symbols are forbidden."""
    forbidden_symbols: tuple[str, ...]
    """Dotted names, such as ``torch.nn.RNN``."""
    checks: Mapping[str, CheckRubric]
    mistakes: Mapping[str, Diagnosis]
    sha256: str
    """Hex digest of the bytes of the file."""
    reference: Mapping[str, Figures] = field(default_factory=dict)
    """By check; empty where nobody has calibrated."""
    checkpoint: bool = False
    """Whether weights that are handed in beside the code are judged in place of a training."""
    late: LatePolicy | None = None
    """None where lateness costs nothing."""

    @property
    def decisive(self) -> dict[str, Any]:
        """What decides how checks end, by key; points, marks and words are left out."""
        return {
            "limits": asdict(self.limits),
            "tolerances": dict(self.tolerances),
            "forbidden": [self.forbidden_within, self.forbidden_symbols],
            "settings": {name: dict(check.settings) for name, check in self.checks.items()},
            "mistakes": sorted(self.mistakes),
            "checkpoint": self.checkpoint,
        }

    @property
    def judging_sha256(self) -> str:
        """Hex digest of ``decisive``.

        Results of two rubrics that agree in it differ in their points and words alone.
        """
        return hashlib.sha256(json.dumps(self.decisive, sort_keys=True).encode()).hexdigest()


class RubricError(Exception):
    """A rubric that cannot be used: the file, and for each mistake its key and the reason."""

    def __init__(self, path: Path, problems: Collection[Violation]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{path}: {_sentence(problem)}" for problem in self.problems))


def load_rubric(
    path: Path,
    *,
    exercise: str,
    expected: Mapping[str, Collection[str]] | None,
    restores: bool = False,
) -> Rubric:
    """Read the rubric of ``exercise``, whose checks need the settings that ``expected`` names.

    None is for a rubric that has been judged by: its checks and settings are taken as they are.
    ``restores`` says whether the exercise can take a checkpoint in place of a training. Raises
    RubricError with every mistake that can be seen at once.
    """
    data = _read(path)
    try:
        document = _parse(path, data)
        problems = [
            *_unlike_json(document),
            *violations(document, "rubric-v1"),
            *_misfits(document, exercise, expected),
            *_checkpoint_misfits(document, exercise, restores),
            *_late_misfits(document),
        ]
    except RecursionError:
        problems = [Violation("", "is nested too deeply to be a rubric; take levels out")]
    if problems:
        raise RubricError(path, problems)
    return _built(document, hashlib.sha256(data).hexdigest())


def with_one_try(rubric: Rubric) -> Rubric:
    """Return ``rubric`` with one try for every training."""
    once = {
        name: replace(check, settings={**check.settings, "tries": 1})
        for name, check in rubric.checks.items()
        if "tries" in check.settings
    }
    return replace(rubric, checks={**rubric.checks, **once})


def _sentence(problem: Violation) -> str:
    return f"{problem.key}: {problem.reason}" if problem.key else problem.reason


def _read(path: Path) -> bytes:
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise OSError(0, "not a regular file")
        return path.read_bytes()
    except OSError as error:
        reason = f"cannot be read ({error.strerror}); give the path of a rubric's JSON file"
        raise RubricError(path, [Violation("", reason)]) from None


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys came more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(key for key, _ in pairs)
        self.repeated = sorted(key for key, count in counts.items() if count > 1)


def _parse(path: Path, data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_Object)
    except json.JSONDecodeError as error:
        reason = (
            f"line {error.lineno}, column {error.colno}: is not JSON: {error.msg}; mend it there"
        )
    except UnicodeDecodeError as error:
        reason = f"is not text in UTF-8 (byte {error.start}); save it as UTF-8"
    except ValueError as error:  # a whole number of thousands of digits
        reason = f"is not JSON that can be read: {error}"
    raise RubricError(path, [Violation("", reason)])


def _unlike_json(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[Violation]:
    """Yield what Python's parser lets through and JSON does not: NaN, infinities, repeated keys."""
    if isinstance(value, float) and not math.isfinite(value):
        yield Violation(dotted(path), f"is {value}; expected a finite number")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unlike_json(item, (*path, index))
    elif isinstance(value, _Object):
        for key in value.repeated:
            yield Violation(dotted((*path, key)), "comes more than once; keep one of them")
        for key, item in value.items():
            yield from _unlike_json(item, (*path, key))


def _misfits(
    document: Any, exercise: str, expected: Mapping[str, Collection[str]] | None
) -> Iterator[Violation]:
    """Yield what is wrong with the rubric for this exercise, where its shape is right."""
    if not isinstance(document, dict):
        return
    named = document.get("exercise")
    if isinstance(named, str) and named != exercise:
        yield Violation(
            "exercise", f'is "{named}"; expected "{exercise}": give the rubric of that exercise'
        )
        return
    checks = document.get("checks")
    if expected is None:
        expected = _own_settings(checks)
    if isinstance(checks, dict):
        yield from _check_misfits(checks, exercise, expected)
    reference = document.get("reference")
    for name in sorted(reference.keys() - expected.keys()) if isinstance(reference, dict) else ():
        hint = did_you_mean(name, expected.keys())
        yield Violation(f"reference.{name}", f"{exercise} has no such check; {hint}")


def _own_settings(checks: Any) -> dict[str, Collection[str]]:
    well_formed = isinstance(checks, dict) and all(isinstance(c, dict) for c in checks.values())
    return (
        {name: check.get("settings") or () for name, check in checks.items()} if well_formed else {}
    )


def _late_misfits(document: Any) -> Iterator[Violation]:
    late = document.get("late") if isinstance(document, dict) else None
    due = late.get("due") if isinstance(late, dict) else None
    if isinstance(due, str) and _time(due) is None:
        expected = 'a time with its offset from UTC, such as "2026-01-31T23:59:00+01:00"'
        yield Violation("late.due", f"is {json.dumps(due)}; expected {expected}")


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None


def _checkpoint_misfits(document: Any, exercise: str, restores: bool) -> Iterator[Violation]:
    asked = isinstance(document, dict) and document.get("checkpoint") is True
    if asked and document.get("exercise") == exercise and not restores:
        yield Violation("checkpoint", f"is true, but {exercise} can restore none; take it out")


def _check_misfits(
    checks: dict[str, Any], exercise: str, expected: Mapping[str, Collection[str]]
) -> Iterator[Violation]:
    for name in sorted(checks.keys() - expected.keys()):
        hint = did_you_mean(name, expected.keys())
        yield Violation(f"checks.{name}", f"{exercise} has no such check; {hint}")
    for name in sorted(expected.keys() - checks.keys()):
        yield Violation(f"checks.{name}", f'is missing; add it, such as "{name}": {{"points": 0}}')
    for name, check in checks.items():
        if isinstance(check, dict):
            yield from _points_misfits(name, check.get("points"))
            yield from _bonus_misfits(name, check)
            yield from _settings_misfits(name, check.get("settings", {}), expected.get(name))


def _points_misfits(name: str, points: Any) -> Iterator[Violation]:
    if isinstance(points, float) and math.isfinite(points) and points != round(points, 2):
        yield Violation(
            f"checks.{name}.points",
            f"is {points}; expected at most 2 decimals, such as {round(points, 2)}",
        )


def _bonus_misfits(name: str, check: dict[str, Any]) -> Iterator[Violation]:
    if check.get("bonus") is True and check.get("required") is True:
        yield Violation(
            f"checks.{name}.bonus",
            "is true, and so is required; a bonus is never needed: take one of them out",
        )


def _settings_misfits(
    name: str, settings: Any, expected: Collection[str] | None
) -> Iterator[Violation]:
    if expected is None or not isinstance(settings, dict):
        return
    wanted = set(expected)
    for key in sorted(settings.keys() - wanted):
        hint = did_you_mean(key, wanted) if wanted else "it takes none: take it out"
        yield Violation(f"checks.{name}.settings.{key}", f"{name} has no such setting; {hint}")
    for key in sorted(wanted - settings.keys()):
        yield Violation(f"checks.{name}.settings.{key}", f"is missing; {name} needs it: add it")


def _built(document: Mapping[str, Any], sha256: str) -> Rubric:
    return Rubric(
        exercise=document["exercise"],
        version=document["version"],
        title=document["title"],
        pass_mark=document["pass_mark"],
        limits=_limits(document["limits"]),
        tolerances=document["tolerances"],
        forbidden_within=tuple(document["forbidden"]["within"]),
        forbidden_symbols=tuple(document["forbidden"]["symbols"]),
        checks={name: CheckRubric(**check) for name, check in document["checks"].items()},
        mistakes={
            name: Diagnosis(name, mistake["message"], mistake["hint"])
            for name, mistake in document["mistakes"].items()
        },
        sha256=sha256,
        reference={
            name: Figures(**figures) for name, figures in document.get("reference", {}).items()
        },
        checkpoint=document.get("checkpoint", False),
        late=_late(document["late"]) if "late" in document else None,
    )


def _late(late: Mapping[str, Any]) -> LatePolicy:
    return LatePolicy(**{**late, "due": datetime.fromisoformat(late["due"])})


def _limits(limits: Mapping[str, float]) -> Limits:
    return Limits(
        wall_seconds=limits["wall_seconds"],
        cpu_seconds=limits["cpu_seconds"],
        memory_bytes=round(limits["memory_megabytes"] * _MEGABYTE),
        output_bytes=round(limits["output_kilobytes"] * _KILOBYTE),
        reply_bytes=round(limits["reply_megabytes"] * _MEGABYTE),
        scratch_bytes=round(limits["scratch_megabytes"] * _MEGABYTE),
        scratch_files=int(limits["scratch_files"]),
        threads=int(limits["threads"]),
    )
