"""Text that is safe to show: what a student wrote or printed, with nothing left to interpret."""

from __future__ import annotations

import re

_TERMINAL_CODE = re.compile(
    r"\x1b\[[0-?]*+[ -/]*+[@-~]"  # CSI: colours, cursor movements
    r"|\x1b\][^\x07\x1b]*+(?:\x07|\x1b\\)"  # OSC: window titles, links
    r"|\x1b[ -/]*+[0-~]"  # the short ones
)
_KEPT = "\n\t"
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_LINE_SEPARATORS = (0x2028, 0x2029)
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SURROGATES = range(0xD800, 0xE000)


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


_ESCAPES = {
    code: _escape(code)
    for code in (*_CONTROLS, *_LINE_SEPARATORS, *_DIRECTIONS, *_SURROGATES)
    if chr(code) not in _KEPT
}


def plain(text: str) -> str:
    r"""Return ``text`` with terminal codes taken out and other control characters spelled out.

    Newlines and tabs stay. A carriage return overwrites its line, as it does on a terminal, so that
    a progress bar leaves its last state. Lone surrogates and characters that change the direction
    of text become ``\ud800`` and the like. ``plain(plain(text)) == plain(text)``.
    """
    kept = "\n".join(_overwritten(line) for line in text.split("\n")) if "\r" in text else text
    return _TERMINAL_CODE.sub("", kept).translate(_ESCAPES)


def clipped(text: str, limit: int) -> str:
    """Return ``text`` made plain, its middle left out where it exceeds ``limit`` characters."""
    if len(text) <= limit:
        return plain(text)
    half = limit // 2
    left_out = len(text) - 2 * half
    return f"{plain(text[:half])} … ({left_out} characters left out) … {plain(text[-half:])}"


def _overwritten(line: str) -> str:
    return line.rstrip("\r").rpartition("\r")[2]
