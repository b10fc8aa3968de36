# like: lstm_chrono_bias.py
"""LSTM, AdamW, and a DataLoader over a dataset that never repeats itself."""

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, IterableDataset

CFG = dict(hidden=64, batch=32, lr=5e-3, weight_decay=1e-4, max_batches=4000, eval_examples=5000)


def adding_target(numbers, mask):
    return torch.einsum("ij,ij->i", numbers, mask)[:, None]


def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    chosen = torch.multinomial(torch.ones(batch_size, seq_len), 2, generator=generator)
    mask = torch.zeros(batch_size, seq_len)
    mask.scatter_(dim=1, index=chosen, value=1.0)
    return torch.stack([numbers, mask], dim=-1), adding_target(numbers, mask)


class AddingProblem(IterableDataset):
    def __init__(self, seq_len, batch_size, n_batches, seed):
        self.seq_len, self.batch_size, self.n_batches = seq_len, batch_size, n_batches
        self.seed = seed

    def __iter__(self):
        generator = torch.Generator().manual_seed(self.seed)
        for _ in range(self.n_batches):
            yield make_batch(self.batch_size, self.seq_len, generator)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=CFG["hidden"], t_max=200):
        super().__init__()
        self.rnn = nn.LSTM(2, hidden_size, batch_first=True)
        self.proj = nn.Linear(hidden_size, 1)
        for name, param in self.rnn.named_parameters():
            if name.startswith("bias"):
                nn.init.constant_(param, 0)
        # gates: i, f, g, o
        forget = torch.log(1 + (t_max - 1) * torch.rand(hidden_size))
        self.rnn.bias_hh_l0.data[hidden_size : 2 * hidden_size] = forget
        self.rnn.bias_hh_l0.data[:hidden_size] = -forget

    def forward(self, x):
        seq, (h, c) = self.rnn(x)
        return self.proj(h[-1])


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel(t_max=seq_len).to(device)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=CFG["lr"], weight_decay=CFG["weight_decay"]
    )
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=500, gamma=0.8)
    mse = nn.MSELoss()
    data = AddingProblem(seq_len, CFG["batch"], CFG["max_batches"], seed=1000 + seed)
    x_val, y_val = make_batch(500, seq_len, torch.Generator().manual_seed(77))
    for i, (x, y) in enumerate(DataLoader(data, batch_size=None), 1):
        loss = mse(model(x.to(device)), y.to(device))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        if i % 50 == 0:
            with torch.no_grad():
                val = mse(model(x_val.to(device)), y_val.to(device)).item()
            print(f"batch {i}: train {loss.item():.4f} val {val:.4f}")
            if val < 0.006:
                break
    return model


def evaluate(model, seq_len):
    model.eval()
    device = next(model.parameters()).device
    fresh = int(torch.randint(2**31, (1,)))
    data = AddingProblem(seq_len, 500, CFG["eval_examples"] // 500, seed=fresh)
    loader = DataLoader(data, batch_size=None)
    total = 0.0
    with torch.no_grad():
        for x, y in loader:
            total += (model(x.to(device)) - y.to(device)).square().mean().item()
    return total / (CFG["eval_examples"] // 500)


if __name__ == "__main__":
    for length in (10, 50, 100, 200):
        print(length, evaluate(train(length, seed=0), length), "always the mean:", 1 / 6)
