"""The levels of isolation at which hostile submissions are graded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rnngrade.content import find_exercise
from rnngrade.grader import Grader
from rnngrade.worker.child.records import LAYERS

NAMESPACES = tuple(
    name for name in LAYERS if name not in ("no-capabilities", "landlock", "seccomp")
)
WITHHELD = {"everything": (), "no namespaces": NAMESPACES, "nothing": LAYERS}
"""By the name of a level, the layers that it does without."""

LIMITS = {
    "wall_seconds": 4,
    "cpu_seconds": 6,
    "memory_megabytes": 512,
    "scratch_megabytes": 64,
    "scratch_files": 1000,
    "threads": 64,
}
"""Short, so that hostile submissions do not take their time."""


@contextmanager
def grader_without(withheld: tuple[str, ...], folder: Path, **limits: float) -> Iterator[Grader]:
    """Return a warm grader for exercise 1 that does without these layers."""
    exercise = find_exercise("ex1")
    document = json.loads(exercise.rubric.read_text(encoding="utf-8"))
    document["limits"].update(LIMITS | limits)
    rubric = folder / "rubric.json"
    rubric.write_text(json.dumps(document), encoding="utf-8")
    with Grader(exercise, rubric=rubric, device="cpu", withheld=withheld) as grader:
        yield grader
