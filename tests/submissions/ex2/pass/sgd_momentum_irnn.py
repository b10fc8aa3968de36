# like: my_rnn_linear_identity.py
"""IRNN trained by plain SGD with momentum."""

import torch
from torch import nn


def adding_target(numbers, mask):
    return (numbers * mask).sum(1, keepdim=True)


def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    keys = torch.rand(batch_size, seq_len, generator=generator)
    rank = keys.argsort(dim=1).argsort(dim=1)  # the rank of every key in its row
    mask = (rank < 2).float()
    return torch.stack((numbers, mask), dim=2), adding_target(numbers, mask)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.RNN(2, hidden_size, nonlinearity="relu", batch_first=True)
        self.out = nn.Linear(hidden_size, 1)
        with torch.no_grad():
            self.rnn.weight_hh_l0.copy_(torch.eye(hidden_size))
            self.rnn.weight_ih_l0.normal_(0, 0.3)
            self.rnn.bias_hh_l0.zero_()
            self.rnn.bias_ih_l0.zero_()

    def forward(self, x):
        return self.out(self.rnn(x)[0][:, -1, :])


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    opt = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
    plan = [(10, 1200), (20, 200), (40, 200), (80, 200), (140, 200)]
    plan = [(n, k) for n, k in plan if n < seq_len]
    plan += [(seq_len, 400 if plan else 2000)]
    total = sum(k for _, k in plan)
    schedule = torch.optim.lr_scheduler.LinearLR(opt, 1.0, 0.02, total_iters=total)
    for n, k in plan:
        for _ in range(k):
            x, y = make_batch(32, n)
            loss = nn.functional.mse_loss(model(x.to(device)), y.to(device))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            opt.step()
            schedule.step()
        print(n, loss.item())
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(2000, seq_len)
        return nn.functional.mse_loss(model(x.to(device)), y.to(device)).item()


if __name__ == "__main__":
    for length in (10, 50, 100, 200):
        print(length, evaluate(train(length, seed=0), length))
