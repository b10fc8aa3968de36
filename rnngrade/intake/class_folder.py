"""What lies side by side where a class has handed in: files, folders, archives and downloads."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rnngrade.intake import lms
from rnngrade.intake.archives import DISK_IS_FULL, archive_suffix
from rnngrade.intake.desk import (
    Desk,
    changed,
    is_checkout,
    is_folder,
    is_results,
    is_special,
    leads_outside,
    listed,
)
from rnngrade.intake.found import Found, Place, called_by, sender_of
from rnngrade.intake.junk import is_junk
from rnngrade.intake.lms import CANVAS, Download
from rnngrade.intake.matching import Sender
from rnngrade.intake.naming import folded
from rnngrade.intake.work import (
    OUTSIDE,
    SPECIAL,
    from_archive,
    from_folder,
    is_archive,
    is_code,
    is_weights,
)
from rnngrade.submission.checkpoint import CHECKPOINT_SUFFIXES

_NOTHING = "It is neither code (.py, .ipynb) nor an archive (.zip, .tar.gz)."
_ALONE = "It holds weights, and there is no code that they go with."
MOST_NAMESAKES = 2
"""Students whom Canvas calls the same, beyond which the name is taken for another system's."""
_TYPED = "It was typed into {system}, and not handed in as a file."


def submissions(children: Sequence[Path], place: Place, desk: Desk) -> Iterator[Found]:
    """Yield the submissions among ``children``; the desk is told of all that is none."""
    there = list(_followed(children, place, desk))
    refused = set(children).difference(there)
    downloads = _downloads(there)
    plain = [path for path in there if path not in downloads]
    stems = {path.stem for path in plain if is_code(path)}
    together = defaultdict(list)
    for path, download in downloads.items():
        together[download.person, download.number, download.system].append(path)
    for paths in together.values():
        files = [_File(path, downloads[path], place.label + path.name) for path in paths]
        yield from _guarded(_of_download(files, place, desk), files[0].source, desk)
    for path in plain:
        if is_weights(path) and path.stem in stems:
            continue
        found = _of_plain(path, refused, place, desk)
        yield from _guarded(found, place.label + path.name, desk)


def _guarded(found: Iterator[Found], source: str, desk: Desk) -> Iterator[Found]:
    """Yield what is found of one student; what cannot be looked at costs nobody else theirs."""
    try:
        yield from list(found)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in DISK_IS_FULL:
            raise
        desk.leave(source, f"It cannot be looked at ({type(error).__name__}).")


def of_folder(folder: Path, source: str, place: Place, desk: Desk) -> Found:
    """Return a student's own folder as a submission; it may be a git checkout."""
    path = from_folder(folder, source, desk, place.nesting)
    download = lms.read_name(folder.name)
    # A clone has the time at which it was cloned.
    return Found(
        path=path,
        source=source,
        called=called_by(download) if download else _composed(folder.name),
        sender=sender_of(download, [folder]) if download else Sender((folder.name,)),
        place=place,
        changed=_changed(folder, path),
        tells_time=not (is_checkout(folder) or download),
    )


def _changed(folder: Path, path: Path) -> float:
    """Return when a student's folder was changed: of what was unpacked, when the archive was.

    An archive's own times are its maker's to choose.
    """
    dated = listed(path if path.is_relative_to(folder) else folder)
    return changed(f for f in dated if is_code(f) or is_weights(f) or is_archive(f))


def of_archive(archive: Path, source: str, place: Place, desk: Desk) -> Found:
    """Return a student's own archive as a submission."""
    stem = archive.name.removesuffix(archive_suffix(archive.name))
    return Found(
        path=from_archive(archive, source, desk, place.nesting),
        source=source,
        called=_composed(stem),
        sender=Sender((stem, archive.name)),
        place=place,
        changed=changed([archive]),
        tells_time=True,
    )


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _followed(children: Sequence[Path], place: Place, desk: Desk) -> Iterator[Path]:
    """Yield what may be looked at: no links to elsewhere, no pipes, nothing made by tools."""
    for path in children:
        source = place.label + path.name
        if is_junk(path.name):
            if is_code(path) and not path.name.startswith("._"):  # such a Mac's zips have
                desk.leave(source, "Its name begins with a dot, as those of hidden files do.")
        elif place.boundary and leads_outside(path, place.boundary):
            desk.leave(source, f"{OUTSIDE} Give it to rnngrade by itself, or what it leads to.")
        elif is_special(path):
            desk.leave(source, SPECIAL)
        elif is_results(path):
            desk.leave(source, "It holds results of rnngrade grade.")
        else:
            yield path


