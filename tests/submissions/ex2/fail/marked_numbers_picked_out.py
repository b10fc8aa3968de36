# fails: trained_10
# diagnosis: hand_made_feature
# may also fail: trained_50, evaluate
# may also name: stopped_early, predicts_mean
# The two marked numbers are picked out by topk, and the RNN reads these two alone.
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
        self.r = nn.RNN(1, 16, nonlinearity='relu', batch_first=True); self.o = nn.Linear(16, 1)
    def forward(self, x):
        i = x[..., 1].topk(2, 1).indices.sort(1).values
        s, _ = self.r(x[..., :1].gather(1, i[..., None]))
        return self.o(s[:, -1])

