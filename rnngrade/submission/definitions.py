"""Reduce a module to what it defines: imports, classes, functions and assignments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

_DEFINING: tuple[type[ast.stmt], ...] = (
    ast.Import,
    ast.ImportFrom,
    ast.ClassDef,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
)
if hasattr(ast, "TypeAlias"):  # from Python 3.12
    _DEFINING += (ast.TypeAlias,)

_BLOCKS = (ast.If, ast.Try, ast.TryStar, ast.With, ast.AsyncWith)


def definitions(text: str, tree: ast.Module) -> str:
    """Return ``text`` with everything but definitions blanked out, each at its own line.

    An ``if``, ``try`` or ``with`` stays where all that it holds are definitions, unless it asks
    for ``__name__``. ``tree`` is the syntax tree of ``text``.
    """
    lines = text.split("\n")
    pieces: list[str] = []
    at = 1  # the line that the pieces so far end in
    before = 0  # the line that the previous statement, kept or not, ends in
    for statement in tree.body:
        if defines(statement):
            first, piece = _source(lines, statement, before + 1)
            pieces.append("\n" * (first - at) if first > at else "; " if pieces else "")
            pieces.append(piece)
            at = statement.end_lineno or first
        before = statement.end_lineno or before
    return "".join([*pieces, "\n" * (len(lines) - at)])


def defines(statement: ast.stmt) -> bool:
    """Tell whether a statement of a module, with all that it holds, does nothing but define."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _DEFINING):
            continue
        if isinstance(node, _BLOCKS) and not _asks_for_name(node):
            waiting.extend(_body(node))
        elif node is statement or not _is_empty(node):
            return False
    return True


def defined_names(tree: ast.Module) -> frozenset[str]:
    """Return the names that a module binds at top level by a class, a function or an assignment."""
    names: set[str] = set()
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, _BLOCKS):
            waiting.extend(_body(node))
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(name for target in node.targets for name in _stored(target))
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            names.update(_stored(node.target))
    return frozenset(names)


def without(text: str, statements: Sequence[ast.stmt]) -> str:
    """Return ``text`` without some simple statements of its top level, which stand at its start."""
    lines = text.split("\n")
    for node in statements:
        first, last = node.lineno, node.end_lineno or node.lineno
        rest = _columns(lines[last - 1], node.end_col_offset or 0, None)
        lines[first - 1 : last] = [""] * (last - first) + [re.sub(r"^\s*;?\s*", "", rest)]
    return "\n".join(lines)


def _body(block: ast.stmt) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(block):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler):
            yield from child.body


def _asks_for_name(block: ast.stmt) -> bool:
    """Tell whether a block is an ``if __name__ == "__main__"``, however it is spelled."""
    return isinstance(block, ast.If) and any(
        isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(block.test)
    )


def _is_empty(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _stored(target: ast.expr) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _source(lines: Sequence[str], node: ast.stmt, earliest: int) -> tuple[int, str]:
    """Return a statement's first line and its text from there.

    The tree does not say where the ``@`` of a decorator stands, but nothing else than comments can
    stand between it and the line ``earliest``, the first after the statement before.
    """
    decorated = bool(getattr(node, "decorator_list", ()))
    first, start = (earliest, 0) if decorated else (node.lineno, node.col_offset)
    last, end = node.end_lineno or node.lineno, node.end_col_offset
    if first == last:
        return first, _columns(lines[first - 1], start, end)
    middle = lines[first : last - 1]
    head = _columns(lines[first - 1], start, None)
    return first, "\n".join([head, *middle, _columns(lines[last - 1], 0, end)])


def _columns(line: str, start: int, end: int | None) -> str:
    """Cut a line at columns of the syntax tree, which count bytes of UTF-8."""
    return line if (start, end) == (0, None) else line.encode()[start:end].decode()
