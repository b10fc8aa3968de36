"""Confusion matrices as a classifier of names gives them, made by hand from a seed."""

from __future__ import annotations

from random import Random

from rnngrade.result import ConfusionMatrix

SIZES = {
    "Arabic": 40,
    "Chinese": 38,
    "Czech": 40,
    "Dutch": 40,
    "English": 120,
    "French": 40,
    "German": 40,
    "Greek": 36,
    "Irish": 40,
    "Italian": 40,
    "Japanese": 40,
    "Korean": 19,
    "Polish": 40,
    "Portuguese": 15,
    "Russian": 1204,
    "Scottish": 12,
    "Spanish": 40,
    "Vietnamese": 14,
}
"""Names by their language, as uneven as the well-known data set is."""
ALIKE = {
    "Polish": {"Czech": 0.3, "Russian": 0.1},
    "Czech": {"Polish": 0.12, "German": 0.1, "English": 0.08, "Russian": 0.08},
    "Dutch": {"German": 0.15, "English": 0.1},
    "German": {"English": 0.15, "Dutch": 0.1, "Czech": 0.05},
    "French": {"English": 0.25, "Spanish": 0.08},
    "Spanish": {"Italian": 0.2, "Portuguese": 0.15, "French": 0.05},
    "Portuguese": {"Spanish": 0.4, "Italian": 0.2},
    "Italian": {"Spanish": 0.1},
    "Scottish": {"English": 0.8, "Irish": 0.1},
    "Irish": {"English": 0.2},
    "English": {"French": 0.08, "German": 0.06, "Irish": 0.04, "Scottish": 0.04},
    "Korean": {"Chinese": 0.3, "Vietnamese": 0.15},
    "Vietnamese": {"Chinese": 0.25, "Korean": 0.1},
    "Chinese": {"Korean": 0.12, "Vietnamese": 0.08},
    "Russian": {"Czech": 0.01, "English": 0.02, "Polish": 0.01},
}


def languages(seed: int = 4) -> ConfusionMatrix:
    """Names of 18 languages, told apart as a small RNN does; Greek and Japanese always."""
    draw = Random(seed)  # noqa: S311
    names = tuple(SIZES)

    def row(true: str) -> tuple[int, ...]:
        taken = ALIKE.get(true, {})
        weights = [taken.get(name, 0.0) for name in names]
        weights[names.index(true)] = 1 - sum(taken.values())
        answers = draw.choices(names, weights, k=SIZES[true])
        return tuple(answers.count(name) for name in names)

    return ConfusionMatrix(
        "Languages of 1,858 hidden names", names, tuple(row(true) for true in names)
    )


SENTIMENT = ConfusionMatrix(
    "Reviews", ("negative", "neutral", "positive"), ((81, 12, 7), (20, 55, 25), (3, 0, 97))
)
