"""Parse source that anyone may have written: every way that it can fail ends in one exception."""

from __future__ import annotations

import ast
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_parser = threading.Lock()
"""Held while Python parses. The warning filters are the process's own, and so, up to Python 3.12,
is the depth that the constructor of ``ast`` counts: two threads at once end in ``SystemError``."""
_TRIES = 100
"""Five in a row were seen to fail, beside threads that formatted one traceback after another."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class UnparsableError(Exception):
    """Source that Python does not compile: a sentence for the student, and the line (from 1)."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def parse(text: str) -> ast.Module:
    """Return the syntax tree of a module that also compiles; raise ``UnparsableError`` otherwise.

    Compiling finds what parsing does not, such as ``return`` outside of a function.
    """
    _refuse(text, "\0", "a NUL character")
    if lone := _SURROGATE.search(text):
        _refuse(text, lone.group(), "a character that is not valid Unicode (a lone surrogate)")
    try:
        with silent():
            tree = syntax_tree(text)
            compile(text, "<submission>", "exec", dont_inherit=True)
    except SyntaxError as error:
        raise UnparsableError(_in_words(error), _line_within(text, error.lineno)) from None
    except (RecursionError, MemoryError):
        raise UnparsableError("the code is nested too deeply for Python to read", 1) from None
    except (ValueError, OverflowError) as error:
        raise UnparsableError(f"Python cannot read this: {error}", 1) from None
    return tree


def syntax_tree(text: str) -> ast.Module:
    """Return what ``ast.parse`` does; to be called within ``silent``. Raises as ``ast.parse``."""
    for _ in range(_TRIES - 1):
        try:
            return ast.parse(text)
        except SystemError:
            # A thread that is not ours has parsed meanwhile: up to Python 3.12, one that formats a
            # traceback does, to underline where the exception was raised.
            continue
    return ast.parse(text)


@contextmanager
def silent() -> Iterator[None]:
    """Run a block that parses without Python warnings, one thread at a time."""
    with _parser, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _refuse(text: str, character: str, what: str) -> None:
    before, found, _ = text.partition(character)
    if found:
        raise UnparsableError(f"invalid syntax: {what}", before.count("\n") + 1)


def _in_words(error: SyntaxError) -> str:
    message = (error.msg or "invalid syntax").split(";")[0]
    return message if message.startswith("invalid syntax") else f"invalid syntax: {message}"


def _line_within(text: str, line: int | None) -> int:
    return min(max(line or 1, 1), text.count("\n") + 1)
