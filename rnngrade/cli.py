"""The command ``rnngrade``: parses, calls, prints; it decides nothing.

Exit codes: 0 the pass mark is reached (``grade``: every submission was judged), 1 it is not,
2 wrong usage, no such file, or isolation below what was demanded, 3 a fault of the grader's own,
130 interrupted.
"""

from __future__ import annotations

from pathlib import Path

import click

import rnngrade
from rnngrade.check_command import check
from rnngrade.checking import has_fault
from rnngrade.ci_commands import ci
from rnngrade.command_line import FAULT, counting, fail, reports_bad_input
from rnngrade.command_options import (
    ExerciseName,
    device_option,
    isolation_option,
    jobs_option,
    rubric_option,
    seed_option,
)
from rnngrade.content import Exercise, exercises
from rnngrade.data_commands import data
from rnngrade.doctor_command import doctor
from rnngrade.grader import Grader
from rnngrade.maintainer_commands import calibrate, validate


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(rnngrade.__version__, prog_name="rnngrade")
def main() -> None:
    """Check exercises on recurrent networks: rnngrade start ex1, then rnngrade check ex1."""


for command in (check, data, ci, doctor, validate, calibrate):
    main.add_command(command)


@main.command("list")
def list_exercises() -> None:
    """List the exercises."""
    for exercise in exercises():
        click.echo(f"{exercise.id}  {exercise.title}  ({exercise.file_name})")


@main.command()
@click.argument("exercise", type=ExerciseName())
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=".")
@reports_bad_input
def start(exercise: Exercise, directory: Path) -> None:
    """Write the stub of EXERCISE into DIRECTORY (the current one), to be filled in."""
    path = directory / exercise.file_name
    directory.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(exercise.stub)
    except FileExistsError:
        fail(
            f"{path} is there already, and is left as it is.", "Move it away, or name a directory."
        )
    click.echo(f"Wrote {path}. Fill it in, then run: rnngrade check {exercise.id}")


@main.command()
@click.argument("exercise", type=ExerciseName())
@click.argument("submissions", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder for the results."
)
@jobs_option
@device_option
@seed_option
@rubric_option
@isolation_option("required")
@reports_bad_input
def grade(
    exercise: Exercise,
    submissions: tuple[Path, ...],
    output: Path,
    jobs: int,
    device: str,
    seed: int,
    rubric: Path | None,
    isolation: str,
) -> None:
    """Grade many SUBMISSIONS of EXERCISE: files, or folders of files and of students' folders.

    Writes one JSON for each, and gradebook.csv. Give a --seed that students do not know.
    """
    from rnngrade.batch import collect, grade_all
    from rnngrade.reports.page import data_remark, isolation_remark

    entries = collect(submissions)
    with (
        Grader(exercise, rubric=rubric, device=device, isolation=isolation) as grader,
        counting(len(entries)) as done,
    ):
        rows = grade_all(entries, grader, output, seed=seed, jobs=jobs, done=lambda _: done())
    passed = sum(row.result is not None and row.result.passed for row in rows)
    click.echo(f"Graded: {len(rows)}, passed: {passed}. See {output / 'gradebook.csv'}.")
    if judged := next((row.result for row in rows if row.result), None):
        for remark in filter(None, (data_remark(judged), isolation_remark(judged))):
            click.echo(remark)
    if faulty := [row.submission for row in rows if row.result is None or has_fault(row.result)]:
        fail(f"rnngrade itself failed on {', '.join(faulty)}; see their JSON.", code=FAULT)
