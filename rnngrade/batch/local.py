"""Judges a batch in this process: threads that share one warm grader, so one zygote."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import rnngrade
from rnngrade import result_json
from rnngrade.batch.conditions import Conditions
from rnngrade.batch.run import Judging
from rnngrade.grader import Grader
from rnngrade.submission.interface import Submission


@contextmanager
def judging_here(grader: Grader, *, seed: int, jobs: int) -> Iterator[Judging]:
    """Yield what judges ``jobs`` submissions at a time with ``grader``."""

    def judge(handed_in: Submission) -> str:
        return result_json.dumps(grader.grade(handed_in, seed=seed))

    with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="submission") as pool:
        yield Judging(pool, judge, jobs, stop=grader.close)


def conditions_of(grader: Grader, *, seed: int) -> Conditions:
    """Return what all results of ``grader`` have in common."""
    from rnngrade.grading import data_tag, environment

    return Conditions(
        package_version=rnngrade.__version__,
        exercise=grader.assignment.tag,
        seed=seed,
        device=environment(grader.device).device,
        data=data_tag(grader.assignment.data),
        demanded=grader.demanded,
    )
