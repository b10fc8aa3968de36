"""Shapes, dtypes and devices of what a ``MyRNN`` returns."""

from __future__ import annotations

from rnngrade.checks.interface import Context, Failed, Passed
from rnngrade.worker.interface import StudentError

from . import forms
from .answer import BATCH, LENGTH, SIZES, Answer, Call, Sizes, draw_h_0, draw_x
from .subject import PLAIN, Mode, Run, Subject, plain_call

SHAPES: tuple[tuple[str, int, int, Sizes], ...] = (
    ("a batch of one", 1, LENGTH, SIZES),
    ("a sequence of one step", BATCH, 1, SIZES),
    ("input_size equal to hidden_size", BATCH, LENGTH, (5, 5)),
    ("one example, one step, input and hidden size 1", 1, 1, (1, 1)),
    ("a batch as large as hidden_size", 5, LENGTH, SIZES),
)
"""In words, batch, length, sizes."""


def judge(context: Context, subject: Subject) -> Passed:
    """Judge every combination of sizes in float32 and float64. Raises ``Failed``."""
    runs = [run for case in SHAPES for run in _shape_runs(context, subject, *case[1:])]
    try:
        answers = subject.run_all(runs)
    except (Failed, StudentError):
        # Which case it is shows one by one.
        answers = [_run_case(subject, run) for run in runs]
    for (mode, _), (answer,) in zip(runs, answers, strict=True):
        for name, part in (("outputs", answer.outputs), ("h_n", answer.h_n)):
            if str(part.dtype) != f"torch.{mode.dtype}":
                raise Failed(
                    f"With {_case_name(mode, answer.call)}: {name} should be {mode.dtype} like x, "
                    f"but it is {str(part.dtype)[6:]}.",
                    hint="Make new tensors with x.new_zeros(…), and leave out .float().",
                )
    return Passed(
        f"{len(SHAPES)} combinations of sizes, each in float32 and float64.",
        notes=_device_notes(context),
    )


def _shape_runs(
    context: Context, subject: Subject, batch: int, length: int, sizes: Sizes
) -> list[Run]:
    generator = context.generator(f"shapes {batch} {length} {sizes}")
    x = draw_x(generator, batch, length, sizes[0])
    calls = [Call(x)]
    if subject.h_0_form() is not None:
        calls.append(Call(x, draw_h_0(generator, batch, sizes[1])))
    modes = [Mode(sizes, dtype=d, default_dtype="float32") for d in ("float32", "float64")]
    return [(mode, [call]) for mode in modes for call in calls]


def _case_name(mode: Mode, call: Call) -> str:
    batch, length, _ = call.x.shape
    names = {case[1:]: case[0] for case in SHAPES}
    after = "" if mode.dtype == "float32" else ", after .double()"
    return f"{names[batch, length, mode.sizes]}{after}"


def _run_case(subject: Subject, run: Run) -> list[Answer]:
    mode, (call,) = run
    case = _case_name(mode, call)
    try:
        return subject.run(mode, [call])
    except Failed as failure:
        raise Failed(f"With {case}: {failure.message}", hint=failure.hint) from None
    except StudentError as error:
        hint = "Make every new tensor like x: x.new_zeros(…), or torch.zeros(…, dtype=x.dtype)."
        raise subject.context.raised(
            error, case=f"with {case}", hint=hint if mode.dtype == "float64" else None
        ) from None


def _device_notes(context: Context) -> tuple[str, ...]:
    """Say where a tensor of the CPU meets x whatever the device of x is."""
    line = context.ask(
        "device_conflict", forms.DEVICE_CONFLICT, spec=PLAIN.spec(), x=plain_call(context).x
    )
    where = context.submission.locate(line) if isinstance(line, int) else None
    if where is None:
        return ()
    return (
        f"On a GPU this would fail: {where} makes a tensor on the CPU. x.new_zeros(…) follows x.",
    )
