"""Take out of a notebook's cell what is IPython's and not Python's: magics, shell lines, help."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rnngrade.submission.parsing import silent, syntax_tree

_RUNS_PYTHON = {"time", "timeit", "capture", "prun", "debug", "memit", "scalene", "wandb"}
"""Cell magics whose body is Python that runs in the notebook."""

_WITHOUT_PERCENT = {"cat", "cd", "conda", "cp", "env", "load_ext", "ls", "mamba", "matplotlib"}
_WITHOUT_PERCENT |= {"mkdir", "mv", "pip", "pylab", "reload_ext", "rm", "run", "time", "timeit"}
"""Line magics that work without ``%`` where they are a cell's only line."""

_CELL_MAGIC = re.compile(r"%%(\w*)")
_ESCAPED = re.compile(r"\s*[%!?]")
_ASSIGNED = re.compile(r"\s*[^\W\d][\w.,\s*()\[\]'\"]*=\s*(!|%\s*[^\W\d])")
_PIECE = re.compile(
    r"""
    (?P<comment>\#.*)
    | (?P<string>(?P<quote>\"{3}|'{3}|\"|'))
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<other>[^\#\"'(\[{)\]}]+)
    """,
    re.VERBOSE,
)


def python_lines(source: str) -> list[str]:
    """Return the lines of a cell with all that is not Python blanked out.

    A cell magic that runs Python (``%%time``) loses its first line, any other its whole cell.
    What stands inside a block becomes ``pass``, so that the block stays one.
    """
    lines = source.split("\n")
    first = _first(lines)
    while magic := _CELL_MAGIC.match(lines[first]):
        if magic.group(1) not in _RUNS_PYTHON:
            return [""] * len(lines)
        lines[first] = ""
        first = _first(lines, first)
    lines = _outdented(lines, first)
    if _parses("\n".join(lines)):
        return lines
    code = "\n".join(lines).strip()
    if "\n" not in code and code.split()[0] in _WITHOUT_PERCENT:
        return [""] * len(lines)
    return list(_masked(lines))


def _first(lines: list[str], start: int = 0) -> int:
    """Return the index of the first line that is not blank, or 0."""
    return next((number for number in range(start, len(lines)) if lines[number].strip()), 0)


def _outdented(lines: list[str], first: int) -> list[str]:
    """Shift a cell that is indented as a whole to the left, as IPython does."""
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip(" \t"))]
    return [line.removeprefix(indent) for line in lines] if indent else lines


def _parses(source: str) -> bool:
    try:
        with silent():
            syntax_tree(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _masked(lines: list[str]) -> Iterator[str]:
    """Blank out IPython's lines where a statement can begin: not in brackets, not in a string.

    No statement of Python begins with ``%``, ``!`` or ``?`` or ends with ``?``, so that nothing of
    a cell that is right can be lost.
    """
    depth, quote, continued, magic = 0, "", False, False
    for line in lines:
        begins = not (depth or quote or continued)
        if magic or (begins and (_ESCAPED.match(line) or _ASSIGNED.match(line))):
            yield "" if magic else _blank(line)
            magic = line.endswith("\\")
            continue
        depth, quote, code = _scan(line, depth, quote)
        if begins and not quote and not depth and code.rstrip().endswith("?"):
            yield _blank(line)
            continue
        continued = line.endswith("\\") and not quote and code.endswith("\\")
        yield line


def _blank(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return f"{indent}pass" if indent and line.strip() else ""


def _scan(line: str, depth: int, quote: str) -> tuple[int, str, str]:
    """Read one line from within ``depth`` brackets and the string that ``quote`` began.

    Return both as they are after it, and the line's code without strings and comments.
    """
    at, code = 0, ""
    while at < len(line):
        if quote:
            at, quote = _end_of_string(line, at, quote)
            continue
        piece = _PIECE.match(line, at)
        if piece is None or piece.group("comment"):
            break
        at = piece.end()
        quote = piece.group("quote") or ""
        depth += bool(piece.group("open"))
        depth = max(0, depth - bool(piece.group("close")))
        code += "''" if quote else piece.group()
    if len(quote) == 1 and not line.endswith("\\"):
        quote = ""  # a string in single quotes ends with its line
    return depth, quote, code


def _end_of_string(line: str, at: int, quote: str) -> tuple[int, str]:
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line.startswith(quote, at):
            return at + len(quote), ""
        else:
            at += 1
    return at, quote
