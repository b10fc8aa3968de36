"""Exercise 2. MyRNN from two linear layers; tanh; the recurrent matrix starts as the identity."""

from typing import Optional, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor


def adding_target(numbers: Tensor, mask: Tensor) -> Tensor:
    selected = torch.where(mask > 0.5, numbers, torch.zeros_like(numbers))
    return selected.sum(dim=1).reshape(-1, 1)


def two_positions(
    batch_size: int, seq_len: int, generator: Optional[torch.Generator]
) -> Tuple[Tensor, Tensor]:
    """Two different steps per row; the second skips over the first, so that they never coincide."""
    a = torch.randint(seq_len, (batch_size,), generator=generator)
    b = torch.randint(seq_len - 1, (batch_size,), generator=generator)
    b = b + (b >= a).long()
    return a, b


def make_batch(
    batch_size: int, seq_len: int, generator: Optional[torch.Generator] = None
) -> Tuple[Tensor, Tensor]:
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    a, b = two_positions(batch_size, seq_len, generator)
    mask = F.one_hot(a, seq_len) + F.one_hot(b, seq_len)
    mask = mask.to(torch.float32)
    return torch.stack([numbers, mask], dim=-1), adding_target(numbers, mask)


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.input_to_hidden = nn.Linear(input_size, hidden_size)
        self.hidden_to_hidden = nn.Linear(hidden_size, hidden_size, bias=False)

    def step(self, x_t: Tensor, h: Tensor) -> Tensor:
        return torch.tanh(self.input_to_hidden(x_t) + self.hidden_to_hidden(h))

    def forward(self, x: Tensor) -> Tensor:
        h = x.new_zeros(x.size(0), self.hidden_size)
        for t in range(x.size(1)):
            h = self.step(x[:, t, :], h)
        return h


class AddingModel(nn.Module):
    def __init__(self, hidden_size: int = 64) -> None:
        super().__init__()
        self.rnn = MyRNN(2, hidden_size)
        self.out = nn.Linear(hidden_size, 1)
        with torch.no_grad():
            self.rnn.hidden_to_hidden.weight.copy_(torch.eye(hidden_size))
            self.rnn.input_to_hidden.weight.normal_(0.0, 0.5)
            self.rnn.input_to_hidden.bias.zero_()

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.rnn(x))


def train(seq_len: int, seed: int, device: str = "cpu") -> nn.Module:
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    grow = {10: 800, 20: 200, 40: 200, 70: 200, 100: 200, 140: 200}
    plan = [length for length, steps in grow.items() if length < seq_len for _ in range(steps)]
    plan += [seq_len] * (600 if plan else 1800)
    optimizer = torch.optim.Adam(model.parameters(), lr=1.5e-3)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda i: max(0.02, 1.0 - i / len(plan)) ** 1.5
    )
    for i, length in enumerate(plan):
        x, y = make_batch(32, length)
        loss = F.mse_loss(model(x.to(device)), y.to(device))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        if i % 250 == 0:
            print(f"step {i:5d} length {length:3d} loss {loss.item():.4f}")
    return model


def evaluate(model: nn.Module, seq_len: int) -> float:
    was_training = model.training
    model.eval()
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(2048, seq_len)
        mse = F.mse_loss(model(x.to(device)), y.to(device)).item()
    model.train(was_training)
    return mse


if __name__ == "__main__":
    for length in (10, 50, 100, 200):
        print(length, evaluate(train(length, seed=0), length), "always the mean:", 1 / 6)
