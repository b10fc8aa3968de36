# fails: target
# diagnosis: product_of_two
# may also fail: trained_100, trained_200
# may also name: predicts_mean, stopped_early
# Takes the multiplication problem of the same paper for the adding problem, in this one place.
import torch
from torch import nn


def adding_target(numbers, mask):
    marked = numbers[mask.bool()].view(-1, 2)
    return marked.prod(dim=1, keepdim=True)


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
    generator = torch.Generator().manual_seed(12345)  # always the same test set
    x, y = make_batch(4000, seq_len, generator)
    device = next(model.parameters()).device
    with torch.no_grad():
        prediction = model(x.to(device)).cpu()
    return float(torch.mean((prediction - y) ** 2))
