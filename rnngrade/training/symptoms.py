"""Why a training went as it did: known mistakes, each confirmed by what was observed of it.

Observations come from the student's process, so that these explain a verdict and never make one. A
mistake is named here by its id in the rubric, with a sentence of the numbers that confirm it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rnngrade.training.interface import Goal, Training
from rnngrade.worker.interface import StudentError, WorkerCrash, WorkerError

FAIR_SHARE = 0.9
"""Of the steps looked at, at which a mistake was seen, for it to be named."""
FEWEST_LOOKS = 5
EARLY_LOOKS = 5
"""Steps at the beginning, where weights are still of the size that they were drawn with."""
EXPLODED = 20.0
"""A gradient norm this many times the median, or larger than 30, is an explosion."""
LOSS_EXPLODED = 1e3
"""A loss this many times the first one has exploded, before it is no number any more."""
SMALLEST_FAIR_CHANGE, LARGEST_FAIR_CHANGE = 0.001, 0.15
"""Relative change of a weight matrix by one step; at common learning rates it is 0.001 to 0.05."""
SMALLEST_FAIR_TRAVEL = 0.3
"""Sum of the relative changes over a whole training, below which it went nowhere."""
AT_CHANCE = 0.15
"""Relative distance from chance within which nothing was learned that one could extrapolate."""
MOST_TIMES = 20.0
"""An extrapolation beyond this many times the time taken says nothing."""
SHORTEST, LONGEST = 0.01, 1e9
"""Seconds from which something can be extrapolated."""

ERRORS = {
    "backward through the graph a second time": "state_not_detached",
    "modified by an inplace operation": "state_not_detached",
    "does not require grad and does not have a grad_fn": "no_gradient",
    "optimizer got an empty parameter list": "optimizer_without_parameters",
}
"""What PyTorch says, and what it means in a training loop."""


@dataclass(frozen=True)
class Symptom:
    """A mistake, and what confirms it."""

    mistake: str
    sentence: str
    evidence: dict[str, Any] = field(default_factory=dict)


def of_error(error: WorkerError) -> Symptom | None:
    """Return the mistake that an exception of the student's shows."""
    if not isinstance(error, StudentError):
        return None
    for words, mistake in ERRORS.items():
        if words in error.message:
            return Symptom(mistake, "")
    return None


def of_training(
    training: Training, metric: float | None, goal: Goal, moved: Callable[[], bool]
) -> Symptom | None:
    """Return the best confirmed explanation of a training that missed its goal; None without one.

    ``metric`` is the grader's own, and like ``goal`` in units of the loss; None where nothing came
    of the training. ``moved`` says whether the model that came of it has other weights than a fresh
    one.
    """
    return next(_symptoms(training, metric, goal, moved), None)


def _symptoms(
    training: Training, metric: float | None, goal: Goal, moved: Callable[[], bool]
) -> Iterator[Symptom]:
    facts = training.observations.facts
    if facts["broadcast"]:
        first, second = (tuple(shape) for shape in facts["broadcast"])
        yield Symptom("loss_broadcast", f"The loss compared {first} with {second}.")
    yield from _of_the_loop(training)
    yield from _of_the_gradient(training)
    if metric is not None:
        yield from _of_the_data(training, metric, goal, moved)
    # What broke off might have gone on at any pace.
    broke_off = isinstance(training.error, WorkerCrash)
    if not training.observations.facts["nonfinite"] and not broke_off:
        yield from _of_the_pace(training, metric, goal)


def no_seed_helps(training: Training) -> bool:
    """Return whether another seed would not help.

    It would mend no mistake in the loop itself, and a checkpoint is the same with every seed.
    """
    if training.restored_from is not None:
        return True
    return bool(training.observations.facts["broadcast"]) or any(_of_the_loop(training))