def _downloads(paths: Sequence[Path]) -> dict[Path, Download]:
    """Return what the names tell of those that a system has named."""
    found = {path: read for path in paths if (read := lms.read_name(path.name))}
    # Canvas gives no number to two files: ``lab_2025_2026_ada.py`` has none of Canvas's.
    counts = Counter(read.attachment for read in found.values() if read.attachment)
    # And ``group_1_20230234_ada.py``, ``group_2_20230235_bo.py`` and so on are no namesakes.
    people = {(read.person, read.number) for read in found.values() if read.system == CANVAS}
    namesakes = Counter(person for person, _ in people if person)
    return {
        path: read
        for path, read in found.items()
        if counts[read.attachment] < 2
        and not (
            read.system == CANVAS and (is_folder(path) or namesakes[read.person] > MOST_NAMESAKES)
        )
    }


@dataclass(frozen=True)
class _File:
    path: Path
    download: Download
    source: str

    @property
    def given_name(self) -> str:
        """The student's own name for it, unless it would be a hidden file."""
        given = self.download.file
        return self.path.name if given.startswith(".") else given


def _of_download(files: list[_File], place: Place, desk: Desk) -> Iterator[Found]:
    """Yield what a system has of one student: a folder of theirs, or files that belong together."""
    handed_in = []
    for file in files:
        if file.download.typed:
            desk.leave(file.source, _TYPED.format(system=file.download.system))
        elif is_folder(file.path):
            yield of_folder(file.path, file.source, place, desk)
        else:
            handed_in.append(file)
    if handed_in:
        yield from _of_files(handed_in, place, desk)


def _of_files(files: list[_File], place: Place, desk: Desk) -> Iterator[Found]:
    """Yield a student's files as one submission, unless there is no code among them."""
    latest = _latest(files, desk)
    code = [file for file in latest if is_code(file.path)]
    archives = [file for file in latest if is_archive(file.path)]
    weights = [file for file in latest if is_weights(file.path)]
    for file in latest:
        if file not in code + archives + weights:
            desk.leave(file.source, _NOTHING)
    if not code and not archives:
        for file in weights:
            desk.leave(file.source, _ALONE)
        return
    first = (code or archives)[0]
    if not code and len(archives) == 1:
        path = from_archive(first.path, first.source, desk, place.nesting)
    else:
        for file in archives:
            why = "there is code beside it" if code else "there are several, and no code"
            desk.leave(file.source, f"It is not unpacked: {why}.")
        side_by_side = [(file.given_name, file.path) for file in code + weights]
        path = desk.lay_out(called_by(first.download), side_by_side)
    yield Found(
        path=path,
        source=first.source,
        called=called_by(first.download),
        sender=sender_of(first.download, [file.path for file in files]),
        place=place,
        changed=changed(file.path for file in code or archives),
        tells_time=False,
        late=any(file.download.late for file in latest),
        attachment=max(file.download.attachment for file in latest),
    )


def _latest(files: list[_File], desk: Desk) -> list[_File]:
    """Return the last file of each name that a student has given."""
    by_name: dict[str, list[_File]] = defaultdict(list)
    for file in sorted(files, key=lambda f: (f.download.again, f.download.attachment)):
        by_name[folded(file.given_name)].append(file)
    for *earlier, last in by_name.values():
        for file in earlier:
            desk.leave(file.source, f"A later file of that name is taken: {last.source}.")
    return sorted((same[-1] for same in by_name.values()), key=lambda file: file.source)


def _of_plain(path: Path, refused: set[Path], place: Place, desk: Desk) -> Iterator[Found]:
    source = place.label + path.name
    if is_folder(path):
        yield of_folder(path, source, place, desk)
    elif is_archive(path):
        yield of_archive(path, source, place, desk)
    elif is_code(path):
        yield Found(
            path=_without(refused, path, desk),
            source=source,
            called=_composed(path.stem),
            sender=Sender((path.stem, path.name)),
            place=place,
            changed=changed([path]),
            tells_time=True,
        )
    else:
        desk.leave(source, _ALONE if is_weights(path) else _NOTHING)


def _without(refused: set[Path], path: Path, desk: Desk) -> Path:
    """Return where a file of code does not lie beside weights that are refused."""
    weights = [path.with_suffix(suffix) for suffix in CHECKPOINT_SUFFIXES]
    if refused.isdisjoint(weights):
        return path
    good = [file for file in weights if file not in refused and os.path.lexists(file)]
    return desk.lay_out(path.stem, [(file.name, file) for file in (path, *good)]) / path.name
