"""What all commands share: exit codes, errors as one message, the console."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from rnngrade.configuration import ConfigurationError
from rnngrade.data.interface import DataError
from rnngrade.grader import DeviceError
from rnngrade.plain_text import plain
from rnngrade.reports.workflow_commands import without_command
from rnngrade.rubric import RubricError
from rnngrade.submission.interface import SubmissionError
from rnngrade.worker.interface import IsolationError, WorkerPoolError

NOT_PASSED, USAGE, FAULT, INTERRUPTED = 1, 2, 3, 130

F = TypeVar("F", bound=Callable[..., Any])


def reports_bad_input(command: F) -> F:
    """Turn what a user can mend into one clear message, and anything else into a fault of ours."""

    @wraps(command)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        from rnngrade.calibration import CalibrationError
        from rnngrade.gradebook.interface import GradebookError
        from rnngrade.intake.interface import BatchError
        from rnngrade.validation import ValidationError

        try:
            return command(*arguments, **options)
        except SubmissionError as error:
            fail(error.message, error.hint)
        except DataError as error:
            fail(str(error), error.hint)
        except (ConfigurationError, RubricError, DeviceError, IsolationError) as error:
            fail(str(error))
        except (BatchError, GradebookError, ValidationError, CalibrationError) as error:
            fail(str(error))
        except OSError as error:
            fail(f"{error.filename or 'a file'}: {error.strerror or error}")
        except WorkerPoolError as error:
            fail(str(error), code=FAULT)
        except KeyboardInterrupt:
            kept = (
                "; what was finished is kept: the same command goes on from there"
                if command.__name__ == "grade"
                else ""
            )
            fail(f"interrupted{kept}", code=INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if "RNNGRADE_TRACEBACK" in os.environ:
                raise
            fail(
                f"rnngrade itself failed: {type(error).__name__}: {error}",
                "Run again with RNNGRADE_TRACEBACK=1 in the environment; report what it prints.",
                code=FAULT,
            )

    return wrapped  # type: ignore[return-value]


def fail(message: str, hint: str = "", *, code: int = USAGE) -> None:
    """Print an error and what to try, and leave with ``code``."""
    complain(message, hint)
    sys.exit(code)


def complain(message: str, hint: str = "") -> None:
    """Print an error and what to try. Names of files in it may be a student's: none is an order."""
    click.echo(without_command(plain(f"Error: {message}")), err=True)
    if hint:
        click.echo(without_command(plain(f"Try: {hint}")), err=True)


def say_tables(results: Path) -> None:
    """Say that the tables of a results folder were written anew."""
    click.echo(f"{results / 'gradebook.csv'} and checks.csv are up to date.")


def console(*, stderr: bool = False) -> Console:
    """Return a console for the terminal; as wide as it is, or 80 columns into a file."""
    # A stream that was closed before the start is None.
    stream = (sys.stderr if stderr else sys.stdout) or io.StringIO()
    return Console(file=stream, width=None if stream.isatty() else 80)
