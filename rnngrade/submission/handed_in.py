"""The digest of all that is looked at to read a submission: its code and the weights beside it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from rnngrade.submission.checkpoint import CHECKPOINT_SUFFIXES, MAX_CHECKPOINT_BYTES
from rnngrade.submission.file import Wanted, file_bytes
from rnngrade.submission.folder import candidates
from rnngrade.submission.interface import SubmissionError

_ANY = Wanted(MAX_CHECKPOINT_BYTES, instead="", smaller="")


def handed_in_sha256(path: Path) -> str:
    """Return the hex digest of names and bytes of what ``path`` holds, a file or a folder.

    Equal digests are read as equal submissions. What cannot be read counts with the reason why.
    """
    digest = hashlib.sha256()
    for file in _files(path):
        digest.update(hashlib.sha256(os.fsencode(file.name)).digest())
        digest.update(_content_digest(file))
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        # One that is missing would be sought among its neighbours, of whom a class has thousands.
        beside = (path.with_suffix(suffix) for suffix in CHECKPOINT_SUFFIXES)
        yield from (weights for weights in beside if os.path.lexists(weights))
        return
    yield from candidates(path)
    yield from _weights(path)


def _weights(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if p.suffix.lower() in CHECKPOINT_SUFFIXES)
    except OSError:
        return []


def _content_digest(path: Path) -> bytes:
    try:
        found = file_bytes(path, _ANY)
    except SubmissionError as error:
        reason = error.message.replace(str(path), path.name)  # wherever the folder is
        found = reason.encode("utf-8", "surrogateescape")
    return hashlib.sha256(b"a folder" if found is None else found).digest()
