"""``rnngrade review``: a person gives points, sees who has given which, and takes them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnngrade.commands.console import console, fail, reports_bad_input, say_tables
from rnngrade.commands.options import results_argument
from rnngrade.words import counted

if TYPE_CHECKING:
    from rnngrade.gradebook.folder import ResultsFolder
    from rnngrade.gradebook.interface import Review
    from rnngrade.gradebook.reviews import Given
    from rnngrade.gradebook.sheet import Waiting
    from rnngrade.result import CheckResult

_SHORT = 500
_LONG = 20_000
"""Characters of a student's words: in the list of what waits, and of one check."""


@click.command(short_help="Grade by hand what waits for a person.")
@results_argument
@click.argument("name", required=False)
@click.argument("check", required=False)
@click.option("--points", type=float, help="Give so many points, in place of the machine's.")
@click.option("--comment", default="", help="What the student is told.")
@click.option("--reviewer", default="", help="Who you are, for whoever asks later.")
@click.option("--given", is_flag=True, help="List the reviews that persons have given.")
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
    given: bool,
    withdraw: bool,
    sheet: Path | None,
    filled_in: Path | None,
) -> None:
    """Grade by hand: list the checks in RESULTS that wait for a person, or give one its points.

    NAME is that of the submission, or the id, email or name of its student. With CHECK alone, it is
    shown whole. Many at once: write a --sheet, fill in its columns points and comment, and take
    it back with --from. What was given is listed by --given, and taken back by --withdraw. Reviews
    are kept apart, and stay when submissions are graded again.
    """
    from rnngrade.gradebook.folder import open_results

    folder = open_results(results)
    if sum((points is not None, given, withdraw, sheet is not None, filled_in is not None)) > 1:
        fail(
            "--points, --given, --withdraw, --sheet and --from exclude each other.",
            "Give one of them.",
        )
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
    elif given:
        _list_given(folder, name, check)
    elif name and check:
        _one(folder, name, check, points, comment, reviewer, withdraw)
    else:
        _list(folder, name)


def _write_sheet(folder: ResultsFolder, path: Path) -> None:
    from rnngrade.gradebook.sheet import waiting, write_sheet
    from rnngrade.gradebook.standings import standings

    count = write_sheet(waiting(standings(folder.path)), path)
    click.echo(
        f"Wrote {path}, with {counted(count, 'check')} to grade: fill in points and comment."
    )
    click.echo(f"Then: rnngrade review {folder.path} --from {path}")


def _take_sheet(folder: ResultsFolder, path: Path, reviewer: str) -> None:
    from rnngrade.gradebook.marking import take_sheet

    taken = take_sheet(folder, path, reviewer)
    click.echo(
        f"Took {counted(taken.reviews, 'review')}, {taken.replaced} in place of earlier ones."
    )
    if taken.blank:
        click.echo(f"Rows without points, left for later: {taken.blank}.")
    say_tables(folder.path)


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
        say_tables(folder.path)
    elif points is not None:
        result = reviews.graded(folder, name)
        made = reviews.made(result, check, points, comment=comment, reviewer=reviewer)
        marking.give(folder, name, check, made)
        click.echo(f"{name}, {check}: {points:g} points.")
        say_tables(folder.path)
    else:
        _show_whole(folder, name, check)


def _show_whole(folder: ResultsFolder, name: str, check: str) -> None:
    from rnngrade.gradebook.reviews import graded, read, the_check
    from rnngrade.scoring import points_text

    found, given = the_check(graded(folder, name), check), read(folder, name).get(check)
    click.echo(f"{name}, {check}: {found.label}")
    machine = f"{points_text(found.points)} of {points_text(found.max_points)} points"
    _say(f"{found.outcome}, {machine} by the machine", 2)
    _say(found.message, 4, _LONG)
    for note in found.notes:
        _say(note, 4, _LONG)
    if given:
        _say(_whose(given, found), 2)
        _say(given.comment, 4, _LONG)


def _whose(given: Review, of: CheckResult | None) -> str:
    from rnngrade.scoring import points_text

    most = f" of {points_text(of.max_points)}" if of else ""
    who = " ".join(filter(None, (given.reviewer or "a person", given.time)))
    return f"{points_text(given.points)}{most} points by {who}"


def _list_given(folder: ResultsFolder, word: str | None, check: str | None) -> None:
    from rnngrade.gradebook.people import People
    from rnngrade.gradebook.reviews import given

    only = People(folder).find(word).name if word else None
    count = 0
    for each in given(folder):
        if only in (None, each.entry.name) and check in (None, each.check):
            count += 1
            _say_given(each)
    click.echo(f"{counted(count, 'review')}." if count else "There is no such review.")


def _say_given(each: Given) -> None:
    student = each.entry.student
    _say(" ".join(filter(None, (each.entry.name, student.shown if student else ""))), 0)
    label = f" ({each.found.label})" if each.found else ""
    _say(f"{each.check}{label}", 2)
    _say(_whose(each.review, each.found), 4)
    _say(each.review.comment, 4)
    click.echo()


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
    click.echo(f"{counted(count, 'check')} to grade. One by one, or all of them on a sheet:")
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
