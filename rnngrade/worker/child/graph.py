"""The graph behind a loss: how large it is, and which tensors it trains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

MAX_NODES = 20_000
"""A larger graph is not walked to its end."""
MAX_INITIAL_ELEMENTS = 5_000_000
"""Of all the copies that are kept of tensors as they were at first."""


@dataclass
class _Leaf:
    tensor: Tensor
    start: Tensor
    """Its values when it was first seen."""
    looks: int
    last_look: int


class Leaves:
    """The tensors that take gradients in the graphs of a training's losses, looked at a few times.

    Those that one look alone has seen do not stay: an input or a state that is drawn anew for each
    batch, or the parameters of a loop that replaces them. Of these no step can be told.
    """

    def __init__(self) -> None:
        self._leaves: dict[int, _Leaf] = {}
        self._looks = 0

    def look(self, loss: Tensor) -> int:
        """Walk the graph behind ``loss``, and return the number of its nodes."""
        nodes, tensors = walk(loss)
        self._looks += 1
        room = MAX_INITIAL_ELEMENTS - sum(leaf.start.numel() for leaf in self._leaves.values())
        for tensor in tensors:
            leaf = self._leaves.get(id(tensor))
            if leaf is not None:
                leaf.looks += leaf.last_look < self._looks
                leaf.last_look = self._looks
            elif tensor.numel() <= room:
                room -= tensor.numel()
                start = tensor.detach().clone()
                self._leaves[id(tensor)] = _Leaf(tensor, start, 1, self._looks)
        return nodes

    def staying(self) -> set[int]:
        """Return the ids of those that stay; of all, as long as there was one look."""
        return {key for key, leaf in self._leaves.items() if leaf.looks >= 2 or self._looks == 1}

    def moved(self) -> int:
        """Return how many of those that stay have other values than at first."""
        return sum(_has_moved(self._leaves[key]) for key in self.staying())

    def gradients(self) -> list[Tensor]:
        """Return the gradients of those that stay, and were there at the last look."""
        leaves = [self._leaves[key] for key in self.staying()]
        found = [leaf.tensor.grad for leaf in leaves if leaf.last_look == self._looks]
        return [grad for grad in found if grad is not None]


def walk(loss: Tensor) -> tuple[int, list[Tensor]]:
    """Return the number of nodes of ``loss``'s graph, and its leaves that take gradients."""
    start: Any = loss.grad_fn
    seen = {start}
    waiting = [start] if start is not None else []
    leaves = []
    while waiting and len(seen) < MAX_NODES:
        node = waiting.pop()
        leaf = getattr(node, "variable", None)
        if isinstance(leaf, Tensor):
            leaves.append(leaf)
        for following, _ in node.next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                waiting.append(following)
    return len(seen), leaves


def _has_moved(leaf: _Leaf) -> bool:
    try:
        return not torch.equal(leaf.tensor.detach(), leaf.start)
    except RuntimeError:  # it is on another device, or of another shape, by now
        return True
