"""A result as JSON: written, read back, and always valid against the published schema."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rnngrade import strict_json
from rnngrade.plain_text import plain
from rnngrade.result import (
    CheckpointTag,
    CheckResult,
    ConfusionMatrix,
    DataTag,
    Diagnosis,
    Environment,
    ExerciseTag,
    Exhibit,
    Outcome,
    Picture,
    Result,
    Scatter,
    SubmissionTag,
    Table,
    Times,
    TrainingCurve,
)
from rnngrade.schema import violations
from rnngrade.submission.interface import Location
from rnngrade.whole_file import write_whole

SCHEMA = "rnngrade/result/v1"

_FLOAT_KEY = "$float"
_KINDS = {
    TrainingCurve: "training_curve",
    Table: "table",
    ConfusionMatrix: "confusion_matrix",
    Picture: "picture",
    Scatter: "scatter",
}
_LARGEST_EXACT_INTEGER = 2**53 - 1
"""Beyond it, parsers that hold every number as a double read another one."""


class ResultError(ValueError):
    """A document that is no valid result: at which keys, and why."""


def validate(document: object) -> None:
    """Raise ResultError where ``document`` is not valid against the schema of results."""
    problems = violations(document, "result-v1")
    if problems:
        listed = "\n".join(f"{problem.key or 'document'}: {problem.reason}" for problem in problems)
        raise ResultError(f"not a valid {SCHEMA}:\n{listed}")


def to_json(result: Result) -> dict[str, Any]:
    """Return ``result`` as a document of JSON values, valid against the schema.

    Raises ResultError where it cannot be, as for evidence that is no JSON.
    """
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "package_version": plain(result.package_version),
        "exercise": _fields(result.exercise),
        "submission": _submission_to_json(result.submission),
        "score": result.score,
        "max_score": result.max_score,
        "pass_mark": result.pass_mark,
        "passed": result.passed,
        "checks": [_check_to_json(check) for check in result.checks],
        "output": plain(result.output),
        "environment": _fields(result.environment),
        "seed": result.seed,
        "limits": dict(result.limits),
        "layers": [plain(layer) for layer in result.layers],
        "times": _fields(result.times),
        "data": None if result.data is None else _fields(result.data),
    }
    validate(document)
    return document


def dumps(result: Result, *, indent: int | None = 2) -> str:
    """Return ``result`` as JSON text that any parser reads; on one line without ``indent``.

    Raises ResultError, as ``to_json``.
    """
    document = to_json(result)
    try:
        return json.dumps(document, indent=indent, ensure_ascii=False, allow_nan=False) + "\n"
    except ValueError as error:  # a NaN outside of the evidence, which the schema lets through
        raise ResultError(f"not JSON: {error}") from None


def loads(text: str) -> Result:
    """Return the result that ``dumps`` wrote. Raises ResultError where the text is no result."""
    try:
        document = strict_json.loads(text)
    except ValueError as error:
        raise ResultError(f"not JSON: {error}") from None
    validate(document)
    return Result(
        package_version=document["package_version"],
        exercise=ExerciseTag(**document["exercise"]),
        submission=_submission_from_json(document["submission"]),
        score=document["score"],
        max_score=document["max_score"],
        pass_mark=document["pass_mark"],
        passed=document["passed"],
        checks=tuple(_check_from_json(check) for check in document["checks"]),
        output=document["output"],
        environment=Environment(**document["environment"]),
        seed=document["seed"],
        limits=document["limits"],
        layers=tuple(document["layers"]),
        times=Times(**document["times"]),
        data=DataTag(**document["data"]) if document.get("data") else None,
    )


def write(result: Result, path: Path) -> None:
    """Write ``result`` to ``path``, whole or not at all. Raises ResultError, OSError."""
    write_whole(path, dumps(result))


def _submission_to_json(tag: SubmissionTag) -> dict[str, Any]:
    checkpoint = None if tag.checkpoint is None else _fields(tag.checkpoint)
    return _fields(tag) | {"checkpoint": checkpoint}


def _submission_from_json(document: dict[str, Any]) -> SubmissionTag:
    checkpoint = document.get("checkpoint")
    tag = None if checkpoint is None else CheckpointTag(**checkpoint)
    return SubmissionTag(**(document | {"checkpoint": tag}))


def _check_to_json(check: CheckResult) -> dict[str, Any]:
    document = _fields(check)
    document |= {
        "diagnosis": [_fields(diagnosis) for diagnosis in check.diagnosis],
        "notes": [plain(note) for note in check.notes],
        "evidence": _encoded(check.evidence, f"checks.{check.id}.evidence"),
        "exhibits": [_exhibit(exhibit, check.id) for exhibit in check.exhibits],
        "location": None if check.location is None else _fields(check.location),
    }
    return document


def _check_from_json(document: dict[str, Any]) -> CheckResult:
    location = document["location"]
    changed = {
        "outcome": Outcome(document["outcome"]),
        "diagnosis": tuple(Diagnosis(**diagnosis) for diagnosis in document["diagnosis"]),
        "notes": tuple(document["notes"]),
        "evidence": _decoded(document["evidence"]),
        "exhibits": tuple(_exhibit_from_json(exhibit) for exhibit in document["exhibits"]),
        "location": None if location is None else Location(**location),
    }
    return CheckResult(**(document | changed))


def _exhibit(exhibit: Exhibit, check: str) -> dict[str, Any]:
    key = f"checks.{check}.exhibits"
    return {"kind": _KINDS[type(exhibit)], **_encoded(vars(exhibit), key)}


def _exhibit_from_json(document: dict[str, Any]) -> Exhibit:
    kind, title = document["kind"], document["title"]
    try:
        return _made(_decoded(document))
    except ValueError as error:
        raise ResultError(f"exhibits: {kind} {title!r}: {error}") from None


def _made(document: dict[str, Any]) -> Exhibit:
    """Return the exhibit of a valid document; raise ValueError where there cannot be such a one."""
    match document:
        case {"kind": "training_curve", "title": title, "columns": columns, "levels": levels}:
            return TrainingCurve(title, {name: tuple(c) for name, c in columns.items()}, levels)
        case {"title": title, "columns": columns, "rows": rows}:
            return Table(title, tuple(columns), tuple(map(tuple, rows)))
        case {"title": title, "labels": labels, "counts": counts}:
            return ConfusionMatrix(title, tuple(labels), tuple(map(_whole, counts)))
        case {"title": title, "png": png, "alternative": alternative}:
            width, height = _whole([document["width"], document["height"]])
            return Picture(title, png, width, height, alternative)
        case {"title": title, "x": x, "y": y, "group": group, "groups": groups}:
            points = tuple(map(_as_float, x)), tuple(map(_as_float, y))
            return Scatter(title, *points, _whole(group), tuple(groups))
    raise ValueError("of an unknown kind")


def _whole(numbers: list[float]) -> tuple[int, ...]:
    return tuple(map(int, numbers))  # 12.0 is an integer of JSON's


def _fields(thing: object) -> dict[str, Any]:
    """Return the fields of a dataclass by name: texts made plain, all else as it is."""
    return {
        name: plain(value) if isinstance(value, str) else value
        for name, value in vars(thing).items()
    }


def _encoded(value: Any, key: str) -> Any:
    """Return a value of the evidence as JSON has it; ``key`` says where it stands."""
    match value:
        case None | bool():
            return value
        case str():
            return plain(value)
        case int():
            return (
                value if abs(value) <= _LARGEST_EXACT_INTEGER else _encoded(_as_float(value), key)
            )
        case float():
            return float(value) if math.isfinite(value) else {_FLOAT_KEY: str(float(value))}
        case list() | tuple():
            return [_encoded(item, f"{key}[{index}]") for index, item in enumerate(value)]
        case Mapping():
            return {
                _name(name, key): _encoded(item, f"{key}.{name}") for name, item in value.items()
            }
    raise ResultError(f"{key}: is a {type(value).__name__}; expected a JSON value")


def _decoded(value: Any) -> Any:
    match value:
        case list():
            return [_decoded(item) for item in value]
        case {"$float": text}:
            return float(text)
        case dict():
            return {name: _decoded(item) for name, item in value.items()}
    return value


def _name(name: object, key: str) -> str:
    if not isinstance(name, str) or name == _FLOAT_KEY:
        raise ResultError(f"{key}: has the key {name!r}; expected text other than {_FLOAT_KEY!r}")
    return plain(name)


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
