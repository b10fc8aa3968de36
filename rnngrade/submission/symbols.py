"""Find forbidden symbols in the code that some names of a module reach.

What is followed: imports and aliases, attributes, containers, base classes, decorators, defaults,
what is assigned onto a class from outside, and ``getattr``, ``vars``, ``globals``, imports by name
and executed code with strings that can be told from the source. What is left to the guard in the
worker: strings that are computed from data, values passed as arguments of the student's own
functions, code of other modules that the file imports, and what is hidden behind more names than
``Evaluator`` follows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnngrade.submission.names import Names
from rnngrade.submission.parsing import UnparsableError, parse
from rnngrade.submission.scopes import Binding
from rnngrade.submission.values import Evaluator, Made, Path

_ASKS_FOR_TYPE = {"builtins.isinstance", "builtins.issubclass"}


@dataclass(frozen=True)
class Use:
    """A forbidden symbol, the line of the module that uses it, and how, in words."""

    symbol: str
    line: int
    how: str


def find_forbidden(text: str, within: Sequence[str], symbols: Sequence[str]) -> list[Use]:
    """Return the uses of ``symbols`` (dotted names) in the code reachable from ``within``.

    ``text`` is a module; ``within`` are names at its top level. A symbol is found under each name
    that its package has for it (``torch.nn.modules.rnn.RNN``, ``torch._VF.rnn_tanh``), at most
    once in a line. Text that cannot be parsed has no uses.
    """
    try:
        tree = parse(text)
    except UnparsableError:
        return []
    return _Search(tree, symbols).run(within)


class _Search:
    def __init__(self, tree: ast.Module, symbols: Sequence[str]) -> None:
        self._names = Names(tree)
        self._evaluator = Evaluator(self._names)
        self._symbols = [(symbol, *_ends(symbol)) for symbol in symbols]
        self._waiting: list[ast.AST] = []
        self._reached: set[ast.AST] = set()
        self._uses: dict[tuple[str, int], Use] = {}

    def run(self, within: Sequence[str]) -> list[Use]:
        module = self._names.module
        for name in within:
            last = max((b.order for b in module.bindings.get(name, ())), default=0)
            bindings = module.lookup(name, last)
            self._waiting.extend(b.code for b in bindings if b.code is not None)
            for binding in bindings:
                self._report(binding.path, binding.line, f"through the import of `{name}`")
        while self._waiting:
            # Inner expressions first, so that outer ones find them known.
            for node in reversed(list(self._walk(self._waiting.pop()))):
                self._examine(node)
        return sorted(self._uses.values(), key=lambda use: (use.line, use.symbol))

    def _walk(self, root: ast.AST) -> Iterator[ast.AST]:
        stack = [root]
        while stack:
            node = stack.pop()
            if node in self._reached:
                continue
            self._reached.add(node)
            yield node
            stack.extend(self._evaluated(node))

    def _evaluated(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the children of a node that Python evaluates and that can build something."""
        skipped: set[ast.AST | None] = {
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
        }
        if isinstance(node, ast.Call):
            functions = self._evaluator.values(node.func)
            if any(isinstance(f, Path) and f.name in _ASKS_FOR_TYPE for f in functions):
                skipped.update(node.args[1:])
            yield from self._evaluator.executed.get(node, ())
        for child in ast.iter_child_nodes(node):
            if child not in skipped and not isinstance(child, ast.expr_context):
                yield child

    def _examine(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            base = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                self._report(
                    base + alias.name, node.lineno, f"through the import of `{alias.name}`"
                )
            return
        if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
            return
        if not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            self._examine_expression(node)

    def _examine_expression(
        self, node: ast.Name | ast.Attribute | ast.Subscript | ast.Call
    ) -> None:
        found = False
        for value in self._evaluator.values(node):
            if isinstance(value, Path):
                found |= self._report(value.name, node.lineno, self._how(node))
            elif isinstance(value, Made):
                self._waiting.append(value.node)
        if isinstance(node, ast.Name):
            for binding in self._bindings(node):
                if binding.code is not None and not (found and _is_alias(binding)):
                    self._waiting.append(binding.code)

    def _report(self, path: str | None, line: int, how: str) -> bool:
        for symbol, package, last in self._symbols:
            if path is not None and _denotes(path, package, last):
                self._uses.setdefault((symbol, line), Use(symbol, line, how))
                return True
        return False

    def _bindings(self, node: ast.Name) -> list[Binding]:
        scope, order = self._names.places[node]
        return scope.lookup(node.id, order)

    def _how(self, node: ast.Name | ast.Attribute | ast.Subscript | ast.Call) -> str:
        if not isinstance(node, ast.Name):
            shown = self._shown(node)
            return f"as `{shown}`" if isinstance(node, ast.Attribute) else f"through {shown}"
        bindings = self._bindings(node)
        if not bindings:
            lines = ", ".join(str(star.line) for star in self._names.module.stars)
            return f"as `{node.id}`, through import * (line {lines})"
        binding = bindings[0]
        imported = binding.path is not None and binding.path.endswith(f".{node.id}")
        kind = "import of" if imported else "alias"
        return f"through the {kind} `{node.id}` (line {binding.line})"

    def _shown(self, node: ast.AST, depth: int = 4) -> str:
        """Return an expression as a message can show it: short, its strings put together."""
        if depth == 0:
            return "…"
        if texts := self._evaluator.texts(node):
            return repr(texts[0][:60])
        match node:
            case ast.Name():
                return node.id
            case ast.Attribute():
                return f"{self._shown(node.value, depth - 1)}.{node.attr}"
            case ast.Subscript():
                shown = self._shown(node.slice, depth - 1)
                return f"{self._shown(node.value, depth - 1)}[{shown}]"
            case ast.Call():
                arguments = ", ".join(self._shown(one, depth - 1) for one in node.args[:4])
                return f"{self._shown(node.func, depth - 1)}({arguments})"
        return "…"


def _ends(symbol: str) -> tuple[str, str]:
    return symbol.split(".")[0], symbol.rsplit(".", 1)[-1]


def _denotes(path: str, package: str, last: str) -> bool:
    """Tell whether a path is one of the names that ``package`` has for its symbol ``last``.

    A package exports one thing under many paths; of torch none but the symbol itself and its kin
    (``torch.nn.quantized.dynamic.RNNCell``) end in its name. Operators have overloads behind it.
    """
    first, *parts = path.split(".")
    if first != package or not parts:
        return False
    return parts[-1] == last or (parts[0] == "ops" and last in parts)


def _is_alias(binding: Binding) -> bool:
    return isinstance(binding.value, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
