"""``rnngrade rescore``, ``remove`` and ``export``: from results on disk to grades."""

from __future__ import annotations

from pathlib import Path

import click

from rnngrade.commands.console import reports_bad_input, say_tables
from rnngrade.commands.options import results_argument
from rnngrade.words import counted

FORMATS = ("canvas", "moodle", "nbgrader")


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


@click.command(short_help="Take submissions out of the results.")
@results_argument
@click.argument("names", nargs=-1, required=True)
@click.option("--reviews-too", is_flag=True, help="Also those that a person has graded.")
@reports_bad_input
def remove(results: Path, names: tuple[str, ...], reviews_too: bool) -> None:
    """Take submissions out of RESULTS, such as one that was graded by mistake.

    NAMES are those of the submissions, or ids, emails or names of their students. Their results go,
    and their rows; what was handed in stays where it is, and grade may be told to grade it again.
    """
    from rnngrade.gradebook.folder import open_results
    from rnngrade.gradebook.removal import remove as take_out

    gone = take_out(open_results(results), names, reviews_too=reviews_too)
    click.echo(f"Took out: {', '.join(gone)}.")
    click.echo("What was handed in is left: move it away, or the next grade takes it again.")
    say_tables(results)


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
    click.echo(f"Wrote {output}: {counted(done.grades, 'grade')}.")
    for caution, count in done.cautions.items():
        click.echo(f"Mind at the import ({counted(count, 'grade')}): {caution}.", err=True)
    if done.left_out:
        click.echo(f"Not in it: {len(done.left_out)}", err=True)
        for reason in done.reasons():
            click.echo(f"  {reason}", err=True)
