# like: my_rnn_linear_identity.py
"""IRNN from raw parameters; Adam and the gradient clipping are written out."""
import math

import torch
from torch import nn


def adding_target(numbers, mask):
    batch = numbers.shape[0]
    y = torch.zeros(batch, 1, device=numbers.device)
    for b in range(batch):
        y[b, 0] = numbers[b] @ mask[b]
    return y


def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    mask = torch.zeros(batch_size, seq_len)
    p = torch.randint(0, seq_len, (batch_size,), generator=generator)
    q = torch.randint(1, seq_len, (batch_size,), generator=generator)
    q = (p + q) % seq_len  # 1 ... seq_len - 1 steps further, around the end: never p itself
    mask[range(batch_size), p] = 1
    mask[range(batch_size), q] = 1
    return torch.stack([numbers, mask], dim=2), adding_target(numbers, mask)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.U = nn.Parameter(torch.randn(2, hidden_size) * 0.3)
        self.W = nn.Parameter(torch.eye(hidden_size))
        self.b = nn.Parameter(torch.zeros(hidden_size))
        self.v = nn.Parameter(torch.randn(hidden_size, 1) / math.sqrt(hidden_size))
        self.c = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        drive = torch.einsum("bti,ih->tbh", x, self.U) + self.b
        h = torch.zeros_like(drive[0])
        for u in drive:
            h = torch.relu(torch.addmm(u, h, self.W))
        return h @ self.v + self.c


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    params = list(model.parameters())
    first = [torch.zeros_like(p) for p in params]
    second = [torch.zeros_like(p) for p in params]
    beta1, beta2, eps = 0.9, 0.999, 1e-8

    lengths = []
    for n, steps in [(10, 700), (20, 200), (40, 200), (70, 200), (100, 200), (140, 200)]:
        if n < seq_len:
            lengths += [n] * steps
    lengths += [seq_len] * (400 if lengths else 1200)

    for t, n in enumerate(lengths, start=1):
        lr = 1e-3 * 0.5 * (1 + math.cos(math.pi * t / len(lengths)))
        x, y = make_batch(32, n)
        loss = ((model(x.to(device)) - y.to(device)) ** 2).mean()
        grads = torch.autograd.grad(loss, params)
        norm = math.sqrt(sum(float((g * g).sum()) for g in grads))
        factor = min(1.0, 1.0 / (norm + 1e-6))
        with torch.no_grad():
            for p, g, m, v in zip(params, grads, first, second):
                g = g * factor
                m.mul_(beta1).add_(g, alpha=1 - beta1)
                v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
                m_hat = m / (1 - beta1**t)
                v_hat = v / (1 - beta2**t)
                p -= lr * m_hat / (v_hat.sqrt() + eps)
    print("last loss", loss.item())
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(2000, seq_len)
        return ((model(x.to(device)) - y.to(device)) ** 2).mean().item()


if __name__ == "__main__":
    for T in (10, 50, 100, 200):
        print(T, evaluate(train(T, 0), T))
