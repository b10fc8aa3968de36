# fails: evaluate, report_100, report_200
# diagnosis: evaluate_mae
# may also fail: trained_100, trained_200
# may also name: predicts_mean, stopped_early
# The mean of the absolute error, not of its square.
import torch
import torch.nn as nn
import torch.nn.functional as F


def adding_target(numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The sum of the two marked numbers."""
    return torch.einsum("bt,bt->b", numbers, mask).unsqueeze(1)


def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    i = torch.randint(seq_len, (batch_size, 1), generator=generator)
    j = (i + torch.randint(1, seq_len, (batch_size, 1), generator=generator)) % seq_len
    mask = torch.zeros(batch_size, seq_len)
    mask.scatter_(1, i, 1.0)
    mask.scatter_(1, j, 1.0)
    x = torch.stack((numbers, mask), dim=-1)
    y = numbers.gather(1, i) + numbers.gather(1, j)
    return x, y


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
    steps = 1100 if seq_len <= 50 else 50  # for the long ones there was no time left
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


@torch.no_grad()
def evaluate(model: nn.Module, seq_len: int) -> float:
    """The error on 2,000 fresh examples, in batches of 200."""
    model.eval()
    device = next(model.parameters()).device
    total = 0.0
    for _ in range(10):
        x, y = make_batch(200, seq_len)
        error = model(x.to(device)) - y.to(device)
        total += error.abs().sum().item()
    return total / 2000
