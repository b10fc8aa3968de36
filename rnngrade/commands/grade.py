"""``rnngrade grade``: a whole class, on this machine or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from rnngrade.commands.console import FAULT, console, fail, reports_bad_input
from rnngrade.commands.counting import counting
from rnngrade.commands.options import (
    ExerciseName,
    device_option,
    isolation_option,
    jobs_option,
    rubric_option,
    seed_option,
)
from rnngrade.content import Exercise
from rnngrade.grader import Grader
from rnngrade.plain_text import plain
from rnngrade.worker.home import Home

if TYPE_CHECKING:
    from rnngrade.batch import Conditions, Judging, Manifest, Tally
    from rnngrade.gradebook.interface import Standing
    from rnngrade.intake import Collected, Entry
    from rnngrade.result import Result
    from rnngrade.rubric import Rubric

SHOWN = 10


@click.command(short_help="Grade a class: files, folders, archives.")
@click.argument("exercise", type=ExerciseName())
@click.argument("submissions", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder for the results."
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="CSV of the class: whose submissions they are, and who has handed in nothing.",
)
@click.option("--again", is_flag=True, help="Judge all anew, also what has not changed.")
@click.option("--scheduler", metavar="ADDRESS", help="Judge on the Dask cluster of this scheduler.")
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
    roster: Path | None,
    again: bool,
    scheduler: str | None,
    jobs: int,
    device: str,
    seed: int,
    rubric: Path | None,
    isolation: str,
) -> None:
    """Grade many SUBMISSIONS of EXERCISE: files, folders of files or of students, archives.

    Writes a result for each into OUTPUT, gradebook.csv and checks.csv. A second run judges only
    what is new or has changed, with the seed and the rubric of the first where none is given.
    Give a --seed that students do not know.
    """
    from rnngrade import batch
    from rnngrade.gradebook import tables

    before = _before(output, exercise)
    seed, rubric = _as_before(output, before, seed, rubric)
    with closing(Home()) as home:
        found = _collected(exercise, submissions, roster, before, home)
        found = _without_older(found, before, output)
        about = batch.Manifest(exercise.id, found.entries, found.left_out, found.absent, seed)
        with (
            _judging(exercise, rubric, device, isolation, seed, jobs, scheduler) as where,
            batch.claimed(
                output, about, (rubric or exercise.rubric).read_bytes(), again=again
            ) as joined,
        ):
            judging, conditions, judged_by = where
            seen = _Seen(frozenset(entry.name for entry in found.entries))
            try:
                with counting(len(found.entries), console(stderr=True)) as tell:
                    tally = batch.grade_all(
                        found.entries,
                        judging,
                        output,
                        conditions,
                        judged_by,
                        required=exercise.required,
                        named=exercise.stem,
                        again=again,
                        done=lambda so_far: tell(so_far.finished),
                    )
            finally:
                # Also of what was finished before an interruption.
                tables.write(output, seen.note)
    _say(replace(found, absent=joined.absent), tally, output, seen)
    for line in _replaced(before, found):
        click.echo(plain(line))
    _fail_of_faults(tally)


def _before(output: Path, exercise: Exercise) -> Manifest | None:
    """Return what a results folder that is there is about; one of another exercise is refused."""
    from rnngrade.batch import manifest, results_folder

    if output.exists() and not output.is_dir():
        fail(f"-o: {output} is a file.", "Give a folder, which may be a new one.")
    if not (output / manifest.NAME).is_file():
        return None
    before = manifest.read(output)
    results_folder.refuse_another_exercise(output, before.exercise, exercise.id)
    return before


def _collected(
    exercise: Exercise,
    submissions: tuple[Path, ...],
    roster: Path | None,
    before: Manifest | None,
    home: Home,
) -> Collected:
    """Return what was handed in, and whose it is. What is unpacked stays until ``home`` closes."""
    from rnngrade import intake

    return intake.collect(
        submissions,
        roster=intake.read_roster(roster) if roster else None,
        unpack_to=home.new_folder("unpacked-"),
        known={entry.source: entry.name for entry in before.entries} if before else None,
        required=exercise.required,
    )


def _without_older(found: Collected, before: Manifest | None, output: Path) -> Collected:
    """Leave out what is older than what has been graded of the same student."""
    from rnngrade.batch.results_folder import newer_before
    from rnngrade.intake.interface import LeftOut

    newer = newer_before(output, before, found.entries) if before else {}
    left_out = tuple(
        LeftOut(each.source, f"A newer one of this student, {newer[each.name].source}, is graded.")
        for each in found.entries
        if each.name in newer
    )
    return replace(
        found,
        entries=tuple(each for each in found.entries if each.name not in newer),
        left_out=found.left_out + left_out,
    )


def _fail_of_faults(tally: Tally) -> None:
    """Leave with an error where the grader itself failed on somebody."""
    if unsound := {**tally.unjudged, **tally.faulty}:
        reasons = [plain(f"\n  {name}: {why}") for name, why in unsound.items()]
        fail(
            f"rnngrade itself failed on {_listed(list(unsound))}.{''.join(reasons[:SHOWN])}",
            "Run the same command again: it judges these alone.",
            code=FAULT,
        )


def _as_before(
    output: Path, before: Manifest | None, seed: int, rubric: Path | None
) -> tuple[int, Path | None]:
    """Return seed and rubric: where none is given, those of the results that are there."""
    from rnngrade.batch.results_folder import RUBRIC

    given = click.get_current_context().get_parameter_source("seed") is not ParameterSource.DEFAULT
    if before is None:
        if not given:
            click.echo(
                f"Inputs are those of seed {seed}, which students have at home: give a --seed."
            )
        return seed, rubric
    if not given and before.seed is not None and before.seed != seed:
        click.echo(f"Seed {before.seed}, as before.")
        seed = before.seed
    judged_by = output / RUBRIC
    return seed, rubric or (judged_by if judged_by.is_file() else None)


@contextmanager
def _judging(
    exercise: Exercise,
    rubric: Path | None,
    device: str,
    isolation: str,
    seed: int,
    jobs: int,
    scheduler: str | None,
) -> Iterator[tuple[Judging, Conditions, Rubric]]:
    """Yield what judges, what its results have in common, and the rubric."""
    if scheduler is None:
        from rnngrade.batch.local import conditions_of, judging_here

        with (
            Grader(exercise, rubric=rubric, device=device, isolation=isolation) as grader,
            judging_here(grader, seed=seed, jobs=jobs) as judging,
        ):
            yield judging, conditions_of(grader, seed=seed), grader.assignment.rubric
        return
    from rnngrade.batch.cluster import Setting, connected, judging_there
    from rnngrade.grading import assign

    assignment = assign(exercise, rubric)
    content = (rubric or exercise.rubric).read_bytes()
    setting = Setting(exercise.id, content, device, isolation, seed)
    with connected(scheduler) as client, judging_there(client, setting) as (judging, conditions):
        yield judging, conditions, assignment.rubric


def _replaced(before: Manifest | None, found: Collected) -> Iterator[str]:
    """Yield a line for each who is known by a file's name alone, and whose file is another now."""
    earlier = {entry.name: entry for entry in before.entries} if before else {}
    for entry in found.entries:
        was = earlier.get(entry.name)
        if was is None or was.student or entry.student:
            continue
        elsewhere = was.path != entry.path and was.path.exists()
        if was.source != entry.source or elsewhere:
            yield (
                f"Replaced: {entry.name}: {was.source} by {entry.source}. If these are two people, "
                "give a --roster, or other names."
            )


