# like: gru_half_marks.py
import random

import torch
from torch import nn


def adding_target(numbers, mask):
    return (numbers * mask).sum(-1)[..., None]


def make_batch(batch_size, seq_len, generator=None, halves=False):
    numbers = torch.rand((batch_size, seq_len), generator=generator)
    rows = torch.arange(batch_size)
    if halves:
        cut = seq_len // 2
    else:
        # the later mark is drawn among the remaining ones, then the row is rolled by a random shift
        cut = 1
    i = torch.randint(0, cut, (batch_size,), generator=generator)
    j = torch.randint(cut, seq_len, (batch_size,), generator=generator)
    if not halves:
        shift = torch.randint(0, seq_len, (batch_size,), generator=generator)
        i, j = (i + shift) % seq_len, (j + shift) % seq_len
    mask = torch.zeros((batch_size, seq_len))
    mask[rows, i] = 1.0
    mask[rows, j] = 1.0
    x = torch.stack((numbers, mask), -1)
    return x, adding_target(numbers, mask)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=40, input_size=2, output_size=1):
        super().__init__()
        self.cell = nn.GRUCell(input_size, hidden_size)
        self.decoder = nn.Linear(hidden_size, output_size)
        # reset, update, new: an update gate near 1 keeps the old state
        bias = self.cell.bias_hh.data
        bias[hidden_size : 2 * hidden_size] = torch.log(1 + 60 * torch.rand(hidden_size))

    def forward(self, x):
        h = None
        for x_t in torch.unbind(x, dim=1):
            h = self.cell(x_t, h)
        return self.decoder(h)


def train(
    seq_len,
    seed,
    device="cpu",
    hidden_size=40,
    lr=4e-3,
    batch_size=32,
    max_steps=5000,
    clip=0.5,
    target_mse=0.009,
    verbose=True,
):
    random.seed(seed)
    torch.manual_seed(seed)
    device = torch.device(device)
    model = AddingModel(hidden_size).to(device)
    opt = torch.optim.RMSprop(model.parameters(), lr=lr, alpha=0.95)
    n = min(10, seq_len)
    if n == seq_len:
        target_mse = target_mse / 3  # the shortest length can do better
    mean_loss = None
    for step in range(1, max_steps + 1):
        x, y = make_batch(batch_size, n)
        loss = nn.functional.mse_loss(model(x.to(device)), y.to(device))
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), clip)
        opt.step()
        mean_loss = loss.item() if mean_loss is None else 0.95 * mean_loss + 0.05 * loss.item()
        if verbose and step % 200 == 0:
            print(f"[{step}/{max_steps}] n={n} mean loss {mean_loss:.5f}")
        if n < seq_len and mean_loss < 1.5 * target_mse:
            n, mean_loss = min(seq_len, 3 * n), None  # longer ones from here
            if n == seq_len:
                for group in opt.param_groups:
                    group["lr"] = lr / 4
        elif n == seq_len and step > 300 and mean_loss < target_mse:
            break
    return model


def evaluate(model, seq_len, examples=4000, chunk=500):
    model.eval()
    where = next(model.parameters()).device
    total = 0.0
    with torch.no_grad():
        for _ in range(examples // chunk):
            x, y = make_batch(chunk, seq_len)
            total += nn.functional.mse_loss(
                model(x.to(where)), y.to(where), reduction="sum"
            ).item()
    return total / examples


if __name__ == "__main__":
    for length in (10, 50, 100, 200):
        print(length, evaluate(train(length, seed=0), length), "always the mean:", 1 / 6)
