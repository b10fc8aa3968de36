"""The checks that wait for a person, and the sheet to grade many of them on: a CSV file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rnngrade.gradebook import reviews
from rnngrade.gradebook.cells import cell
from rnngrade.gradebook.folder import ResultsFolder, require_new
from rnngrade.gradebook.interface import GradebookError, Review, Standing
from rnngrade.gradebook.people import People
from rnngrade.result import CheckResult, Result
from rnngrade.schema import did_you_mean
from rnngrade.scoring import points_text
from rnngrade.whole_file import writing_whole

COLUMNS = (
    *("name", "student", "check", "max_points", "words", "found", "points", "comment"),
    "submission",
)
_FILLED_IN = ("name", "check", "points", "comment")
_OF = "submission"
"""The digest of what the words are from, should their writer hand in anew before they are read."""
_LONGEST = 20_000
"""Of the student's words in a sheet; a spreadsheet's cell holds 32,767."""
_SIGNS = {",": "comma", ";": "semicolon", "\t": "tab"}
_MARK = "\ufeff"
"""Without it, Excel takes a CSV file in UTF-8 for one in another encoding."""


@dataclass(frozen=True)
class Waiting:
    """A check that a person must grade."""

    standing: Standing
    result: Result
    check: CheckResult

    @property
    def student(self) -> str:
        """Whose it is, for a reader; empty where nobody knows."""
        student = self.standing.student
        return student.shown if student else ""


def waiting(standings: Iterable[Standing]) -> Iterator[Waiting]:
    """Yield every check that waits for a person."""
    for standing in standings:
        if (result := standing.result) is None:
            continue
        for check in result.checks:
            if check.id in standing.to_review:
                yield Waiting(standing, result, check)


def write_sheet(found: Iterable[Waiting], path: Path) -> int:
    """Write a CSV file with a row for each, points and comment to be filled in; return how many.

    Raises ``GradebookError`` where the file is there already, and ``OSError``.
    """
    require_new(path)
    count = 0
    with writing_whole(path) as file:
        file.write(_MARK)
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(COLUMNS)
        for each in found:
            check, most = each.check, points_text(each.check.max_points)
            words, notes = cell(check.message, _LONGEST), cell(" ".join(check.notes), _LONGEST)
            who = cell(each.standing.name), cell(each.student)
            of = each.result.submission.sha256
            sheet.writerow([*who, check.id, most, words, notes, "", "", of])
            count += 1
    return count


@dataclass(frozen=True)
class FilledIn:
    """What a sheet says: reviews by submission and check, and how many rows have no points yet."""

    reviews: Mapping[str, Mapping[str, Review]]
    blank: int


def read_sheet(results: ResultsFolder, path: Path, reviewer: str) -> FilledIn:
    """Read what persons have filled in. Rows without points are left for later.

    Raises ``GradebookError`` with every row that is wrong.
    """
    people = People(results)
    found: dict[str, dict[str, Review]] = {}
    judged: dict[str, Result] = {}
    wrong: list[str] = []
    blank = 0
    for line, row in _rows(path):
        if not row["points"] and not row["comment"]:
            blank += 1
            continue
        try:
            name = people.find(row["name"]).name
            judged[name] = judged.get(name) or reviews.graded(results, name)
            of_one = found.setdefault(name, {})
            if row["check"] in of_one:
                raise GradebookError(f"{name}, {row['check']}: comes more than once")
            made = reviews.made(
                judged[name],
                row["check"],
                _number(row["points"]),
                comment=row["comment"],
                reviewer=reviewer,
            )
            of_one[row["check"]] = replace(
                made, submission_sha256=row[_OF] or made.submission_sha256
            )
        except GradebookError as error:
            wrong.append(f"line {line}: {error}")
    if wrong:
        raise GradebookError(f"{path}: nothing is taken from it:\n" + "\n".join(wrong))
    return FilledIn(found, blank)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file, as any spreadsheet saves it, with the number of their line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GradebookError(f"{path} is not text in UTF-8; save it as CSV UTF-8") from None
    first = text.partition("\n")[0]
    delimiter = max(_SIGNS, key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = reader.fieldnames or ()
        for column in _FILLED_IN:
            if column not in header:
                hint = did_you_mean(column, header)
                raise GradebookError(f"{path} has no column {column!r} in its first line; {hint}")
        for row in reader:
            if row.get(None):
                raise GradebookError(
                    f"{path}, line {reader.line_num}: has more cells than the first line; put one "
                    f"that holds a {_SIGNS[delimiter]} into quotes"
                )
            columns = (*_FILLED_IN, _OF)
            yield reader.line_num, {column: (row.get(column) or "").strip() for column in columns}
    except csv.Error as error:
        raise GradebookError(f"{path}, line {reader.line_num}: is not CSV ({error})") from None


def _number(text: str) -> float:
    """Return a number of points. Spreadsheets of many locales write 7,5 for 7.5."""
    try:
        number = float(text.replace(",", ".", 1))
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    raise GradebookError(f"points are {text!r}; expected a number, such as 7.5")
