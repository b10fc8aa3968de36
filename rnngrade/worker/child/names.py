"""Which names a piece of the student's code reads and binds at the level of the module."""

from __future__ import annotations

import ast
import builtins
import dis
import symtable
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from types import CodeType

FILLING_METHODS = frozenset(
    {"append", "extend", "insert", "add", "update", "setdefault", "remove", "pop", "clear", "sort"}
    | {"reverse", "add_argument", "set_defaults"}
)
"""Methods that change what they are called on."""


@dataclass(frozen=True)
class Statement:
    """One top-level statement: its code, the names it binds, and whether it defines anew."""

    code: CodeType
    line: int
    binds: frozenset[str]
    defines: bool
    """A class or a function, after which earlier statements that bind its name do not matter."""


def missing_name(
    required: Iterable[str],
    statements: Sequence[Statement],
    text: str,
    present: Collection[str],
) -> str | None:
    """Return a name that ``required`` lead to and that only ``text`` as a whole makes what it is.

    Either it is not ``present`` and the text binds it, or a statement of the text that is not among
    ``statements`` fills it: a list in a loop, a parser's arguments. None means that running the
    whole text would add nothing that is needed.
    """
    absent = _bound(text) - set(present) - set(dir(builtins))
    filled = _filled(text, {statement.line for statement in statements})
    if not absent and not filled:
        return None
    binding = _binding(statements)
    queue = list(required)
    for name in queue:  # grows as it goes
        if (name in absent and name not in binding) or (name in filled and name in binding):
            return name
        reads = sorted({read for s in binding.get(name, ()) for read in _reads(s.code)})
        queue.extend(read for read in reads if read not in queue)
    return None


def _filled(text: str, kept: Collection[int]) -> frozenset[str]:
    """Return the names whose value is changed by top-level statements at lines other than ``kept``.

    A block that asks for ``__name__`` does not run, whatever is run.
    """
    dropped = [node for node in ast.parse(text).body if node.lineno not in kept]
    return frozenset(
        root.id
        for statement in dropped
        if not (isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test))
        for node in ast.walk(statement)
        if isinstance(root := _root(_changed(node)), ast.Name)
    )


def _changed(node: ast.AST) -> ast.AST:
    """Return what a node changes in place; an empty statement where it changes nothing."""
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr in FILLING_METHODS else ast.Pass()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        return node.args[0] if node.func.id == "setattr" else ast.Pass()
    return ast.Pass()


def binds(node: ast.stmt) -> frozenset[str]:
    """Return the names that a top-level statement binds or changes."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return frozenset((node.name,))
    if isinstance(node, ast.Import | ast.ImportFrom):
        return frozenset(alias.asname or alias.name.split(".")[0] for alias in node.names)
    stored = (part for part in ast.walk(node) if isinstance(getattr(part, "ctx", None), ast.Store))
    return frozenset(root.id for root in map(_root, stored) if isinstance(root, ast.Name))


def _root(target: ast.AST) -> ast.AST:
    """Return what an assignment target starts from: ``cfg`` of ``cfg.sizes[0]``."""
    while isinstance(target, ast.Attribute | ast.Subscript):
        target = target.value
    return target


def _binding(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    """Return, for each name, the statements that make it what it is."""
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        for name in statement.binds:
            if statement.defines:
                found[name] = []
            found.setdefault(name, []).append(statement)
    return found


def _bound(text: str) -> set[str]:
    """Return the names that a module's text binds at its top level."""
    table = symtable.symtable(text, "<submission>", "exec")
    return {symbol.get_name() for symbol in table.get_symbols() if _is_bound(symbol)}


def _is_bound(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _reads(code: CodeType) -> set[str]:
    """Return the module's names that a code reads, nested code included."""
    loads: set[str] = set()
    stores: set[str] = set()
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"):
            loads.add(str(instruction.argval))
        elif instruction.opname in ("STORE_GLOBAL", "STORE_NAME"):
            stores.add(str(instruction.argval))
    nested = (part for part in code.co_consts if isinstance(part, CodeType))
    return (loads - stores).union(*map(_reads, nested))
