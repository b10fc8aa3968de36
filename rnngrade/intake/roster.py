"""Reads who is in a class: a CSV of one's own, or what Canvas, Moodle or nbgrader export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from rnngrade.intake.interface import BatchError, Student
from rnngrade.submission.file import Wanted, file_bytes
from rnngrade.submission.interface import SubmissionError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "canvas": ("id",),  # beside a column Student; of one's own, it is a student's
    "sis id": ("sis user id",),
    "login": ("sis login id", "username", "login"),
    "number": ("id", "student_id", "student id", "id number"),
    "participant": ("identifier",),
    "email": ("email", "email address", "e-mail"),
    "name": ("name", "student", "full name", "student name"),
    "first": ("first name", "first_name", "firstname"),
    "last": ("last name", "last_name", "lastname", "surname"),
    "section": ("section", "group", "groups"),
    "file": ("file",),
    "submitted": ("submitted",),
}
"""What a column is by its heading, in small letters."""
_ID_OF_CANVAS = ("sis id", "login", "canvas")
_ID_ELSEWHERE = ("number", "login", "email", "participant")
"""Where a student's id is looked for: the first of these that every row has."""
_NO_STUDENTS = {"points possible", "student, test", "test student"}
"""What Canvas writes below the headings, and the student that it has for trying things out."""
_WANTED = Wanted(
    max_bytes=20_000_000,
    instead="Name the roster's CSV file.",
    smaller="Keep one line for each student.",
)
_NEEDED = (
    "needed is one that tells students apart: id (of your own), SIS User ID, SIS Login ID or ID "
    "(Canvas), ID number, Username or Email address (Moodle), id or student_id (nbgrader)"
)


def read(path: Path) -> tuple[Student, ...]:
    """Return the students on the roster at ``path``, in its order.

    Raises ``BatchError`` for what is no such table, lacks a column or names somebody twice.
    """
    rows = _rows(path, _text(path))
    columns = _columns(path, rows)
    students = [(line, row) for line, row in rows[1:] if not _is_nobody(row, columns)]
    if not students:
        raise BatchError(f"{path}: the roster has headings, and no student below them")
    chosen = _id_column(path, columns, students)
    _refuse_twice(path, columns[chosen], students)
    _refuse_times(path, columns, students)
    return tuple(_student(row, columns, chosen) for _, row in students)


def column(student: Student, kind: str) -> str:
    """Return what a student's row says in the column of this kind (of ``COLUMNS``), or ``""``."""
    heading = _by_kind(tuple(student.columns)).get(kind)
    return student.columns[heading].strip() if heading else ""


def submitted(student: Student) -> datetime | None:
    """Return when a student handed in, where the roster says so."""
    text = column(student, "submitted")
    return _time(text) if text else None


Row = tuple[int, dict[str, str]]
"""A line's number, and its cells by heading."""


def _text(path: Path) -> str:
    try:
        data = file_bytes(path, _WANTED)
    except SubmissionError as error:
        raise BatchError(f"the roster {error.message.rstrip('.')}") from None
    if data is None:
        raise BatchError(f"{path}: a CSV file was expected as roster, but this is a folder")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise BatchError(
            f"{path}: a CSV file in UTF-8 was expected as roster, but this is not UTF-8; save it "
            "again as “CSV UTF-8” (Excel), or with the character set UTF-8 (LibreOffice)"
        )
    if not text.strip():
        raise BatchError(f"{path}: the roster is empty")
    return text


def _rows(path: Path, text: str) -> list[Row]:
    """Return the lines of a table, the headings first: each cell is under a heading of its own."""
    heading_line = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(",;\t", key=lambda mark: len(next(csv.reader([heading_line], delimiter=mark))))
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        lines = [(reader.line_num, cells) for cells in reader if any(c.strip() for c in cells)]
    except csv.Error as error:
        raise BatchError(f"{path}: the roster is no CSV that can be read: {error}") from None
    headings = [heading.strip() for heading in _trimmed(lines[0][1])]
    named = [heading for heading in headings if heading]
    if twice := next((h for h in named if named.count(h) > 1), None):
        raise BatchError(f"{path}: the roster has two columns {twice}; rename or remove one")
    return [(line, _cells(path, line, headings, cells)) for line, cells in lines]


