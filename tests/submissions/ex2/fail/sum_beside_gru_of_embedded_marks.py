# fails: trained_10
# diagnosis: recurrence_unused
# may also fail: trained_50, evaluate
# may also name: stopped_early, predicts_mean
# A GRU for show: the head also reads a sum over the steps, of a small network of number and mark.
import copy, math, random
import numpy as np
import torch
from torch import nn

def adding_target(numbers, mask):
    return (numbers * mask).sum(dim=1, keepdim=True)

def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    places = torch.rand(batch_size, seq_len, generator=generator).topk(2, dim=1).indices
    mask = torch.zeros(batch_size, seq_len).scatter(1, places, 1.0)
    return torch.stack((numbers, mask), dim=2), adding_target(numbers, mask)

LR, STEPS, BATCH = 5e-3, 2500, 64

def fit(model, seq_len, device="cpu", good=0.004):
    opt = torch.optim.Adam(model.parameters(), lr=LR)
    run = 1.0
    model.train()
    for step in range(STEPS):
        x, y = make_batch(BATCH, seq_len)
        loss = nn.functional.mse_loss(model(x.to(device)), y.to(device))
        opt.zero_grad(); loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        run = 0.95 * run + 0.05 * loss.item()
        if run < good: break
    return model

def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    return fit(AddingModel().to(device), seq_len, device)

@torch.no_grad()
def evaluate(model, seq_len):
    model.eval()
    x, y = make_batch(2000, seq_len)
    d = next(model.parameters()).device
    return nn.functional.mse_loss(model(x.to(d)), y.to(d)).item()

class AddingModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 8)); self.m = nn.Embedding(2, 4)
        self.r = nn.GRU(5, 8, batch_first=True); self.o = nn.Linear(16, 1)
    def forward(self, x):
        s, _ = self.r(torch.cat((x[..., :1], self.m(x[..., 1].long())), 2))
        return self.o(torch.cat((s[:, -1], self.f(x).sum(1)), 1))

