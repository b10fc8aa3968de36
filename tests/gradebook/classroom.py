"""A results folder made by hand: an exercise of four checks, one of them for a person to grade."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rnngrade import result_json
from rnngrade.batch import manifest
from rnngrade.batch.manifest import Manifest
from rnngrade.intake.interface import Entry, Student
from rnngrade.result import (
    Diagnosis,
    Environment,
    ExerciseTag,
    Outcome,
    Result,
    SubmissionTag,
    Times,
)
from rnngrade.rubric import Rubric, load_rubric
from rnngrade.scoring import Judgement, score

RUBRIC: dict[str, Any] = {
    "schema": "rnngrade/rubric/v1",
    "exercise": "ex9",
    "version": "1.0.0",
    "title": "Hidden states",
    "pass_mark": 0.6,
    "limits": {
        "wall_seconds": 10,
        "cpu_seconds": 60,
        "memory_megabytes": 1024,
        "output_kilobytes": 64,
        "reply_megabytes": 1,
        "scratch_megabytes": 16,
        "scratch_files": 100,
        "threads": 16,
    },
    "tolerances": {"float64": 1e-9},
    "forbidden": {"within": ["MyRNN"], "symbols": ["torch.nn.RNN"]},
    "checks": {
        "loads": {"points": 0},
        "states": {"points": 20, "settings": {"lengths": [1, 5]}},
        "figure": {"points": 10},
        "essay": {"points": 10},
    },
    "mistakes": {
        "no_tanh": {"message": "There is no tanh.", "hint": "Apply torch.tanh."},
        "no_bias": {"message": "There is no bias.", "hint": "Add one."},
    },
}
LATE = {
    "due": "2026-01-31T23:59:00+01:00",
    "grace_minutes": 15,
    "percent_per_day": 10,
    "most_percent": 50,
    "marked_percent": 25,
}
ESSAY = "112 words: “The states of one sentiment lie together.”"
FOUND = "Found here: the first component separates the sentiments."
ADA = Student("a1", "Ada Lovelace", "ada@example.org", "A")
BO = Student("b2", "Bo Li", "bo@example.org", "B")
CY = Student("c3", "Cy Young", "cy@example.org", "B")


def document(**changes: Any) -> dict[str, Any]:
    """Return the rubric's document with changes, such as ``points={"essay": 5}``."""
    made = copy.deepcopy(RUBRIC)
    for name, points in changes.pop("points", {}).items():
        made["checks"][name]["points"] = points
    return made | changes


def rubric_of(path: Path, **changes: Any) -> Rubric:
    path.write_text(json.dumps(document(**changes)), encoding="utf-8")
    return load_rubric(path, exercise="ex9", expected=None)


def judgement(name: str, outcome: Outcome = Outcome.PASS, **more: Any) -> Judgement:
    return Judgement(name, f"Label of {name}", outcome, more.pop("message", "As it is."), **more)


def no_tanh() -> Judgement:
    words = Diagnosis("no_tanh", "There is no tanh.", "Apply torch.tanh.")
    return judgement("states", Outcome.FAIL, diagnosis=(words,), hint=words.hint, fraction=0.25)


def essay() -> Judgement:
    return judgement("essay", Outcome.REVIEW, message=ESSAY, notes=(FOUND,))


def judged(*changed: Judgement) -> list[Judgement]:
    """Return a pass of every check, but for those that are given."""
    other = {each.id: each for each in changed}
    return [other.get(name, judgement(name)) for name in RUBRIC["checks"]]


def result_of(rubric: Rubric, judgements: Sequence[Judgement], sha256: str = "5f" * 32) -> Result:
    scored = score(judgements, rubric)
    return Result(
        package_version="0.1.0",
        exercise=ExerciseTag(
            rubric.exercise, rubric.version, "e" * 64, rubric.sha256, rubric.judging_sha256
        ),
        submission=SubmissionTag("ex9.py", sha256, "definitions"),
        score=scored.score,
        max_score=scored.max_score,
        pass_mark=rubric.pass_mark,
        passed=scored.passed,
        checks=scored.checks,
        output="",
        environment=Environment("3.11.7", "2.13.0", "cpu", 1, "Linux"),
        seed=3,
        limits={
            "wall_seconds": 10.0,
            "cpu_seconds": 60.0,
            "memory_bytes": 1024**3,
            "output_bytes": 65536,
            "reply_bytes": 64 * 1024**2,
            "scratch_bytes": 64 * 1024**2,
            "scratch_files": 1000,
            "threads": 64,
        },
        layers=("seccomp",),
        times=Times("2026-02-01T09:30:00+00:00", 1.5),
    )


def entry(name: str, student: Student | None = None, submitted: str = "", **more: Any) -> Entry:
    time = datetime.fromisoformat(submitted) if submitted else None
    return Entry(name, Path(f"{name}.py"), f"{name}/ex9.py", student, time, **more)


class Classroom:
    """A results folder that grows as tests say."""

    def __init__(self, folder: Path, **rubric: Any) -> None:
        self.path = folder
        (folder / "submissions").mkdir(parents=True)
        self.rubric = rubric_of(folder / "rubric.json", **rubric)
        self.manifest = Manifest("ex9", ())
        manifest.write(self.manifest, folder)

    def add(self, who: Entry, *changed: Judgement, sha256: str = "5f" * 32) -> Result:
        """Add a submission that passed every check, but for those that are given."""
        self.list(who)
        result = result_of(self.rubric, judged(*changed), sha256)
        result_json.write(result, self.path / "submissions" / f"{who.name}.json")
        return result

    def list(self, *entries: Entry, absent: Sequence[Student] = ()) -> None:
        """Add what has no result."""
        old = self.manifest
        self.manifest = replace(
            old, entries=(*old.entries, *entries), absent=(*old.absent, *absent)
        )
        manifest.write(self.manifest, self.path)


def small_class(folder: Path, **rubric: Any) -> Classroom:
    """Return a class: Ada is right, Bo forgot tanh, one is nobody's, Cy handed in nothing."""
    room = Classroom(folder, **rubric)
    room.add(entry("ada", ADA, "2026-01-30T12:00:00+01:00"), essay())
    room.add(entry("bo", BO, "2026-02-01T12:00:00+01:00"), no_tanh(), essay())
    room.add(entry("nobody"))
    room.list(absent=[CY])
    return room
