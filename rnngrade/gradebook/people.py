"""Which submission is meant: by its own name, or by the id, email or name of its student."""

from __future__ import annotations

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
        entries = results.manifest.entries
        self._by_name = {entry.name: entry for entry in entries}
        self._by_word, self._by_student = _Known(), _Known()
        for entry in entries:
            student = entry.student
            self._by_word.add(entry, entry.name, *((student.id, student.email) if student else ()))
            self._by_student.add(entry, student.name if student else "")

    def find(self, word: str) -> Entry:
        """Return the submission that ``word`` names. Raises ``GradebookError``, with the nearest.

        A submission's name as it is comes before all that differs from it in case alone; and the
        student's name, which others may have too, is the last to count. All are also known as a
        CSV file has them.
        """
        if word.strip() in self._by_name:
            return self._by_name[word.strip()]
        folded = word.strip().casefold()
        found = self._by_word.get(folded) or self._by_student.get(folded, [])
        if len(found) > 1:
            names = ", ".join(entry.name for entry in found)
            raise GradebookError(f"{word} has several submissions; which one is it: {names}?")
        if found:
            return found[0]
        if word.casefold() in self._absent:
            raise GradebookError(f"{word} handed in nothing")
        hint = did_you_mean(word, self._by_word)
        raise GradebookError(f"there is no submission of {word!r} in {self._path}; {hint}")


class _Known(dict[str, list[Entry]]):
    """Submissions by what they are known by, in any case of letters."""

    def add(self, entry: Entry, *words: str) -> None:
        """Let a submission be known by each of ``words``, and as a CSV file has it."""
        forms = {form.casefold() for word in words if word for form in (word, cell(word))}
        for form in forms:
            self.setdefault(form, []).append(entry)
