"""``rnngrade validate`` and ``rnngrade calibrate``: for whoever changes an exercise."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnngrade.commands.console import NOT_PASSED, console, reports_bad_input
from rnngrade.commands.counting import counting
from rnngrade.commands.options import ExerciseName, jobs_option
from rnngrade.content import Exercise
from rnngrade.grader import Grader

if TYPE_CHECKING:
    from rnngrade.study import Study
    from rnngrade.validation import Finding


@click.command(short_help="Validate an exercise itself (needs a checkout).")
@click.argument("exercise", type=ExerciseName())
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True, help="How many.")
@click.option(
    "--case", multiple=True, metavar="PATTERN", help="Only these: reference, pass/*, fail/no_*, …"
)
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    help="Write what was found so far as JSON; what is there already is not judged again.",
)
@click.option("--distinct", is_flag=True, help="None whose header says that it is like another.")
@click.option("--one-try", is_flag=True, help="Try every training once only.")
@click.option(
    "--named-only",
    is_flag=True,
    help="Judge wrong examples by the checks alone that their headers name: much faster.",
)
@click.option(
    "--only", multiple=True, metavar="CHECK", help="Judge all by this check and what it needs."
)
@jobs_option
@reports_bad_input
def validate(
    exercise: Exercise,
    seeds: int,
    case: tuple[str, ...],
    record: Path | None,
    distinct: bool,
    one_try: bool,
    named_only: bool,
    only: tuple[str, ...],
    jobs: int,
) -> None:
    """Validate EXERCISE itself, for whoever changes it (needs a checkout).

    The reference earns everything, the stub nothing, oracle and reference agree on fresh inputs,
    and every example submission does what its folder and header say, with every seed.
    """
    from rnngrade import validation
    from rnngrade.study import study_of

    cases = validation.cases(exercise, *case, distinct=distinct)
    total = len(cases) * seeds
    with (
        Grader(exercise, device="cpu", one_try=one_try) as grader,
        counting(total, console(stderr=True)) as tell,
    ):
        selection = ", ".join(only) or ("named" if named_only else "all")
        study = record and study_of(record, grader.assignment.tag, cases, selection)

        def done(so_far: validation.ValidationReport) -> None:
            tell(len(so_far.findings))
            if study:
                study.write(so_far)

        report = validation.validate(
            cases,
            grader,
            seeds=range(seeds),
            jobs=jobs,
            named_only=named_only,
            only=only,
            earlier=_earlier(study) if study else (),
            done=done,
        )
    for line in report.lines():
        click.echo(line)
    sys.exit(0 if report.valid else NOT_PASSED)


def _earlier(study: Study) -> list[Finding]:
    try:
        return study.earlier()
    except ValueError as error:
        raise click.UsageError(f"--record: {error}") from None


@click.command(short_help="Train an exercise's reference with many seeds.")
@click.argument("exercise", type=ExerciseName())
@click.option(
    "--seeds", type=click.IntRange(min=1), default=20, show_default=True, help="How many."
)
@click.option(
    "--rubric",
    type=click.Path(path_type=Path),
    help="Judge by this rubric, and write the figures into it; else into the exercise's own.",
)
@jobs_option
@reports_bad_input
def calibrate(exercise: Exercise, seeds: int, rubric: Path | None, jobs: int) -> None:
    """Train the reference of EXERCISE with many seeds, and write its figures into the rubric.

    For whoever changes an exercise (needs a checkout). Reports show them beside a student's own.
    """
    from rnngrade import calibration

    with (
        Grader(exercise, rubric=rubric, device="cpu", one_try=True) as grader,
        counting(seeds, console(stderr=True)) as tell,
    ):
        figures = calibration.calibrate(grader, seeds=range(seeds), jobs=jobs, done=tell)
    path = rubric or exercise.rubric
    calibration.write(figures, path)
    for line in calibration.lines(figures):
        click.echo(line)
    click.echo(f"Written into {path}.")
