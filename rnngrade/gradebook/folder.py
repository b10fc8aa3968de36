"""A results folder: where in it lies what, and what all of it was judged by."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from rnngrade import result_json
from rnngrade.batch import manifest
from rnngrade.batch.manifest import Manifest
from rnngrade.batch.results_folder import REVIEWS, RUBRIC, result_path
from rnngrade.gradebook.interface import GradebookError
from rnngrade.result import Result
from rnngrade.rubric import Rubric, load_rubric


@dataclass(frozen=True)
class ResultsFolder:
    """What ``rnngrade grade`` has left in a folder, but for the results themselves."""

    path: Path
    manifest: Manifest
    rubric: Rubric

    @property
    def rubric_file(self) -> Path:
        """The exact bytes of the rubric that results were judged by."""
        return self.path / RUBRIC

    def result_file(self, name: str) -> Path:
        """Where the result of a submission is."""
        return result_path(self.path, name)

    def reviews_file(self, name: str) -> Path:
        """Where the reviews of a submission are, if there are any."""
        return self.path / REVIEWS / f"{name}.json"

    def result(self, name: str) -> Result | None:
        """Return the result of a submission; None where it has none yet.

        Raises ``GradebookError`` where there is one that cannot be used.
        """
        path = self.result_file(name)
        try:
            found = result_json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise GradebookError(f"{path} cannot be read ({error.strerror})") from None
        except ValueError as error:
            reason = " ".join(str(error).split("\n")[:2])
            raise GradebookError(f"{path}: {reason}; remove it, and grade again") from None
        if found.exercise.id != self.manifest.exercise:
            raise GradebookError(
                f"{path} is a result of {found.exercise.id}, among those of "
                f"{self.manifest.exercise}; remove it, and grade again"
            )
        return found


def open_results(path: Path) -> ResultsFolder:
    """Return what is in a results folder. Raises ``BatchError`` and ``RubricError``."""
    found = manifest.read(path)
    rubric = load_rubric(path / RUBRIC, exercise=found.exercise, expected=None, restores=True)
    return ResultsFolder(path, found, rubric)


def require_writable(*folders: Path) -> None:
    """Raise ``OSError`` where no file can be made in one of ``folders`` that is there."""
    for folder in folders:
        if folder.exists():
            try:
                with tempfile.TemporaryFile(dir=folder):
                    pass
            except OSError as error:
                raise OSError(error.errno, error.strerror, str(folder)) from None


def require_new(path: Path) -> None:
    """Raise ``GradebookError`` where a file cannot be made at ``path``, or there is one."""
    if path.exists():
        raise GradebookError(f"{path} is there already, and is left as it is; name another file")
    if not path.parent.is_dir():
        raise GradebookError(f"{path}: there is no folder {path.parent}; make it first")
