"""What ``rnngrade check`` writes for machines: results as JSON, and other systems' formats."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from rnngrade import result_json
from rnngrade.commands.console import fail
from rnngrade.reports.interface import Judged, PublicationError
from rnngrade.reports.publications import (
    OPTIONS,
    PublicationOption,
    ensure_possible,
    publish,
)

F = TypeVar("F", bound=Callable[..., Any])


def publication_options(command: F) -> F:
    """Add an option for each format that another system reads."""
    for option in reversed(OPTIONS):
        kind: dict[str, Any] = (
            {"metavar": "FILE", "type": click.Path(path_type=Path)}
            if option.takes_file
            else {"is_flag": True}
        )
        command = click.option(f"--{option.name}", help=option.help, **kind)(command)
    return command


@dataclass(frozen=True)
class Files:
    """What was asked for on the command line."""

    json: str | None
    """A file, a folder that is there, or ``-`` for standard output."""
    published: Mapping[str, Any]
    """By the name of the option: its FILE, or whether the flag is set."""

    @property
    def prints_json(self) -> bool:
        """Whether JSON takes the place of reports."""
        return self.json == "-"

    def refuse_unusable(self, *, several: bool) -> None:
        """Leave with an error where something could not be written; nothing is, so far."""
        for option, path in self._asked():
            try:
                ensure_possible(option, os.environ)
            except PublicationError as error:
                fail(f"--{option.name}: {error.message}", error.hint)
            if path is not None:
                if path.is_dir():
                    fail(f"--{option.name}: {path} is a folder.", "Name a file.")
                _refuse_unwritable(f"--{option.name}", path)
            if self.prints_json and option.printed is not None:
                fail(
                    f"--json - prints nothing but JSON, and --{option.name} prints as well.",
                    "Give --json a file.",
                )
        if self.json is None or self.prints_json:
            return
        _refuse_unwritable("--json", Path(self.json))
        if several and not Path(self.json).is_dir():
            fail(
                f"--json: there are several exercises, and {self.json} is no folder.",
                "Make a folder and name it: each result goes into a file of its own there.",
            )

    def commands_stopped(self) -> AbstractContextManager[None]:
        """Keep GitHub from taking what is printed meanwhile for commands, where it listens."""
        if not self.published.get("github"):
            return nullcontext()
        from rnngrade.reports.github import commands_stopped

        return commands_stopped(_print)

    def write(self, judged: Sequence[Judged], *, several: bool) -> None:
        """Write everything. Call it when no worker is left. Raises OSError."""
        for one in judged:
            if self.prints_json:
                _print(result_json.dumps(one.result, indent=None if several else 2))
            elif self.json is not None:
                result_json.write(one.result, _json_path(Path(self.json), one))
        if judged:
            for option, path in self._asked():
                publish(option, judged, os.environ, path=path, write=_print)

    def _asked(self) -> Iterator[tuple[PublicationOption, Path | None]]:
        for option in OPTIONS:
            if value := self.published.get(option.name):
                yield option, value if option.takes_file else None


def _json_path(path: Path, judged: Judged) -> Path:
    return path / f"{judged.result.exercise.id}.json" if path.is_dir() else path


def _refuse_unwritable(option: str, path: Path) -> None:
    """Leave with an error where a file, or one in a folder, cannot be written there."""
    if not path.parent.is_dir():
        fail(f"{option}: the folder {path.parent} does not exist.", "Make it first.")
    place = path if path.exists() and not path.is_file() else path.resolve().parent
    if not os.access(place, os.W_OK):
        fail(f"{option}: nothing can be written to {place}.", "Name another folder.")


def _print(text: str) -> None:
    click.echo(text, nl=False)
