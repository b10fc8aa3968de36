"""What a student reads when a limit, or a layer of isolation, stopped their code."""

from __future__ import annotations

from rnngrade.worker.interface import Limits

_UNITS = (("GB", 2**30), ("MB", 2**20), ("kB", 2**10))
_REFUSALS = {
    "memory": (
        "MemoryError",
        "allocate memory",
        "alloc_cpu",
        "bad_alloc",
        "Unable to allocate",
        "Cannot allocate",
    ),
    "threads": ("can't start new thread",),
    "files": ("No space left on device", "File too large"),
    "folder": ("FileNotFoundError",),
    "isolation": (
        "Operation not permitted",
        "Permission denied",
        "Read-only file system",
        "name resolution",
        "Network is unreachable",
        "Connection refused",
    ),
}
"""What stands in an exception that a limit or a layer brought about."""


def excess_sentence(excess: str, limits: Limits) -> str:
    """Say what a supervisor stopped a worker for; ``excess`` is one of ``EXCESSES``."""
    did = {
        "memory": f"took more than {_size(limits.memory_bytes)} of memory",
        "scratch bytes": f"wrote more than {_size(limits.scratch_bytes)} of files",
        "scratch files": f"wrote more than {limits.scratch_files:,} files and folders",
        "threads": f"started more than {limits.threads} threads and processes",
    }
    return f"your code was stopped, because it {did[excess]}"


def refusal_hint(exception: str, limits: Limits) -> str | None:
    """Return what to know of an exception that comes of a limit or of isolation; else None.

    ``exception`` is its type and message.
    """
    hints = {
        "memory": f"Your code may use {_size(limits.memory_bytes)} of memory.",
        "threads": f"Your code may have {limits.threads} threads at a time.",
        "files": f"Your code may write {_size(limits.scratch_bytes)}, in at most "
        f"{limits.scratch_files:,} files.",
        "folder": "Your code runs in an empty folder of its own: files beside your script are not "
        "there.",
        "isolation": "Your code runs isolated: without network or other programs, and with no "
        "files but those that it writes itself, into a temporary folder.",
    }
    for kind, marks in _REFUSALS.items():
        if any(mark in exception for mark in marks):
            return hints[kind]
    return None


def _size(count: int) -> str:
    for unit, size in _UNITS:
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} bytes"
