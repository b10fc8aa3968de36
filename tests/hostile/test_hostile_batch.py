"""A class in which every third submission is hostile: the others are graded as they are alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from arena import Arena
from graded_folder import grade_folder, results_of
from levels import WITHHELD, grader_without
from trial import FILES

from rnngrade.grader import Grader
from rnngrade.result import Result

SIZE = 240
DISTINCT = 40


def verdict(result: Result) -> list[object]:
    """Return all that must not depend on the neighbours, nor on the file's name."""
    name = result.submission.name
    messages = [(c.id, c.outcome, c.points, c.message.replace(name, "")) for c in result.checks]
    return [result.score, *messages]


def graded(folder: Path, grader: Grader, results: Path, jobs: int) -> dict[str, Result]:
    grade_folder(folder, grader, results, seed=1, jobs=jobs)
    return results_of(results)


def honest(grader: Grader) -> list[Path]:
    """Return example submissions, right and wrong, of those that end by themselves."""
    assert grader.exercise.corpus is not None, "run this in a checkout"
    found = [sorted(grader.exercise.corpus.glob(f"{kind}/*.py")) for kind in ("pass", "fail")]
    each = DISTINCT // 2
    return [path for paths in found for path in paths[:: len(paths) // each][:each]]


def fill(
    folder: Path, examples: list[Path], hostile: Callable[[Path], bytes], size: int
) -> dict[str, Path]:
    """Write a class, every third hostile, of every kind; return what the others are copies of."""
    copies = {}
    for number in range(size):
        if number % 3 == 2:
            attack = FILES[number * len(FILES) // size]
            (folder / f"s{number:03}{attack.suffix}").write_bytes(hostile(attack))
        else:
            path = folder / f"s{number:03}.py"
            copies[path.stem] = examples[number % len(examples)]
            shutil.copy(copies[path.stem], path)
    return copies


@pytest.mark.long
def test_honest_submissions_are_graded_as_they_are_alone(tmp_path: Path) -> None:
    (tmp_path / "alone").mkdir()
    (tmp_path / "class").mkdir()
    with (
        TemporaryDirectory() as place,
        grader_without(WITHHELD["everything"], tmp_path, wall_seconds=10, cpu_seconds=20) as grader,
    ):
        arena = Arena(Path(place))
        examples = honest(grader)
        for path in examples:
            shutil.copy(path, tmp_path / "alone")
        alone = graded(tmp_path / "alone", grader, tmp_path / "results alone", jobs=1)
        copies = fill(
            tmp_path / "class",
            examples,
            lambda path: arena.fill_in(path.read_text("utf-8", "surrogateescape")).encode(
                "utf-8", "surrogateescape"
            ),
            SIZE,
        )
        with arena.watched() as breaches:
            together = graded(tmp_path / "class", grader, tmp_path / "results", jobs=2)
        arena.close()
    assert not breaches
    assert len(together) == SIZE
    different = [
        name
        for name, original in copies.items()
        if verdict(together[name]) != verdict(alone[original.stem])
    ]
    assert not different
