"""The verdict on one submission, as it flows from scoring to every report."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rnngrade import png
from rnngrade.plain_text import plain
from rnngrade.submission.interface import Location


class Outcome(StrEnum):
    """How a check ended. The set is closed."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    SKIP = "skip"
    """Not run: a check that it depends on failed, or it does not apply here (no GPU). The message
    says which, in a sentence."""
    TIMEOUT = "timeout"
    CRASH = "crash"
    REVIEW = "review"
    """A person must grade it."""
    ERROR = "error"
    """The grader's own fault; never the student's."""


_MOST_PNG_BYTES = 1_000_000
_LONGEST_SIDE = 2_000
_MOST_POINTS = 2_000
_MOST_GROUPS = 6


@dataclass(frozen=True)
class Diagnosis:
    """A named mistake that reproduced the student's numbers."""

    id: str
    message: str
    hint: str


@dataclass(frozen=True)
class TrainingCurve:
    """One training as it was observed, thinned. It explains, and never gives points."""

    title: str
    columns: Mapping[str, tuple[float, ...]]
    """By name, all equally long: ``step``, ``cpu_seconds``, ``loss``, ``gradient_norm`` (before
    clipping), ``clipped_norm``, ``learning_rate``, ``memory_megabytes``. NaN where unknown."""
    levels: Mapping[str, float] = field(default_factory=dict)
    """Values to compare the loss with, by name, such as ``to pass``."""


@dataclass(frozen=True)
class Table:
    """A small table, every cell a text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ConfusionMatrix:
    """How often each class was answered for each class.

    Raises ValueError where it is not square, a count is negative, or two labels read the same.
    """

    title: str
    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    """A row for each true label, in it a column for each label that was answered."""

    def __post_init__(self) -> None:
        """Refuse what is no confusion matrix."""
        size = len(self.labels)
        if len({plain(label) for label in self.labels}) != size:
            raise ValueError(f"labels are {self.labels}; expected each of them once")
        lengths = [len(row) for row in self.counts]
        if lengths != [size] * size:
            raise ValueError(f"rows of counts are {lengths} long; expected {size} of {size} each")
        if any(count < 0 for row in self.counts for count in row):
            raise ValueError("a count is negative; expected 0 or more")


@dataclass(frozen=True)
class Picture:
    """A drawing of pixels, as PNG.

    Raises ValueError where ``png`` is none of that size, or too large. No pixel is looked at.
    """

    title: str
    png: str
    """The file in base64; of at most 1 MB."""
    width: int
    """In pixels, as ``height``; at most 2,000 each."""
    height: int
    alternative: str
    """What it shows, in words, for who cannot see it."""

    def __post_init__(self) -> None:
        """Refuse what is no such picture."""
        content = png.from_base64(self.png)
        if len(content) > _MOST_PNG_BYTES:
            raise ValueError(f"a picture has {len(content)} bytes; at most {_MOST_PNG_BYTES}")
        if png.size(content) != (self.width, self.height):
            raise ValueError(
                f"a picture is {png.size(content)} pixels large; "
                f"expected {(self.width, self.height)}"
            )
        if not (0 < self.width <= _LONGEST_SIDE and 0 < self.height <= _LONGEST_SIDE):
            raise ValueError(
                f"a picture is {(self.width, self.height)} pixels large; "
                f"expected 1 to {_LONGEST_SIDE} each"
            )


@dataclass(frozen=True)
class Scatter:
    """Points in the plane, in named groups.

    Raises ValueError where the points have not equally many coordinates and groups, a coordinate is
    not finite, a group has no name, two names read the same, or there are too many of either.
    """

    title: str
    x: tuple[float, ...]
    """Of each point; at most 2,000, as ``y`` and ``group``."""
    y: tuple[float, ...]
    group: tuple[int, ...]
    """Of each point, its place in ``groups``."""
    groups: tuple[str, ...]
    """Names; at most 6."""

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn so."""
        lengths = {len(self.x), len(self.y), len(self.group)}
        if len(lengths) != 1:
            raise ValueError(f"points have {sorted(lengths)} values; expected equally many of each")
        if len(self.x) > _MOST_POINTS:
            raise ValueError(f"there are {len(self.x)} points; at most {_MOST_POINTS}")
        if not all(map(math.isfinite, (*self.x, *self.y))):
            raise ValueError("a point is not finite")
        if len(self.groups) > _MOST_GROUPS:
            raise ValueError(f"there are {len(self.groups)} groups; at most {_MOST_GROUPS}")
        if len({plain(name) for name in self.groups}) != len(self.groups):
            raise ValueError(f"groups are {self.groups}; expected each of them once")
        if not all(0 <= place < len(self.groups) for place in self.group):
            raise ValueError(f"a point is in none of the {len(self.groups)} groups")


