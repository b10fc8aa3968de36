"""Find the weights that were handed in beside the code, and read them as nothing but bytes.

What they hold is for a worker alone: a file of torch's may run code when it is loaded.
"""

from __future__ import annotations

import hashlib
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
    """Return the submission that was read from the file ``path``, with what lies beside it."""
    beside = (path.with_suffix(suffix) for suffix in CHECKPOINT_SUFFIXES)
    found = tuple(other for other in beside if other.is_symlink() or _is_there(other))
    return replace(submission, checkpoints=Checkpoints(found))


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


def _is_checkpoint(path: Path) -> bool:
    return (
        path.suffix.lower() in CHECKPOINT_SUFFIXES
        and not path.name.startswith(".")
        and _is_there(path)
    )


def _is_there(path: Path) -> bool:
    """Return whether there is anything that is no folder."""
    try:
        return path.exists() and not path.is_dir()
    except OSError:  # a name that is too long with its suffix
        return False


def _printable(name: str) -> str:
    return PurePath(name).name.encode("utf-8", "replace").decode()
