"""From what one student has handed in, a folder or an archive, to the folder with the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rnngrade.intake import lms
from rnngrade.intake.archives import MAX_NESTING, STUDENT, archive_suffix, unpack
from rnngrade.intake.desk import Desk, is_folder, is_link, is_special, leads_outside, listed
from rnngrade.intake.junk import is_junk
from rnngrade.intake.members import ArchiveError
from rnngrade.submission.checkpoint import CHECKPOINT_SUFFIXES
from rnngrade.submission.file import MAX_BYTES
from rnngrade.submission.folder import MAX_CANDIDATES_BYTES, SUFFIXES

MAX_LEVELS = 4
"""Levels of folders in which code is looked for, the student's own among them."""
MAX_FOLDERS = 500
OUTSIDE = "It is a link that leads out of the folder, and is not followed."
SPECIAL = "It is a pipe, a device or a socket."


def is_code(path: Path) -> bool:
    """Whether a file's name says that it can be graded."""
    return path.suffix.lower() in SUFFIXES


def is_weights(path: Path) -> bool:
    """Whether a file's name says that it holds weights, which go with code."""
    return path.suffix.lower() in CHECKPOINT_SUFFIXES


def is_archive(path: Path) -> bool:
    """Whether a file's name says that there are files in it."""
    return bool(archive_suffix(path.name))


def holds_work(folder: Path) -> bool:
    """Whether there is code, or an archive, in a folder or not far below it."""
    searched = _search(folder)
    return bool(searched.with_code or searched.archives)


def from_archive(archive: Path, source: str, desk: Desk, nesting: int) -> Path:
    """Return where the code in a student's archive is, or the archive itself if there is none.

    ``nesting`` is how many archives it lies in. What cannot be unpacked is noted on the desk.
    """
    if nesting > MAX_NESTING:
        desk.leave(source, f"It lies in more than {MAX_NESTING} archives.")
        return archive
    into = desk.new_path(archive.name.removesuffix(archive_suffix(archive.name)) or "archive")
    try:
        refused = unpack(archive, into, STUDENT)
    except ArchiveError as error:
        desk.leave(source, str(error))
        return archive
    for member in refused:
        desk.leave(f"{source}/{member.name}", member.reason)
    if sum(lms.read_name(child.name) is not None for child in listed(into)) > 1:
        desk.leave(
            source,
            "A whole class seems to be in it; give it to rnngrade by itself, under a name that is "
            "no student's.",
        )
    found = from_folder(into, source, desk, nesting + 1)
    inside = _search(into)
    if inside.with_code or found != into:
        return found
    if not inside.archives:
        desk.leave(source, "There is no .py or .ipynb file in it.")
    return archive


def from_folder(folder: Path, source: str, desk: Desk, nesting: int = 0) -> Path:
    """Return where the code in a student's folder is, or the folder itself if that is not clear."""
    for path in listed(folder):
        if is_folder(path) and leads_outside(path, folder):
            desk.leave(f"{source}/{path.name}", OUTSIDE)
    searched = _search(folder, desk.required)
    if len(searched.with_code) == 1:
        return _without_traps(searched.with_code[0], folder, source, desk)
    if searched.with_code:
        names = ", ".join(str(place.relative_to(folder)) for place in searched.with_code[:5])
        desk.leave(source, f"There is code in several of its folders: {names}. Which one is it?")
        return folder
    archives = list(_followed(searched.archives, folder, source, desk))
    if len(archives) == 1:
        (archive,) = archives
        inside = f"{source}/{archive.relative_to(folder)}"
        found = from_archive(archive, inside, desk, nesting)
        return folder if found == archive else found
    if archives:
        desk.leave(source, f"There are {len(archives)} archives in it, and no code.")
    return folder


@dataclass(frozen=True)
class _Searched:
    with_code: list[Path]
    """The folders with code that lie highest; of these, those with the code that is asked for."""
    archives: list[Path]


def _search(folder: Path, required: Sequence[str] = ()) -> _Searched:
    archives: list[Path] = []
    highest: list[Path] = []
    level, seen = [folder], 0
    for _ in range(MAX_LEVELS):
        with_code = [place for place in level if any(_files(place, is_code))]
        if meant := [place for place in with_code if _names_all(place, required)]:
            return _Searched(meant, [])
        highest = highest or with_code
        archives += [path for place in level for path in _files(place, is_archive)]
        level = [child for place in level for child in listed(place) if _is_searched(child)]
        seen += len(level)
        if seen > MAX_FOLDERS:
            break
    return _Searched(highest, [] if highest else archives)


def _names_all(place: Path, required: Sequence[str]) -> bool:
    """Whether a file of code in a folder has all these names in it.

    Whether it defines them, too, is seen when it is read.
    """
    wanted = [re.compile(rf"\b{re.escape(name)}\b".encode()) for name in required]
    left = MAX_CANDIDATES_BYTES
    for path in _files(place, is_code):
        if not wanted:
            return True
        if is_special(path) or is_link(path):
            continue
        with suppress(OSError), path.open("rb") as file:
            text = file.read(min(left, MAX_BYTES))
            left -= len(text)
            if all(name.search(text) for name in wanted):
                return True
    return False


def _is_searched(path: Path) -> bool:
    return not is_junk(path.name) and not is_link(path) and is_folder(path)


def _files(folder: Path, is_wanted: Callable[[Path], bool]) -> Iterator[Path]:
    return (
        path
        for path in listed(folder)
        if is_wanted(path) and not is_junk(path.name) and not is_folder(path)
    )


def _without_traps(place: Path, folder: Path, source: str, desk: Desk) -> Path:
    """Return ``place``, or a copy of it without the links and pipes that are not to be read."""
    there = list(_files(place, lambda path: is_code(path) or is_weights(path)))
    good = list(_followed(there, folder, source, desk))
    if good == there:
        return place
    return desk.lay_out(place.name, [(path.name, path) for path in good])


def _followed(paths: Iterable[Path], folder: Path, source: str, desk: Desk) -> Iterator[Path]:
    """Yield what may be read of a student's folder; the desk is told of the rest."""
    for path in paths:
        outside = leads_outside(path, folder)
        if outside or is_special(path):
            inside = path.relative_to(folder)
            desk.leave(f"{source}/{inside}", OUTSIDE if outside else SPECIAL)
        else:
            yield path
