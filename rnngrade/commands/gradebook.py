"""``rnngrade review``, ``rescore`` and ``export``: from results on disk to grades."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnngrade.commands.console import console, fail, reports_bad_input

if TYPE_CHECKING:
    from rnngrade.gradebook.folder import ResultsFolder
    from rnngrade.gradebook.sheet import Waiting

FORMATS = ("canvas", "moodle", "nbgrader")
_SHORT = 500
_LONG = 20_000
"""Characters of a student's words: in the list of what waits, and of one check."""

results_argument = click.argument("results", type=click.Path(path_type=Path))


@click.command(short_help="Grade by hand what waits for a person.")
@results_argument
@click.argument("name", required=False)
@click.argument("check", required=False)
@click.option("--points", type=float, help="Give so many points, in place of the machine's.")
@click.option("--comment", default="", help="What the student is told.")
@click.option("--reviewer", default="", help="Who you are, for whoever asks later.")
@click.option("--withdraw", is_flag=True, help="Take the review of CHECK back.")
@click.option(
    "--sheet", type=click.Path(path_type=Path), metavar="CSV", help="Write all that waits there."
)
@click.option(
    "--from",
    "filled_in",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Take such a sheet back.",
)
@reports_bad_input
def review(
    results: Path,
    name: str | None,
    check: str | None,
    points: float | None,
    comment: str,
    reviewer: str,
    withdraw: bool,
    sheet: Path | None,
    filled_in: Path | None,
) -> None:
    """Grade by hand: list the checks in RESULTS that wait for a person, or give one its points.

    NAME is that of the submission, or the id, email or name of its student. With CHECK alone, it is
    shown whole. Many at once: write a --sheet, fill in its columns points and comment, and take
    it back with --from. Reviews are kept apart, and stay when submissions are graded again.
    """
    from rnngrade.gradebook.folder import open_results

    folder = open_results(results)
    if (points is not None) + withdraw + (sheet is not None) + (filled_in is not None) > 1:
        fail("--points, --withdraw, --sheet and --from exclude each other.", "Give one of them.")
    if (sheet or filled_in) and name:
        fail("--sheet and --from are for all of RESULTS.", "Leave NAME and CHECK out.")
    if (points is not None or withdraw) and not check:
        fail("which check is it?", f"rnngrade review {results} NAME CHECK --points 7.5")
    if (comment or reviewer) and points is None and filled_in is None:
        fail("--comment and --reviewer belong to points.", "Give --points as well.")
    if sheet:
        _write_sheet(folder, sheet)
    elif filled_in:
        _take_sheet(folder, filled_in, reviewer)
    elif name and check:
        _one(folder, name, check, points, comment, reviewer, withdraw)
    else:
        _list(folder, name)


def _write_sheet(folder: ResultsFolder, path: Path) -> None:
    from rnngrade.gradebook.sheet import waiting, write_sheet
    from rnngrade.gradebook.standings import standings

    count = write_sheet(waiting(standings(folder.path)), path)
    click.echo(
        f"Wrote {path}, with {_counted(count, 'check')} to grade: fill in points and comment."
    )
    click.echo(f"Then: rnngrade review {folder.path} --from {path}")


def _take_sheet(folder: ResultsFolder, path: Path, reviewer: str) -> None:
    from rnngrade.gradebook.marking import take_sheet

    taken = take_sheet(folder, path, reviewer)
    click.echo(
        f"Took {_counted(taken.reviews, 'review')}, {taken.replaced} in place of earlier ones."
    )
    if taken.blank:
        click.echo(f"Rows without points, left for later: {taken.blank}.")
    _say_where(folder)


def _one(
    folder: ResultsFolder,
    word: str,
    check: str,
    points: float | None,
    comment: str,
    reviewer: str,
    withdraw: bool,
) -> None:
    from rnngrade.gradebook import marking, reviews
    from rnngrade.gradebook.people import People

    name = People(folder).find(word).name
    if withdraw:
        marking.withdraw(folder, name, check)
        click.echo(f"Took the review of {check} by {name} back.")
        _say_where(folder)
    elif points is not None:
        result = reviews.graded(folder, name)
        made = reviews.made(result, check, points, comment=comment, reviewer=reviewer)
        marking.give(folder, name, check, made)
        click.echo(f"{name}, {check}: {points:g} points.")
        _say_where(folder)
    else:
        _show_whole(folder, name, check)


