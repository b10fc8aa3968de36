"""Taking submissions out of a results folder, such as one that was graded by mistake."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from rnngrade.batch import manifest
from rnngrade.batch.manifest import Manifest
from rnngrade.batch.results_folder import locked
from rnngrade.gradebook import tables
from rnngrade.gradebook.folder import ResultsFolder, require_writable
from rnngrade.gradebook.interface import GradebookError
from rnngrade.gradebook.people import People


def remove(results: ResultsFolder, words: Sequence[str], *, reviews_too: bool = False) -> list[str]:
    """Take submissions out, and return their names. What was handed in is left as it is.

    ``words`` are their names, or what their students are known by. A student on the roster has
    handed in nothing then. All are taken out, or none. Raises ``GradebookError`` where one is not
    there, or has reviews that ``reviews_too`` does not give up; ``BatchError`` where another
    rnngrade is at work in the folder; and ``OSError``.
    """
    people = People(results)
    gone = {entry.name: entry for entry in map(people.find, words)}
    with locked(results.path):
        reviewed = [name for name in gone if results.reviews_file(name).exists()]
        if reviewed and not reviews_too:
            raise GradebookError(
                f"a person has reviewed {', '.join(reviewed)}, and that would be lost; see "
                f"rnngrade review {results.path} --given, and say --reviews-too to go on"
            )
        require_writable(
            results.path, results.result_file("").parent, results.reviews_file("").parent
        )
        # The files first: should this be cut off, those left are listed as not graded yet.
        for name in gone:
            results.result_file(name).unlink(missing_ok=True)
            results.reviews_file(name).unlink(missing_ok=True)
        manifest.write(_without(manifest.read(results.path), gone.keys()), results.path)
        tables.write(results.path)
    return list(gone)


def _without(about: Manifest, names: Set[str]) -> Manifest:
    kept = tuple(entry for entry in about.entries if entry.name not in names)
    there = {entry.student.id for entry in kept if entry.student}
    absent = {student.id: student for student in about.absent}
    for entry in about.entries:
        if entry.student and entry.student.id not in there:
            absent.setdefault(entry.student.id, entry.student)
    return replace(about, entries=kept, absent=tuple(absent.values()))
