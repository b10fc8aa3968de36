"""Another rubric's points for what has been judged already: nothing is run again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

from rnngrade import result_json
from rnngrade.gradebook import tables
from rnngrade.gradebook.folder import ResultsFolder, open_results, require_writable
from rnngrade.gradebook.interface import GradebookError
from rnngrade.result import CheckResult, Result
from rnngrade.rubric import Rubric, load_rubric
from rnngrade.scoring import Judgement, score
from rnngrade.whole_file import write_whole


@dataclass(frozen=True)
class Rescored:
    """How many results there were, how many scores changed, and how many are not graded yet."""

    results: int
    changed: int
    missing: int


def rescored(result: Result, rubric: Rubric) -> Result:
    """Return ``result`` as it would be had it been judged by ``rubric``.

    Raises ``GradebookError`` where it could have ended otherwise: the rubric is of another
    exercise, or differs in what decides how checks end.
    """
    if result.exercise.id != rubric.exercise:
        raise GradebookError(
            f"this is a result of {result.exercise.id}; the rubric is that of {rubric.exercise}"
        )
    if not result.exercise.judging_sha256:
        raise GradebookError("it does not say what it was judged by, as older results; grade again")
    if result.exercise.judging_sha256 != rubric.judging_sha256:
        raise GradebookError(
            "the rubric differs in more than points and words from what it was judged by "
            "(settings, limits, tolerances, forbidden names or known mistakes); grade again"
        )
    scored = score([_judgement(check, rubric) for check in result.checks], rubric)
    tag = replace(result.exercise, version=rubric.version, rubric_sha256=rubric.sha256)
    return replace(
        result,
        exercise=tag,
        score=scored.score,
        max_score=scored.max_score,
        pass_mark=rubric.pass_mark,
        passed=scored.passed,
        checks=scored.checks,
    )


def _judgement(check: CheckResult, rubric: Rubric) -> Judgement:
    """Return what was judged, with the rubric's words for the mistakes that were found."""
    kept = {field.name: getattr(check, field.name) for field in fields(Judgement)}
    words = [rubric.mistakes.get(found.id, found) for found in check.diagnosis]
    of_mistakes = [
        new.hint for old, new in zip(check.diagnosis, words, strict=True) if old.hint == check.hint
    ]
    hint = of_mistakes[0] if of_mistakes else check.hint  # or one of the check's own
    return Judgement(**(kept | {"diagnosis": tuple(words), "hint": hint}))


def rescore(folder: Path, rubric_file: Path) -> Rescored:
    """Rescore a results folder: all results, or none.

    Where this is cut off between two writes, a second call completes it. Raises ``BatchError``,
    ``RubricError``, ``GradebookError`` and ``OSError`` before anything is written.
    """
    results = open_results(folder)
    rubric = _fitting(results, rubric_file)
    for _ in _all_rescored(results, rubric):
        pass
    require_writable(folder, results.result_file("").parent)
    counts = Rescored(0, 0, 0)
    for name, old, new in _all_rescored(results, rubric):
        result_json.write(new, results.result_file(name))
        changed = old.score != new.score
        counts = replace(counts, results=counts.results + 1, changed=counts.changed + changed)
    write_whole(results.rubric_file, rubric_file.read_bytes().decode("utf-8"))  # its very bytes
    tables.write(folder)
    return replace(counts, missing=len(results.manifest.entries) - counts.results)


def _fitting(results: ResultsFolder, rubric_file: Path) -> Rubric:
    judged_by = results.rubric
    rubric = load_rubric(
        rubric_file,
        exercise=results.manifest.exercise,
        expected={name: check.settings.keys() for name, check in judged_by.checks.items()},
        restores=True,
    )
    differing = [
        re.sub(r"^settings\.(\w+)", r"checks.\1.settings", key)
        for key in _differences("", judged_by.decisive, rubric.decisive)
    ]
    if differing:
        raise GradebookError(
            f"{rubric_file} differs from {results.rubric_file} in more than points and words, so "
            f"that checks may end otherwise: {', '.join(differing)}; grade again with --rubric"
        )
    return rubric


def _differences(key: str, old: object, new: object) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            yield from _differences(f"{key}.{name}".strip("."), old.get(name), new.get(name))
    elif old != new:
        yield key


def _all_rescored(results: ResultsFolder, rubric: Rubric) -> Iterator[tuple[str, Result, Result]]:
    for entry in results.manifest.entries:
        old = results.result(entry.name)
        if old is None:
            continue
        try:
            yield entry.name, old, rescored(old, rubric)
        except GradebookError as error:
            raise GradebookError(f"{results.result_file(entry.name)}: {error}") from None