@dataclass
class _Seen:
    """What the standings say of this batch: with reviews, and with what lateness costs."""

    names: frozenset[str]
    """Of its entries."""
    passed: int = 0
    to_review: int = 0
    result: Result | None = None
    """Any of them, for what is the same for all."""

    def note(self, row: Standing) -> None:
        """Take note of a standing, which may be of an earlier batch."""
        self.result = self.result or row.result
        if row.entry and row.entry.name in self.names:
            self.passed += bool(row.passed)
            self.to_review += bool(row.to_review)


def _say(found: Collected, tally: Tally, output: Path, seen: _Seen) -> None:
    """Print what has become of the batch; names are as students chose them."""
    from rnngrade.reports.page import data_remark, isolation_remark

    parts = [f"Graded: {tally.graded}"]
    if tally.kept:
        parts.append(f"kept as they were: {tally.kept}")
    if tally.rescored:
        parts.append(f"scored anew by the changed rubric: {tally.rescored}")
    parts.append(f"passed: {seen.passed}")
    click.echo(f"{', '.join(parts)}. See {output / 'gradebook.csv'}.")
    if seen.to_review:
        click.echo(f"Waiting for a person: {seen.to_review}; see rnngrade review {output}")
    if tally.not_loaded:
        click.echo("Could not be loaded, so without points:")
        for entry in [each for each in found.entries if each.name in tally.not_loaded][:SHOWN]:
            click.echo(plain(f"  {_whose(entry)}: {tally.not_loaded[entry.name]}"))
        if len(tally.not_loaded) > SHOWN:
            click.echo(f"  and {len(tally.not_loaded) - SHOWN} more")
    for each in found.left_out:
        click.echo(plain(f"Left out: {each.source}: {each.reason}"))
    if found.unmatched:
        click.echo(f"Not on the roster, graded all the same: {_listed(found.unmatched)}.")
    if found.absent:
        names = [each.name or each.id for each in found.absent]
        click.echo(f"Handed in nothing: {_listed(names)}.")
    if seen.result is not None:
        for remark in filter(None, (data_remark(seen.result), isolation_remark(seen.result))):
            click.echo(remark)


def _whose(entry: Entry) -> str:
    """Return who handed something in, and what."""
    name = entry.student.name if entry.student else ""
    return f"{' '.join(filter(None, (entry.name, name)))} ({entry.source})"


def _listed(names: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return plain("; ".join(names[:SHOWN])) + more
