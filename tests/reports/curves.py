"""Training curves as graders observe them, made by hand from seeds."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from rnngrade.result import Table, TrainingCurve

LEVELS = {"to pass": 0.05, "chance": 1 / 6}


def curve(
    title: str,
    steps: range,
    loss: Callable[[int], float],
    norm: Callable[[int], float],
    *,
    clip: float = math.inf,
    levels: dict[str, float] = LEVELS,
) -> TrainingCurve:
    norms = tuple(norm(step) for step in steps)
    return TrainingCurve(
        title,
        {
            "step": tuple(map(float, steps)),
            "cpu_seconds": tuple(0.0071 * step for step in steps),
            "loss": tuple(loss(step) for step in steps),
            "gradient_norm": norms,
            "clipped_norm": tuple(min(norm, clip) for norm in norms),
            "learning_rate": tuple(0.001 for _ in steps),
            "memory_megabytes": tuple(210.0 for _ in steps),
        },
        levels,
    )


def learns() -> TrainingCurve:
    """A noisy loss that falls from 0.17 to 0.01 in 2,000 steps, its gradients clipped to 1."""
    draw = Random(1)  # noqa: S311
    return curve(
        "Training at length 50",
        range(1, 2001, 4),
        lambda step: (
            (0.16 / (1 + math.exp((step - 700) / 120)) + 0.009) * draw.lognormvariate(0, 0.25)
        ),
        lambda step: draw.lognormvariate(-0.5 + 2.5 * math.exp(-(((step - 700) / 200) ** 2)), 0.6),
        clip=1.0,
    )


def blows_up() -> TrainingCurve:
    """A loss that rises at once and is NaN from step 611 on, after a gradient norm of 300."""
    draw = Random(2)  # noqa: S311
    return curve(
        "Training at length 100, try 1",
        range(1, 1001, 5),
        lambda step: (
            math.nan
            if step > 610
            else 0.167 * draw.lognormvariate(0, 0.1) + 2.0 ** ((step - 560) / 5)
        ),
        lambda step: (
            math.nan if step > 610 else 312.0 if step == 606 else draw.lognormvariate(0, 0.8)
        ),
    )


def never_learns() -> TrainingCurve:
    """A loss that stays at 1/6 over thousands of steps."""
    draw = Random(3)  # noqa: S311
    return curve(
        "Training at length 100, try 2",
        range(1, 6001, 3),
        lambda step: 0.1667 * draw.lognormvariate(0, 0.04),
        lambda step: draw.lognormvariate(-3, 0.3),
        clip=1.0,
    )


ERRORS = Table(
    "Mean squared error on 2,000 fresh examples",
    ("length", "yours", "to pass", "reference", "what it says"),
    (
        ("10", "0.0031", "0.02", "0.0008", "good"),
        ("50", "0.0094", "0.05", "0.0021", "good"),
        ("100", "0.1662", "0.03", "0.0040", "as good as always answering the mean, which is 1"),
    ),
)