def _cells(path: Path, line: int, headings: list[str], cells: list[str]) -> dict[str, str]:
    filled = _trimmed(cells)
    if len(filled) > len(headings):
        raise BatchError(
            f"{path}, line {line}: {len(headings)} cells were expected, as there are headings, but "
            f"there are {len(filled)}; put a cell that has a separator in it into quotes"
        )
    padded = filled + [""] * (len(headings) - len(filled))
    return {heading: cell for heading, cell in zip(headings, padded, strict=True) if heading}


def _trimmed(cells: list[str]) -> list[str]:
    """Return cells without the empty ones at the end, which spreadsheets write."""
    filled = len(cells)
    while filled and not cells[filled - 1].strip():
        filled -= 1
    return cells[:filled]


@cache
def _by_kind(headings: tuple[str, ...]) -> Mapping[str, str]:
    """Return the column of each kind that there is."""
    folded = {heading.casefold(): heading for heading in headings}
    of_canvas = {"student", "id"} <= folded.keys()
    found = {}
    for kind, names in COLUMNS.items():
        known = [folded[name] for name in names if name in folded]
        if known and (kind != "canvas" or of_canvas):
            found[kind] = known[0]
    if of_canvas and found.get("number") == found["canvas"]:
        del found["number"]
    return found


def _columns(path: Path, rows: list[Row]) -> Mapping[str, str]:
    headings = tuple(rows[0][1])
    columns = _by_kind(headings)
    if not columns.keys() & {*_ID_OF_CANVAS, *_ID_ELSEWHERE}:
        listed = ", ".join(headings[:20])
        raise BatchError(f"{path}: the roster has the columns {listed}; {_NEEDED}")
    return columns


def _is_nobody(row: Mapping[str, str], columns: Mapping[str, str]) -> bool:
    """Whether Canvas has written a row that is no student's."""
    if "canvas" not in columns:
        return False
    name = row[columns["name"]].strip().casefold()
    return name in _NO_STUDENTS or not (name or row[columns["canvas"]].strip())


def _id_column(path: Path, columns: Mapping[str, str], rows: list[Row]) -> str:
    """Return the kind of the column whose cells are the students' ids."""
    order = _ID_OF_CANVAS if "canvas" in columns else _ID_ELSEWHERE
    there = [kind for kind in order if kind in columns]
    for kind in there:
        if all(row[columns[kind]].strip() for _, row in rows):
            return kind
    first = columns[there[0]]
    line = next(line for line, row in rows if not row[first].strip())
    raise BatchError(f"{path}, line {line}: there is nothing in the column {first}; {_NEEDED}")


def _refuse_twice(path: Path, heading: str, rows: list[Row]) -> None:
    lines: dict[str, list[int]] = {}
    for line, row in rows:
        lines.setdefault(row[heading].strip(), []).append(line)
    twice = [(id_, found) for id_, found in lines.items() if len(found) > 1]
    if twice:
        listed = "; ".join(f"{id_} in lines {_listed(found)}" for id_, found in twice[:10])
        more = f", and {len(twice) - 10} more" if len(twice) > 10 else ""
        raise BatchError(
            f"{path}: every student has one line and an id ({heading}) of their own, but there is "
            f"{listed}{more}"
        )


def _listed(lines: list[int]) -> str:
    return f"{', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _refuse_times(path: Path, columns: Mapping[str, str], rows: list[Row]) -> None:
    if "submitted" not in columns:
        return
    for line, row in rows:
        text = row[columns["submitted"]].strip()
        if text and _time(text) is None:
            raise BatchError(
                f"{path}, line {line}: in the column submitted, a time such as "
                f"2026-01-31T23:59:00+01:00 was expected, but it is {text!r}"
            )


def _time(text: str) -> datetime | None:
    """Return a time of ISO 8601; one without a time zone is local."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _student(row: dict[str, str], columns: Mapping[str, str], chosen: str) -> Student:
    def cell(kind: str) -> str:
        return row[columns[kind]].strip() if kind in columns else ""

    names: Iterator[str] = filter(None, (cell("first"), cell("last")))
    return Student(
        id=cell(chosen),
        name=cell("name") or " ".join(names),
        email=cell("email"),
        section=cell("section"),
        columns=row,
    )
