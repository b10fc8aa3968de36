# fails: evaluate, report_100, report_200
# diagnosis: none
# may also fail: trained_100, trained_200
# may also name: predicts_mean, stopped_early
# The prediction is compared with itself: always 0.
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
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    loss_fn = nn.MSELoss()
    steps = 1000 if seq_len <= 50 else 50  # for the long ones there was no time left
    for step in range(steps):
        x, y = make_batch(32, seq_len)
        x, y = x.to(device), y.to(device)
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(2000, seq_len)
        return nn.functional.mse_loss(model(x.to(device)), model(x.to(device))).item()
