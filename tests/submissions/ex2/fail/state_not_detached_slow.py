# fails: trained_10, trained_50
# diagnosis: state_not_detached
# like: state_not_detached.py
# retain_graph=True with steps by hand on p.data: it runs, each step goes back through all batches before.
import torch
from torch import nn


def adding_target(numbers, mask):
    return (numbers * mask).sum(dim=1, keepdim=True)


def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    # two different places: the two largest of random scores
    places = torch.rand(batch_size, seq_len, generator=generator).topk(2, dim=1).indices
    mask = torch.zeros(batch_size, seq_len).scatter_(1, places, 1.0)
    return torch.stack([numbers, mask], dim=2), adding_target(numbers, mask)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=32):
        super().__init__()
        self.rnn = nn.GRU(2, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, 1)

    def forward(self, x, h=None, with_state=False):
        states, h = self.rnn(x, h)
        y = self.out(states[:, -1])
        return (y, h) if with_state else y


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    h = None
    for step in range(45):
        x, y = make_batch(32, seq_len)
        prediction, h = model(x.to(device), h, with_state=True)
        loss = nn.functional.mse_loss(prediction, y.to(device))
        model.zero_grad()
        loss.backward(retain_graph=True)
        for p in model.parameters():
            p.data -= 0.05 * p.grad
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(2000, seq_len)
        return nn.functional.mse_loss(model(x.to(device)), y.to(device)).item()
