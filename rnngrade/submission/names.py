"""Walk a syntax tree once, and note each scope, each binding and where each node stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from rnngrade.submission.scopes import Binding, Kind, Scope

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.Match)
_MUTATORS = {"__setattr__", "__setitem__", "add_module", "append", "extend", "insert"}
_MUTATORS |= {"register_module", "setdefault", "update"}


class Names:
    """The scopes of a module, and for each node its scope and the order of its statement."""

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope(Kind.MODULE, tree)
        self.places: dict[ast.AST, tuple[Scope, int]] = {}
        self.scopes: dict[ast.AST, Scope] = {}
        """The scope that a class, function or comprehension opens."""
        self.calls: list[ast.Call] = []
        self._order = 0
        self._additions: list[tuple[str, Scope, Binding]] = []
        self.add(tree, self.module, conditional=False)

    def add(self, tree: ast.Module, scope: Scope, *, conditional: bool) -> None:
        """Note a tree whose code runs in ``scope``."""
        # A stack of our own, for source may be nested deeper than Python's own calls.
        stack: list[tuple[ast.AST, Scope, int, bool]] = [(tree, scope, self._order, conditional)]
        while stack:
            node, scope, order, conditional = stack.pop()
            if isinstance(node, ast.stmt):
                order = self._order
            self.places[node] = (scope, order)
            self._note(node, scope, conditional)
            inner = self._open(node, scope)
            branch = conditional or isinstance(node, _BRANCHES)
            children = [
                (child, inner if inside else scope, order, branch)
                for child, inside in _children(node)
            ]
            stack.extend(reversed(children))
        for name, scope, binding in self._additions:
            owner = scope.owner(name)
            if owner is not None:
                owner.additions.setdefault(name, []).append(binding)
        self._additions.clear()

    def _open(self, node: ast.AST, scope: Scope) -> Scope:
        if isinstance(node, ast.ClassDef):
            kind = Kind.CLASS
        elif isinstance(node, Function):
            kind = Kind.FUNCTION
        elif isinstance(node, _COMPREHENSIONS):
            kind = Kind.COMPREHENSION
        else:
            return scope
        inner = self.scopes[node] = Scope(kind, node, scope)
        if isinstance(node, Function):
            self._parameters(node, inner, scope)
        if isinstance(node, ast.Lambda):
            inner.returns.append(node.body)
        return inner

    def _parameters(self, function: Function, inner: Scope, outer: Scope) -> None:
        every = function.args
        positional = [*every.posonlyargs, *every.args]
        if outer.kind is Kind.CLASS and positional:
            inner.self_name = positional[0].arg
        defaults: dict[str, ast.expr | None] = {}
        for parameter in [*positional, *every.kwonlyargs, every.vararg, every.kwarg]:
            if parameter is not None:
                defaults[parameter.arg] = None
        late = positional[len(positional) - len(every.defaults) :]
        defaults.update(zip((p.arg for p in late), every.defaults, strict=True))
        keyword = zip(every.kwonlyargs, every.kw_defaults, strict=True)
        defaults.update((parameter.arg, default) for parameter, default in keyword)
        for name, default in defaults.items():
            made = outer.node if name == inner.self_name else None
            inner.bind(name, self._binding(function, value=default, made=made))

    def _note(self, node: ast.AST, scope: Scope, conditional: bool) -> None:
        """Note what one node binds."""
        match node:
            case ast.Import():
                for alias in node.names:
                    first = alias.name.split(".")[0]
                    path = alias.name if alias.asname else first
                    scope.bind(alias.asname or first, self._binding(node, conditional, path=path))
            case ast.ImportFrom():
                self._import_from(node, scope, conditional)
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                scope.bind(node.name, self._binding(node, conditional, made=node, code=node))
            case ast.Assign():
                for target in node.targets:
                    self._assign(target, node.value, scope, conditional)
            case ast.AnnAssign() if node.value is not None:
                self._assign(node.target, node.value, scope, conditional)
            case ast.AugAssign():
                self._augment(node, scope)
            case ast.NamedExpr():
                around = scope
                while around.kind is Kind.COMPREHENSION and around.parent is not None:
                    around = around.parent
                self._assign(node.target, node.value, around, conditional)
            case ast.For() | ast.AsyncFor() | ast.comprehension():
                self._assign(node.target, node.iter, scope, conditional, element=True)
            case ast.withitem() if node.optional_vars is not None:
                self._assign(node.optional_vars, node.context_expr, scope, conditional)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                scope.bind(name, self._binding(node, conditional))
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                scope.bind(name, self._binding(node, conditional))
            case ast.Global():
                scope.global_names.update(node.names)
            case ast.Nonlocal():
                scope.outer_names.update(node.names)
            case ast.Return() if node.value is not None:
                scope.returns.append(node.value)
            case ast.Call():
                self._call(node, scope)

    def _import_from(self, node: ast.ImportFrom, scope: Scope, conditional: bool) -> None:
        base = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                self.module.stars.append(self._binding(node, path=base))
            else:
                path = f"{base}.{alias.name}"
                binding = self._binding(node, conditional, path=path)
                scope.bind(alias.asname or alias.name, binding)

    def _assign(
        self,
        target: ast.expr,
        value: ast.expr,
        scope: Scope,
        conditional: bool,
        element: bool = False,
    ) -> None:
        match target:
            case ast.Name():
                binding = self._binding(
                    target, conditional, value=value, element=element, code=value
                )
                scope.bind(target.id, binding)
            case ast.Tuple() | ast.List():
                pairs: Iterator[tuple[ast.expr, ast.expr]] | None = None
                if isinstance(value, ast.Tuple | ast.List) and not element:
                    starred = any(isinstance(e, ast.Starred) for e in [*target.elts, *value.elts])
                    if len(value.elts) == len(target.elts) and not starred:
                        pairs = zip(target.elts, value.elts, strict=True)
                for one, its in pairs or ((one, value) for one in target.elts):
                    self._assign(one, its, scope, conditional, element or pairs is None)
            case ast.Starred():
                self._assign(target.value, value, scope, conditional, element=True)
            case ast.Attribute() | ast.Subscript():
                self._assign_inside(target, value, scope)

    def _assign_inside(
        self, target: ast.Attribute | ast.Subscript, value: ast.expr, scope: Scope
    ) -> None:
        """Note an assignment to an attribute or an item: it adds to what the base stands for."""
        match target:
            case ast.Subscript(
                value=ast.Call(func=ast.Name(id="globals" | "locals" | "vars"), args=[]),
                slice=ast.Constant(value=str(name)),
            ):
                binding = self._binding(target, True, value=value, code=value)
                self.module.bind(name, binding)
                return
            case ast.Attribute(value=ast.Name(id=base)):
                owner = scope.owner(base)
                if owner is not None and owner.self_name == base and owner.parent is not None:
                    owner.parent.attributes.setdefault(target.attr, []).append(value)
        self._add_to(target, value, scope)

    def _add_to(self, base: ast.expr, code: ast.AST, scope: Scope) -> None:
        while isinstance(base, ast.Attribute | ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name):
            binding = self._binding(base, True, code=code)
            self._additions.append((base.id, scope, binding))

    def _augment(self, node: ast.AugAssign, scope: Scope) -> None:
        if not isinstance(node.target, ast.Name):
            self._assign_inside(node.target, node.value, scope)
            return
        before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
        both = ast.copy_location(ast.BinOp(before, node.op, node.value), node)
        self.places[before] = self.places[both] = (scope, self._order)
        scope.bind(node.target.id, self._binding(node, True, value=both, code=node.value))

    def _call(self, node: ast.Call, scope: Scope) -> None:
        self.calls.append(node)
        match node.func:
            case ast.Name(id="setattr") | ast.Attribute(attr="__setattr__") if node.args:
                self._add_to(node.args[0], node, scope)
        match node.func:
            case ast.Attribute(attr=method) if method in _MUTATORS:
                self._add_to(node.func.value, node, scope)

    def _binding(
        self,
        node: ast.AST,
        conditional: bool = False,
        *,
        path: str | None = None,
        made: ast.AST | None = None,
        value: ast.expr | None = None,
        element: bool = False,
        code: ast.AST | None = None,
    ) -> Binding:
        self._order += 1
        line = getattr(node, "lineno", 1)
        return Binding(line, self._order, conditional, path, made, value, element, code)


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, bool]]:
    """Yield a node's children, and whether they stand in the scope that it opens."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            inside: set[ast.AST] = set(node.body)
        case ast.Lambda():
            inside = {node.body}
        case _:
            inside = set(ast.iter_child_nodes(node)) if isinstance(node, _COMPREHENSIONS) else set()
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr_context):
            yield child, child in inside
