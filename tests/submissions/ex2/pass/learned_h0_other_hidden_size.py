# like: lstm_chrono_bias.py
"""LSTM whose first state is learned; train() takes a smaller one than the default of the class."""

import torch
import torch.nn.functional as F
from torch import nn


def adding_target(numbers, mask):
    return torch.mul(numbers, mask).sum(dim=1).unsqueeze(-1)


def make_batch(batch_size, seq_len, generator=None):
    """One mark in each half of the sequence."""
    middle = seq_len // 2
    xs, masks = [], []
    for _ in range(batch_size):
        numbers = torch.rand(seq_len, generator=generator)
        mask = torch.zeros(seq_len)
        mask[torch.randint(middle, (1,), generator=generator)] = 1.0
        mask[middle + torch.randint(seq_len - middle, (1,), generator=generator)] = 1.0
        xs.append(numbers)
        masks.append(mask)
    numbers, mask = torch.stack(xs), torch.stack(masks)
    return torch.stack([numbers, mask], dim=2), adding_target(numbers, mask)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=128, remember=100.0):
        super().__init__()
        self.h0 = nn.Parameter(torch.zeros(1, 1, hidden_size))
        self.c0 = nn.Parameter(torch.zeros(1, 1, hidden_size))
        self.lstm = nn.LSTM(2, hidden_size)
        self.output = nn.Linear(hidden_size, 1)
        with torch.no_grad():
            bias = torch.log(1.0 + (remember - 1.0) * torch.rand(hidden_size))
            self.lstm.bias_ih_l0.zero_()
            self.lstm.bias_hh_l0.zero_()
            self.lstm.bias_ih_l0.view(4, hidden_size)[0] = -bias
            self.lstm.bias_ih_l0.view(4, hidden_size)[1] = bias

    def forward(self, x):
        x = x.permute(1, 0, 2)
        batch = x.shape[1]
        h0 = self.h0.expand(-1, batch, -1).contiguous()
        c0 = self.c0.expand(-1, batch, -1).contiguous()
        out, _ = self.lstm(x, (h0, c0))
        return self.output(out[-1])


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel(hidden_size=48, remember=float(seq_len)).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=6e-3)
    history = []
    while len(history) < 4000:
        x, y = make_batch(32, seq_len)
        optimizer.zero_grad()
        loss = F.mse_loss(model(x.to(device)), y.to(device))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        history.append(loss.item())
        recent = sum(history[-30:]) / 30
        if len(history) > 30 and recent < 0.004:
            break
    print(f"T = {seq_len}: {len(history)} steps, loss {recent:.5f}")
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(1500, seq_len)
        prediction = model(x.to(device)).cpu()
    return float(((prediction - y) ** 2).mean())


if __name__ == "__main__":
    for length in (10, 50, 100, 200):
        print(length, evaluate(train(length, seed=0), length), "always the mean:", 1 / 6)
