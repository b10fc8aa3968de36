"""PNG files made by hand, so that what reads them is not tested with what writes them."""

from __future__ import annotations

import base64
import struct
import zlib

from rnngrade.result import Picture


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def small_png(width: int, height: int, grey: int = 200) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([grey]) * width) * height
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def small_picture(
    title: str = "Your figure", width: int = 8, height: int = 4, alternative: str = "A grey area."
) -> Picture:
    png = encoded(small_png(width, height))
    return Picture(title, png, width, height, alternative)
