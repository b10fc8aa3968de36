"""Runs the student's source: its definitions one by one, or, where they miss a name, all of it."""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType

from .names import Statement, binds, missing_name
from .seeding import seed_generators
from .trace import FILENAME, Report, report

MODULE_NAME = "submission"
MAX_SKIPPED = 20


@dataclass
class Run:
    """A module, and what was raised while it was made."""

    module: ModuleType
    skipped: list[Report] = field(default_factory=list)
    causes: dict[str, Report] = field(default_factory=dict)
    """For a name whose statement raised: what it raised, traced to its root."""

    def defined(self, names: Sequence[str]) -> list[str]:
        """Return those of ``names`` that the module holds."""
        return [name for name in names if name in vars(self.module)]


@dataclass(frozen=True)
class Loading:
    """How the student's source was loaded."""

    run: Run
    way: str
    missing: str | None


def load(definitions: str, text: str, required: Sequence[str]) -> Loading:
    """Run the definitions; where what is required misses a name of the text's, run the text."""
    linecache.cache[FILENAME] = (len(text), None, text.splitlines(keepends=True), FILENAME)
    statements = _statements(definitions)
    first = run_definitions(statements)
    missing = missing_name(required, statements, text, vars(first.module))
    if missing is None:
        return Loading(first, "definitions", None)
    whole = run_whole(text)
    if set(first.defined(required)) <= set(whole.defined(required)):
        return Loading(whole, "whole", missing)
    sys.modules[MODULE_NAME] = first.module
    return Loading(first, "definitions", None)


def reason(run: Run, required: Sequence[str]) -> Report | None:
    """Return why nothing that is required exists, if an exception is why."""
    if not run.skipped or not required or run.defined(required):
        return None
    causes = [run.causes[name] for name in required if name in run.causes]
    return causes[0] if causes else run.skipped[0]


def run_definitions(statements: Sequence[Statement]) -> Run:
    """Run each statement; one that raises is passed over."""
    run = Run(_fresh_module())
    for statement in statements:
        try:
            exec(statement.code, vars(run.module))  # noqa: S102 - what a worker is for
        except BaseException as error:
            told = report(error)
            run.skipped.append(told)
            name = error.name if isinstance(error, NameError) else None
            root = told if name is None else run.causes.get(name, told)
            run.causes.update(dict.fromkeys(statement.binds, root))
    del run.skipped[MAX_SKIPPED:]
    return run


def run_whole(text: str) -> Run:
    """Run the text from its start to its end, or to where it raises."""
    run = Run(_fresh_module())
    try:
        exec(  # noqa: S102 - what a worker is for
            compile(text, FILENAME, "exec", dont_inherit=True), vars(run.module)
        )
    except BaseException as error:
        run.skipped.append(report(error))
    return run


def _fresh_module() -> ModuleType:
    """Return an empty module, registered so that pickle, dataclasses and inspect find it."""
    seed_generators()
    module = ModuleType(MODULE_NAME)
    module.__file__ = FILENAME
    sys.modules[MODULE_NAME] = module
    return module


def _statements(source: str) -> list[Statement]:
    tree = ast.parse(source, FILENAME)
    flags = _future_flags(tree)
    return [
        Statement(
            compile(ast.Module([node], []), FILENAME, "exec", flags, dont_inherit=True),
            node.lineno,
            binds(node),
            isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef),
        )
        for node in tree.body
    ]


def _future_flags(tree: ast.Module) -> int:
    """Return the flags of the ``from __future__`` imports, which hold for every statement."""
    flags = 0
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                flags |= getattr(__future__, alias.name).compiler_flag
    return flags
