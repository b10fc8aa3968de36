"""``rnngrade doctor``: says what this machine has, what it lacks, and what to do about it."""

from __future__ import annotations

import sys

import click

from rnngrade.commands.console import NOT_PASSED, console, reports_bad_input


@click.command(short_help="Say whether checks can run here, and what is missing.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@reports_bad_input
def doctor(as_json: bool) -> None:
    """Say whether checks can run here: software, devices, isolation, exercises, data.

    Exits with 1 where something is missing that every check needs.
    """
    from rnngrade.doctor import examine
    from rnngrade.doctor.json import dumps
    from rnngrade.doctor.text import print_examined

    with console(stderr=True).status("looking around"):
        examined = examine()
    if as_json:
        click.echo(dumps(examined))
    else:
        print_examined(examined, console())
    sys.exit(0 if examined.can_check else NOT_PASSED)
