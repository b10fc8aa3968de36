"""Compute strings that source puts together from constants, without running it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

LONGEST = 20_000
"""Longer strings are not followed."""

_METHODS = {"casefold", "capitalize", "lower", "lstrip", "removeprefix", "removesuffix", "replace"}
_METHODS |= {"rstrip", "strip", "swapcase", "title", "upper", "encode", "decode"}


def called(text: str, method: str, arguments: Sequence[str]) -> str | None:
    """Return ``text.method(*arguments)``, or None if it is not one of the plain string methods."""
    if method in ("encode", "decode"):  # bytes are followed as the text that they stand for
        return text
    if method == "format":
        return formatted(text, "{}", arguments)
    if method == "join":
        return text.join(arguments) if len(text) * len(arguments) <= LONGEST else None
    if method not in _METHODS or (len(text) + 1) * max(map(len, arguments), default=1) > LONGEST:
        return None
    try:
        result = getattr(text, method)(*arguments)
    except (TypeError, ValueError):
        return None
    return result if isinstance(result, str) else None


def formatted(text: str, placeholder: str, arguments: Sequence[str]) -> str | None:
    """Fill ``{}`` or ``%s`` in, where the text has no other kind of placeholder."""
    pieces = text.split(placeholder)
    rest = "".join(pieces)
    if len(pieces) != len(arguments) + 1 or any(mark in rest for mark in placeholder[0]):
        return None
    return pieces[0] + "".join(a + b for a, b in zip(arguments, pieces[1:], strict=True))


def sliced(text: str, index: ast.expr) -> str | None:
    """Return ``text[index]`` for an index or a slice of plain numbers."""
    try:
        if not isinstance(index, ast.Slice):
            return text[_number(index) or 0]
        return text[_number(index.lower) : _number(index.upper) : _number(index.step)]
    except (ValueError, IndexError):
        return None


def constant(node: ast.expr) -> str | None:
    """Return the text of a literal, and of bytes as the text that they stand for."""
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return value if isinstance(value, str) and len(value) <= LONGEST else None


def _number(node: ast.expr | None) -> int | None:
    if node is None:
        return None
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node, sign = node.operand, -1
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return sign * node.value
    raise ValueError("not a plain number")
