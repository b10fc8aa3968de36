"""Exercise 2: the adding problem, with an LSTM.

The forget gates start out open ("chrono initialization"): a bias of log(u), u uniform in [1, T],
makes the cells forget after about u steps, so that some of them remember over the whole sequence.
"""

import torch
import torch.nn.functional as F
from torch import nn


def adding_target(numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return (numbers * mask).sum(dim=1, keepdim=True)


def make_batch(batch_size: int, seq_len: int, generator: torch.Generator | None = None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    mask = torch.zeros(batch_size, seq_len)
    for row in range(batch_size):
        where = torch.randperm(seq_len, generator=generator)[:2]
        mask[row, where] = 1.0
    x = torch.stack([numbers, mask], dim=-1)
    return x, adding_target(numbers, mask)


class AddingModel(nn.Module):
    def __init__(self, hidden_size: int = 64, memory: int = 100):
        super().__init__()
        self.lstm = nn.LSTM(2, hidden_size, batch_first=True)
        self.readout = nn.Linear(hidden_size, 1)
        self.chrono_init(memory)

    @torch.no_grad()
    def chrono_init(self, memory: int) -> None:
        h = self.lstm.hidden_size
        bias = torch.empty(h).uniform_(1.0, float(memory)).log()
        # the order of the gates in nn.LSTM: input, forget, cell, output
        self.lstm.bias_ih_l0.zero_()
        self.lstm.bias_hh_l0.zero_()
        self.lstm.bias_ih_l0[:h] = -bias
        self.lstm.bias_ih_l0[h : 2 * h] = bias

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        outputs, _ = self.lstm(x)
        return self.readout(outputs[:, -1])


def train(seq_len: int, seed: int, device: str = "cpu") -> nn.Module:
    torch.manual_seed(seed)
    model = AddingModel(memory=seq_len).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    running = 1 / 6
    for step in range(1, 4001):
        x, y = make_batch(32, seq_len)
        loss = F.mse_loss(model(x.to(device)), y.to(device))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        running = 0.95 * running + 0.05 * loss.item()
        if step % 100 == 0:
            print(f"T={seq_len} step {step}: mean loss {running:.4f}")
        if running < 0.003:
            break
    return model


@torch.no_grad()
def evaluate(model: nn.Module, seq_len: int) -> float:
    model.eval()
    device = next(model.parameters()).device
    x, y = make_batch(2000, seq_len)
    return F.mse_loss(model(x.to(device)), y.to(device)).item()


if __name__ == "__main__":
    for length in (10, 50, 100, 200):
        print(length, evaluate(train(length, seed=0), length), "always the mean:", 1 / 6)
