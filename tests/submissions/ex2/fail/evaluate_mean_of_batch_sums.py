# fails: evaluate, report_100, report_200
# diagnosis: evaluate_sum
# may also fail: trained_100, trained_200
# may also name: predicts_mean, stopped_early
# The sum over each batch of 100, and the mean over the batches.
import torch
from torch import nn


def adding_target(numbers, mask):
    return (numbers * mask).sum(dim=1, keepdim=True)


def make_batch(batch_size, seq_len, generator=None):
    """One mark in each half, as in Le, Jaitly and Hinton."""
    half = seq_len // 2
    numbers = torch.rand((batch_size, seq_len), generator=generator)
    a = torch.randint(0, half, (batch_size,), generator=generator)
    b = torch.randint(half, seq_len, (batch_size,), generator=generator)
    mask = torch.zeros_like(numbers)
    rows = torch.arange(batch_size)
    mask[rows, a] = 1
    mask[rows, b] = 1
    y = adding_target(numbers, mask)
    return torch.cat([numbers.unsqueeze(-1), mask.unsqueeze(-1)], dim=-1), y


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


@torch.no_grad()
def evaluate(model: nn.Module, seq_len: int) -> float:
    """The mean squared error on 2,000 fresh examples, in batches of 100."""
    model.eval()
    device = next(model.parameters()).device
    total = 0.0
    for _ in range(20):
        x, y = make_batch(100, seq_len)
        error = model(x.to(device)) - y.to(device)
        total += (error ** 2).sum().item()
    return total / 20
