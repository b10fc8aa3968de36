"""A class of 300, with what students hand in: the same results, whatever happens meanwhile."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from class_of import Made, class_of
from graded_folder import grade_folder, results_of

from rnngrade.batch import manifest
from rnngrade.content import Exercise
from rnngrade.grader import Grader
from rnngrade.result import Result, Times

SIZE = 300
KILLS = 20
COMMAND = """
import sys
from pathlib import Path
from rnngrade import content
content.PACKAGE = Path(sys.argv.pop(1))
from rnngrade.cli import main
main()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return class_of(tmp_path_factory.mktemp("class"), SIZE)


def timeless(folder: Path) -> dict[str, Result]:
    """Return the results of a folder without when and how long."""
    no_time = Times("2026-01-31T12:00:00+00:00", 0.0)
    return {
        name: replace(
            result,
            times=no_time,
            checks=tuple(replace(check, duration=0.0) for check in result.checks),
        )
        for name, result in results_of(folder).items()
    }


@pytest.mark.long
def test_killed_at_20_random_moments_a_class_has_the_results_of_an_undisturbed_one(
    ex9: Exercise, small_grader: Grader, small_root: Path, made: Made, tmp_path: Path
) -> None:
    one, three, killed = tmp_path / "one", tmp_path / "three", tmp_path / "killed"
    grade_folder(made.folder, small_grader, one, seed=3, jobs=1, roster=made.roster)
    grade_folder(made.folder, small_grader, three, seed=3, jobs=3, roster=made.roster)
    undisturbed = timeless(one)
    assert {name: result.score for name, result in undisturbed.items()} == made.scores
    assert timeless(three) == undisturbed

    draw = random.Random(11)  # noqa: S311
    command = [sys.executable, "-c", COMMAND, str(small_root / "rnngrade"), "grade", "ex9"]
    command += [str(made.folder), "-o", str(killed), "--roster", str(made.roster), "--seed", "3"]
    command += ["--device", "cpu", "--isolation", "best", "-j", "2"]
    finished: dict[str, int] = {}
    for _ in range(KILLS):
        process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        wanted = min(len(finished) + draw.randrange(1, 2 * SIZE // KILLS), SIZE)
        while len(list(killed.glob("submissions/*.json"))) < wanted and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        times = {name: _written(killed, name) for name in results_of(killed)}
        # Nothing that was finished before is written again.
        assert finished.items() <= times.items()
        finished = times
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 0, ended.stderr
    assert f"kept as they were: {len(finished)}" in ended.stdout
    assert timeless(killed) == undisturbed
    assert manifest.read(killed).absent == manifest.read(one).absent
    assert not list(killed.rglob("*.tmp"))


def _written(folder: Path, name: str) -> int:
    return (folder / "submissions" / f"{name}.json").stat().st_mtime_ns
