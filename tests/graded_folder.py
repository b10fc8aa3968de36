"""Grades a folder with a grader that is warm already, as ``rnngrade grade`` does."""

from __future__ import annotations

from pathlib import Path

from rnngrade import result_json
from rnngrade.batch import Manifest, Tally, claimed, grade_all
from rnngrade.batch.local import conditions_of, judging_here
from rnngrade.grader import Grader
from rnngrade.intake import collect, read_roster
from rnngrade.result import Result


def grade_folder(
    folder: Path,
    grader: Grader,
    results: Path,
    *,
    seed: int = 3,
    jobs: int = 2,
    roster: Path | None = None,
) -> Tally:
    """Grade what was handed in at ``folder`` into ``results``."""
    rubric, exercise = grader.assignment.rubric, grader.exercise
    unpack_to = results.with_name(f"{results.name} unpacked")
    unpack_to.mkdir(parents=True, exist_ok=True)
    people = read_roster(roster) if roster else None
    found = collect([folder], unpack_to=unpack_to, roster=people)
    about = Manifest(exercise.id, found.entries, found.left_out, found.absent)
    with (
        judging_here(grader, seed=seed, jobs=jobs) as judging,
        claimed(results, about, exercise.rubric.read_bytes()),
    ):
        return grade_all(
            found.entries,
            judging,
            results,
            conditions_of(grader, seed=seed),
            rubric,
            required=exercise.required,
        )


def results_of(folder: Path) -> dict[str, Result]:
    """Return every result of a results folder by name; each that is there must be whole."""
    paths = sorted((folder / "submissions").glob("*.json"))
    return {path.stem: result_json.loads(path.read_text(encoding="utf-8")) for path in paths}
