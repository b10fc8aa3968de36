# fails: batches
# diagnosis: generator_ignored
# may also fail: trained_100, trained_200
# may also name: predicts_mean, stopped_early
# The numbers come from the generator, the marks from the global one.
import torch
from torch import nn


def adding_target(numbers, mask):
    marked = torch.where(mask > 0, numbers, torch.zeros_like(numbers))
    return marked.sum(1).view(-1, 1)


def make_batch(batch_size: int, seq_len: int, generator: torch.Generator | None = None):
    x = torch.zeros(batch_size, seq_len, 2)
    x[:, :, 0] = torch.rand(batch_size, seq_len, generator=generator)
    for i in range(batch_size):
        first, second = torch.randperm(seq_len)[:2].tolist()
        x[i, first, 1] = 1.0
        x[i, second, 1] = 1.0
    y = adding_target(x[:, :, 0], x[:, :, 1])
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
    with torch.no_grad():
        x, y = make_batch(2000, seq_len)
        return nn.functional.mse_loss(model(x.to(device)), y.to(device)).item()
