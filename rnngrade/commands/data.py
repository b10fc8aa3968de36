"""``rnngrade data``: fetches data and says what is there; and the offer to fetch before a check."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

from rnngrade.commands.console import console, reports_bad_input
from rnngrade.content import Exercise
from rnngrade.data.download import Told
from rnngrade.data.fetch import URL, fetch_from_path, fetch_from_url
from rnngrade.data.interface import DataError
from rnngrade.data.load import load_names, load_sentiment
from rnngrade.data.store import NAMES, are_stored, data_folder, names_folder

FETCH = "rnngrade data fetch names"
_SUBSTITUTE = "The names data set is not here: an embedded substitute stands in for it."


@click.group()
def data() -> None:
    """Fetch the data that exercises train on, and see what is there."""


@data.command()
@click.argument("name", type=click.Choice([NAMES]))
@click.option(
    "--from",
    "path",
    metavar="FILE|DIR",
    type=click.Path(path_type=Path),
    help="Take it from this zip or folder, on a machine without a network.",
)
@click.option("--url", default=URL, show_default=True, help="Download this zip.")
@click.option("--allow-unknown", is_flag=True, help="Take an edition that is not known, too.")
@reports_bad_input
def fetch(name: str, path: Path | None, url: str, allow_unknown: bool) -> None:
    """Download the data set NAME, check its digests, and store it.

    It is kept in your own folder of data, or in the one that the environment variable
    RNNGRADE_DATA names.
    """
    if path is None:
        with downloading() as told:
            edition = fetch_from_url(url, told, allow_unknown=allow_unknown)
    else:
        edition = fetch_from_path(path, allow_unknown=allow_unknown)
    click.echo(f"Stored {name} ({edition}) in {names_folder()}.")


@data.command("list")
@reports_bad_input
def list_data() -> None:
    """Say which data are there, in which edition and folder."""
    names, sentiment = load_names(), load_sentiment()
    counts = f"{len(names.languages)} languages, {len(names.train):,} names to train on"
    if names.is_substitute:
        click.echo(f"{names.name}  not fetched; a substitute stands in ({names.edition}), {counts}")
        click.echo(f"       {FETCH} stores it in {data_folder()}")
    else:
        click.echo(f"{names.name}  {names.edition}, {counts}")
        click.echo(f"       {names_folder()}")
    counts = f"{len(sentiment.train):,} sentences to train on, {len(sentiment.test):,} to test with"
    click.echo(f"{sentiment.name}  built in, {sentiment.edition}, {counts}")


def offer_to_fetch(exercise: Exercise) -> None:
    """Where an exercise has the names data set, which is not here: ask whether to fetch it.

    Without a terminal, or where that fails, say in one line that a substitute stands in.
    """
    if exercise.data != NAMES or are_stored():
        return
    asked = (
        f"{exercise.id} trains on the names data set, which is not here. Without it an "
        f"embedded substitute stands in; {FETCH} --from FILE takes it from a file. Download it now?"
    )
    if not on_a_terminal():
        click.echo(f"{_SUBSTITUTE} {FETCH} gets the real one.", err=True)
    elif not click.confirm(asked, default=True, err=True):
        click.echo(_SUBSTITUTE, err=True)
    else:
        _fetch_if_possible()


def on_a_terminal() -> bool:
    """Whether there is someone to ask."""
    # A stream that was closed before the start is None.
    return all(stream and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _fetch_if_possible() -> None:
    try:
        with downloading() as told:
            fetch_from_url(told=told)
    except DataError as error:
        click.echo(f"{error}. An embedded substitute stands in for it.", err=True)


@contextmanager
def downloading() -> Iterator[Told]:
    """Show a progress bar for a download; yields what is told of it."""
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bars:
        task = bars.add_task("download", total=None)
        yield lambda came, total: bars.update(task, completed=came, total=total)
