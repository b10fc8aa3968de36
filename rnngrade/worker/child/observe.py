"""Watches a student's training from outside their loop: no call of theirs is needed.

Hooks see every optimizer step; wrappers see ``backward`` and gradient clipping. What is seen here
is seen in the student's own process and could be forged: it explains a verdict and never makes one.

A step is looked at closely (loss, norms) only while looking costs little of the training's time.
"""

from __future__ import annotations

import functools
import math
import resource
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import torch
from torch import Tensor
from torch.optim.optimizer import (
    Optimizer,
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

from .gradients import norm_of, parameters_of, total_norm, with_gradient
from .graph import Leaves
from .inputs import Inputs
from .shapes import Broadcasts

COLUMNS = 8
"""Of a row: step, CPU seconds, loss, gradient norm before and after clipping, learning rate,
peak memory (bytes), relative change of the largest parameter by the step."""
SHARE = 0.015
"""Of the training's time, that looking closely may cost."""
FIRST_STEPS = 20
"""Steps that are always looked at closely; later on, at least one for each report."""
SECONDS = 0.3
"""Between two reports."""
MAX_ROWS = 200
"""Of one report; others in between are left out."""
BROADCAST_STEPS = 3
"""Steps in which every call of torch's is looked at for a loss between shapes that do not fit."""
UNKNOWN = float("nan")
# ru_maxrss is in kilobytes, but in bytes on macOS.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024

Send = Callable[[dict[str, object]], None]
Forward = Callable[..., Any]


class StepsUsedUpError(BaseException):
    """More optimizer steps than the exercise allows; a BaseException, to pass ``except``."""


class Observer:
    """Wraps torch's ``backward`` and clipping once; looks while ``watch`` is entered."""

    def __init__(self) -> None:
        self._watching: Observation | None = None
        self._thread = threading.local()
        backward, grad = torch.autograd.backward, torch.autograd.grad
        torch.autograd.backward = self._around(backward, Observation.backward)
        torch.autograd.grad = self._around(grad, Observation.grad)
        clip = torch.nn.utils.clip_grad
        for name in ("clip_grad_norm_", "clip_grad_value_"):
            wrapped = self._around(getattr(clip, name), getattr(Observation, name))
            setattr(clip, name, wrapped)
            setattr(torch.nn.utils, name, wrapped)

    @contextmanager
    def watch(self, send: Send, max_steps: int | None) -> Iterator[None]:
        """Observe what is trained in the block, and ``send`` reports of it.

        Raises ``StepsUsedUpError`` in the student's loop at the step after ``max_steps``.
        """
        observation = self._watching = Observation(send, max_steps)
        try:
            with observation.hooks():
                yield
        finally:
            self._watching = None
            observation.finish()

    def _around(self, function: Forward, seen: Callable[..., Any]) -> Forward:
        """Return ``function``, seen by the running observation.

        Not where it is called within another one that is seen, as by ``torch.utils.checkpoint``,
        and by torch itself while ``Broadcasts`` are looked for.
        """

        @functools.wraps(function)
        def observed(*args: Any, **kwargs: Any) -> Any:
            observation = self._watching
            if observation is None or getattr(self._thread, "is_seen", False):
                return function(*args, **kwargs)
            self._thread.is_seen = True
            try:
                return seen(observation, function, *args, **kwargs)
            finally:
                self._thread.is_seen = False

        return observed


class Observation:
    """What is seen of one training."""

    def __init__(self, send: Send, max_steps: int | None) -> None:
        self._send = send
        self._max_steps = max_steps
        self._rows: list[list[float]] = []
        self._looked_at = 0
        self._began_cpu = time.process_time()
        self._reported = time.perf_counter()
        self._cost = 0.0
        self._close = True
        self._loss: Tensor | None = None
        self._norm: float | None = None
        self._norm_of: dict[int, float | None] = {}
        self._clipped_norm: float | None = None
        self._before: Tensor | None = None
        self._leftover: set[int] | None = None
        self._pending = False
        self._optimizing = False
        self._sending = threading.Lock()
        self._finished = False
        self._broadcasts = Broadcasts()
        self._norms: list[float] = []
        self._inputs = Inputs(self._see_input)
        self._leaves = Leaves()
        self._optimizers: weakref.WeakSet[Optimizer] = weakref.WeakSet()
        self._optimized: set[int] = set()
        self._inner = 0
        self.steps = self.backwards = 0
        self.facts: dict[str, Any] = {
            "clipped": 0,
            "clip_at": UNKNOWN,
            "leftover_checks": 0,
            "leftovers": 0,
            "retained": 0,
            "graph_nodes": [],
            "broadcast": None,
            "nonfinite": None,
            "optimizer": "",
        }

    @contextmanager
    def hooks(self) -> Iterator[None]:
        """Have torch tell of optimizer steps in the block."""
        handles = [
            register_optimizer_step_pre_hook(self._before_step),
            register_optimizer_step_post_hook(self._after_step),
        ]
        self._inputs.watch()
        self._broadcasts.enter()
        try:
            yield
        finally:
            self._broadcasts.leave()
            self._inputs.leave()
            for handle in handles:
                handle.remove()

    def backward(self, function: Forward, *args: Any, **kwargs: Any) -> Any:
        """See ``torch.autograd.backward(tensors, grad_tensors, retain_graph, …)``."""
        tensors = args[0] if args else kwargs.get("tensors")
        retained = args[2] if len(args) > 2 else kwargs.get("retain_graph")
        self._guarded(self._before_backward, tensors, retained)
        result = function(*args, **kwargs)
        self._guarded(self._after_backward, None)
        return result

    def grad(self, function: Forward, *args: Any, **kwargs: Any) -> Any:
        """See ``torch.autograd.grad(outputs, inputs, …)``, by which one can train as well.

        With ``create_graph`` it may be a part of the loss, and is not taken for a step.
        """
        if kwargs.get("create_graph"):
            self._inner += 1
            return function(*args, **kwargs)
        outputs = args[0] if args else kwargs.get("outputs")
        self._guarded(self._before_backward, outputs, False)
        result = function(*args, **kwargs)
        self._guarded(self._after_backward, result)
        return result

    def clip_grad_norm_(self, function: Forward, *args: Any, **kwargs: Any) -> Any:
        """See the norm that clipping measures."""
        result = function(*args, **kwargs)
        limit = args[1] if len(args) > 1 else kwargs.get("max_norm", UNKNOWN)
        self._guarded(self._clip, limit, result)
        return result

    def clip_grad_value_(self, function: Forward, *args: Any, **kwargs: Any) -> Any:
        """See that values are clipped."""
        limit = args[1] if len(args) > 1 else kwargs.get("clip_value", UNKNOWN)
        result = function(*args, **kwargs)
        self._guarded(self._clip, limit, None)
        return result

    def finish(self) -> None:
        """Send the last report."""
        if self._pending and not self._optimizing:
            self._guarded(self._row, UNKNOWN)
        self._guarded(self._last_row)
        self.report()
        with self._sending:
            self._finished = True  # a thread of the student's may go on

    def report(self) -> None:
        """Send what was seen since the last report."""
        with self._sending:
            self._reported = time.perf_counter()
            stride = -(-len(self._rows) // MAX_ROWS) or 1
            rows = self._rows[::-1][::stride][::-1]  # the newest is always among them
            self._rows = []
            if not self._finished:
                seen = torch.tensor(rows, dtype=torch.float64, device="cpu").view(-1, COLUMNS)
                self._send({"rows": seen, "facts": self.facts | self._counted()})

    def _counted(self) -> dict[str, int]:
        trained = self._leaves.staying()
        return {
            "steps": self.steps,
            "backwards": self.backwards or self._inner,
            **self._inputs.counted(),
            "trained": len(trained),
            "moved": self._leaves.moved(),
            "unoptimized": len(trained - self._optimized),
        }

    def _count(self) -> int:
        """Return how many steps there were; without an optimizer each backward pass is one."""
        return self.steps if self._optimizing else self.backwards

    def _guarded(self, see: Callable[..., None], *args: Any) -> None:
        """Look, and let no fault of looking reach the student's loop."""
        started = time.process_time()
        with suppress(Exception), torch.no_grad():
            see(*args)
        if self._count() > FIRST_STEPS:
            self._cost += time.process_time() - started

    def _before_backward(self, tensors: Any, retained: Any) -> None:
        self._inputs.leave()
        if self._pending and not self._optimizing:
            self._row(UNKNOWN)  # there is no optimizer: every backward is a step
        first = not self._pending
        self.backwards += 1
        self._pending = True
        allowed = SHARE * (time.process_time() - self._began_cpu)
        self._close = self._count() <= FIRST_STEPS or self._cost < allowed or not self._rows
        self.facts["retained"] += bool(retained)
        loss = tensors[0] if isinstance(tensors, (tuple, list)) else tensors
        self._loss = loss.detach()
        self._norm = self._clipped_norm = None
        self._norm_of = {}
        if self.backwards & (self.backwards - 1) == 0:
            self.facts["graph_nodes"].append([self.backwards, self._leaves.look(loss)])
        if first:
            self._leftover = self._find_leftovers() if self._close else None
        if self._broadcasts.active:
            self.facts["broadcast"] = self.facts["broadcast"] or self._broadcasts.explain(loss)

    def _find_leftovers(self) -> set[int] | None:
        """Return the ids of parameters that have a gradient already; None before any step."""
        grads = [(p, p.grad) for known in self._optimizers for p in with_gradient(known)[:3]]
        found = {id(p) for p, grad in grads if grad is not None and bool(grad.any())}
        return found if self.steps else None

    def _after_backward(self, result: Any) -> None:
        if not self._close:
            return
        if result is not None:
            self._norm = total_norm([part for part in result if isinstance(part, Tensor)])
        elif self._optimizing:
            self._norm_of = {id(known): norm_of(known) for known in self._optimizers}
        else:
            self._norm = total_norm(self._leaves.gradients())

    def _clip(self, limit: Any, measured: Any) -> None:
        self.facts["clipped"] += 1
        self.facts["clip_at"] = float(limit)
        if isinstance(measured, Tensor) and self._close:
            self._norm = float(measured)
            self._norm_of = {}

    def _before_step(self, optimizer: Any, *_: Any) -> None:
        if self._max_steps is not None and self.steps >= self._max_steps:
            raise StepsUsedUpError(f"more than {self._max_steps} optimizer steps")
        self._guarded(self._see_step, optimizer)

    def _see_step(self, optimizer: Optimizer) -> None:
        if not self._optimizing:
            self._optimizing = True
            self._rows = []  # what looked like steps without an optimizer were parts of this one
        parameters = parameters_of(optimizer)
        if optimizer not in self._optimizers or self.steps & (self.steps - 1) == 0:
            self._optimizers.add(optimizer)
            self._optimized |= {id(parameter) for parameter in parameters}
            self.facts["optimizer"] = type(optimizer).__name__[:100]
        if self._leftover is not None:
            self.facts["leftover_checks"] += 1
            self.facts["leftovers"] += any(id(p) in self._leftover for p in parameters)
            self._leftover = None
        if not self._close or not parameters:
            return
        self._clipped_norm = norm_of(optimizer)
        largest = max(parameters, key=Tensor.numel)
        self._before = largest.detach().clone()

    def _after_step(self, optimizer: Any, *_: Any) -> None:
        self._guarded(self._finish_step, optimizer)

    def _finish_step(self, optimizer: Optimizer) -> None:
        self.steps += 1
        self._norm = self._norm_of.get(id(optimizer), self._norm)
        change = UNKNOWN
        if self._close and self._before is not None:
            after = max(parameters_of(optimizer), key=Tensor.numel).detach()
            change = float((after - self._before).norm() / self._before.norm())
            self._before = None
        self._row(float(optimizer.param_groups[0]["lr"]), change)

    def _row(self, learning_rate: float, change: float = UNKNOWN) -> None:
        """Take down the step that ends."""
        self._pending = False
        self._leave_broadcasts()
        count = self._count()
        if self._close:
            loss = UNKNOWN if self._loss is None else float(self._loss.sum())
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT
            cpu = time.process_time() - self._began_cpu
            # A step that calls a closure, such as LBFGS's, has none to be clipped before it begins.
            clipped = self._norm if self._clipped_norm is None else self._clipped_norm
            norms = [UNKNOWN if norm is None else norm for norm in (self._norm, clipped)]
            self._rows.append([count, cpu, loss, *norms, learning_rate, memory, change])
            self._looked_at = count
            self._see_nonfinite(count, loss)
        if count <= 8 or count & (count - 1) == 0:
            self._inputs.watch()
        if time.perf_counter() - self._reported > SECONDS:
            self.report()

    def _last_row(self) -> None:
        """Take down the loss of the very last step, where that was not looked at closely."""
        count = self._count()
        if self._loss is not None and count > self._looked_at:
            cpu = time.process_time() - self._began_cpu
            unknown = [UNKNOWN] * (COLUMNS - 3)
            self._rows.append([count, cpu, float(self._loss.sum()), *unknown])

    def _see_nonfinite(self, step: int, loss: float) -> None:
        finite = self._loss is None or math.isfinite(loss)
        if self._norm is not None:
            finite = finite and math.isfinite(self._norm)
        if not finite and self.facts["nonfinite"] is None:
            self.facts["nonfinite"] = [step, loss, max(self._norms[-5:], default=UNKNOWN)]
        if finite and self._norm is not None:
            self._norms = [*self._norms[-4:], self._norm]

    def _leave_broadcasts(self) -> None:
        # Not in backward(), where torch has taken the mode off for a while.
        if self.backwards >= BROADCAST_STEPS:
            self._broadcasts.leave()

    def _see_input(self, look: Callable[..., None], *args: Any) -> None:
        self._leave_broadcasts()
        self._guarded(look, *args)
