"""The sentiment data set: both parts, fresh sentences for the grader, and the trained model."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from rnngrade.data.interface import Dataset, HandedOut
from rnngrade.data.opinions.sentences import EDITION, Sentence, fresh, sentences


@dataclass(frozen=True)
class Sentiment(Dataset):
    """Sentences of known sentiment. Students have both parts; what is hidden is drawn afresh."""

    train: tuple[Sentence, ...]
    test: tuple[Sentence, ...]

    def handed_out(self) -> HandedOut:
        """Return both parts, and the trained model. Imports torch.

        A sentence is one string, its words between spaces.
        """
        from rnngrade.data.opinions.model import sentiment_model

        parts = {"train": self.train, "test": self.test}
        vocabulary, weights = sentiment_model()
        return {
            "sentiment": {
                part: [[" ".join(words), label] for words, label in pairs]
                for part, pairs in parts.items()
            },
            "sentiment_model": {"vocabulary": vocabulary, "weights": weights},
        }

    def fresh(self, count: int, random: Random) -> tuple[Sentence, ...]:
        """Return so many sentences such as those of ``test``, which are in neither part."""
        return fresh(count, random)


def sentiment_data() -> Sentiment:
    """Return the data set; it is always the same."""
    return Sentiment("sentiment", EDITION, False, sentences("train"), sentences("test"))
