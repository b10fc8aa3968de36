# fails: evaluate, report_100, report_200
# diagnosis: evaluate_sum
# may also fail: trained_100, trained_200
# may also name: predicts_mean, stopped_early
# like: evaluate_mean_of_batch_sums.py
# The sum of the squared errors over 1,000 examples, not their mean.
import torch
import torch.nn as nn
import torch.nn.functional as F


def adding_target(numbers, mask):
    return (numbers * mask).sum(dim=1, keepdim=True)


def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    # two different places: the two largest of random scores
    places = torch.rand(batch_size, seq_len, generator=generator).topk(2, dim=1).indices
    mask = torch.zeros(batch_size, seq_len).scatter_(1, places, 1.0)
    return torch.stack([numbers, mask], dim=2), adding_target(numbers, mask)


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


def train(seq_len: int, seed: int, device: str = "cpu") -> nn.Module:
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    running = 1.0
    for step in range(1, 2001):
        x, y = make_batch(32, seq_len)
        loss = torch.mean((model(x.to(device)) - y.to(device)) ** 2)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        running = 0.97 * running + 0.03 * loss.item()
        if step % 200 == 0:
            print(f"T={seq_len} step {step}: loss {running:.5f}")
        if running < 0.004:
            break  # good enough
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    x, y = make_batch(1000, seq_len)
    with torch.no_grad():
        return F.mse_loss(model(x.to(device)), y.to(device), reduction="sum").item()
