"""From the paths that were given to the submissions there, through what they are wrapped in."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from rnngrade.intake import lms
from rnngrade.intake.archives import CLASS, MAX_NESTING, archive_suffix, unpack
from rnngrade.intake.class_folder import of_archive, of_folder, submissions
from rnngrade.intake.desk import Desk, is_checkout, is_folder, is_link, is_results, listed
from rnngrade.intake.found import Found, Place
from rnngrade.intake.interface import BatchError
from rnngrade.intake.junk import is_junk
from rnngrade.intake.matching import Matching, Sender
from rnngrade.intake.members import ArchiveError
from rnngrade.intake.work import holds_work, is_archive, is_code

_MAX_WRAPPERS = 4


def found_at(paths: Sequence[Path], desk: Desk, matching: Matching) -> Iterator[Found]:
    """Yield the submissions at ``paths``.

    One path is a class. Of several, a folder or an archive is a student's, and is called as it is
    itself, unless all of them are folders with submissions of several students. What is called
    like one student's is that student's. So nobody hands in for others. Raises ``BatchError`` for a
    path that is not there, and for a folder or a class's archive that cannot be read.
    """
    paths = list(dict.fromkeys(paths))
    labels = _labels(paths)
    classes = len(paths) == 1 or all(is_folder(p) and _is_class(p, matching) for p in paths)
    loose: dict[Path, list[int]] = defaultdict(list)
    for number, path in enumerate(paths):
        if not (path.exists() or path.is_symlink()):
            raise BatchError(f"{path} does not exist; give files or folders of submissions")
        place = Place(number, _name(path), f"{labels[number]}/" if len(paths) > 1 else "")
        theirs = not classes or _is_one_students(path, matching)
        source = place.label.removesuffix("/") or path.name
        if is_folder(path):
            _refuse_unreadable(path)
            if theirs:
                yield of_folder(path, source, place, desk)
            else:
                yield from _in_folder(path, place, desk, matching)
        elif path.is_file() and is_archive(path):
            if theirs:
                yield of_archive(path, source, place, desk)
            else:
                yield from _in_archive(path, place, desk, matching)
        else:
            loose[path.parent].append(number)
    for folder, numbers in loose.items():
        # Files that were given one by one are told apart by their folders, where that is needed.
        doubled = any(labels[number] != paths[number].name for number in numbers)
        # Of several, a shell may have named them all, links of students' among them.
        boundary = folder if len(paths) > 1 else None
        place = Place(-1 - numbers[0], _name(folder), f"{folder}/" if doubled else "", boundary)
        yield from submissions([paths[number] for number in numbers], place, desk)


def _labels(paths: Sequence[Path]) -> list[str]:
    """Return what each path is called: by its name where no other has it, else in full."""
    names = Counter(path.name for path in paths)
    return [path.name if path.name and names[path.name] == 1 else str(path) for path in paths]


def _name(path: Path) -> str:
    name = path.name or path.absolute().name
    return name.removesuffix(archive_suffix(name))


def _is_one_students(path: Path, matching: Matching) -> bool:
    """Whether something is called like what one student has handed in."""
    stem = path.name.removesuffix(archive_suffix(path.name))
    called = Sender((stem, path.name))
    return lms.read_name(path.name) is not None or matching.student(called) is not None


def _refuse_unreadable(folder: Path) -> None:
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise BatchError(f"{folder} cannot be read: {error.strerror}") from None


def _in_folder(folder: Path, place: Place, desk: Desk, matching: Matching) -> Iterator[Found]:
    root, inside = _unwrapped(folder, replace(place, boundary=folder), desk, matching)
    yield from submissions(listed(root), inside, desk)


def _in_archive(archive: Path, place: Place, desk: Desk, matching: Matching) -> Iterator[Found]:
    try:
        folder = _unpacked(archive, place.label, desk)
    except ArchiveError as error:
        raise BatchError(f"{archive} cannot be unpacked. {error}") from None
    root, inside = _unwrapped(folder, replace(place, boundary=folder, nesting=1), desk, matching)
    yield from submissions(listed(root), inside, desk)


def _unpacked(archive: Path, label: str, desk: Desk) -> Path:
    into = desk.new_path(_name(archive) or "archive")
    for member in unpack(archive, into, CLASS):
        desk.leave(label + member.name, member.reason)
    return into


def _unwrapped(folder: Path, place: Place, desk: Desk, matching: Matching) -> tuple[Path, Place]:
    """Return the folder where a class's submissions lie side by side.

    A folder or an archive that is alone, with several submissions in it, only wraps them.
    """
    for _ in range(_MAX_WRAPPERS):
        only, *others = [path for path in listed(folder) if not is_junk(path.name)] or [folder]
        inner = None if others or only == folder else _wrapped(only, place, desk, matching)
        if inner is None:
            break
        folder, place = inner
    return folder, place


def _wrapped(only: Path, place: Place, desk: Desk, matching: Matching) -> tuple[Path, Place] | None:
    """Return what is in a folder or an archive that lies alone, where that is a class."""
    inside = replace(place, label=f"{place.label}{only.name}/")
    if is_link(only) or _is_one_students(only, matching):
        return None
    if is_folder(only):
        return (only, inside) if _has_several(only) else None
    if not is_archive(only) or place.nesting >= MAX_NESTING:
        return None
    trial = Desk(desk.new_path("trial"), desk.required)
    try:
        into = _unpacked(only, inside.label, trial)
    except ArchiveError:
        return None
    if not _has_several(into):
        return None
    desk.left_out += trial.left_out
    return into, replace(inside, boundary=into, nesting=place.nesting + 1)


def _is_class(folder: Path, matching: Matching) -> bool:
    return not _is_one_students(folder, matching) and _has_several(folder)


def _has_several(folder: Path) -> bool:
    """Whether there are submissions of several students in a folder, and not one student's work."""
    there = [path for path in listed(folder) if not is_junk(path.name)]
    if is_checkout(folder):
        return False
    if any(lms.read_name(path.name) for path in there):
        return True
    return len(list(islice(filter(_is_work, there), 2))) == 2


def _is_work(path: Path) -> bool:
    if is_folder(path):
        return holds_work(path) and not is_results(path)
    return is_code(path) or is_archive(path)
