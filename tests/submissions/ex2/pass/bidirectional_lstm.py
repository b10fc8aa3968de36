# like: lstm_chrono_bias.py
"""Bidirectional LSTM: one reads from the front, one from the back;
the last states of both answer."""

import math

import torch
from torch import nn


def adding_target(numbers, mask):
    return (numbers * mask).sum(dim=1, keepdim=True)


def make_batch(batch_size, seq_len, generator=None):
    """Uniform numbers and two marks anywhere.

    Each row is shuffled: the mask begins as 1 1 0 0 ... 0 and is permuted.
    """
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    template = torch.zeros(seq_len)
    template[:2] = 1.0
    mask = torch.stack(
        [template[torch.randperm(seq_len, generator=generator)] for _ in range(batch_size)]
    )
    x = torch.cat([numbers[..., None], mask[..., None]], dim=-1)
    return x, adding_target(numbers, mask)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=32):
        super().__init__()
        self.lstm = nn.LSTM(2, hidden_size, bidirectional=True)
        self.head = nn.Linear(2 * hidden_size, 1)
        for name, p in self.lstm.named_parameters():
            if "bias" in name:
                nn.init.zeros_(p)
            if "bias_hh" in name:
                with torch.no_grad():
                    p[hidden_size : 2 * hidden_size].uniform_(0, math.log(200)).clamp_(min=1.0)

    def forward(self, x):
        # (batch, time, 2) -> (time, batch, 2)
        _, (h, _) = self.lstm(x.transpose(0, 1))
        return self.head(torch.cat([h[0], h[1]], dim=1))


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.NAdam(model.parameters(), lr=5e-3)
    now = min(seq_len, 10)  # the present length; it grows when it is learned
    for step in range(4000):
        x, y = make_batch(32, now)
        x, y = x.to(device), y.to(device)
        loss = torch.mean((model(x) - y) ** 2)
        optimizer.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.grad.clamp_(-0.5, 0.5)
        optimizer.step()
        if step % 40 == 39:
            mse = evaluate(model, now)
            print("step", step + 1, "length", now, "mse", mse)
            if now == seq_len and mse < 0.008:
                break
            if mse < 0.01:
                now = min(seq_len, 3 * now)
                if now == seq_len:
                    optimizer.param_groups[0]["lr"] = 2e-3
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(1000, seq_len)
        return torch.mean((model(x.to(device)) - y.to(device)) ** 2).item()


if __name__ == "__main__":
    for length in (10, 50, 100, 200):
        model = train(length, 0)
        print("==", length, evaluate(model, length))
