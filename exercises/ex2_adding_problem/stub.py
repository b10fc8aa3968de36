"""Exercise 2: the adding problem, at sequence lengths 10, 50, 100 and 200.

Fill in the five definitions, then run

    rnngrade check ex2
"""

import torch
from torch import nn


def adding_target(numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the sum of the two marked numbers: 0.3 0.1 0.8 0.2 with mask 1 0 0 1 gives 0.5."""
    # numbers, mask: (batch, seq_len)
    # TODO: return the targets (batch, 1).
    raise NotImplementedError("adding_target is still to be written")


def make_batch(batch_size: int, seq_len: int, generator: torch.Generator | None = None):
    """Draw a fresh batch of examples."""
    # TODO: numbers uniform in [0, 1); a mask with exactly two ones, at random places.
    # Draw from `generator` (torch.rand(..., generator=generator)), so that batches can be repeated.
    # Return x (batch, seq_len, 2): x[..., 0] the numbers, x[..., 1] the mask;
    # and    y (batch, 1): the targets.
    raise NotImplementedError("make_batch is still to be written")


class AddingModel(nn.Module):
    """A recurrent network that reads a sequence and answers with one number."""

    def __init__(self, hidden_size: int = 64):
        super().__init__()
        # TODO: any recurrent cell, and a linear layer that reads the last state.

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # x: (batch, seq_len, 2), of any length
        # TODO: return the predictions (batch, 1).
        raise NotImplementedError("AddingModel.forward is still to be written")


def train(seq_len: int, seed: int, device: str = "cpu") -> nn.Module:
    """Train a fresh AddingModel on sequences of length seq_len, and return it."""
    torch.manual_seed(seed)
    # TODO: make a model on `device`, an optimizer, and a loop over fresh batches.
    raise NotImplementedError("train is still to be written")


def evaluate(model: nn.Module, seq_len: int) -> float:
    """Return the model's mean squared error on fresh data of length seq_len."""
    # TODO: at least 1,000 examples, without gradients.
    raise NotImplementedError("evaluate is still to be written")


if __name__ == "__main__":
    # Try it here: rnngrade does not run this block.
    for length in (10, 50, 100, 200):
        print(length, evaluate(train(length, seed=0), length), "always the mean:", 1 / 6)
