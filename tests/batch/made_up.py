"""A batch without torch: results that are made up from the submission's text alone.

As a script, it grades a folder into another, so that it can be killed:
``python made_up.py SUBMISSIONS RESULTS SECONDS``.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from rnngrade import result_json
from rnngrade.batch import Conditions, Judging, Manifest, Tally, claimed, grade_all
from rnngrade.intake import Entry
from rnngrade.result import (
    CheckResult,
    Environment,
    ExerciseTag,
    Outcome,
    Result,
    SubmissionTag,
    Times,
)
from rnngrade.rubric import CheckRubric, Rubric
from rnngrade.submission.interface import Submission
from rnngrade.worker.interface import Limits

TAG = ExerciseTag("ex9", "1.0.0", "a" * 64, "b" * 64, "c" * 64)
CONDITIONS = Conditions("0.1.0", TAG, seed=3, device="cpu", data=None)
RUBRIC = Rubric(
    exercise="ex9",
    version="1.0.0",
    title="Doubling",
    pass_mark=0.6,
    limits=Limits(5, 10, 2**28, 2**16, 2**20, 2**20, 100, 16),
    tolerances={},
    forbidden_within=(),
    forbidden_symbols=(),
    checks={"doubles": CheckRubric(4)},
    mistakes={},
    sha256="b" * 64,
)
REQUIRED = ("double",)


def made_up(handed_in: Submission, tag: ExerciseTag = TAG) -> Result:
    """Return a result: full marks for a text that doubles."""
    right = "2 * n" in handed_in.text
    check = CheckResult(
        "doubles", "It doubles", Outcome.PASS if right else Outcome.FAIL, 4.0 * right, 4.0, "So."
    )
    return Result(
        package_version="0.1.0",
        exercise=tag,
        submission=SubmissionTag(
            handed_in.name, handed_in.sha256, handed_in_sha256=handed_in.handed_in_sha256
        ),
        score=check.points,
        max_score=4.0,
        pass_mark=0.6,
        passed=right,
        checks=(check,),
        output="",
        environment=Environment("3.11.7", "2.13.0", "cpu", 1, "Linux"),
        seed=3,
        limits=asdict(RUBRIC.limits),
        layers=(),
        times=Times("2026-01-31T12:00:00+00:00", 0.01),
    )


class Judge:
    """Makes results up, and counts: how often each text was judged, how many at a time."""

    def __init__(self, seconds: float = 0.0, say: Callable[[Submission], Result] = made_up) -> None:
        self.judged: list[str] = []
        self.most_at_a_time = 0
        self._now = 0
        self._seconds = seconds
        self._say = say
        self._lock = threading.Lock()

    def __call__(self, handed_in: Submission) -> str:
        """Return a result as JSON, after a while."""
        with self._lock:
            self.judged.append(handed_in.name)
            self._now += 1
            self.most_at_a_time = max(self.most_at_a_time, self._now)
        try:
            time.sleep(self._seconds)
            return result_json.dumps(self._say(handed_in))
        finally:
            with self._lock:
                self._now -= 1


def entries_of(folder: Path) -> tuple[Entry, ...]:
    """Return an entry for each file of a folder."""
    return tuple(Entry(path.stem, path, path.name) for path in sorted(folder.iterdir()))


def grade_folder(
    submissions: Path,
    results: Path,
    judge: Callable[[Submission], str],
    *,
    jobs: int = 2,
    conditions: Conditions = CONDITIONS,
    rubric: Rubric = RUBRIC,
    foreign: bool = False,
    again: bool = False,
    done: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Grade a folder of files by made-up results."""
    entries = entries_of(submissions)
    with (
        claimed(results, Manifest("ex9", entries), b"{}"),
        ThreadPoolExecutor(jobs) as pool,
    ):
        return grade_all(
            entries,
            Judging(pool, judge, jobs, stop=lambda: None, foreign=foreign),
            results,
            conditions,
            rubric,
            required=REQUIRED,
            again=again,
            done=done,
        )


if __name__ == "__main__":
    grade_folder(Path(sys.argv[1]), Path(sys.argv[2]), Judge(float(sys.argv[3])))
