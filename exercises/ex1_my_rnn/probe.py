"""Exercise 1's half in the worker: builds a student's ``MyRNN`` and calls it as the checks ask.

It runs in the process of the student's code, so it knows nothing that is worth stealing: no
expected value, no threshold, no seed of later inputs. Every function takes the student's module
first and gets the rest from the grader. Nothing is judged here.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd import profiler_legacy
from torch.optim.adam import adam
from torch.overrides import TorchFunctionMode

# As it is before student code has run.
_equal = torch.equal

DTYPES = {"float32": torch.float32, "float64": torch.float64}


def construct(student: Any, sizes: tuple[int, int]) -> dict[str, bool]:
    """Say what ``MyRNN`` is, and construct one of (input_size, hidden_size) ``sizes``."""
    thing = student.MyRNN
    if not inspect.isclass(thing) or not issubclass(thing, nn.Module):
        return {"is_class": inspect.isclass(thing), "is_module": False}
    return {"is_class": True, "is_module": isinstance(thing(*sizes), nn.Module)}


def runs(student: Any, specs: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Run a fresh model for each spec; see ``build`` for its keys.

    ``spec["calls"]`` is a list of ``{"x": Tensor, "h_0": Tensor or None}``, made one after the
    other on one model, after the generators were set to ``spec["call_seed"]``. For each call:
    ``returned`` as it was right after the call, ``later`` as it was after the last call (None where
    that is the same), and whether ``x`` and ``h_0`` were changed in place.
    """
    return [_calls(student, spec) for spec in specs]


def _calls(student: Any, spec: dict[str, Any]) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    with torch.no_grad(), computing_in(spec):
        model = build(student, spec)
        seed_with(spec["call_seed"])
        for call in spec["calls"]:
            x, h_0 = placed(call["x"], spec), placed(call["h_0"], spec)
            raw = model(x) if h_0 is None else model(x, h_0)
            answers.append(
                {
                    "returned": _snapshot(raw),
                    "later": raw,
                    "x_changed": _changed(x, placed(call["x"], spec)),
                    "h_0_changed": _changed(h_0, placed(call["h_0"], spec)),
                }
            )
    for answer in answers:
        if _same(answer["returned"], answer["later"]):
            answer["later"] = None  # To send it twice would take its time.
    return answers


def build(student: Any, spec: dict[str, Any]) -> nn.Module:
    """Return a fresh model.

    ``spec`` has ``sizes`` (input_size, hidden_size), ``seed`` for torch's generator, ``dtype``,
    ``default_dtype``, ``device``, ``training`` (train() or eval()), and ``values``: tensors by the
    names of parameters and buffers, or None to leave the initial values.
    """
    if spec["device"] == "cuda":
        # TF32 keeps 10 bits of the mantissa: its products are off by 1e-3.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    seed_with(spec["seed"])
    model: nn.Module = student.MyRNN(*spec["sizes"])
    model = model.to(dtype=DTYPES[spec["dtype"]], device=spec["device"])
    if any(isinstance(p, nn.parameter.UninitializedParameter) for p in model.parameters()):
        model(placed(torch.zeros(1, 1, spec["sizes"][0]), spec))
    if spec["values"]:
        with torch.no_grad():
            for name, tensor in (*model.named_parameters(), *model.named_buffers()):
                if name in spec["values"]:
                    tensor.copy_(spec["values"][name])
    model.train(spec["training"])
    return model


def seed_with(seed: int) -> None:
    """Set the generators that the student's code draws from.

    ``torch.manual_seed`` would do, but where CUDA is not in use it notes a stack trace for each of
    its devices, which takes a millisecond.
    """
    torch.default_generator.manual_seed(seed)
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.manual_seed_all(seed)


@contextmanager
def computing_in(spec: dict[str, Any]) -> Iterator[None]:
    """Make ``spec["default_dtype"]`` torch's default, so that ``torch.zeros`` follows it."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(DTYPES[spec["default_dtype"]])
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def placed(tensor: Tensor | None, spec: dict[str, Any]) -> Tensor | None:
    """Return a copy of ``tensor`` in the spec's dtype, on its device."""
    if tensor is None:
        return None
    return tensor.to(dtype=DTYPES[spec["dtype"]], device=spec["device"], copy=True)


