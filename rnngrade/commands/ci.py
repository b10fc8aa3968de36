"""``rnngrade ci``: writes what another system needs to run checks."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from rnngrade.ci import PLATFORMS, Classroom, InTheWayError, PackageError, package, write
from rnngrade.commands.console import fail, reports_bad_input
from rnngrade.commands.options import ExerciseName
from rnngrade.content import Exercise
from rnngrade.grader import MAX_SEED


@click.group(short_help="Set up GitHub, GitLab, Gradescope or Classroom 50.")
def ci() -> None:
    """Set up GitHub, GitLab, Gradescope or Classroom 50 to check submissions."""


@ci.command()
@click.argument("platform", type=click.Choice(list(PLATFORMS)))
@click.option(
    "--exercise",
    "exercises",
    type=ExerciseName(),
    multiple=True,
    required=True,
    help="What is checked; may be given several times for GitHub and GitLab.",
)
@click.option(
    "--install",
    required=True,
    metavar="WHEEL|REQUIREMENT",
    help="rnngrade's wheel, which is taken along; or what pip is to install in its place.",
)
@click.option(
    "--rubric",
    type=click.Path(path_type=Path),
    help="Judge by this rubric, which is taken along too.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, MAX_SEED),
    help="Seed of every input on Gradescope; by itself a new one, which is told.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A folder, or a zip to be made.  [default: this folder; for Gradescope autograder.zip]",
)
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
@reports_bad_input
def init(
    platform: str,
    exercises: tuple[Exercise, ...],
    install: str,
    rubric: Path | None,
    seed: int | None,
    output: Path | None,
    force: bool,
) -> None:
    """Write the files with which PLATFORM runs rnngrade check.

    Build the wheel in a checkout: pip wheel --no-deps . (it carries no solutions).
    """
    chosen = PLATFORMS[platform]
    wanted = tuple(dict.fromkeys(exercises))
    if len(wanted) > 1 and (chosen.one_exercise or rubric):
        what = "--rubric is for one exercise" if rubric else f"{platform} takes one exercise"
        fail(f"{what}, not {len(wanted)}.", "Run this once for each, each with its own --output.")
    if seed is not None and not chosen.keeps_seed:
        fail(
            f"--seed: whoever can read what {platform} runs could read it there.",
            "Set the secret RNNGRADE_SEED there.",
        )
    try:
        classroom = Classroom(
            wanted,
            package(install, wanted),
            judging(wanted[0], rubric),
            secrets.randbelow(MAX_SEED + 1) if seed is None else seed,
        )
        files = chosen.files(classroom)
        written = write(files, output or Path(chosen.output), force=force)
    except PackageError as error:
        fail(str(error), error.hint)
    except InTheWayError as error:
        fail(f"{error}.", "Move them away, name another folder by --output, or say --force.")
    for path, was_there in written.items():
        click.echo(f"{'Overwrote' if was_there else 'Wrote'} {path}")
    click.echo("Next:")
    for step in chosen.next_steps:
        click.echo(f"- {step}")
    if chosen.keeps_seed:
        click.echo(
            f"- Inputs are drawn from seed {classroom.seed}, which is in these files: keep them to "
            f"yourself. rnngrade grade --seed {classroom.seed} draws the same."
        )


def judging(exercise: Exercise, rubric: Path | None) -> bytes | None:
    """Return the bytes of a rubric that fits the exercise. Raises ``RubricError``."""
    if rubric is None:
        return None
    from rnngrade.grading import assign

    assign(exercise, rubric)
    return rubric.read_bytes()
