"""The command ``rnngrade``: parses, calls, prints; it decides nothing.

Exit codes: 0 the pass mark is reached (``grade``: every submission was judged), 1 it is not,
2 wrong usage, no such file, or isolation below what was demanded, 3 a fault of the grader's own,
130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

import rnngrade
from rnngrade.class_page_command import report
from rnngrade.command_line import (
    FAULT,
    NOT_PASSED,
    console,
    counting,
    fail,
    reports_bad_input,
)
from rnngrade.command_options import (
    ExerciseName,
    device_option,
    isolation_option,
    jobs_option,
    rubric_option,
    seed_option,
)
from rnngrade.content import Exercise, exercises
from rnngrade.data_commands import data, offer_to_fetch
from rnngrade.gradebook_commands import export, rescore, review
from rnngrade.grader import Grader
from rnngrade.maintainer_commands import calibrate, validate
from rnngrade.result import Outcome, Result
from rnngrade.submission.interface import Submission, SubmissionError

if TYPE_CHECKING:
    from rnngrade.reports.live import LiveReport


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(rnngrade.__version__, prog_name="rnngrade")
def main() -> None:
    """Check exercises on recurrent networks: rnngrade start ex1, then rnngrade check ex1."""


for command in (report, review, rescore, export, data, validate, calibrate):
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
@click.argument("path", type=click.Path(path_type=Path), required=False)
@device_option
@seed_option
@click.option("--only", multiple=True, metavar="CHECK", help="Run this check and what it needs.")
@click.option(
    "--json", "json_path", metavar="FILE|-", help="Write the result as JSON; - prints it."
)
@click.option("-v", "--verbose", is_flag=True, help="Show the numbers behind every outcome.")
@rubric_option
@isolation_option("best")
@reports_bad_input
def check(
    exercise: Exercise,
    path: Path | None,
    device: str,
    seed: int,
    only: tuple[str, ...],
    json_path: str | None,
    verbose: bool,
    rubric: Path | None,
    isolation: str,
) -> None:
    """Check your solution of EXERCISE: PATH is its file, or the folder that it is in.

    Without PATH: the stub's file name, in the current folder.
    """
    from rnngrade import result_json
    from rnngrade.reports import terminal

    handed_in = read_submission(exercise, path)
    if json_path not in (None, "-") and not Path(str(json_path)).parent.is_dir():
        fail(f"--json: the folder {Path(str(json_path)).parent} does not exist.", "Make it first.")
    if only:
        known = [c.id for c in exercise.checks]
        if unknown := [name for name in only if name not in known]:
            fail(f"--only: there is no check {unknown[0]!r}", f"One of {', '.join(known)}.")
    offer_to_fetch(exercise)
    with (
        progress() as tell,
        Grader(exercise, rubric=rubric, device=device, isolation=isolation) as grader,
    ):
        verdict = grader.grade(
            handed_in, seed=seed, only=only, judged=tell.judged, tell=tell.training
        )
    if json_path == "-":
        click.echo(result_json.dumps(verdict))
    else:
        terminal.print_result(verdict, console(), verbose=verbose)
        if only:
            judged = f"{len(verdict.checks)} of {len(exercise.checks)} checks"
            click.echo(f"--only: this is the score of {judged} alone.")
        if json_path:
            result_json.write(verdict, Path(json_path))
    sys.exit(exit_code(verdict))


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

    with TemporaryDirectory(prefix="rnngrade-") as unpacked:
        entries = collect(submissions, unpack_to=Path(unpacked)).entries
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


def read_submission(exercise: Exercise, path: Path | None) -> Submission:
    """Return the submission at ``path``, or the one with the stub's name in the current folder."""
    from rnngrade import submission

    if path is not None:
        return submission.read(path, exercise.required)
    script = Path(exercise.file_name)
    found = [p for p in (script, script.with_suffix(".ipynb")) if p.exists()]
    if len(found) > 1:
        raise SubmissionError(
            f"there are {found[0]} and {found[1]} in this folder; which one is it?",
            f"rnngrade check {exercise.id} {found[0]}",
        )
    if not found:
        raise SubmissionError(
            f"there is no {script} (or {script.with_suffix('.ipynb')}) in this folder.",
            f"rnngrade start {exercise.id} writes the stub; or name your file: "
            f"rnngrade check {exercise.id} FILE",
        )
    return submission.read(found[0], exercise.required)


def exit_code(verdict: Result) -> int:
    """Return the exit code for one result."""
    if has_fault(verdict):
        return FAULT
    return 0 if verdict.passed else NOT_PASSED


def has_fault(verdict: Result) -> bool:
    """Whether a check ended with a fault of the grader's own."""
    return any(check.outcome is Outcome.ERROR for check in verdict.checks)


@contextmanager
def progress() -> Iterator[LiveReport]:
    """Show on a terminal what is being done; yields what is told of it."""
    from rnngrade.reports.live import LiveReport

    with console(stderr=True).status("importing torch") as status:
        yield LiveReport(status.update)
