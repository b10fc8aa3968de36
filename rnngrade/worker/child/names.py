"""Which names a piece of the student's code reads and binds at the level of the module."""

from __future__ import annotations

import ast
import builtins
import dis
import symtable
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from types import CodeType


@dataclass(frozen=True)
class Statement:
    """One top-level statement: its code, the names it binds, and whether it defines anew."""

    code: CodeType
    binds: frozenset[str]
    defines: bool
    """A class or a function, after which earlier statements that bind its name do not matter."""


def missing_name(
    required: Iterable[str], statements: Iterable[Statement], text: str, present: Collection[str]
) -> str | None:
    """Return a name that ``required`` lead to, is not ``present``, and ``text`` as a whole binds.

    None means that running the whole text would add nothing that is needed.
    """
    absent = _bound(text) - set(present) - set(dir(builtins))
    if not absent:
        return None
    binding = _binding(statements)
    queue = list(required)
    for name in queue:  # grows as it goes
        if name in absent and name not in binding:
            return name
        reads = sorted({read for s in binding.get(name, ()) for read in _reads(s.code)})
        queue.extend(read for read in reads if read not in queue)
    return None


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
