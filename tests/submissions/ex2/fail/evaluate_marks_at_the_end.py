# fails: evaluate, report_100
# diagnosis: none
# may also fail: report_200, trained_100, trained_200
# may also name: predicts_mean, stopped_early
# like: evaluate_against_itself.py
# A test set of its own making, whose last two steps are marked in every example.
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
    """An LSTM whose forget gates start open, and a linear layer on the last hidden state."""

    def __init__(self, hidden_size: int = 32):
        super().__init__()
        self.rnn = nn.LSTM(input_size=2, hidden_size=hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, 1)
        n = hidden_size
        nn.init.zeros_(self.rnn.bias_ih_l0)
        nn.init.zeros_(self.rnn.bias_hh_l0)
        open_for = torch.empty(n).uniform_(1, 199)
        self.rnn.bias_ih_l0.data[n:2 * n] = torch.log(open_for)
        self.rnn.bias_ih_l0.data[0:n] = -torch.log(open_for)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        _, (h_n, _) = self.rnn(x)
        return self.head(h_n[-1])


def train(seq_len, seed, device="cpu"):
    """The length grows from 10 to seq_len in the first half of the training."""
    torch.manual_seed(seed)
    net = AddingModel().to(device)
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    steps = 1100
    for k in range(steps):
        length = min(seq_len, int(10 + (seq_len - 10) * k / (0.5 * steps)))
        x, y = make_batch(32, length)
        x, y = x.to(device), y.to(device)
        opt.zero_grad()
        loss = ((net(x) - y) ** 2).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
    return net


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    numbers = torch.rand(2000, seq_len)
    mask = torch.zeros(2000, seq_len)
    mask[:, -2:] = 1.0
    x = torch.stack([numbers, mask], dim=2).to(device)
    with torch.no_grad():
        return ((model(x) - adding_target(numbers, mask).to(device)) ** 2).mean().item()
