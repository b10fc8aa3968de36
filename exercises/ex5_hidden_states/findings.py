"""What the grader itself finds in the states of a model, for whoever marks a written answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rnngrade.result import Table

from .network import Sentence
from .threads import one_thread

FOLDS = 5


@dataclass(frozen=True)
class Finding:
    """What there is in the states at one place of all sentences."""

    place: str
    probe: float
    """Accuracy of a logistic regression that reads the sentiment off the state, on sentences that
    it was not fitted to."""
    silhouette: float
    """Of the two sentiments, from -1 to 1; 0 where they lie in one cloud (Rousseeuw, 1987)."""
    drift: float
    """How far the state has moved with its last word, relative to its own length, as a mean."""

    @property
    def numbers(self) -> dict[str, float]:
        """All three, by name."""
        return {"probe": self.probe, "silhouette": self.silhouette, "drift": self.drift}


def findings(
    states_of: Callable[[Sentence], Tensor], pairs: Sequence[tuple[Sentence, int]]
) -> tuple[Finding, ...]:
    """Measure states (length, hidden_size) after the first, the middle and the last word."""
    states = [states_of(sentence) for sentence, _ in pairs]
    labels = torch.tensor([label for _, label in pairs])
    places: tuple[tuple[str, Callable[[Tensor], int]], ...] = (
        ("first", lambda _: 0),
        ("middle", lambda s: (len(s) - 1) // 2),
        ("last", lambda s: len(s) - 1),
    )
    with one_thread():
        return tuple(
            _finding(name, states, labels, [place(s) for s in states]) for name, place in places
        )


def table(found: Sequence[Finding], whose: str) -> Table:
    """Return the findings for a report; ``whose`` model it was, in words."""
    columns = ("after the word", "sentiment read off", "silhouette", "moved by that word")
    rows = tuple(
        (f.place, f"{f.probe:.0%}", f"{f.silhouette + 0.0:+.2f}", f"{f.drift:.2f}") for f in found
    )
    return Table(f"What the grader finds in the states of {whose}", columns, rows)


def in_words(found: Sequence[Finding]) -> str:
    """Return the findings in a sentence."""
    probes = ", ".join(f"{f.probe:.0%} after the {f.place} word" for f in found)
    return (
        f"A linear read-out of the full state tells the sentiment in {probes}; guessing, in 50%. A "
        "silhouette of 0 means one cloud, of 1 two; a state moves by a share of its length."
    )


def _finding(name: str, states: Sequence[Tensor], labels: Tensor, places: Sequence[int]) -> Finding:
    # scikit-learn takes a second to import
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import silhouette_score
    from sklearn.model_selection import cross_val_score

    rows = torch.stack([s[place] for s, place in zip(states, places, strict=True)]).double()
    before = torch.stack(
        [
            s[place - 1] if place else torch.zeros_like(s[0])
            for s, place in zip(states, places, strict=True)
        ]
    ).double()
    x, y = rows.numpy(), labels.numpy()
    probe = cross_val_score(LogisticRegression(max_iter=1000), x, y, cv=FOLDS).mean()
    moved = (rows - before).norm(dim=1) / rows.norm(dim=1).clamp(min=1e-12)
    return Finding(name, float(probe), float(silhouette_score(x, y)), float(moved.mean()))
