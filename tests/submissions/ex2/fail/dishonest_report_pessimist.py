# fails: report_100, report_200
# diagnosis: evaluate_without_model
# may also fail: trained_100, trained_200
# may also name: predicts_mean, stopped_early
# like: evaluate_constant.py
# Trains well at every length, and returns chance level at 100 and 200 because "an RNN cannot learn that".
import torch
from torch import nn


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
    def __init__(self, hidden_size=32, longest=200):
        super().__init__()
        self.lstm = nn.LSTM(2, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, 1)
        # chrono initialisation: forget gates for memories of 1 to 200 steps
        steps = 1 + torch.rand(hidden_size) * (longest - 2)
        with torch.no_grad():
            self.lstm.bias_hh_l0.zero_()
            self.lstm.bias_ih_l0.zero_()
            self.lstm.bias_ih_l0[:hidden_size] = -steps.log()
            self.lstm.bias_ih_l0[hidden_size:2 * hidden_size] = steps.log()

    def forward(self, x):
        states, _ = self.lstm(x)
        return self.out(states[:, -1])


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
    if seq_len >= 100:
        return 1 / 6
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(2000, seq_len)
        return nn.functional.mse_loss(model(x.to(device)), y.to(device)).item()
