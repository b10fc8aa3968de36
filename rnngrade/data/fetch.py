"""Fetches the names data set, from the tutorial's own address or from a file, and stores it."""

from __future__ import annotations

from pathlib import Path

from rnngrade.data.archive import from_folder, from_zip
from rnngrade.data.download import MAX_BYTES, SECONDS, Told, download
from rnngrade.data.editions import EDITIONS, differences, edition
from rnngrade.data.interface import DataError, Files
from rnngrade.data.store import keep, pairs

URL = "https://download.pytorch.org/tutorial/data.zip"
"""Where the PyTorch tutorial has its data from."""
FROM_A_FILE = (
    "Download it elsewhere, and then: rnngrade data fetch names --from data.zip. "
    "Until then, an embedded substitute is used."
)


def fetch_from_url(
    url: str = URL,
    told: Told = lambda *_: None,
    *,
    allow_unknown: bool = False,
    seconds: float = SECONDS,
) -> str:
    """Download the tutorial's zip, check its files, and store them; return their edition.

    Raises ``DataError`` where they do not come, are not a known edition (unless
    ``allow_unknown``), or cannot be stored. What was stored before is then still there.
    """
    try:
        content = download(url, told, seconds=seconds)
    except DataError as error:
        raise DataError(str(error), FROM_A_FILE) from None
    return _checked_and_kept(_named(url, content), url, allow_unknown)


def fetch_from_path(path: Path, *, allow_unknown: bool = False) -> str:
    """Take the files from a zip or a folder instead. Raises ``DataError`` as ``fetch_from_url``."""
    try:
        if path.is_dir():
            files = from_folder(path)
        else:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                raise DataError(f"it is larger than {MAX_BYTES // 2**20} MB; no names data set is")
            files = from_zip(content)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}") from None
    except DataError as error:
        raise DataError(f"{path}: {error}") from None
    return _checked_and_kept(files, str(path), allow_unknown)


def _named(url: str, content: bytes) -> Files:
    try:
        return from_zip(content)
    except DataError as error:
        raise DataError(f"{url}: {error}", FROM_A_FILE) from None


def _checked_and_kept(files: Files, source: str, allow_unknown: bool) -> str:
    if edition(files) is None and not allow_unknown:
        raise DataError(_unknown(files, source), "--allow-unknown, if it is what you mean to use.")
    pairs(files)
    return keep(files)


def _unknown(files: Files, source: str) -> str:
    other = differences(files)
    named = ", ".join(other[:5]) + (f" and {len(other) - 5} more" if len(other) > 5 else "")
    what = f"other or missing files: {named}" if other else "its files are of several editions"
    return (
        f"{source} holds an unknown edition of the names data set ({what}). Known by their "
        f"SHA-256 are those of {' and '.join(EDITIONS)}; nothing was stored"
    )
