"""Another rubric's points for a whole results folder: all of it, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rnngrade import result_json
from rnngrade.batch.results_folder import locked
from rnngrade.gradebook import tables
from rnngrade.gradebook.folder import ResultsFolder, open_results, require_writable
from rnngrade.gradebook.interface import GradebookError
from rnngrade.gradebook.standings import standings
from rnngrade.rescoring import RescoringError, rescored
from rnngrade.result import Result
from rnngrade.rubric import Rubric, load_rubric
from rnngrade.whole_file import write_whole


@dataclass(frozen=True)
class Rescored:
    """How many results there were, how many final scores changed, how many are not graded."""

    results: int
    changed: int
    missing: int


def rescore(folder: Path, rubric_file: Path) -> Rescored:
    """Rescore a results folder: all results, or none.

    Where this is cut off between two writes, a second call completes it. Raises ``BatchError``,
    also where another rnngrade is at work in it, ``RubricError``, ``GradebookError`` and
    ``OSError`` before anything is written.
    """
    open_results(folder)  # It may change until it is locked, and is read again then.
    with locked(folder):
        return _rescored(open_results(folder), rubric_file)


def _rescored(results: ResultsFolder, rubric_file: Path) -> Rescored:
    folder = results.path
    rubric = _fitting(results, rubric_file)
    for _ in _all_rescored(results, rubric):
        pass
    require_writable(folder, results.result_file("").parent)
    before = [row.final for row in standings(folder)]
    count = 0
    for name, new in _all_rescored(results, rubric):
        result_json.write(new, results.result_file(name))
        count += 1
    write_whole(results.rubric_file, rubric_file.read_bytes().decode("utf-8"))  # its very bytes
    after: list[float | None] = []
    tables.write(folder, lambda row: after.append(row.final))
    changed = sum(old != new for old, new in zip(before, after, strict=True))
    return Rescored(count, changed, len(results.manifest.entries) - count)


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


def _all_rescored(results: ResultsFolder, rubric: Rubric) -> Iterator[tuple[str, Result]]:
    for entry in results.manifest.entries:
        old = results.result(entry.name)
        if old is None:
            continue
        try:
            yield entry.name, rescored(old, rubric)
        except RescoringError as error:
            raise GradebookError(f"{results.result_file(entry.name)}: {error}") from None