Exhibit = TrainingCurve | Table | ConfusionMatrix | Picture | Scatter
"""What a report shows besides words."""


@dataclass(frozen=True)
class CheckResult:
    """One check's outcome and points, with what to say about it.

    ``points`` is what was earned of ``max_points``. A check that does not apply on this machine is
    skipped with ``max_points`` 0. Those of a ``bonus`` check come on top.
    """

    id: str
    label: str
    outcome: Outcome
    points: float
    max_points: float
    message: str
    diagnosis: tuple[Diagnosis, ...] = ()
    hint: str | None = None
    """One concrete next step, where there is one."""
    notes: tuple[str, ...] = ()
    """What is worth saying and costs nothing."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """The numbers behind the outcome: JSON values, NaN and infinities allowed."""
    exhibits: tuple[Exhibit, ...] = ()
    """Of several curves, the last one is that of the training that counts."""
    location: Location | None = None
    """The student's own line, where the outcome has one."""
    source_line: str = ""
    """Text of that line."""
    duration: float = 0.0
    """Seconds of wall time."""
    required: bool = False
    """Whether a submission does not pass without it."""
    bonus: bool = False
    """Whether its ``max_points`` are left out of the result's ``max_score``."""
    fraction: float = 0.0
    """Share of the points that a fail earns all the same."""
    applies: bool = True
    """False where the check could not be judged on this machine, so that it costs nothing."""


@dataclass(frozen=True)
class Environment:
    """Where a submission was judged."""

    python: str
    torch: str
    device: str
    """``cpu``, or the CUDA device's name."""
    threads: int
    platform: str


@dataclass(frozen=True)
class ExerciseTag:
    """Which exercise, and which version of it, a result belongs to."""

    id: str
    version: str
    sha256: str = ""
    """Hex digest of the exercise itself: its checks, probe and names. Empty in older results."""
    rubric_sha256: str = ""
    """Hex digest of the rubric's bytes. Empty in older results."""
    judging_sha256: str = ""
    """Hex digest of that part of the rubric that decides how checks end: settings, limits,
    tolerances, forbidden names. Another one means that outcomes may be others, not only points.
    Empty in older results."""


@dataclass(frozen=True)
class CheckpointTag:
    """Which weights were judged in place of a training: name of the file, digest of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class SubmissionTag:
    """Which submission a result belongs to: name of the file and hex digest of its bytes."""

    name: str
    sha256: str
    loaded: str | None = None
    """``definitions`` or ``whole``; None where it could not be loaded."""
    checkpoint: CheckpointTag | None = None
    """None where none was handed in, or the rubric allows none."""
    handed_in_sha256: str = ""
    """In a batch, hex digest of all that was looked at to find it: code and weights, by name."""


@dataclass(frozen=True)
class DataTag:
    """Which data a submission was trained on and measured by."""

    name: str
    edition: str
    """Such as ``20,074 lines``; of a substitute, what it was made from."""
    substitute: bool
    """Whether it stands in for the real data set, which was not at hand."""


@dataclass(frozen=True)
class Times:
    """When the grading began (ISO 8601, UTC), and how many seconds it took."""

    started: str
    seconds: float


@dataclass(frozen=True)
class Result:
    """The whole verdict on one submission."""

    package_version: str
    exercise: ExerciseTag
    submission: SubmissionTag
    score: float
    """Sum of the points of all checks; with bonus points, it may be more than ``max_score``."""
    max_score: float
    """Sum of the points to be had, without bonus."""
    pass_mark: float
    """Share of the points, from 0 to 1, at which a submission passes."""
    passed: bool
    """Whether the rubric's pass mark is reached by what a machine can judge."""
    checks: tuple[CheckResult, ...]
    output: str
    """What the student's code printed, bounded."""
    environment: Environment
    seed: int | None
    """None where it is a secret, and others may read the result."""
    limits: Mapping[str, float]
    layers: tuple[str, ...]
    """The isolation layers that were active."""
    times: Times
    data: DataTag | None = None
    """None for an exercise without data."""

    def _repr_html_(self) -> str:
        from rnngrade.reports import html  # reports import this module

        return html.render(self)