def _changed(now: Tensor | None, before: Tensor | None) -> bool:
    return now is not None and before is not None and not _equal(now, before)


def _snapshot(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, (tuple, list)):
        items = [_snapshot(item) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return value


def _same(before: Any, now: Any) -> bool:
    """Return whether a value is surely still what its snapshot is."""
    if isinstance(now, (tuple, list)) and isinstance(before, (tuple, list)):
        return len(before) == len(now) and all(map(_same, before, now))
    plain = type(now) is type(before) is Tensor and now.layout is torch.strided
    return plain and _equal(before, now)


def operators(student: Any, spec: dict[str, Any]) -> list[str]:
    """Return the names of torch's operators that one call runs through, ``aten::tanh`` and others.

    torch's own profiler notes them, below Python: however a ready-made layer was come by, it shows.
    """
    with torch.no_grad(), computing_in(spec):
        model = build(student, spec)
        call = spec["calls"][0]
        with profiler_legacy.profile(use_cuda=False) as profiler:  # type: ignore[no-untyped-call]
            model(placed(call["x"], spec))
    return sorted({event.name for event in profiler.function_events})


def parameters(student: Any, specs: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Describe the parameters of a fresh model for each spec, with their values."""
    answers = []
    for spec in specs:
        with computing_in(spec):
            model = build(student, spec)
        answers.append(
            [
                {"name": name, "value": p.detach(), "requires_grad": p.requires_grad}
                for name, p in model.named_parameters()
            ]
        )
    return answers


def buffers(student: Any, spec: dict[str, Any]) -> dict[str, Tensor]:
    """Return the floating-point buffers of a fresh model, by name."""
    with computing_in(spec):
        model = build(student, spec)
    return {name: b for name, b in model.named_buffers() if b.is_floating_point()}


def reload(student: Any, spec: dict[str, Any], x: Tensor) -> dict[str, Any]:
    """Carry a ``state_dict`` from one fresh model into another, and run both on ``x``."""
    with torch.no_grad(), computing_in(spec):
        first = build(student, spec)
        second = build(student, {**spec, "seed": spec["seed"] + 1000})
        second.load_state_dict({name: value.clone() for name, value in first.state_dict().items()})
        answers = {}
        for name, model in (("first", first), ("second", second)):
            seed_with(spec["seed"])
            answers[name] = model(placed(x, spec))
        return answers


def device_conflict(student: Any, spec: dict[str, Any], x: Tensor) -> int | None:
    """Return the student's line that makes a tensor on the CPU which later meets one of x's.

    Judged on the CPU: what is made without a device, and not moved to one, would stay there.
    """
    model, inputs = build(student, spec), placed(x, spec)
    with torch.no_grad(), _DeviceWatch() as watch:
        model(inputs)
    conflict: int | None = watch.conflict
    return conflict


class _DeviceWatch(TorchFunctionMode):
    """Follows tensors that were made without a device until they meet another tensor."""

    FACTORIES = frozenset(
        {torch.zeros, torch.ones, torch.empty, torch.full, torch.eye, torch.rand, torch.randn}
    )
    MOVES = frozenset(
        {Tensor.to, Tensor.type_as, Tensor.cuda}
        # Copying into a tensor, or indexing with one, works across devices.
        | {Tensor.__setitem__, Tensor.__getitem__, Tensor.copy_}
    )

    def __init__(self) -> None:
        super().__init__()
        self.conflict: int | None = None
        self._lines: dict[int, int | None] = {}
        self._alive: list[Tensor] = []

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Pass every call on, and note what it means for devices."""
        made = func(*args, **(kwargs or {}))
        if func in self.FACTORIES and not (kwargs or {}).get("device"):
            self._lines[id(made)] = _student_line()
            self._alive.append(made)  # Keeps its id from being given to another.
        elif func not in self.MOVES:
            self._note(
                made, [part for a in args for part in (a if isinstance(a, (list, tuple)) else [a])]
            )
        return made

    def _note(self, made: Any, parts: list[Any]) -> None:
        tensors = [part for part in parts if isinstance(part, Tensor) and part.dim() > 0]
        on_cpu = [t for t in tensors if id(t) in self._lines]
        if not on_cpu or self.conflict is not None:
            return
        if len(on_cpu) < len(tensors):
            self.conflict = self._lines[id(on_cpu[0])]
        elif isinstance(made, Tensor):
            # What is made of such tensors alone is one of them.
            self._lines[id(made)] = self._lines[id(on_cpu[0])]
            self._alive.append(made)


def _student_line() -> int | None:
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_filename != "<submission>":
        frame = frame.f_back
    return frame.f_lineno if frame else None


def gradients(student: Any, spec: dict[str, Any], weights: dict[str, Tensor]) -> dict[str, Any]:
    """Differentiate ``sum(outputs * weights["outputs"]) + sum(h_n * weights["h_n"])``.

    One call, ``spec["calls"][0]``. Returns the gradients with respect to ``x``, ``h_0`` and every
    parameter by name, None where there is none, and whether the outputs have a graph at all.
    """
    with computing_in(spec):
        model = build(student, spec)
        call = spec["calls"][0]
        x, h_0 = placed(call["x"], spec), placed(call["h_0"], spec)
        inputs = [tensor.requires_grad_() for tensor in (x, h_0) if tensor is not None]
        seed_with(spec["seed"])
        outputs, h_n = model(x) if h_0 is None else model(x, h_0)
        loss = (outputs * placed(weights["outputs"], spec)).sum()
        loss = loss + (h_n.reshape(weights["h_n"].shape) * placed(weights["h_n"], spec)).sum()
    if not loss.requires_grad:
        return {"graph": False}
    trainable = {name: p for name, p in model.named_parameters() if p.requires_grad}
    loss.backward()
    return {
        "graph": True,
        "x": inputs[0].grad,
        "h_0": None if h_0 is None else h_0.grad,
        "parameters": {name: p.grad for name, p in trainable.items()},
    }


def learn(
    student: Any, spec: dict[str, Any], batches: Tensor, readout: Tensor, lag: int, rate: float
) -> dict[str, Any]:
    """Train a fresh model to recall the input of ``lag`` steps ago through a fixed ``readout``.

    ``batches`` is (steps, batch, seq_len, input_size), one Adam step each; ``readout``
    (input_size, hidden_size) is not trained, so that a recurrence left at random does not pass.
    Returns the trained parameters by name, and the loss of every step. Adam is Kingma and Ba's
    (2015), with torch's own defaults, called through torch's functional form: its class would
    import ``torch._dynamo``, which takes a second.
    """
    model = build(student, spec)
    trained: list[Tensor] = [p for p in model.parameters() if p.requires_grad]
    averages = [torch.zeros_like(p) for p in trained]
    squares = [torch.zeros_like(p) for p in trained]
    counts = [torch.tensor(0.0) for _ in trained]
    losses: list[float] = []
    for x in batches:
        outputs, _ = model(x)
        recalled = outputs[:, lag:].to(readout.dtype) @ readout.T
        loss = ((recalled - x[:, : x.shape[1] - lag]) ** 2).mean()
        if not trained or not loss.requires_grad:
            break
        loss.backward()
        found = [p.grad for p in trained]
        for p in trained:
            p.grad = None
        with torch.no_grad():
            adam(
                trained,
                [
                    torch.zeros_like(p) if g is None else g
                    for p, g in zip(trained, found, strict=True)
                ],
                averages,
                squares,
                [],
                counts,
                foreach=False,
                amsgrad=False,
                beta1=0.9,
                beta2=0.999,
                lr=rate,
                weight_decay=0.0,
                eps=1e-8,
                maximize=False,
            )
        losses.append(loss.item())
    values = {name: p.detach() for name, p in model.named_parameters()}
    return {"values": values, "losses": losses}
