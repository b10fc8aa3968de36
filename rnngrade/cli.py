"""The command ``rnngrade``: parses, calls, prints; it decides nothing.

Exit codes: 0 the pass mark is reached (``grade``: every submission was judged), 1 it is not,
2 wrong usage, no such file, or isolation below what was demanded, 3 a fault of the grader's own,
130 interrupted.
"""

from __future__ import annotations

from pathlib import Path

import click

import rnngrade
from rnngrade.commands.check import check
from rnngrade.commands.ci import ci
from rnngrade.commands.console import fail, reports_bad_input
from rnngrade.commands.data import data
from rnngrade.commands.doctor import doctor
from rnngrade.commands.grade import grade
from rnngrade.commands.gradebook import export, remove, rescore
from rnngrade.commands.maintainer import calibrate, validate
from rnngrade.commands.options import ExerciseName
from rnngrade.commands.report import report
from rnngrade.commands.review import review
from rnngrade.content import Exercise, exercises


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(rnngrade.__version__, prog_name="rnngrade")
def main() -> None:
    """Check exercises on recurrent networks: rnngrade start ex1, then rnngrade check ex1."""


for command in (
    check,
    grade,
    review,
    rescore,
    remove,
    report,
    export,
    ci,
    data,
    doctor,
    validate,
    calibrate,
):
    main.add_command(command)


@main.command("list")
def list_exercises() -> None:
    """List the exercises."""
    for exercise in exercises():
        click.echo(f"{exercise.id}  {exercise.title}  ({exercise.file_name})")


@main.command(short_help="Write the stub of an exercise, to be filled in.")
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
    click.echo(f"What is asked: {exercise.statement}")
