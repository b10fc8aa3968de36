# like: my_rnn_linear_identity.py
"""Adding problem with a tanh RNN written by hand, W_hh orthogonal at the start."""
import math

import torch
from torch import nn


def adding_target(numbers, mask):
    return (numbers * mask).sum(1).view(-1, 1)


def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    mask = torch.zeros_like(numbers)
    order = torch.rand(batch_size, seq_len, generator=generator).argsort(dim=1)
    mask.scatter_(1, order[:, :2], 1)
    x = torch.stack([numbers, mask], dim=2)
    y = adding_target(numbers, mask)
    return x, y


class AddingModel(nn.Module):
    """h_t = tanh(x_t W_xh + h_{t-1} W_hh),   answer = h_T W_hy + b_y"""

    def __init__(self, hidden_size=64):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Parameter(0.5 * torch.randn(2, hidden_size))
        self.W_hh = nn.Parameter(torch.empty(hidden_size, hidden_size))
        self.W_hy = nn.Parameter(torch.randn(hidden_size, 1) / math.sqrt(hidden_size))
        self.b_y = nn.Parameter(torch.zeros(1))
        nn.init.orthogonal_(self.W_hh)

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        for x_t in x.unbind(1):
            h = torch.tanh(x_t @ self.W_xh + h @ self.W_hh)
        return h @ self.W_hy + self.b_y


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    #           length, steps
    schedule = [(10, 700), (20, 200), (40, 200), (70, 200), (100, 200), (140, 300)]
    schedule = [(n, k) for n, k in schedule if n < seq_len]
    schedule.append((seq_len, 600 if schedule else 2000))
    total = sum(k for _, k in schedule)
    opt = torch.optim.Adam(model.parameters(), lr=1.5e-3)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, total)
    loss_fn = nn.MSELoss()
    done = 0
    for n, k in schedule:
        for _ in range(k):
            x, y = make_batch(32, n)
            loss = loss_fn(model(x.to(device)), y.to(device))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            sched.step()
            done += 1
            if done % 100 == 0:
                print(f"{done}/{total}  length {n}  loss {loss.item():.5f}")
    return model


def evaluate(model, seq_len):
    model.eval()
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(3000, seq_len)
        return float(nn.functional.mse_loss(model(x.to(device)), y.to(device)))


if __name__ == "__main__":
    for T in (10, 50, 100, 200):
        print(T, evaluate(train(T, 0), T))
