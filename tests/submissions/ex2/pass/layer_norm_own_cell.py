# like: gru_half_marks.py
"""A cell of our own: one forget gate, a candidate, layer norm on what goes into both."""

import torch
from torch import nn


def adding_target(numbers, mask):
    return (numbers * mask).sum(dim=1, keepdim=True)


def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    _, steps = torch.topk(torch.rand(batch_size, seq_len, generator=generator), k=2, dim=1)
    mask = torch.zeros(batch_size, seq_len)
    mask[torch.arange(batch_size).unsqueeze(1), steps] = 1.0
    return torch.stack([numbers, mask], dim=-1), adding_target(numbers, mask)


class ForgetCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.x2h = nn.Linear(input_size, 2 * hidden_size)
        self.h2h = nn.Linear(hidden_size, 2 * hidden_size, bias=False)
        self.norm = nn.LayerNorm(hidden_size)
        with torch.no_grad():
            self.x2h.bias.zero_()
            self.x2h.bias[:hidden_size] = torch.linspace(1.0, 5.0, hidden_size)

    def forward(self, x_t, h):
        gate, candidate = (x_t + self.h2h(self.norm(h))).chunk(2, dim=1)
        keep = torch.sigmoid(gate)
        return keep * h + (1 - keep) * torch.tanh(candidate)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=40):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = ForgetCell(2, hidden_size)
        self.read = nn.Linear(hidden_size, 1)

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, device=x.device)
        for x_t in self.cell.x2h(x).unbind(dim=1):
            h = self.cell(x_t, h)
        return self.read(h)


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for length in [n for n in (10, 30, 90) if n < seq_len] + [seq_len]:
        goal = 0.005 if length == seq_len else 0.012
        if length == seq_len and seq_len > 10:
            opt.param_groups[0]["lr"] = 2e-3
        mean = 0.2
        for step in range(3000):
            x, y = make_batch(32, length)
            loss = nn.functional.mse_loss(model(x.to(device)), y.to(device))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            mean = 0.96 * mean + 0.04 * loss.item()
            if mean < goal:
                break
        print("length", length, "steps", step + 1, "loss", round(mean, 4))
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    losses = []
    with torch.no_grad():
        for _ in range(8):
            x, y = make_batch(250, seq_len)
            losses.append(nn.functional.mse_loss(model(x.to(device)), y.to(device)))
    return torch.stack(losses).mean().item()


if __name__ == "__main__":
    for length in (10, 50, 100, 200):
        print(length, evaluate(train(length, seed=0), length), "always the mean:", 1 / 6)