def _show_whole(folder: ResultsFolder, name: str, check: str) -> None:
    from rnngrade.gradebook.reviews import graded, read, the_check
    from rnngrade.scoring import points_text

    found, given = the_check(graded(folder, name), check), read(folder, name).get(check)
    most = points_text(found.max_points)
    click.echo(f"{name}, {check}: {found.label}")
    _say(f"{found.outcome}, {points_text(found.points)} of {most} points by the machine", 2)
    _say(found.message, 4, _LONG)
    for note in found.notes:
        _say(note, 4, _LONG)
    if given:
        whose = " ".join(filter(None, ("by", given.reviewer or "a person", given.time)))
        _say(f"{points_text(given.points)} of {most} points {whose}", 2)
        _say(given.comment, 4, _LONG)


def _list(folder: ResultsFolder, word: str | None) -> None:
    from rnngrade.gradebook.people import People
    from rnngrade.gradebook.sheet import waiting
    from rnngrade.gradebook.standings import standings

    only = People(folder).find(word).name if word else None
    count = 0
    for each in waiting(standings(folder.path)):
        if only in (None, each.standing.name):
            count += 1
            _say_waiting(each)
    if not count:
        click.echo("Nothing waits for a person.")
        return
    click.echo(f"{_counted(count, 'check')} to grade. One by one, or all of them on a sheet:")
    click.echo(f'  rnngrade review {folder.path} NAME CHECK --points 7.5 --comment "…"')
    click.echo(f"  rnngrade review {folder.path} --sheet reviews.csv")


def _say_waiting(each: Waiting) -> None:
    from rnngrade.scoring import points_text

    most = points_text(each.check.max_points)
    _say(" ".join(filter(None, (each.standing.name, each.student))), 0)
    _say(f"{each.check.id} ({each.check.label}), {most} points", 2)
    _say(each.check.message, 4, _SHORT)
    for note in each.check.notes:
        _say(f"Found: {note}", 4, _SHORT)
    click.echo()


def _say(text: str, margin: int, longest: int = _SHORT) -> None:
    """Print a text of anybody's, wrapped, with nothing in it left to interpret."""
    from rich.padding import Padding
    from rich.text import Text

    from rnngrade.plain_text import clipped

    console().print(Padding(Text(clipped(text, longest)), (0, 0, 0, margin), expand=False))


def _say_where(folder: ResultsFolder) -> None:
    click.echo(f"{folder.path / 'gradebook.csv'} and checks.csv are up to date.")


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


@click.command(short_help="Give results another rubric's points; nothing is run.")
@results_argument
@click.option(
    "--rubric",
    required=True,
    type=click.Path(path_type=Path),
    help="The rubric with other points, pass mark or words.",
)
@reports_bad_input
def rescore(results: Path, rubric: Path) -> None:
    """Give RESULTS the points of another rubric, without running anything.

    For a rubric that differs in points, required, bonus, pass_mark, late, version, title or the
    words for mistakes; one that differs in more is refused. All results are rescored, or none.
    """
    from rnngrade.gradebook.rescore import rescore as rescore_folder

    done = rescore_folder(results, rubric)
    click.echo(f"Rescored: {done.results}, with another score than before: {done.changed}.")
    if done.missing:
        click.echo(f"Not graded yet, and left so: {done.missing}.")
    click.echo(f"See {results / 'gradebook.csv'}.")


@click.command(short_help="Write grades for Canvas, Moodle or nbgrader.")
@results_argument
@click.option("--to", required=True, type=click.Choice(FORMATS), help="Which system imports it.")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The file; a new one."
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    help="Who is in the class, in place of the roster that was graded with.",
)
@click.option(
    "--assignment",
    default="",
    metavar="NAME",
    help="What that system calls it; in Canvas with its number, as in 'Ex 1 (12345)'.",
)
@click.option("--raw", is_flag=True, help="Scores before the late penalty.")
@click.option(
    "--allow-open", is_flag=True, help="Also scores that wait for a person, as they stand."
)
@reports_bad_input
def export(
    results: Path,
    to: str,
    output: Path,
    roster: Path | None,
    assignment: str,
    raw: bool,
    allow_open: bool,
) -> None:
    """Write the grades in RESULTS as a CSV file that another system imports.

    Who has no grade to export is listed, with the reason, and has no row: nobody gets 0 for that.
    """
    from rnngrade.gradebook.export import Choice
    from rnngrade.gradebook.export import export as write
    from rnngrade.gradebook.exports import FORMATS as FOUND
    from rnngrade.intake import roster as rosters

    students = rosters.read(roster) if roster else None
    choice = Choice(assignment, allow_open, raw, students)
    done = write(results, FOUND[to], output, choice)
    click.echo(f"Wrote {output}: {_counted(done.grades, 'grade')}.")
    for caution, count in done.cautions.items():
        click.echo(f"Mind at the import ({_counted(count, 'grade')}): {caution}.", err=True)
    if done.left_out:
        click.echo(f"Not in it: {len(done.left_out)}", err=True)
        for reason in done.reasons():
            click.echo(f"  {reason}", err=True)