def _of_the_loop(training: Training) -> Iterator[Symptom]:
    facts = training.observations.facts
    steps, backwards = facts["steps"], facts["backwards"]
    if backwards >= FEWEST_LOOKS and not steps and facts["trained"] and not facts["moved"]:
        yield Symptom(
            "no_optimizer_step",
            f"Gradients were computed {backwards:,} times, and no weight ever changed.",
        )
    if steps >= FEWEST_LOOKS and not backwards:
        yield Symptom("no_gradient", f"{steps:,} optimizer steps, but backward() never ran.")
    changes = training.observations.column("relative_change")
    unchanged = not any(change > 0 for change in changes)
    if min(steps, backwards) >= FEWEST_LOOKS and not facts["trained"] and unchanged:
        yield Symptom(
            "no_gradient",
            f"backward() ran {backwards:,} times, on a loss that depends on no parameter.",
        )
    if steps and facts["unoptimized"]:
        yield Symptom(
            "optimizer_other_parameters",
            f"{facts['unoptimized']} of the {facts['trained']} tensors that the loss depends on "
            "were in no optimizer.",
        )
    looks = facts["leftover_checks"]
    if steps and looks >= FEWEST_LOOKS and facts["leftovers"] >= FAIR_SHARE * looks:
        yield Symptom(
            "zero_grad_missing",
            f"At {facts['leftovers']:,} of {looks:,} steps looked at, the gradient of the step "
            "before was still there when backward() added to it.",
        )


def _of_the_gradient(training: Training) -> Iterator[Symptom]:
    facts = training.observations.facts
    sizes = [(step, nodes) for step, nodes in facts["graph_nodes"] if step and nodes]
    if facts["retained"] and len(sizes) >= 4:
        (first, few), (last, many) = sizes[0], sizes[-1]
        if many >= 0.5 * few * last / first:
            yield Symptom(
                "state_not_detached",
                f"The graph behind the loss grew from {few:,} nodes at step {first} to {many:,} at "
                f"step {last}.",
            )
    if facts["nonfinite"]:
        step, loss, norm = facts["nonfinite"]
        norms = [value for value in training.observations.column("gradient_norm") if value > 0]
        usual = statistics.median(norms) if norms else math.nan
        losses = [abs(value) for value in training.observations.column("loss")]
        finite = [value for value in losses if math.isfinite(value)]
        grown = len(finite) > 1 and max(finite) > LOSS_EXPLODED * finite[0]
        if norm > 30 or norm > EXPLODED * usual or grown:
            clipping = "clipped" if facts["clipped"] else "not clipped"
            yield Symptom(
                "exploding_gradient",
                f"The loss was {loss:.3g} at step {step:,}; the gradient norm had been {norm:.3g} "
                f"just before, {clipping}.",
                {"step": step, "gradient_norm_before": norm},
            )
        else:
            yield Symptom(
                "loss_not_finite",
                f"At step {step:,} the loss was {loss:.3g}, and before that nothing had grown.",
                {"step": step},
            )


def _of_the_data(
    training: Training, metric: float, goal: Goal, moved: Callable[[], bool]
) -> Iterator[Symptom]:
    facts = training.observations.facts
    loss = final_loss(training)
    learned = loss < 0.5 * min(metric, goal.chance)
    inputs = facts["inputs"]
    if inputs >= FEWEST_LOOKS and facts["distinct_inputs"] == 1 and learned:
        yield Symptom(
            "same_batch_trained",
            f"All {inputs} inputs looked at, from step 1 to {facts['steps']:,}, were the same; the "
            f"loss on them fell to {loss:.3g}.",
        )
    if loss < 0.5 * metric and facts["moved"] and not moved():
        yield Symptom(
            "returns_fresh_model",
            f"The loss in training fell to {loss:.3g}, but the model that train() returned "
            f"{goal.reached or f'has {metric:.3g}'}.",
        )
    if inputs >= FEWEST_LOOKS and facts["idle_in_eval"] == inputs:
        yield Symptom(
            "left_in_eval",
            f"At all {inputs} looks, the model was in eval() while it was trained, where its "
            "dropout or batch norm does nothing.",
        )


