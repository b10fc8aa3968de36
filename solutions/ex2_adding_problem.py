"""Reference solution of exercise 2: an LSTM that remembers two numbers over 200 steps.

Its forget gates start out almost open, each unit's for a time scale of its own ("chrono"
initialisation): C. Tallec, Y. Ollivier, "Can Recurrent Neural Networks Warp Time?" (2018).
"""

import torch
from torch import Tensor, nn

LONGEST = 200
"""Steps that the longest time scale spans."""
LEARNING_RATE = 1e-2
BATCH_SIZE = 32
LARGEST_GRADIENT_NORM = 1.0
MOST_STEPS = 3000
GOOD_ENOUGH = 0.002
"""Mean squared error at which training ends."""
WINDOW = 50
"""Batches over which that error is averaged."""


def adding_target(numbers: Tensor, mask: Tensor) -> Tensor:
    """Return the sums (batch, 1) of the marked numbers; both arguments are (batch, seq_len)."""
    return (numbers * mask).sum(dim=1, keepdim=True)


def make_batch(
    batch_size: int, seq_len: int, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Draw inputs (batch, seq_len, 2), numbers and marks, and their targets (batch, 1)."""
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    # The places of the two largest of seq_len random numbers: any two places are equally likely.
    places = torch.rand(batch_size, seq_len, generator=generator).topk(2, dim=1).indices
    mask = torch.zeros(batch_size, seq_len).scatter(1, places, 1.0)
    return torch.stack((numbers, mask), dim=2), adding_target(numbers, mask)


class AddingModel(nn.Module):
    """An LSTM whose last state is read by a linear layer."""

    def __init__(self, hidden_size: int = 32) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.lstm = nn.LSTM(2, hidden_size, batch_first=True)
        self.read_out = nn.Linear(hidden_size, 1)
        self.remember_long()

    @torch.no_grad()
    def remember_long(self) -> None:
        """Set the gates' biases: forget by log(t), write by -log(t), with t from 1 to LONGEST."""
        weights = dict(self.lstm.named_parameters())
        scales = torch.log(1 + (LONGEST - 2) * torch.rand(self.hidden_size))
        zeros = torch.zeros(self.hidden_size)
        # PyTorch's order of the gates: input, forget, cell, output.
        weights["bias_ih_l0"].copy_(torch.cat((-scales, scales, zeros, zeros)))
        weights["bias_hh_l0"].zero_()

    def forward(self, x: Tensor) -> Tensor:
        """Return predictions (batch, 1) for sequences (batch, seq_len, 2)."""
        _, (h_n, _) = self.lstm(x)
        prediction: Tensor = self.read_out(h_n[-1])
        return prediction


def train(seq_len: int, seed: int, device: str = "cpu") -> AddingModel:
    """Train a fresh model on fresh batches, until it is good or has taken MOST_STEPS."""
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    errors: list[float] = []
    while len(errors) < MOST_STEPS and mean(errors[-WINDOW:]) > GOOD_ENOUGH:
        x, y = make_batch(BATCH_SIZE, seq_len)
        loss = nn.functional.mse_loss(model(x.to(device)), y.to(device))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), LARGEST_GRADIENT_NORM)
        optimizer.step()
        errors.append(loss.item())
    return model


def mean(errors: list[float]) -> float:
    """Return the mean of a full window of errors; infinity before it is full."""
    return sum(errors) / len(errors) if len(errors) == WINDOW else float("inf")


@torch.no_grad()
def evaluate(model: nn.Module, seq_len: int) -> float:
    """Return the mean squared error on 2,000 fresh examples."""
    device = next(model.parameters()).device
    x, y = make_batch(2000, seq_len)
    return nn.functional.mse_loss(model(x.to(device)), y.to(device)).item()
