"""Arguments and options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from rnngrade.content import Exercise, UnknownExerciseError, find_exercise
from rnngrade.grader import DEFAULT_SEED, DEVICES, ISOLATION, MAX_SEED

F = TypeVar("F", bound=Callable[..., Any])


class ExerciseName(click.ParamType):  # type: ignore[type-arg] # generic in newer click only
    """The id of an exercise, such as ``ex1``."""

    name = "exercise"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Exercise:
        """Return the exercise. Fails, with the list of those that there are, if there is none."""
        try:
            return find_exercise(value)
        except UnknownExerciseError as error:
            self.fail(str(error), param, ctx)


def device_option(command: F) -> F:
    """Add ``--device``."""
    return click.option(
        "--device",
        type=click.Choice(DEVICES),
        default="auto",
        show_default=True,
        help="Where checks may run; cuda demands a GPU, auto uses one if there is one.",
    )(command)


def seed_option(command: F) -> F:
    """Add ``--seed``."""
    return click.option(
        "--seed",
        type=click.IntRange(0, MAX_SEED),
        default=DEFAULT_SEED,
        show_default=True,
        help="Seed of every random input; another seed gives other inputs.",
    )(command)


def rubric_option(command: F) -> F:
    """Add ``--rubric``."""
    return click.option(
        "--rubric",
        type=click.Path(path_type=Path),
        help="Judge by this rubric, not by the one that ships with the exercise.",
    )(command)


def isolation_option(default: str) -> Callable[[F], F]:
    """Add ``--isolation``."""
    return click.option(
        "--isolation",
        type=click.Choice(ISOLATION),
        default=default,
        show_default=True,
        help="required: refuse to run without Landlock and seccomp; best: with what this machine "
        "has; none: no sandbox, only limits of time and memory.",
    )


results_argument = click.argument("results", type=click.Path(path_type=Path))
"""A results folder."""


def jobs_option(command: F) -> F:
    """Add ``-j``."""
    return click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        default=os.cpu_count() or 1,
        show_default="the number of cores",
        help="How many submissions to judge at a time.",
    )(command)
