"""Downloads one file over HTTP into memory: with progress, and limits of time and size."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from rnngrade.data.interface import DataError

if TYPE_CHECKING:
    from http.client import HTTPResponse

MAX_BYTES = 2**26
"""Twenty times the tutorial's zip."""
SECONDS = 120.0
SILENCE_SECONDS = 20.0
"""How long the server may send nothing."""
CHUNK_BYTES = 2**16

Told = Callable[[int, int | None], None]
"""Told of the bytes that have come, and of how many there will be where the server says so."""


def download(
    url: str,
    told: Told = lambda *_: None,
    *,
    seconds: float = SECONDS,
    silence: float = SILENCE_SECONDS,
) -> bytes:
    """Return what is at ``url``. Raises ``DataError`` where it does not come, whole and in time."""
    import urllib.error  # 20 ms, which no other command need wait for
    import urllib.request
    from http.client import HTTPException, InvalidURL

    if not url.startswith(("https://", "http://")):
        raise DataError(f"{url} is no address to download from: it should begin with https://")
    deadline = time.monotonic() + seconds
    try:
        with urllib.request.urlopen(url, timeout=silence) as response:  # noqa: S310 - see above
            return _body(response, url, told, deadline)
    except urllib.error.HTTPError as error:
        raise DataError(f"{url}: the server answers {error.code} {error.reason}") from None
    except TimeoutError:
        raise DataError(f"{url}: the server sent nothing for {silence:g} s") from None
    except urllib.error.URLError as error:
        said = "no answer in time" if isinstance(error.reason, TimeoutError) else error.reason
        raise DataError(f"{url} cannot be reached: {said}") from None
    except (InvalidURL, ValueError) as error:
        raise DataError(f"{url} cannot be reached: {error}") from None
    except (HTTPException, OSError) as error:
        said = str(error) or type(error).__name__
        raise DataError(f"{url}: the download broke off: {said}") from None


def _body(response: HTTPResponse, url: str, told: Told, deadline: float) -> bytes:
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() else None
    content = bytearray()
    told(0, total)
    while chunk := response.read1(CHUNK_BYTES):
        content += chunk
        told(len(content), total)
        if max(len(content), total or 0) > MAX_BYTES:
            raise DataError(f"{url} is larger than {MAX_BYTES // 2**20} MB; no names data set is")
        if time.monotonic() > deadline:
            raise DataError(f"{url}: the download took too long; {len(content)} bytes had come")
    if total is not None and len(content) != total:
        raise DataError(f"{url}: the download broke off after {len(content)} of {total} bytes")
    return bytes(content)
