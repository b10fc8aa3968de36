# fails: trained_10, trained_50
# diagnosis: built_in_formula
# The sum of numbers times marks is the answer; the LSTM beside it counts for nothing.
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
        self.rnn = nn.LSTM(2, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, 1)

    def forward(self, x):
        states, _ = self.rnn(x)
        answer = (x[..., 0] * x[..., 1]).sum(dim=1, keepdim=True)
        return answer + 0.0 * self.out(states[:, -1])


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    return AddingModel().to(device)


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(2000, seq_len)
        return nn.functional.mse_loss(model(x.to(device)), y.to(device)).item()
