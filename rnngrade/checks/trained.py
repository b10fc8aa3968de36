"""What every check of a trained model does: one try of a training, and what to say of it.

An exercise adds what it asks of the model. Its probe keeps the model with ``child.models``, whose
``train`` and ``restore`` answer in the form ``TRAINED``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch

from rnngrade.checks import restored
from rnngrade.checks.form import Several
from rnngrade.checks.interface import Context, Failed
from rnngrade.result import TrainingCurve
from rnngrade.training import Attempt, Goal, Training, symptoms
from rnngrade.worker.interface import Budget, StudentError, Value, WorkerError

SETTINGS = ("tries", "cpu_seconds", "wall_seconds", "cuda_seconds", "max_steps")
"""What a rubric says of every training, besides its thresholds."""
TRAINED = {
    "type": str,
    "is_none": bool,
    "is_tuple": bool,
    "is_expected": bool,
    "devices": Several(str),
}
MAX_SEED = 2**31


def train(
    context: Context,
    settings: Mapping[str, Any],
    key: object,
    number: int,
    *,
    label: str,
    **arguments: Value,
) -> tuple[int, Training]:
    """Run try ``number``, from 0, of the training for ``key``; return its seed and the training.

    The probe's ``train`` is given the seed, the device and ``arguments``. Where a checkpoint was
    handed in that counts, ``restore`` is called in its place, and is the only try. ``label`` names
    the training in live reports.
    """
    generator = context.generator(f"train {key} {number}")
    seed = int(torch.randint(MAX_SEED, (1,), generator=generator))
    on_gpu = context.device == "cuda"
    budget = Budget(
        cpu_seconds=None if on_gpu else settings["cpu_seconds"],
        wall_seconds=settings["cuda_seconds" if on_gpu else "wall_seconds"],
        max_steps=settings["max_steps"],
    )
    if context.checkpoint is not None:
        return seed, restored.restore(context, context.checkpoint, budget, label, TRAINED)
    training = context.train(
        "train",
        TRAINED,
        budget,
        label=label + (f", try {number + 1}" if number else ""),
        worker_device=context.device,
        seed=seed,
        device=context.device,
        **arguments,
    )
    return seed, training


def require_model(training: Training, context: Context, call: str, expected: str) -> None:
    """Raise ``Failed`` or ``WorkerError`` unless there is a model to measure.

    ``call`` is how ``train`` is called, ``expected`` the name of the model's class.
    """
    if context.checkpoint is not None:
        restored.require_restored(training, context, context.checkpoint, expected)
    if training.error is not None:
        raise training.error
    told = training.answer
    asked = f"{call} should return the trained {expected}"
    if told["is_none"]:
        raise Failed(f"{asked}, but it returns None.", hint="End train with `return model`.")
    if told["is_tuple"]:
        raise Failed(f"{asked}, but it returns a {told['type']}.", hint="Return the model alone.")
    if not told["is_expected"]:
        raise Failed(f"{asked}, but it returns an object of type {told['type']}.")
    if told["devices"] not in ([], [context.device]):
        raise Failed(
            f"train(…, device={context.device!r}) should return a model on that device, but its "
            f"parameters are on {' and '.join(told['devices'])}.",
            hint="Move the model with .to(device) before the optimizer is made.",
        )


def without_model(
    context: Context, attempt: Attempt, goal: Goal, exhibits: Sequence[TrainingCurve]
) -> Failed:
    """Return the failure of a training that left nothing to measure.

    ``goal`` is in units of the loss that was trained on.
    """
    error = attempt.failure
    failure = error if isinstance(error, Failed) else context.stopped(_worker_error(error))
    symptom = symptoms.of_error(attempt.training.error) if attempt.training.error else None
    if symptom is None and not isinstance(error, (Failed, StudentError)):
        symptom = symptoms.of_training(attempt.training, None, goal, lambda: True)
    if symptom is not None:
        named = context.confirmed(f"{failure.message} {symptom.sentence}".strip(), symptom.mistake)
        failure.message, failure.diagnosis = named.message, named.diagnosis
        failure.hint = named.hint or failure.hint
    failure.exhibits = tuple(exhibits)
    return failure


def took(training: Training) -> str:
    """Say in how many seconds a model was trained, or from which checkpoint it was restored."""
    if training.restored_from is not None:
        return f"from {training.restored_from}"
    return f"in {training.seconds:.1f} s"


def next_step(training: Training, hint: str) -> str:
    """Return ``hint``, which speaks of the curve; another one where nothing was trained here."""
    if training.restored_from is not None:
        return "Train for longer, save the weights again, and look at the loss meanwhile."
    return hint


def curves(
    attempts: Sequence[Attempt], best: Attempt, label: str, levels: Mapping[str, float]
) -> tuple[TrainingCurve, ...]:
    """Return the curve of every try, the best one last; none of a checkpoint."""
    if best.training.restored_from is not None:
        return ()
    numbered = list(enumerate(attempts, start=1))
    numbered.sort(key=lambda pair: pair[1] is best)
    return tuple(
        attempt.training.observations.curve(f"{label}, try {number} (seed {attempt.seed})", levels)
        for number, attempt in numbered
    )


def evidence_of(attempts: Sequence[Attempt], best: Attempt) -> dict[str, Any]:
    """Return the numbers of trainings of which the best was measured."""
    facts = best.training.observations.facts
    origin = best.training.restored_from
    return {
        "metric": best.metric,
        "cpu_seconds": best.training.seconds,
        **({} if origin is None else {"restored_from": origin}),
        "tries": [{"seed": attempt.seed, "metric": attempt.metric} for attempt in attempts],
        "observed": {name: facts[name] for name in ("steps", "optimizer", "clipped", "clip_at")},
    }


def _worker_error(error: Exception | None) -> WorkerError:
    assert isinstance(error, WorkerError)  # noqa: S101 - an attempt fails in one of two ways
    return error
