"""What a batch has: submissions in whatever form they come, and whose they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence, Set
from pathlib import Path

from rnngrade.intake.desk import Desk, listed, shown
from rnngrade.intake.found import Found, newest
from rnngrade.intake.given import found_at
from rnngrade.intake.interface import BatchError, Collected, Entry, Student
from rnngrade.intake.matching import Matching
from rnngrade.intake.naming import Wanted, distinct, folded, safe
from rnngrade.intake.roster import submitted

Owned = tuple[Found, Student | None]

_EXPECTED = "expected .py or .ipynb files, or folders or archives (.zip, .tar.gz) of them"


def collect(
    paths: Sequence[Path],
    *,
    unpack_to: Path,
    roster: Sequence[Student] | None = None,
    known: Mapping[str, str] | None = None,
    required: Sequence[str] = (),
) -> Collected:
    """Return what was handed in at ``paths``: files, folders and archives, of one or of many.

    Archives are unpacked below ``unpack_to``, which must stay until everything is graded. With a
    roster, submissions belong to its students, as far as that can be told without a guess. Of
    several submissions of one student the newest is an entry. ``known`` are the names that sources
    had in an earlier batch: they keep them, and others give way. Of a student's folders with code,
    those with a file that names all of ``required`` come first. Raises ``BatchError`` where
    nothing was handed in, or what was cannot be read.
    """
    desk = Desk(unpack_to, required)
    matching = Matching(roster or ())
    found = list(found_at(paths, desk, matching))
    if not found:
        raise BatchError(_nothing(paths, desk))
    kept = _newest([(one, matching.student(one.sender)) for one in found], desk)
    names = _names(kept, roster or (), known or {})
    entries = [_entry(name, *owned) for name, owned in zip(names, kept, strict=True)]
    handed_in = {student.id for _, student in kept if student}
    return Collected(
        entries=tuple(sorted(entries, key=lambda entry: entry.name)),
        left_out=tuple(desk.left_out),
        absent=tuple(student for student in roster or () if student.id not in handed_in),
        unmatched=tuple(shown(one.source) for one, student in kept if roster and not student),
    )


def _newest(owned: Sequence[Owned], desk: Desk) -> list[Owned]:
    """Return the newest submission of each student; the desk is told of the others."""
    by_sender: dict[Hashable, list[Owned]] = defaultdict(list)
    for found, student in owned:
        by_sender[student.id if student else found.sender_key].append((found, student))
    kept = []
    for same in by_sender.values():
        best = newest([found for found, _ in same])
        for found, student in same:
            if found is best:
                kept.append((found, student))
            else:
                reason = f"The newest of this student, {shown(best.source)}, is graded."
                desk.leave(found.source, reason)
    return kept


def _names(kept: Sequence[Owned], roster: Sequence[Student], known: Mapping[str, str]) -> list[str]:
    """Return a name for each. The id of anybody on the roster is theirs alone."""
    handed_in = {student.id for _, student in kept if student}
    absent = [student.id for student in roster if student.id not in handed_in]
    reserved = [Wanted(id_, firm=True, place="", source="") for id_ in absent]
    ids = {folded(safe(student.id)) for student in roster}
    return distinct([*(_wanted(*owned, known, ids) for owned in kept), *reserved])[: len(kept)]


def _wanted(
    found: Found, student: Student | None, known: Mapping[str, str], ids: Set[str]
) -> Wanted:
    before = known.get(shown(found.source))
    if before and folded(before) in ids:
        before = None  # It had that name before there was a roster.
    return Wanted(
        name=student.id if student else before or found.called,
        firm=student is not None or before is not None,
        place=found.place.name,
        source=found.source,
    )


def _entry(name: str, found: Found, student: Student | None) -> Entry:
    said = submitted(student) if student else None
    return Entry(
        name=name,
        path=found.path,
        source=shown(found.source),
        student=student,
        submitted=said or found.submitted,
        late=found.late,
    )


def _nothing(paths: Sequence[Path], desk: Desk) -> str:
    where = ", ".join(str(path) for path in paths)
    if desk.left_out:
        first = desk.left_out[0]
        return f"no submissions in {where}: {_EXPECTED}. {first.source}: {first.reason}"
    if all(path.is_dir() and not listed(path) for path in paths):
        return f"there is nothing in {where}: {_EXPECTED}"
    return f"no submissions in {where}: {_EXPECTED}"
