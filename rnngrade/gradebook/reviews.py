"""What persons have said of checks: kept beside the results, where no regrade touches it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from rnngrade import strict_json
from rnngrade.gradebook.folder import ResultsFolder
from rnngrade.gradebook.interface import GradebookError, Review
from rnngrade.intake.interface import Entry
from rnngrade.plain_text import plain
from rnngrade.result import CheckResult, Result
from rnngrade.schema import did_you_mean, violations
from rnngrade.scoring import points_text
from rnngrade.whole_file import write_whole

SCHEMA = "rnngrade/review/v1"


def read(results: ResultsFolder, name: str) -> dict[str, Review]:
    """Return the reviews of a submission, by check. Raises ``GradebookError``."""
    path = results.reviews_file(name)
    try:
        document = strict_json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise GradebookError(f"{path} cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise GradebookError(f"{path} is not JSON ({error}); mend it, or review again") from None
    if problems := violations(document, "review-v1"):
        first = problems[0]
        raise GradebookError(f"{path}: {first.key or 'document'}: {first.reason}")
    return {check: Review(**review) for check, review in document["reviews"].items()}


@dataclass(frozen=True)
class Given:
    """What a person has said of one check of a submission."""

    entry: Entry
    check: str
    review: Review
    found: CheckResult | None
    """The machine's verdict; None where there is none now."""


def given(results: ResultsFolder) -> Iterator[Given]:
    """Yield every review in a results folder, by the names of the submissions.

    Raises ``GradebookError`` where one cannot be read.
    """
    for entry in results.manifest.entries:
        if of_one := read(results, entry.name):
            result = results.result(entry.name)
            checks = {check.id: check for check in result.checks} if result else {}
            for check, review in of_one.items():
                yield Given(entry, check, review, checks.get(check))


def write(results: ResultsFolder, name: str, reviews: Mapping[str, Review]) -> None:
    """Write the reviews of a submission, whole or not at all. Raises ``OSError``."""
    path = results.reviews_file(name)
    if not reviews:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(exist_ok=True)
    document = {
        "schema": SCHEMA,
        "reviews": {check: asdict(review) for check, review in reviews.items()},
    }
    write_whole(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def made(
    result: Result, check: str, points: float, *, comment: str = "", reviewer: str = ""
) -> Review:
    """Return a review of one check of a result, as of now.

    Raises ``GradebookError`` where there is no such check, or it cannot have those points.
    """
    most = the_check(result, check).max_points
    if not (math.isfinite(points) and 0 <= points <= most):
        raise GradebookError(f"points are {points:g}; {check} has 0 to {points_text(most)}")
    if points != round(points, 2):
        raise GradebookError(
            f"points are {points}; expected at most 2 decimals, such as {round(points, 2)}"
        )
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Review(points, plain(comment), plain(reviewer), now, result.submission.sha256)


def the_check(result: Result, check: str) -> CheckResult:
    """Return one check of a result. Raises ``GradebookError`` where there is none of that id."""
    known = {found.id: found for found in result.checks}
    if check not in known:
        raise GradebookError(f"there is no check {check!r}; {did_you_mean(check, known)}")
    return known[check]


def graded(results: ResultsFolder, name: str) -> Result:
    """Return the result of a submission. Raises ``GradebookError`` where there is none yet."""
    result = results.result(name)
    if result is None:
        raise GradebookError(f"{name} is not graded yet; rnngrade grade does that")
    return result
