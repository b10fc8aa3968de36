"""What is found of one student in one place, before it is known whose it is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rnngrade.intake.desk import as_time
from rnngrade.intake.lms import CANVAS, Download
from rnngrade.intake.matching import Sender


@dataclass(frozen=True)
class Place:
    """Where submissions lie side by side."""

    number: int
    """Of what was given; none has another's."""
    name: str
    """What tells a submission from one that is called the same elsewhere."""
    label: str
    """What the sources begin with: empty, or a path with ``/`` behind it."""
    boundary: Path | None = None
    """Links must not lead out of this folder; None where one file was given by its name."""
    nesting: int = 0
    """How many archives it lies in."""


@dataclass(frozen=True)
class Found:
    """A submission, with all that its place and its name tell."""

    path: Path
    source: str
    """Below what was given, as it is: not yet fit to be shown."""
    called: str
    sender: Sender
    place: Place
    changed: float
    """When the newest of its files was changed; of an archive, the archive itself."""
    tells_time: bool
    """Whether that is when it was handed in, and not when it was downloaded or cloned."""
    late: bool = False
    attachment: int = 0
    """Canvas's number of its newest file."""

    @property
    def submitted(self) -> datetime | None:
        """When it was handed in, where that can be told."""
        return as_time(self.changed) if self.tells_time else None

    @property
    def sender_key(self) -> Hashable:
        """What is the same for two submissions of one student, as far as names tell."""
        if self.sender.system and self.sender.number:
            return (self.sender.system, self.sender.number, self.sender.called)
        return (self.place.number, self.called)


def sender_of(download: Download, paths: Iterable[Path]) -> Sender:
    """Return what is told of who has handed in a download, by its name and those of its files."""
    files = tuple(name for path in paths for name in (path.name, path.stem))
    return Sender((download.person,), download.system, download.number, files)


def newest(same: Sequence[Found]) -> Found:
    """Return the newest of one student's: of Canvas's, the one whose file has the last number."""
    if all(found.sender.system == CANVAS for found in same):
        return max(same, key=lambda found: (found.attachment, found.source))
    return max(same, key=lambda found: (found.changed, found.source))


def called_by(download: Download) -> str:
    """Return how a download is called among the results."""
    return "_".join(filter(None, (download.person, download.number)))
