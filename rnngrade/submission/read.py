"""Read a submission: a script, a notebook, or a folder with one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path, PurePath

from rnngrade.submission.checkpoint import with_checkpoints, with_misnamed
from rnngrade.submission.decoding import decode
from rnngrade.submission.file import (
    MAX_BYTES,
    MAX_CODE,
    file_bytes,
    too_large,
    too_much_code,
)
from rnngrade.submission.folder import SUFFIXES, choose
from rnngrade.submission.interface import Submission, SubmissionError
from rnngrade.submission.notebook import read_notebook
from rnngrade.submission.script import read_script


def read(
    path: Path, required: Sequence[str], *, named: str = "", newest: bool = False
) -> Submission:
    """Return the submission at ``path``: a ``.py`` or ``.ipynb`` file, or a folder with one.

    Of several files in a folder it is the one that defines every ``required`` name; of several
    that do, the one called ``named``, without suffix, or with ``newest`` the newest. Files of
    weights that lie beside it are found, and not read. Raises ``SubmissionError`` where there is
    nothing to read, or no way to tell which.
    """
    data = file_bytes(path)
    if data is None:
        return with_misnamed(choose(path, required, _read_file, named=named, newest=newest), path)
    return with_checkpoints(read_bytes(path.name, data), path)


def read_bytes(name: str, data: bytes) -> Submission:
    """Return the submission in a file's content; ``name`` tells by its suffix what it is.

    It has no checkpoint.
    Raises ``SubmissionError`` for what is neither a script nor a notebook.
    """
    name = name.encode("utf-8", "replace").decode()
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise SubmissionError(
            f"{name}: a .py or .ipynb file was expected, not {suffix or 'a file without suffix'}.",
            "Hand in your script (.py) or your notebook (.ipynb).",
        )
    if len(data) > MAX_BYTES:
        raise too_large(name, len(data))
    sha256 = hashlib.sha256(data).hexdigest()
    text = decode(name, data, cookie=suffix == ".py")
    if not text.strip():
        raise SubmissionError(
            f"{name}: the file is empty.",
            "Save your work in the editor; or remove the file, and run `rnngrade start EXERCISE`.",
        )
    if suffix == ".ipynb":
        return read_notebook(name, sha256, text)
    _refuse_renamed_notebook(name, text)
    if len(text) > MAX_CODE:
        raise too_much_code(name, len(text))
    return read_script(name, sha256, text)


def _read_file(path: Path) -> Submission:
    return with_checkpoints(read_bytes(path.name, file_bytes(path) or b""), path)


def _refuse_renamed_notebook(name: str, text: str) -> None:
    # Its JSON is valid Python: without this, a student would read that nothing is defined.
    if text.lstrip().startswith("{") and '"nbformat"' in text:
        raise SubmissionError(
            f"{name}: a Python script was expected, but this is a notebook.",
            f"Rename it to {PurePath(name).stem}.ipynb.",
        )
