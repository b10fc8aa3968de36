"""A checkpoint in place of a training: restored in a worker, and what to say where it cannot be.

A probe's ``restore`` answers as ``child.models.Models.restore`` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

import torch

from rnngrade.checks.form import Several
from rnngrade.checks.interface import Context, Failed
from rnngrade.result import Outcome
from rnngrade.submission.interface import Checkpoint
from rnngrade.training import Training
from rnngrade.training.unread import Unread
from rnngrade.worker.bounds import refusal_hint
from rnngrade.worker.interface import Budget

REFUSED = {
    "refused": str,
    "said": str,
    "counts": [int, int, int],
    "missing": Several(str),
    "unexpected": Several(str),
    "reshaped": Several([str, Several(int), Several(int)]),
}
"""Why a checkpoint cannot be used; see ``child.checkpoints.Refused``."""


def restore(
    context: Context, checkpoint: Checkpoint, budget: Budget, label: str, form: Mapping[str, Any]
) -> Training:
    """Call the probe's ``restore`` in a worker of its own; ``form`` is that of a trained model."""
    if checkpoint.refusal is not None:
        return Unread(budget, checkpoint.name)
    return context.train(
        "restore",
        (form, REFUSED),
        budget,
        label=label,
        worker_device=context.device,
        restored_from=checkpoint.name,
        content=torch.frombuffer(bytearray(checkpoint.content), dtype=torch.uint8),
        kind=PurePath(checkpoint.name).suffix.lower(),
        device=context.device,
    )


def require_restored(
    training: Training, context: Context, checkpoint: Checkpoint, expected: str
) -> None:
    """Raise ``Failed`` unless the checkpoint is in a model, of the class ``expected``."""
    if checkpoint.refusal is not None:
        raise Failed(checkpoint.refusal.message, hint=checkpoint.refusal.hint)
    if training.error is not None:
        failure = context.stopped(training.error)
        failure.message = f"{checkpoint.name} could not be restored. {failure.message}"
        raise failure
    if "refused" in training.answer:
        raise _refused(training.answer, context, checkpoint.name, expected)


def notes(context: Context) -> Iterator[str]:
    """Yield what is worth saying of the files of weights that were handed in."""
    found = context.submission.checkpoints
    if not context.rubric.checkpoint:
        for path in found.beside:
            yield f"{path.name} was not looked at: in this exercise no checkpoint counts."
    elif context.checkpoint is not None and context.checkpoint.refusal is None:
        yield (
            f"{context.checkpoint.name} stands in for a training: train is not called. Move the "
            "file away to have it called."
        )
    elif found.misnamed is not None:
        right = PurePath(context.submission.name).stem + PurePath(found.misnamed).suffix
        yield f"{found.misnamed} was not looked at: beside your file, call it {right}."


def _refused(told: Mapping[str, Any], context: Context, name: str, expected: str) -> Failed:
    """Return the failure that says what is wrong with a checkpoint, and how to save a right one."""
    said, save = told["said"], f"Save it once more, with `{_saving(name)}`."
    match told["refused"]:
        case "pickled":
            return Failed(
                f"{name} holds more than weights: {said}. Nothing but tensors is loaded.",
                hint=f"Save the state_dict alone, with `{_saving(name)}`.",
            )
        case "no_state":
            return Failed(
                f"{name} should hold a state_dict, tensors by their names; it holds a {said}.",
                hint=save,
            )
        case "misfit":
            return _misfit(told, name, expected)
        case "nan":
            return Failed(
                f"The weights in {name} hold NaN, such as {said}.",
                hint="Look at the loss of that training: save weights only while it is finite.",
            )
    if hint := refusal_hint(said, context.rubric.limits):
        message = f"{name} could not be restored: loading it takes more than your code may use."
        return Failed(message, hint=hint, outcome=Outcome.CRASH)
    return Failed(f"{name} cannot be read as a checkpoint ({said}).", hint=save)


def _misfit(told: Mapping[str, Any], name: str, expected: str) -> Failed:
    missing, unexpected, reshaped = told["counts"]
    hint = f"Save the weights of this very {expected}, with `{_saving(name)}`."
    if reshaped and not missing and not unexpected:
        hint = f"{expected}() should have the sizes of the trained model as its defaults."
    parts = "; ".join(_differences(told)) or told["said"]
    return Failed(f"The weights in {name} do not fit {expected}(): {parts}.", hint=hint)


def _differences(told: Mapping[str, Any]) -> Iterator[str]:
    missing, unexpected, reshaped = told["counts"]
    if missing:
        yield f"missing: {_listed(told['missing'], missing)}"
    if unexpected:
        yield f"unexpected: {_listed(told['unexpected'], unexpected)}"
    if reshaped:
        shapes = [f"{key} is {tuple(a)}, not {tuple(b)}" for key, a, b in told["reshaped"]]
        yield f"of another shape: {_listed(shapes, reshaped)}"


def _listed(names: list[str], count: int) -> str:
    shown = names[:3]
    more = f" and {count - len(shown)} more" if count > len(shown) else ""
    return f"{', '.join(shown)}{more}"


def _saving(name: str) -> str:
    if name.lower().endswith(".safetensors"):
        return f'safetensors.torch.save_file(model.state_dict(), "{name}")'
    return f'torch.save(model.state_dict(), "{name}")'
