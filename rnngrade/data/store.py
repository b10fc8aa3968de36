"""Where fetched data lie, how they get there whole, and how they are read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

from rnngrade.data.editions import edition, is_language_file, unknown_edition
from rnngrade.data.interface import DataError, Files, Pair

VARIABLE = "RNNGRADE_DATA"
"""The environment variable that names the folder of data, in place of the user's own."""
NAMES = "names"
ALLOWED = "allowed-edition"
"""Beside the files: the unknown edition that was asked for, so that no other one passes for it."""


def data_folder() -> Path:
    """Return the folder that holds data: that of ``RNNGRADE_DATA``, else one of the user's own.

    Raises ``DataError`` where the variable names the home of a user who is not there.
    """
    named = os.environ.get(VARIABLE)
    try:
        return Path(named).expanduser().absolute() if named else default_folder()
    except RuntimeError as error:
        raise DataError(f"{VARIABLE}={named}: {error}", "Name a folder in full.") from None


def default_folder() -> Path:
    """Return the user's own folder of data."""
    return platformdirs.user_data_path("rnngrade", appauthor=False) / "data"


def names_folder() -> Path:
    """Return the folder that holds the files of the names data set, or will hold them."""
    return data_folder() / NAMES


def are_stored() -> bool:
    """Whether the names data set is there; not whether it is whole.

    Raises ``DataError`` where that cannot be told.
    """
    folder = names_folder()
    try:
        return folder.is_dir() and any(is_language_file(path.name) for path in folder.iterdir())
    except OSError as error:
        raise DataError(
            f"{folder}: {error.strerror or error}",
            f"Make it readable, or name another folder in the environment variable {VARIABLE}.",
        ) from None


def stored() -> tuple[Files, str]:
    """Return the stored files and their edition.

    Raises ``DataError`` where they cannot be read, or are not what was fetched.
    """
    folder = names_folder()
    try:
        names = sorted(path.name for path in folder.iterdir() if is_language_file(path.name))
        files = {name: (folder / name).read_bytes() for name in names}
        allowed = folder / ALLOWED
        asked_for = allowed.read_bytes().decode(errors="replace") if allowed.exists() else None
    except OSError as error:
        raise DataError(f"{folder}: {error.strerror or error}", _AGAIN) from None
    found = edition(files) or unknown_edition(files)
    if edition(files) is None and found != asked_for:
        raise DataError(
            f"{folder} holds neither of the known editions of the names data set: {found}", _AGAIN
        )
    return files, found


_AGAIN = "rnngrade data fetch names, which replaces them."


def keep(files: Files) -> str:
    """Store files in place of what is there, whole or not at all; return their edition.

    Raises ``DataError`` where they cannot be written; what was there is then still there.
    """
    known = edition(files)
    contents = files if known else files | {ALLOWED: unknown_edition(files).encode()}
    folder = names_folder()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetched-", dir=folder.parent) as temporary:
            _replace(folder, _written(contents, Path(temporary)), Path(temporary) / "old")
    except OSError as error:
        raise DataError(
            f"{error.filename or folder}: {error.strerror or error}; nothing was stored",
            f"Name a folder that can be written to in the environment variable {VARIABLE}.",
        ) from None
    return known or unknown_edition(files)


def _written(contents: Files, temporary: Path) -> Path:
    new = temporary / "new"
    new.mkdir()
    for name, content in contents.items():
        with (new / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    return new


def _replace(folder: Path, new: Path, old: Path) -> None:
    """Put ``new`` in the place of ``folder``; a reader finds the old files, none, or the new."""
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)


def pairs(files: Files) -> tuple[Pair, ...]:
    """Return the name of each line with its language, as they stand.

    Raises ``DataError`` for a file that is not UTF-8.
    """
    found = []
    for file, content in sorted(files.items()):
        try:
            lines = content.decode("utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise DataError(f"{file} is not UTF-8: {error.reason} at byte {error.start}") from None
        found += [(line, file.removesuffix(".txt")) for line in lines]
    return tuple(found)
