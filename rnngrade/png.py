"""What is read of a PNG file: that it is one, and how large its picture is.

No pixel is decoded. The format: https://www.w3.org/TR/png-3/#5DataRep
"""

from __future__ import annotations

import base64
import struct

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">I4sII")
"""Length and type of the first chunk, width and height; big-endian."""
_HEADER_LENGTH = 13


def from_base64(text: str) -> bytes:
    """Return the bytes that ``text`` stands for; raise ValueError where it is no base64."""
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content) != text.encode():
        raise ValueError("text is base64 in a form that no encoder gives")
    return content


def size(content: bytes) -> tuple[int, int]:
    """Return width and height in pixels; raise ValueError where ``content`` begins no PNG file."""
    start = len(_SIGNATURE)
    if content[:start] != _SIGNATURE or len(content) < start + _HEADER.size:
        raise ValueError("content has not the signature of a PNG file")
    length, kind, width, height = _HEADER.unpack_from(content, start)
    if (length, kind) != (_HEADER_LENGTH, b"IHDR"):
        raise ValueError("content begins with another chunk than a PNG's header")
    return width, height
