"""What a person does: gives points to checks, and takes them back. The tables follow.

Meanwhile nobody else may change the results folder: ``BatchError`` where another rnngrade is at
work in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rnngrade.batch.results_folder import locked
from rnngrade.gradebook import reviews, sheet, tables
from rnngrade.gradebook.folder import ResultsFolder, require_writable
from rnngrade.gradebook.interface import GradebookError, Review


@dataclass(frozen=True)
class Taken:
    """What a sheet has given: how many reviews, how many in place of others, how many to come."""

    reviews: int
    replaced: int
    blank: int


def give(results: ResultsFolder, name: str, check: str, review: Review) -> None:
    """Keep a review of one check. Raises ``BatchError``, ``GradebookError`` and ``OSError``."""
    with locked(results.path):
        _keep(results, {name: reviews.read(results, name) | {check: review}})


def withdraw(results: ResultsFolder, name: str, check: str) -> None:
    """Take the review of one check back.

    Raises ``GradebookError`` where there is none, ``BatchError`` and ``OSError``.
    """
    with locked(results.path):
        kept = reviews.read(results, name)
        if check not in kept:
            there = f"those of {', '.join(kept)} are" if kept else "none is"
            raise GradebookError(f"there is no review of {check} by {name}; {there} there")
        _keep(results, {name: {each: review for each, review in kept.items() if each != check}})


def take_sheet(results: ResultsFolder, path: Path, reviewer: str) -> Taken:
    """Keep all the reviews of a sheet, or none where a row is wrong.

    Raises ``BatchError``, ``GradebookError`` and ``OSError``.
    """
    with locked(results.path):
        filled_in = sheet.read_sheet(results, path, reviewer)
        given = filled_in.reviews
        kept = {name: reviews.read(results, name) for name in given}
        _keep(results, {name: kept[name] | dict(new) for name, new in given.items()})
    replaced = sum(len(kept[name].keys() & new.keys()) for name, new in given.items())
    return Taken(sum(map(len, given.values())), replaced, filled_in.blank)


def _keep(results: ResultsFolder, all_reviews: Mapping[str, Mapping[str, Review]]) -> None:
    require_writable(results.path, results.reviews_file("").parent)
    for name, of_one in all_reviews.items():
        reviews.write(results, name, of_one)
    tables.write(results.path)
