"""What decides a result besides the submission: by it a second run tells what still holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from rnngrade.result import DataTag, ExerciseTag, Outcome


class Holds(Enum):
    """What of an earlier result is as good as a new one."""

    ALL = "all"
    OUTCOMES = "outcomes"
    """Its points are by another rubric, which has judged the same way."""
    NOTHING = "nothing"


@dataclass(frozen=True)
class Conditions:
    """What every result of a batch has in common."""

    package_version: str
    exercise: ExerciseTag
    seed: int
    device: str
    """As results name it: ``cpu``, or the name of the CUDA device."""
    data: DataTag | None
    demanded: frozenset[str] = frozenset()
    """Layers of isolation without which no code may have been run."""

    def of(self, document: Mapping[str, Any], handed_in_sha256: str | None = None) -> Holds:
        """Say what holds of an earlier result, given as JSON, for what is handed in now.

        A result in which the grader itself failed never holds. Without ``handed_in_sha256`` the
        submission is not compared.
        """
        try:
            return self._of(document, handed_in_sha256)
        except (KeyError, TypeError, AttributeError):
            return Holds.NOTHING  # whatever it is, it is no result of this version

    def differences(self, document: Mapping[str, Any]) -> list[str]:
        """Name the keys in which a result, given as JSON, is by other conditions than these."""
        return [key for key, (found, wanted) in self._compared(document).items() if found != wanted]

    def _of(self, document: Mapping[str, Any], handed_in_sha256: str | None) -> Holds:
        handed_in = document["submission"]["handed_in_sha256"]
        faulty = any(check["outcome"] == Outcome.ERROR for check in document["checks"])
        if faulty or (handed_in_sha256 is not None and handed_in != handed_in_sha256):
            return Holds.NOTHING
        loaded = document["submission"]["loaded"] is not None
        if loaded and not self.demanded <= set(document["layers"]):
            return Holds.NOTHING
        differing = set(self.differences(document))
        if not differing:
            return Holds.ALL
        rescored = {"exercise.rubric_sha256", "exercise.version"}
        return Holds.OUTCOMES if differing <= rescored else Holds.NOTHING

    def _compared(self, document: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        exercise = {
            f"exercise.{key}": (document["exercise"].get(key), value)
            for key, value in asdict(self.exercise).items()
        }
        return exercise | {
            "package_version": (document["package_version"], self.package_version),
            "seed": (document["seed"], self.seed),
            "environment.device": (document["environment"]["device"], self.device),
            "data": (document["data"], asdict(self.data) if self.data else None),
        }
