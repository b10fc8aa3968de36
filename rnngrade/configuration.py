"""What a student's repository says of its exercises: ``rnngrade.toml``, or ``[tool.rnngrade]``.

Whoever can change the repository can change this file: it says where things are, and can ask for
more than a rubric does, never for less.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rnngrade.content import exercises
from rnngrade.plain_text import clipped, plain
from rnngrade.schema import Violation, did_you_mean

OWN_FILE = "rnngrade.toml"
PROJECT_FILE = "pyproject.toml"
_TABLE = "tool.rnngrade"
_KEYS = ("seed-from", "exercises")
_EXERCISE_KEYS = ("path", "pass-mark", "rubric")
_LONGEST_VALUE = 60


class ConfigurationError(Exception):
    """A configuration that cannot be used: the file, and for each mistake its key and the reason.

    The message is safe to print, whatever stands in the file.
    """

    def __init__(self, path: Path, problems: Collection[Violation]) -> None:
        self.path = path
        self.problems = tuple(problems)
        lines = (": ".join(filter(None, (str(path), p.key, p.reason))) for p in self.problems)
        super().__init__("\n".join(" ".join(plain(line).split()) for line in lines))


@dataclass(frozen=True)
class ExerciseConfiguration:
    """What is said of one exercise; None where nothing is."""

    path: Path | None = None
    """The submission: a file, or a folder; below the folder of the configuration."""
    pass_mark: float | None = None
    """Share of the points, 0 to 1."""
    rubric: Path | None = None
    """Below the folder of the configuration, too."""


@dataclass(frozen=True)
class Configuration:
    """A file's configuration, with nothing in it that is unknown or of the wrong type."""

    file: Path
    seed_from: str | None = None
    """Name of the environment variable that holds the seed."""
    exercises: Mapping[str, ExerciseConfiguration] = field(default_factory=dict)
    """By id, in the file's order."""

    @property
    def folder(self) -> Path:
        """Where the file is: paths in it begin here."""
        return self.file.parent


def find_configuration(folder: Path) -> Configuration | None:
    """Return the configuration of ``folder`` or, where it has none, of the nearest one above it.

    The search ends at the root of a git repository. Raises ``ConfigurationError``, with every
    mistake at once, for a file that cannot be used, and for two in one folder.
    """
    for place in (folder, *folder.absolute().parents):
        own, project = _table_of(place / OWN_FILE), _project_table(place / PROJECT_FILE)
        if own is not None and project is not None:
            reason = f"stands beside a {PROJECT_FILE} with [{_TABLE}]; keep one of the two"
            raise ConfigurationError(place / OWN_FILE, [Violation("", reason)])
        if own is not None:
            return _configuration(place / OWN_FILE, own, "")
        if project is not None:
            return _configuration(place / PROJECT_FILE, project, f"{_TABLE}.")
        if (place / ".git").exists():
            return None
    return None


def _project_table(path: Path) -> Any:
    """Return what a project's file says of rnngrade, of whatever type; None if nothing."""
    tools = (_table_of(path) or {}).get("tool")
    return tools.get("rnngrade") if isinstance(tools, dict) else None


def _table_of(path: Path) -> dict[str, Any] | None:
    """Return what a TOML file holds; None where there is no such file."""
    if not path.is_file():  # Anything else may never end, such as a pipe.
        return None
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        reason = f"is not TOML: {error}; mend it there"
    except UnicodeDecodeError as error:
        reason = f"is not text in UTF-8 (byte {error.start}); save it as UTF-8"
    except RecursionError:
        reason = "is nested too deeply; take levels out"
    except (OSError, ValueError) as error:  # No permission; a number of thousands of digits.
        reason = f"cannot be read ({error}); mend that, or run with --no-config"
    raise ConfigurationError(path, [Violation("", clipped(reason, 300))])


def _configuration(file: Path, table: Any, prefix: str) -> Configuration:
    problems = [
        Violation(clipped(prefix + problem.key, 120).rstrip("."), problem.reason)
        for problem in _problems(table, file.parent)
    ]
    if problems:
        raise ConfigurationError(file, problems)
    said = table.get("exercises", {})
    return Configuration(
        file,
        seed_from=table.get("seed-from"),
        exercises={name: _exercise(entry, file.parent) for name, entry in said.items()},
    )


def _exercise(entry: Mapping[str, Any], folder: Path) -> ExerciseConfiguration:
    path, rubric = entry.get("path"), entry.get("rubric")
    return ExerciseConfiguration(
        path=None if path is None else folder / path,
        pass_mark=entry.get("pass-mark"),
        rubric=None if rubric is None else folder / rubric,
    )


def _problems(table: Any, folder: Path) -> Iterator[Violation]:
    if not isinstance(table, dict):
        yield Violation("", f"is {_shown(table)}; expected a table with {' and '.join(_KEYS)}")
        return
    yield from _unknown("", table, _KEYS)
    name = table.get("seed-from")
    if name is not None and not _is_a_variable(name):
        yield Violation(
            "seed-from",
            f"is {_shown(name)}; expected the name of an environment variable, "
            'such as "RNNGRADE_SEED"',
        )
    said = table.get("exercises", {})
    if not isinstance(said, dict):
        reason = f"is {_shown(said)}; expected a table for each exercise, such as [exercises.ex1]"
        yield Violation("exercises", reason)
        return
    yield from _unknown("exercises.", said, [exercise.id for exercise in exercises()])
    for name, entry in said.items():
        yield from _exercise_problems(f"exercises.{name}", entry, folder)


def _exercise_problems(key: str, entry: Any, folder: Path) -> Iterator[Violation]:
    if not isinstance(entry, dict):
        yield Violation(key, f'is {_shown(entry)}; expected a table, such as {{path = "…"}}')
        return
    yield from _unknown(f"{key}.", entry, _EXERCISE_KEYS)
    for name, example in (("path", "src/ex1_my_rnn.py"), ("rubric", "rubrics/ex1.json")):
        if name in entry and not _is_below(folder, entry[name]):
            yield Violation(
                f"{key}.{name}",
                f"is {_shown(entry[name])}; expected a path below this file's folder, "
                f'such as "{example}"',
            )
    if "pass-mark" in entry and not _is_a_share(entry["pass-mark"]):
        shown = _shown(entry["pass-mark"])
        reason = f"is {shown}; expected a share of the points from 0 to 1, such as 0.8"
        yield Violation(f"{key}.pass-mark", reason)


def _unknown(prefix: str, table: Mapping[str, Any], known: Collection[str]) -> Iterator[Violation]:
    for key in sorted(table.keys() - set(known)):
        yield Violation(f"{prefix}{key}", f"is not known; {did_you_mean(key, known)}")


def _is_a_variable(name: object) -> bool:
    return isinstance(name, str) and name.isascii() and name.isidentifier()


def _is_a_share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def _is_below(folder: Path, value: object) -> bool:
    """Whether ``value`` is a path that leads nowhere else than below ``folder``, by no link."""
    if not isinstance(value, str) or not value or not value.isprintable():
        return False
    try:
        return (folder / value).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # A loop of links.
        return False


def _shown(value: object) -> str:
    return clipped(repr(value), _LONGEST_VALUE)
