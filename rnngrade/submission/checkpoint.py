"""Find the weights that were handed in beside the code, and read them as nothing but bytes.

What they hold is for a worker alone: a file of torch's may run code when it is loaded.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path, PurePath

from rnngrade.submission.file import Wanted, file_bytes
from rnngrade.submission.interface import Checkpoint, Checkpoints, Submission, SubmissionError

CHECKPOINT_SUFFIXES = (".safetensors", ".pt", ".pth")
"""Suffixes of the files that can be handed in beside the code."""
MAX_CHECKPOINT_BYTES = 64_000_000
"""Size of the largest file of weights that is read."""
_WANTED = Wanted(
    max_bytes=MAX_CHECKPOINT_BYTES,
    instead="Hand in the file of weights itself.",
    smaller="Save the model's state_dict alone, without the optimizer's, or make it smaller.",
)


def with_checkpoints(submission: Submission, path: Path) -> Submission:
    """Return the submission that was read from the file ``path``, with what lies beside it.

    A link that leads out of the folder in which the code lies is refused: its target's bytes would
    go to the student's own code.
    """
    found = weights_beside(path)
    led_away = next((other for other in found if _leads_away(other, path)), None)
    held = _refused_link(led_away) if led_away else None
    return replace(submission, checkpoints=Checkpoints(found, held=held))


def weights_beside(path: Path) -> tuple[Path, ...]:
    """Return the files of weights that lie beside the file ``path`` and have its stem."""
    beside = (path.with_suffix(suffix) for suffix in CHECKPOINT_SUFFIXES)
    return tuple(other for other in beside if _is_link(other) or _is_there(other))


def with_misnamed(submission: Submission, folder: Path) -> Submission:
    """Return a folder's submission, with the only checkpoint there if it has another name."""
    if submission.checkpoints.beside:
        return submission
    try:
        others = [path.name for path in folder.iterdir() if _is_checkpoint(path)]
    except OSError:
        return submission
    misnamed = _printable(others[0]) if len(others) == 1 else None
    return replace(submission, checkpoints=Checkpoints((), misnamed))


def read_checkpoint(found: Checkpoints) -> Checkpoint | None:
    """Return the bytes of the checkpoint that was handed in, or why there are none to be had.

    None where none was handed in.
    """
    if found.held is not None:
        return found.held
    names = [_printable(path.name) for path in found.beside]
    if not names:
        return None
    if len(names) > 1:
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
        question = SubmissionError(
            f"There are {listed} beside the code; which one is it?",
            "Hand in one of them, and move the others away.",
        )
        return Checkpoint(listed, b"", "", question)
    try:
        content = file_bytes(found.beside[0], _WANTED) or b""
        if not content:
            raise SubmissionError(f"{names[0]}: the file is empty.", "Save the weights once more.")
    except SubmissionError as refusal:
        return Checkpoint(names[0], b"", "", refusal)
    return Checkpoint(names[0], content, hashlib.sha256(content).hexdigest())


def _leads_away(weights: Path, code: Path) -> bool:
    """Whether weights are a link to something that is not where the code really lies."""
    if not _is_link(weights):
        return False
    folder = Path(os.path.realpath(code)).parent
    return not Path(os.path.realpath(weights)).is_relative_to(folder)


def _refused_link(weights: Path) -> Checkpoint:
    name = _printable(weights.name)
    refusal = SubmissionError(
        f"{name}: a file of weights was expected, but this is a link that leads out of the folder "
        "in which the code lies.",
        _WANTED.instead,
    )
    return Checkpoint(name, b"", "", refusal)


def _is_checkpoint(path: Path) -> bool:
    return (
        path.suffix.lower() in CHECKPOINT_SUFFIXES
        and not path.name.startswith(".")
        and _is_there(path)
    )


def _is_link(path: Path) -> bool:
    return os.path.islink(path)  # noqa: PTH114 # pathlib's raises for a name that is too long


def _is_there(path: Path) -> bool:
    """Return whether there is anything that is no folder."""
    try:
        return path.exists() and not path.is_dir()
    except OSError:  # a name that is too long with its suffix
        return False


def _printable(name: str) -> str:
    return PurePath(name).name.encode("utf-8", "replace").decode()
