"""``rnngrade report``: from results on disk to one page on the class."""

from __future__ import annotations

from pathlib import Path

import click

from rnngrade.commands.console import fail, reports_bad_input
from rnngrade.commands.options import results_argument
from rnngrade.words import counted


@click.command(short_help="Write one page on a class.")
@results_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="PAGE.html",
    help="The page; one that is there is replaced.",
)
@reports_bad_input
def report(results: Path, output: Path) -> None:
    """Write one page on the class in RESULTS: scores, checks, mistakes, everybody's feedback.

    It is a single file that loads nothing else, for any current browser.
    """
    from rnngrade.gradebook.folder import open_results, require_writable
    from rnngrade.gradebook.standings import standings
    from rnngrade.reports.class_page import write

    opened = open_results(results)
    rubric, about = opened.rubric, opened.manifest
    if output.suffix.lower() != ".html" or output.is_dir():
        fail(f"-o: {output} is no name of a page.", "Give a file that ends with .html.")
    if not output.parent.is_dir():
        fail(f"-o: the folder {output.parent} does not exist.", "Make it first.")
    require_writable(output.parent)
    count = write(
        standings(results),
        output,
        title=f"{rubric.exercise}: {rubric.title}",
        left_out=about.left_out,
        unmatched=about.unmatched,
    )
    click.echo(f"Wrote {output}, with {counted(count, 'student')}.")
