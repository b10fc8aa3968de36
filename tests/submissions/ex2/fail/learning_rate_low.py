# fails: trained_10, trained_50
# diagnosis: learning_rate_low
# Adam with a learning rate of 2e-5: the loss falls to the end, slowly.
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
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-5)
    loss_fn = nn.MSELoss()
    for step in range(700):
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
    """The mean squared error on 2,000 fresh examples, in batches of 200."""
    model.eval()
    device = next(model.parameters()).device
    total = 0.0
    for _ in range(10):
        x, y = make_batch(200, seq_len)
        error = model(x.to(device)) - y.to(device)
        total += (error ** 2).sum().item()
    return total / 2000