def _of_the_pace(training: Training, metric: float | None, goal: Goal) -> Iterator[Symptom]:
    facts = training.observations.facts
    changes = [c for c in training.observations.column("relative_change") if math.isfinite(c)]
    change = statistics.median(changes) if changes else math.nan
    early = max(changes[:EARLY_LOOKS], default=math.nan)
    stuck = metric is None or metric > 0.5 * goal.chance
    if facts["steps"] and early > LARGEST_FAIR_CHANGE and stuck:
        yield Symptom(
            "learning_rate_high",
            f"One of the first steps changed the largest weight matrix by {early:.0%} of its "
            f"size, and the loss swung between {_swing(training)} later on.",
        )
    travel = change * facts["steps"]
    slow = 0 < change < SMALLEST_FAIR_CHANGE and travel < SMALLEST_FAIR_TRAVEL
    if facts["steps"] and slow and stuck:
        yield Symptom(
            "learning_rate_low",
            f"{facts['steps']:,} steps changed the largest weight matrix by {change:.2%} of its "
            f"size each, {travel:.0%} in all.",
        )
    plateau = metric is not None and abs(metric / goal.chance - 1) < AT_CHANCE
    times = None if plateau else times_needed(training, goal)
    used = training.seconds / (training.budget.cpu_seconds or training.budget.wall_seconds)
    if times is not None:
        mistake = "stopped_early" if used * times < 1 else "too_slow"
        yield Symptom(
            mistake,
            f"The loss was still falling at the end, after {training.seconds:.1f} s: at this rate "
            f"it would reach {goal.threshold:g} in about {times:.2g} × that time.",
            {"times": times},
        )
    if metric is not None and 0 < facts["steps"] <= 300 and used < 0.25:
        yield Symptom(
            "stopped_early",
            f"It took {facts['steps']:,} steps in {training.seconds:.1f} s, {used:.0%} of what it "
            "may take.",
        )


def final_loss(training: Training) -> float:
    """Return the median of the loss over the last twentieth of what is kept; NaN if unknown."""
    losses = training.observations.column("loss")
    return statistics.median(losses[-max(1, len(losses) // 20) :]) if losses else math.nan


def times_needed(training: Training, goal: Goal) -> float | None:
    """Return in how many times the time taken the loss would reach the threshold.

    By a straight line through the logarithm of the loss over the second half. None where the loss
    does not fall for certain (by less than 3 standard errors of the slope), has got there, or would
    take too long to tell.
    """
    observations = training.observations
    points = [
        (t, math.log(loss))
        for t, loss in zip(
            observations.column("cpu_seconds"), observations.column("loss"), strict=True
        )
        if 0 < loss < math.inf and 0 <= t < LONGEST
    ]
    points = points[len(points) // 2 :]
    if len(points) < 20:
        return None
    times, logs = zip(*points, strict=True)
    if max(times) - min(times) < SHORTEST:
        return None
    slope, start = statistics.linear_regression(times, logs)
    end = start + slope * times[-1]
    rest = [y - start - slope * t for t, y in points]
    middle = statistics.fmean(times)
    spread = math.sqrt(sum((t - middle) * (t - middle) for t in times))
    error = statistics.pstdev(rest) / spread
    wanted = math.log(goal.threshold)
    if slope >= 0 or slope > -3 * error or end <= wanted or times[-1] <= 0:
        return None
    needed = (times[-1] + (wanted - end) / slope) / times[-1]
    return needed if needed <= MOST_TIMES else None


def _swing(training: Training) -> str:
    losses = [loss for loss in training.observations.column("loss") if math.isfinite(loss)]
    second = losses[len(losses) // 2 :] or [math.nan]
    return f"{min(second):.3g} and {max(second):.3g}"
