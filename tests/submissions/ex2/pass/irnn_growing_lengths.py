# like: my_rnn_linear_identity.py
"""The adding problem with an IRNN (Le, Jaitly and Hinton 2015).

ReLU units, W_hh starts as the identity, biases start at zero. The training begins with short
sequences and goes on to longer ones.
"""

import torch
from torch import nn

STAGES = [(10, 700), (20, 200), (40, 200), (70, 200), (100, 200), (140, 200)]  # length, steps
LAST_STAGE_STEPS = 400


def adding_target(numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return torch.sum(numbers * mask, -1, keepdim=True)


def make_batch(batch_size: int, seq_len: int, generator: torch.Generator | None = None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    # two different positions: the two that draw the largest random numbers
    positions = torch.rand(batch_size, seq_len, generator=generator).topk(2, dim=1).indices
    mask = torch.zeros(batch_size, seq_len).scatter(1, positions, 1.0)
    return torch.stack((numbers, mask), dim=2), adding_target(numbers, mask)


class AddingModel(nn.Module):
    def __init__(self, hidden_size: int = 64):
        super().__init__()
        self.rnn = nn.RNN(2, hidden_size, nonlinearity="relu", batch_first=True)
        self.head = nn.Linear(hidden_size, 1)
        nn.init.eye_(self.rnn.weight_hh_l0)
        nn.init.normal_(self.rnn.weight_ih_l0, std=0.3)
        nn.init.zeros_(self.rnn.bias_ih_l0)
        nn.init.zeros_(self.rnn.bias_hh_l0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        states, last = self.rnn(x)
        return self.head(last[0])


def train(seq_len: int, seed: int, device: str = "cpu") -> nn.Module:
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    stages = [(n, steps) for n, steps in STAGES if n < seq_len]
    stages.append((seq_len, LAST_STAGE_STEPS if stages else 1200))
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, sum(k for _, k in stages))
    for n, steps in stages:
        average = 1 / 6
        for _ in range(steps):
            x, y = make_batch(32, n)
            error = model(x.to(device)) - y.to(device)
            loss = error.square().mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            optimizer.step()
            scheduler.step()
            average += 0.05 * (loss.item() - average)
        print(f"length {n}: {steps} steps, average loss {average:.5f}")
    return model


def evaluate(model: nn.Module, seq_len: int) -> float:
    device = next(model.parameters()).device
    total, count = 0.0, 0
    with torch.no_grad():
        for _ in range(5):
            x, y = make_batch(1000, seq_len)
            total += (model(x.to(device)).cpu() - y).pow(2).sum().item()
            count += len(y)
    return total / count


if __name__ == "__main__":
    for length in (10, 50, 100, 200):
        print(length, evaluate(train(length, seed=0), length), "always the mean:", 1 / 6)
