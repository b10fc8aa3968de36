"""Turn the bytes of a file into text, or say what they are instead."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

from rnngrade.submission.interface import SubmissionError

_KINDS = {
    b"PK\x03\x04": "a zip archive (or a file of torch.save)",
    b"PK\x05\x06": "an empty zip archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF-": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a compiled program",
    b"\x80\x02": "a pickle file",
    b"\x80\x03": "a pickle file",
    b"\x80\x04": "a pickle file",
    b"\x80\x05": "a pickle file",
    b"<!DOCTYPE": "an HTML page",
    b"<!doctype": "an HTML page",
    b"<html": "an HTML page",
}
_READ_ENCODINGS = re.compile(
    r"utf-8(-sig)?|utf-16(-[lb]e)?|ascii|iso8859-\d+|cp125\d|koi8-r"
    r"|gbk|gb2312|gb18030|big5|shift_jis|euc_jp|euc_kr"
)
"""What a comment may name, as ``codecs`` calls it: of the others, some take hours or unpack."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decode(name: str, data: bytes, *, cookie: bool) -> str:
    r"""Return the text of a file, with ``\n`` at the end of each line.

    UTF-8, with or without a byte order mark; with ``cookie`` also what a PEP 263 comment names.
    Raises ``SubmissionError`` for binary content and for bytes that are not of the encoding.
    """
    _refuse_binary(name, data)
    encoding = _declared(name, data) if cookie else "utf-8-sig"
    try:
        _refuse_unusual(encoding)
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(name, data, error, encoding) from None
    except (LookupError, UnicodeError) as error:
        raise SubmissionError(
            f"{name}: text in UTF-8 was expected, but its encoding comment names "
            f"{encoding}, which cannot be read: {error}.",
            "Take the comment out and save the file as UTF-8.",
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_binary(name: str, data: bytes) -> None:
    if data.startswith(_UTF16):
        raise SubmissionError(
            f"{name}: text in UTF-8 was expected, but this is UTF-16.",
            "Save the file again as UTF-8 (in your editor: Save with encoding).",
        )
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)
    if kind is None and b"\0" in data:
        line = _line(data, data.index(b"\0"))
        kind = f"binary data (there is a NUL byte at line {line})"
    if kind is not None:
        raise SubmissionError(
            f"{name}: Python source or a notebook was expected, but this is {kind}.",
            "Hand in the .py or .ipynb file itself.",
        )


def _declared(name: str, data: bytes) -> str:
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as undecodable:
            raise _undecodable(name, data, undecodable, "utf-8") from None
        raise SubmissionError(
            f"{name}: text in UTF-8 was expected, but its encoding comment is wrong: {error.msg}.",
            "Take the comment out and save the file as UTF-8.",
        ) from None


def _refuse_unusual(encoding: str) -> None:
    if not _READ_ENCODINGS.fullmatch(codecs.lookup(encoding).name):
        raise LookupError(f"{encoding} is no usual encoding of text")


def _undecodable(
    name: str, data: bytes, error: UnicodeDecodeError, encoding: str
) -> SubmissionError:
    # "utf-8-sig" counts from behind the byte order mark.
    at = error.start + len(data) - len(error.object)
    shown = "UTF-8" if encoding.startswith("utf-8") else encoding
    return SubmissionError(
        f"{name}: text in {shown} was expected, but byte 0x{data[at]:02x} "
        f"at line {_line(data, at)} is not {shown}.",
        "Save the file again as UTF-8 (in your editor: Save with encoding).",
    )


def _line(data: bytes, at: int) -> int:
    return data[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
