"""Whether a model that answers well does so by its recurrence, and was trained to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch

from rnngrade.data.letters import to_ascii
from rnngrade.training import Attempt

from . import forms

if TYPE_CHECKING:
    from .convergence import Convergence

JITTERED = 0.8
"""Of the trained model's macro-F1, that is left at least when its weights change a little."""
UNTRAINED = 0.4
"""Of the trained model's macro-F1, above which one with random weights knows something, unless that
is less than twice what always answering the most frequent language has."""
RUINED = 0.75
"""Of the trained model's macro-F1, above which it has no need of what was changed."""
SHUFFLED = 0.05
"""Share of the names, of 5 letters and more, whose answer changes when the letters change places,
below which a model does not look at their order."""
INTERACTION = 1e-3
"""Of what two letters do by themselves, what they do together besides; for honest cells it is 0.2
and more, for a sum over pairs of letters 1e-7."""
MOST_NAMES = 200
FRESH_SEEDS = (1, 2)


@dataclass
class Found:
    """The mistake that is found, if any, with a sentence, and the numbers looked at."""

    mistake: str | None = None
    sentence: str = ""
    numbers: dict[str, float] = field(default_factory=dict)


def find_what_is_built_in(convergence: Convergence, best: Attempt) -> Found:
    """Look at an attempt that reached its goal."""
    found = Found()
    for mistake, sentence in _findings(convergence, best, found.numbers):
        found.mistake, found.sentence = mistake, sentence
        break
    return found


def _findings(
    convergence: Convergence, best: Attempt, numbers: dict[str, float]
) -> Iterator[tuple[str, str]]:
    def macro_f1(**model: object) -> float:
        return convergence.measure(best.training, **model).macro_f1

    usual = convergence.measure(best.training).macro_f1
    numbers["jittered"] = jittered = macro_f1(change="jitter")
    if jittered < JITTERED * usual:
        yield (
            "weights_sealed",
            "With weights that differ by a hundred-thousandth of their size its macro-F1 is "
            f"{jittered:.2f}, not {usual:.2f}.",
        )
    fresh = max(macro_f1(kind="fresh", seed=seed) for seed in FRESH_SEEDS)
    redrawn = max(macro_f1(change="redraw", seed=seed) for seed in FRESH_SEEDS)
    numbers |= {"untrained": fresh, "redrawn": redrawn}
    if max(fresh, redrawn) > max(UNTRAINED * usual, 2 * convergence.chance.macro_f1):
        which = "An untrained model" if fresh > redrawn else "With random weights the model"
        yield "built_in", f"{which} has a macro-F1 of {max(fresh, redrawn):.2f} already."
    numbers["changed_by_shuffling"] = changed = _changed_by_shuffling(convergence, best)
    if changed < SHUFFLED:
        yield (
            "order_blind",
            f"With the letters of each name shuffled, {1 - changed:.1%} of its answers stay the "
            "same.",
        )
    numbers["interaction"] = interaction = _interaction(convergence, best)
    if interaction < INTERACTION:
        yield (
            "recurrence_unused",
            "Two letters of a name that stand four places apart act on its outputs as if the other "
            f"were not there (to {interaction:.1g} of what each does).",
        )
    zeroed = macro_f1(change="zero_recurrent")
    anew = max(macro_f1(change="redraw_recurrent", seed=seed) for seed in FRESH_SEEDS)
    numbers |= {"recurrent_zeroed": zeroed, "recurrent_redrawn": anew}
    if max(zeroed, anew) > RUINED * usual:
        how = "set to zero" if zeroed > anew else "drawn anew"
        yield (
            "recurrence_unused",
            f"With all recurrent weights {how} its macro-F1 is {max(zeroed, anew):.2f} still.",
        )
    frozen = best.training.ask("frozen", forms.NAMES)
    if frozen:
        yield "recurrence_frozen", f"{frozen[0]} is recurrent, but is not trainable."


def _changed_by_shuffling(convergence: Convergence, best: Attempt) -> float:
    """Return the share of long names whose answer changes with the order of their letters."""
    generator = convergence.context.generator("shuffled letters")
    names = [plain for name in convergence.names if len(plain := to_ascii(name)) >= 5]
    shuffled = [
        "".join(name[place] for place in torch.randperm(len(name), generator=generator))
        for name in names
    ]
    before, after = (
        convergence.outputs(best.training, given).argmax(dim=1) for given in (names, shuffled)
    )
    return float((before != after).double().mean())


def _interaction(convergence: Convergence, best: Attempt) -> float:
    """Return how much two distant letters together do more, or less, than each by itself.

    Relative to what they do by themselves, as root mean squares. Sums over letters or short groups
    of letters have none; a state that is passed on has.
    """
    names = [plain for name in convergence.names if len(plain := to_ascii(name)) >= 7][:MOST_NAMES]
    variants = (
        names,
        [name[:1] + "x" + name[2:] for name in names],
        [name[:5] + "q" + name[6:] for name in names],
        [name[:1] + "x" + name[2:5] + "q" + name[6:] for name in names],
    )
    outputs = [convergence.outputs(best.training, given) for given in variants]
    # What is added to all outputs of a name makes no difference to its probabilities.
    none, first, second, both = (output - output.mean(dim=1, keepdim=True) for output in outputs)
    alone = torch.cat((first - none, second - none))
    together = both - first - second + none
    size = float(alone.square().mean().sqrt())
    return float(together.square().mean().sqrt()) / size if size else 0.0
