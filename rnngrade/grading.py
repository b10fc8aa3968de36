"""The whole way of one submission: source text in, result out."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import torch

import rnngrade
from rnngrade import gpu, result, submission
from rnngrade.checks.context import Examination, LiveWorker
from rnngrade.checks.interface import Check
from rnngrade.checks.run import run_checks, with_dependencies
from rnngrade.content import Exercise
from rnngrade.data.interface import Dataset
from rnngrade.data.load import load as load_data
from rnngrade.rubric import Rubric, load_rubric, with_one_try
from rnngrade.scoring import Judgement, score
from rnngrade.submission.interface import Checkpoint, Submission
from rnngrade.training.interface import Progress
from rnngrade.worker.interface import Source, Value, WorkerPool

STAND_IN = "rnngrade"
"""What a submission must mention to import the data, so that no other is sent them."""
REFERENCE_CPU_SECONDS = 30 * 24 * 3600.0


@dataclass(frozen=True)
class Assignment:
    """An exercise with the rubric to judge it by, and the reference where it is at hand."""

    exercise: Exercise
    checks: tuple[Check, ...]
    rubric: Rubric
    reference: Source | None
    data: Dataset | None = None
    """What submissions train on and are measured by, where the exercise has it."""

    @cached_property
    def tag(self) -> result.ExerciseTag:
        """What a result says of the exercise and the rubric."""
        rubric = self.rubric
        return result.ExerciseTag(
            id=self.exercise.id,
            version=rubric.version,
            sha256=self.exercise.sha256,
            rubric_sha256=rubric.sha256,
            judging_sha256=rubric.judging_sha256,
        )

    def live_reference(self, pool: WorkerPool) -> LiveWorker | None:
        """Return a worker for the reference, to be shared by submissions; None without one."""
        if self.reference is None:
            return None
        # It answers for every submission of a batch, so that a student's CPU time is not enough.
        limits = replace(self.rubric.limits, cpu_seconds=REFERENCE_CPU_SECONDS)
        return LiveWorker(pool, self.reference, limits, "cpu")

    def source(self, handed_in: Submission) -> Source:
        """Return what a worker is given of a submission."""
        return Source(
            definitions=handed_in.definitions,
            text=handed_in.text,
            required=self.exercise.required,
            probe=self.exercise.probe,
            forbidden=self.rubric.forbidden_symbols,
            data=self._handed_out(handed_in.text),
        )

    def _handed_out(self, text: str) -> Mapping[str, Value] | None:
        """Return the data for students, where a submission may ask for them."""
        return self.data.handed_out() if self.data and STAND_IN in text else None


def assign(
    exercise: Exercise, rubric_path: Path | None = None, *, one_try: bool = False
) -> Assignment:
    """Read an exercise's checks, its rubric (its own, or another's), and its reference.

    ``one_try`` tries every training once, whatever the rubric says.
    Raises ``RubricError`` where the rubric does not fit the exercise, and ``DataError`` where the
    data that the exercise asks for are there and cannot be used.
    """
    checks = exercise.checks
    rubric = load_rubric(
        rubric_path or exercise.rubric,
        exercise=exercise.id,
        expected={check.id: check.settings for check in checks},
        restores=exercise.restores,
    )
    data = load_data(exercise.data) if exercise.data else None
    chosen = with_one_try(rubric) if one_try else rubric
    assignment = Assignment(exercise, checks, chosen, None, data)
    if exercise.solution is None:
        return assignment
    reference = submission.read(exercise.solution, exercise.required)
    return replace(assignment, reference=assignment.source(reference))


def grade(
    handed_in: Submission,
    assignment: Assignment,
    pool: WorkerPool,
    reference: LiveWorker | None,
    *,
    seed: int,
    device: str = "cpu",
    only: Sequence[str] = (),
    judged: Callable[[Judgement], None] = lambda _: None,
    tell: Callable[[Progress], None] = lambda _: None,
) -> result.Result:
    """Judge one submission.

    ``only`` are ids of checks: they run, with what they depend on. ``judged`` is told of every
    check as it ends, ``tell`` several times a second of every training under way.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    examination = Examination(
        handed_in,
        assignment.source(handed_in),
        assignment.rubric,
        pool,
        seed=seed,
        device=device,
        reference=reference,
        tell=tell,
        data=assignment.data,
    )
    checks = with_dependencies(assignment.checks, only) if only else assignment.checks
    judgements = []
    try:
        for judgement in run_checks(checks, examination):
            judgements.append(judgement)
            judged(judgement)
    finally:
        examination.close()
    scored = score(judgements, assignment.rubric)
    return result.Result(
        package_version=rnngrade.__version__,
        exercise=assignment.tag,
        submission=result.SubmissionTag(
            handed_in.name,
            handed_in.sha256,
            examination.way,
            _checkpoint_tag(examination.checkpoint),
            handed_in.handed_in_sha256,
        ),
        score=scored.score,
        max_score=scored.max_score,
        pass_mark=assignment.rubric.pass_mark,
        passed=scored.passed,
        checks=scored.checks,
        output=examination.output,
        environment=environment(device),
        seed=seed,
        limits=asdict(assignment.rubric.limits),
        layers=examination.layers,
        times=result.Times(started.isoformat(timespec="seconds"), time.perf_counter() - clock),
        data=data_tag(assignment.data),
    )


def _checkpoint_tag(checkpoint: Checkpoint | None) -> result.CheckpointTag | None:
    if checkpoint is None or checkpoint.refusal is not None:
        return None
    return result.CheckpointTag(checkpoint.name, checkpoint.sha256)


def data_tag(data: Dataset | None) -> result.DataTag | None:
    """Return what a result says of the data."""
    return result.DataTag(data.name, data.edition, data.is_substitute) if data else None


def environment(device: str) -> result.Environment:
    """Return where submissions are judged: versions, device, threads a worker, platform."""
    return result.Environment(
        python=platform.python_version(),
        torch=torch.__version__,
        device=(gpu.cuda_device() or device) if device == "cuda" else "cpu",
        threads=1,
        platform=platform.platform(),
    )
