"""``rnngrade check``: judges one submission, or all that a repository holds."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from rnngrade.commands.check_files import Files, publication_options
from rnngrade.commands.checking import Asked, Checked, check_in_turn, say
from rnngrade.commands.console import fail, reports_bad_input
from rnngrade.commands.options import (
    ExerciseName,
    device_option,
    isolation_option,
    rubric_option,
    seed_option,
)
from rnngrade.configuration import Configuration, find_configuration
from rnngrade.content import Exercise
from rnngrade.repository import Work, all_work, no_seed_remark, seed_from, work_on


@click.command(short_help="Check your solution of an exercise, or all of a repository.")
@click.argument("exercise", type=ExerciseName(), required=False)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@device_option
@seed_option
@click.option("--only", multiple=True, metavar="CHECK", help="Run this check and what it needs.")
@click.option(
    "--json",
    "json_path",
    metavar="FILE|FOLDER|-",
    help="Write the result as JSON, into a FOLDER one for each exercise; - prints it.",
)
@publication_options
@click.option("-v", "--verbose", is_flag=True, help="Show the numbers behind every outcome.")
@rubric_option
@isolation_option("best")
@click.option(
    "--no-config", is_flag=True, help="Take nothing from pyproject.toml or rnngrade.toml."
)
@reports_bad_input
def check(
    exercise: Exercise | None,
    path: Path | None,
    device: str,
    seed: int,
    only: tuple[str, ...],
    json_path: str | None,
    verbose: bool,
    rubric: Path | None,
    isolation: str,
    no_config: bool,
    **published: Any,
) -> None:
    """Check your solution of EXERCISE: PATH is its file, or the folder that it is in.

    Without PATH: the file that [tool.rnngrade] in pyproject.toml, or rnngrade.toml, names; or else
    the stub's file name, in the current folder. Without EXERCISE: all that is named or found so.
    """
    files = Files(json_path, published)
    configuration = None if no_config else find_configuration(Path())
    works = _works(exercise, path, rubric, configuration)
    several = len(works) > 1
    if several and (only or rubric):
        named = "--only" if only else "--rubric"
        fail(f"{named} is for one exercise, and there are several.", "Name the exercise.")
    files.refuse_unusable(several=several)
    seed, secret = _seed(seed, configuration)
    asked = Asked(device, isolation, seed, secret, only, verbose, not files.prints_json)
    with files.commands_stopped():
        ended = list(check_in_turn(works, asked))
        if configuration and configuration.seed_from and not secret and not _is_given("seed"):
            say(no_seed_remark(configuration), asked)
        if several:
            say(_summary(ended), asked)
    files.write([one.judged for one in ended if one.judged], several=several)
    sys.exit(max(one.exit_code for one in ended))


def _works(
    exercise: Exercise | None,
    path: Path | None,
    rubric: Path | None,
    configuration: Configuration | None,
) -> tuple[Work, ...]:
    """Return what to check. What the command line says wins: a rubric with its own pass mark."""
    works = all_work(configuration) if exercise is None else (work_on(exercise, configuration),)
    if path is not None:
        works = tuple(replace(work, path=path) for work in works)
    if rubric is not None:
        works = tuple(replace(work, rubric=rubric, pass_mark=None, said_in=None) for work in works)
    return works


def _seed(seed: int, configuration: Configuration | None) -> tuple[int, str | None]:
    """Return the seed and, where it is a secret, the variable that holds it."""
    if configuration is None or _is_given("seed"):
        return seed, None
    held = seed_from(configuration, os.environ)
    return (seed, None) if held is None else (held, configuration.seed_from)


def _is_given(parameter: str) -> bool:
    source = click.get_current_context().get_parameter_source(parameter)
    return source is ParameterSource.COMMANDLINE


def _summary(ended: Sequence[Checked]) -> str:
    judged = [one for one in ended if one.judged]
    passed = [one for one in judged if one.judged and one.judged.result.passed]
    groups = {
        "Passed": passed,
        "Not passed": [one for one in judged if one not in passed],
        "Not judged": [one for one in ended if not one.judged],
    }
    said = (
        f"{word}: {', '.join(one.work.exercise.id for one in group)}."
        for word, group in groups.items()
        if group
    )
    return f"{len(passed)} of {len(ended)} exercises passed. {' '.join(said)}"
