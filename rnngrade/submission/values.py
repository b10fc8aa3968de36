"""What an expression may stand for, as far as its source tells."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from rnngrade.submission import folding
from rnngrade.submission.names import Names
from rnngrade.submission.parsing import silent, syntax_tree
from rnngrade.submission.scopes import Scope

_DEEPEST = 30
_MOST = 16
_LONGEST_PATH = 200
_CHARACTERS = 1_000_000
"""So many characters of strings are put together in all."""

_EXECUTED = 50
"""So many strings are executed."""

_GETATTR = {"builtins.getattr", "inspect.getattr_static", "builtins.object.__getattribute__"}
_IMPORTS = {"builtins.__import__", "importlib.import_module", "importlib.__import__"}
_EXECUTE = {"builtins.eval", "builtins.exec", "builtins.compile"}
_NAMESPACES = {"builtins.globals", "builtins.locals"}
_GLOBALS = "globals()"
_LOOKUPS = ("get", "pop", "setdefault", "__getitem__")


@dataclass(frozen=True)
class Path:
    """Something from outside of the file, by its dotted name: ``torch.nn.RNN``."""

    name: str


@dataclass(frozen=True)
class Text:
    """A string."""

    text: str


@dataclass(frozen=True)
class Made:
    """Something made in the file: a class (or an object of it), a function, a literal container."""

    node: ast.AST


@dataclass(frozen=True)
class Getter:
    """``operator.attrgetter`` or ``operator.itemgetter`` with its name."""

    name: str
    item: bool


Value = Path | Text | Made | Getter
Values = tuple[Value, ...]


class Evaluator:
    """Follows names, attributes, strings and calls to what they may stand for.

    Bounded in depth and in the number of values: it may miss some, it always ends.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[ast.AST, Values] = {}
        self._depth = 0
        self._characters = _CHARACTERS
        self.executed: dict[ast.Call, list[ast.Module]] = {}
        """The strings that calls of eval, exec and compile are given, parsed."""
        self._execute()

    def values(self, node: ast.AST) -> Values:
        """Return what an expression of the module may stand for; nothing where that is unknown."""
        if node in self._known:
            return self._known[node]
        if self._depth >= _DEEPEST:
            return ()
        self._known[node] = ()  # what stands for itself stands for nothing
        self._depth += 1
        found = tuple(islice(dict.fromkeys(self._evaluate(node)), _MOST))
        self._depth -= 1
        self._known[node] = found
        return found

    def texts(self, node: ast.AST) -> list[str]:
        """Return the strings that an expression may be."""
        return [value.text for value in self.values(node) if isinstance(value, Text)]

    def _execute(self) -> None:
        """Parse what is executed as a string, and note its names. It may execute more."""
        self._settle()
        count = 0
        for call in self._names.calls:  # which grows on the way
            if not call.args or count >= _EXECUTED or not self._calls(call, _EXECUTE):
                continue
            for text in self.texts(call.args[0]):
                tree = _parsed(text, call.lineno)
                if tree is not None:
                    count += 1
                    self.executed.setdefault(call, []).append(tree)
                    self._names.add(tree, self._names.places[call][0], conditional=True)
                    self._known.clear()
                    self._settle()

    def _settle(self) -> None:
        """Evaluate variables of the module in their order, so that long chains have an end."""
        bound = (one for each in self._names.module.bindings.values() for one in each)
        for binding in sorted(bound, key=lambda binding: binding.order):
            if binding.value is not None:
                self.values(binding.value)

    def _calls(self, call: ast.Call, paths: set[str]) -> bool:
        return any(isinstance(v, Path) and v.name in paths for v in self.values(call.func))

    def _evaluate(self, node: ast.AST) -> Iterator[Value]:
        match node:
            case ast.Constant():
                yield from self._text(folding.constant(node))
            case ast.Name():
                yield from self._name(node.id, *self._names.places[node])
            case ast.Attribute():
                for value in self.values(node.value):
                    yield from self._attribute(value, node.attr)
            case ast.Subscript():
                for value in self.values(node.value):
                    yield from self._item(value, node.slice)
            case ast.Call():
                yield from self._call(node)
            case ast.JoinedStr():
                parts = [p.value if isinstance(p, ast.FormattedValue) else p for p in node.values]
                for words in self._combinations(parts):
                    yield from self._text("".join(words))
            case ast.BinOp():
                yield from self._operation(node)
            case ast.IfExp():
                yield from (*self.values(node.body), *self.values(node.orelse))
            case ast.BoolOp():
                yield from (value for one in node.values for value in self.values(one))
            case ast.NamedExpr() | ast.Starred():
                yield from self.values(node.value)
            case ast.Lambda() | ast.Dict() | ast.List() | ast.Tuple() | ast.Set():
                yield Made(node)

    def _name(self, name: str, scope: Scope, order: int) -> Iterator[Value]:
        bindings = scope.lookup(name, order)
        for binding in bindings:
            if binding.path is not None:
                yield Path(binding.path)
            if binding.made is not None:
                yield Made(binding.made)
            if binding.value is not None and binding.element:
                yield from self._elements(self.values(binding.value))
            elif binding.value is not None:
                yield from self.values(binding.value)
        if not bindings:
            yield Path(f"builtins.{name}")
            for star in scope.module.stars[:_MOST]:
                yield Path(f"{star.path}.{name}")

    def _attribute(self, value: Value, name: str) -> Iterator[Value]:
        match value:
            case Path(path) if len(path) + len(name) < _LONGEST_PATH:
                path = "builtins" if path == "builtins.__builtins__" else path
                yield Path(f"{path}.{name}")
            case Made(ast.ClassDef()) if name == "__class__":
                yield value
            case Made(ast.ClassDef() as node):
                for scope in self._lineage(node):
                    for one in scope.attributes.get(name, [])[:_MOST]:
                        yield from self.values(one)
                    if name in scope.bindings:
                        yield from self._name(name, scope, scope.bindings[name][-1].order)

    def _lineage(self, node: ast.ClassDef) -> list[Scope]:
        """Return the scopes of a class and of its base classes in this file."""
        classes: list[ast.AST] = [node]
        for one in classes:  # which grows on the way
            if isinstance(one, ast.ClassDef) and len(classes) < _MOST:
                bases = (value for base in one.bases for value in self.values(base))
                found = [value.node for value in bases if isinstance(value, Made)]
                classes.extend(base for base in found if base not in classes)
        return [self._names.scopes[one] for one in classes if isinstance(one, ast.ClassDef)]

    def _item(self, value: Value, index: ast.expr) -> Iterator[Value]:
        match value:
            case Text(text):
                yield from self._text(folding.sliced(text, index))
            case Path(path):
                for name in self.texts(index):
                    yield from self._named_item(path, name)
            case Made(ast.Dict() as node):
                wanted = self.texts(index)
                for key, one in zip(node.keys, node.values, strict=True):
                    keys = self.texts(key) if key is not None else []
                    if not wanted or not keys or set(wanted) & set(keys):
                        yield from self.values(one)
            case Made():
                yield from self._elements((value,))

    def _named_item(self, path: str, name: str) -> Iterator[Value]:
        if path == "sys.modules":
            yield Path(name)
        elif path == _GLOBALS:
            module = self._names.module
            order = max((b.order for b in module.bindings.get(name, ())), default=0)
            yield from self._name(name, module, order)
        elif path.endswith(".__dict__"):
            yield from self._attribute(Path(path.removesuffix(".__dict__")), name)

    def _elements(self, values: Iterable[Value], nested: int = 2) -> Iterator[Value]:
        for value in values:
            match value:
                case Made(ast.List() | ast.Tuple() | ast.Set() as node):
                    for one in node.elts[:_MOST]:
                        yield from self.values(one)
                        if nested:
                            yield from self._elements(self.values(one), nested - 1)
                case Made(ast.Dict() as node):
                    for key in node.keys[:_MOST]:
                        yield from self.values(key) if key is not None else ()

    def _operation(self, node: ast.BinOp) -> Iterator[Value]:
        if isinstance(node.op, ast.Add):
            for left, right in self._combinations([node.left, node.right]):
                yield from self._text(left + right)
        elif isinstance(node.op, ast.Mod):
            words = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            for text, *arguments in self._combinations([node.left, *words]):
                yield from self._text(folding.formatted(text, "%s", arguments))

    def _text(self, text: str | None) -> Iterator[Text]:
        """Yield a string that was put together, as long as not too much was."""
        if text is not None and len(text) <= self._characters:
            self._characters -= len(text)
            yield Text(text)

    def _combinations(self, nodes: Iterable[ast.expr]) -> Iterator[tuple[str, ...]]:
        """Yield what strings the expressions may be at once; nothing if one is no string."""
        for words in islice(product(*(self.texts(node) for node in nodes)), _MOST):
            if sum(map(len, words)) <= folding.LONGEST:
                yield words

    def _call(self, node: ast.Call) -> Iterator[Value]:
        if isinstance(node.func, ast.Attribute):
            yield from self._string_method(node.func, node.args)
        for value in self.values(node.func):
            match value:
                case Path(path):
                    yield from self._outside(path, node)
                case Made(ast.ClassDef()):
                    yield value
                case Made(function) if function in self._names.scopes:
                    for returned in self._names.scopes[function].returns[:_MOST]:
                        yield from self.values(returned)
                case Getter(name, item) if node.args:
                    for one in self.values(node.args[0]):
                        yield from self._get(one, name, item)

    def _get(self, value: Value, name: str, item: bool) -> Iterator[Value]:
        if item:
            yield from self._named_item(value.name, name) if isinstance(value, Path) else ()
            return
        found: Iterable[Value] = [value]
        for part in name.split(".")[:_MOST]:
            owned = (one for owner in found for one in self._attribute(owner, part))
            found = tuple(islice(dict.fromkeys(owned), _MOST))
        yield from found

    def _outside(self, path: str, node: ast.Call) -> Iterator[Value]:
        """Yield what a call of something outside of the file returns, where that is known."""
        arguments = node.args
        owner, _, method = path.rpartition(".")
        if path in _NAMESPACES or (path == "builtins.vars" and not arguments):
            yield Path(_GLOBALS)
        if not arguments:
            return
        first = arguments[0]
        if path in _GETATTR and len(arguments) > 1:
            for name in self.texts(arguments[1]):
                for value in self.values(first):
                    yield from self._attribute(value, name)
            yield from (value for default in arguments[2:3] for value in self.values(default))
        elif path == "builtins.vars":
            yield from (v for one in self.values(first) for v in self._attribute(one, "__dict__"))
        elif path == "builtins.type":
            yield from (one for one in self.values(first) if isinstance(one, Made))
        elif path in _IMPORTS:
            for name in self.texts(first):
                yield from (Path(name), Path(name.split(".")[0]))
        elif path in ("operator.attrgetter", "operator.itemgetter"):
            yield from (Getter(n, path.endswith("itemgetter")) for n in self.texts(first))
        elif path in _EXECUTE:
            for tree in self.executed.get(node, ()):
                for statement in tree.body[-1:]:
                    if isinstance(statement, ast.Expr):
                        yield from self.values(statement.value)
            yield from self.values(first)  # eval of what compile returned
        elif path == "builtins.str":
            yield from self.values(first)
        elif path == "builtins.reversed":
            yield from (Text(text[::-1]) for text in self.texts(first))
        elif path == "builtins.chr":
            number = getattr(first, "value", None)
            yield from [Text(chr(number))] if type(number) is int and 0 <= number < 0x110000 else []
        elif method in _LOOKUPS:
            yield from (v for name in self.texts(first) for v in self._named_item(owner, name))
        elif method in ("__getattribute__", "__getattr__"):
            for name in self.texts(first):
                yield from self._attribute(Path(owner), name)

    def _string_method(self, function: ast.Attribute, arguments: list[ast.expr]) -> Iterator[Value]:
        if function.attr == "join" and len(arguments) == 1:
            arguments = self._joined(arguments[0])
        for text, *words in self._combinations([function.value, *arguments]):
            yield from self._text(folding.called(text, function.attr, words))

    def _joined(self, argument: ast.expr) -> list[ast.expr]:
        for value in self.values(argument):
            if isinstance(value, Made) and isinstance(value.node, ast.List | ast.Tuple):
                return value.node.elts
        return [argument]


def _parsed(text: str, line: int) -> ast.Module | None:
    """Return the tree of a string that is executed, with the line of the call for all of it."""
    try:
        with silent():
            tree = syntax_tree(text.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno = line
    return tree
