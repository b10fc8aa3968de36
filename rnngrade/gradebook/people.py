"""Which submission is meant: by its own name, or by the id or the email of its student."""

from __future__ import annotations

from collections.abc import Iterator

from rnngrade.gradebook.cells import cell
from rnngrade.gradebook.folder import ResultsFolder
from rnngrade.gradebook.interface import GradebookError
from rnngrade.intake.interface import Entry
from rnngrade.schema import did_you_mean


class People:
    """The submissions of a results folder, by all that they are known by."""

    def __init__(self, results: ResultsFolder) -> None:
        self._path = results.path
        self._absent = {student.id.casefold() for student in results.manifest.absent}
        self._by_word: dict[str, list[Entry]] = {}
        for entry in results.manifest.entries:
            for word in {word.casefold() for word in _words(entry)}:
                self._by_word.setdefault(word, []).append(entry)

    def find(self, word: str) -> Entry:
        """Return the submission that ``word`` names. Raises ``GradebookError``, with the nearest.

        A name is also known as a CSV file has it.
        """
        found = self._by_word.get(word.strip().casefold(), [])
        if len(found) > 1:
            names = ", ".join(entry.name for entry in found)
            raise GradebookError(f"{word} has several submissions; which one is it: {names}?")
        if found:
            return found[0]
        if word.casefold() in self._absent:
            raise GradebookError(f"{word} handed in nothing")
        hint = did_you_mean(word, self._by_word) if len(self._by_word) else "there are none"
        raise GradebookError(f"there is no submission of {word!r} in {self._path}; {hint}")


def _words(entry: Entry) -> Iterator[str]:
    names = [entry.name, *([entry.student.id, entry.student.email] if entry.student else [])]
    for name in filter(None, names):
        yield from (name, cell(name))
