"""Scopes and bindings of a module: what a name may stand for at a given place of the source."""

from __future__ import annotations

import ast
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from enum import Enum

_MOST = 20
"""So many bindings of one name are looked at, the latest first."""


class Kind(Enum):
    """What opens a scope."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    COMPREHENSION = "comprehension"


@dataclass(frozen=True, eq=False)
class Binding:
    """One place that gives a name its meaning.

    The name stands for the external dotted ``path`` (an import), for the class or function
    ``made``, for the ``value`` of an expression, or for an ``element`` of that; for none of these
    where it cannot be told. ``code`` is what a use of the name brings with it.
    """

    line: int
    order: int
    conditional: bool = False
    """Whether earlier bindings of the name may still hold."""
    path: str | None = None
    made: ast.AST | None = None
    value: ast.expr | None = None
    element: bool = False
    code: ast.AST | None = None


@dataclass(eq=False)
class Scope:
    """What is bound in a module, class, function or comprehension."""

    kind: Kind
    node: ast.AST
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    additions: dict[str, list[Binding]] = field(default_factory=dict)
    """What is done to the value of a name afterwards, such as ``MyRNN.forward = f``."""
    global_names: set[str] = field(default_factory=set)
    outer_names: set[str] = field(default_factory=set)
    attributes: dict[str, list[ast.expr]] = field(default_factory=dict)
    """Of a class: the values that its methods assign to attributes of ``self``."""
    returns: list[ast.expr] = field(default_factory=list)
    """Of a function: what it returns."""
    self_name: str | None = None
    """Of a method: its first parameter."""
    stars: list[Binding] = field(default_factory=list)
    """Of a module: its ``from … import *``."""

    @property
    def module(self) -> Scope:
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def bind(self, name: str, binding: Binding) -> None:
        """Add a binding, in the scope that a ``global`` or ``nonlocal`` statement names."""
        scope: Scope = self
        if name in self.global_names:
            scope, binding = self.module, replace(binding, conditional=True)
        elif name in self.outer_names and self.parent is not None:
            owner = self.parent.owner(name)
            scope = owner or self
        scope.bindings.setdefault(name, []).append(binding)

    def owner(self, name: str) -> Scope | None:
        """Return the scope that ``name`` belongs to when it is read here; None for a builtin."""
        scope: Scope | None = self.module if name in self.global_names else self
        inner = False
        while scope is not None:
            hidden = inner and scope.kind is Kind.CLASS
            if name in scope.bindings and not hidden and name not in scope.outer_names:
                return scope
            inner = inner or scope.kind is Kind.FUNCTION
            scope = scope.parent
        return None

    def lookup(self, name: str, order: int) -> list[Binding]:
        """Return the bindings that ``name`` may have when it is read here, the latest first.

        ``order`` is the place of the reading statement. A function's body runs later, so that the
        last binding counts there; elsewhere it is the last one before.
        """
        owner = self.owner(name)
        if owner is None:
            return []
        found = owner.bindings[name]
        if owner.kind in (Kind.FUNCTION, Kind.COMPREHENSION):
            return found[-_MOST:][::-1]
        end = len(found)
        if not self._runs_later(owner):
            end = bisect_right(found, order, key=lambda binding: binding.order) or end
        live: list[Binding] = []
        for binding in reversed(found[max(0, end - _MOST) : end]):
            live.append(binding)
            if not binding.conditional:
                break
        since = live[-1].order
        added = owner.additions.get(name, [])[-_MOST:]
        return live + [binding for binding in added if binding.order >= since]

    def _runs_later(self, owner: Scope) -> bool:
        scope: Scope | None = self
        while scope is not None and scope is not owner:
            if scope.kind is Kind.FUNCTION:
                return True
            scope = scope.parent
        return False
