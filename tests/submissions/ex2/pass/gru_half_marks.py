import numpy as np
import torch
import torch.nn as nn

CONFIG = {
    "hidden": 48,
    "batch": 32,
    "lr": 5e-3,
    "clip": 1.0,
    "good_enough": 0.003,
    "max_steps": 6000,
    "check_every": 50,
}


def adding_target(numbers, mask):
    return torch.einsum("bt,bt->b", numbers, mask).unsqueeze(1)


def make_batch(batch_size, seq_len, generator=None):
    # one mark in the first half, one in the second half
    half = seq_len // 2
    numbers = torch.rand((batch_size, seq_len), generator=generator)
    first = torch.randint(0, half, (batch_size, 1), generator=generator)
    second = torch.randint(half, seq_len, (batch_size, 1), generator=generator)
    mask = torch.zeros(batch_size, seq_len)
    mask.scatter_(1, first, 1.0)
    mask.scatter_(1, second, 1.0)
    x = torch.cat((numbers.unsqueeze(2), mask.unsqueeze(2)), dim=2)
    return x, adding_target(numbers, mask)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=CONFIG["hidden"]):
        super(AddingModel, self).__init__()
        self.gru = nn.GRU(input_size=2, hidden_size=hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, 1)

    def forward(self, x):
        _, h_n = self.gru(x)
        return self.fc(h_n.squeeze(0))


def lengths_up_to(seq_len):
    """10, 20, 40, ... and at last seq_len itself."""
    lengths = []
    n = 10
    while n < seq_len:
        lengths.append(n)
        n = n * 2
    return lengths + [seq_len]


def validation_mse(model, seq_len, device):
    with torch.no_grad():
        x, y = make_batch(500, seq_len)
        return nn.functional.mse_loss(model(x.to(device)), y.to(device)).item()


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=CONFIG["lr"])
    criterion = nn.MSELoss()
    steps = 0
    for n in lengths_up_to(seq_len):
        while steps < CONFIG["max_steps"]:
            for _ in range(CONFIG["check_every"]):
                x, y = make_batch(CONFIG["batch"], n)
                x, y = x.to(device), y.to(device)
                opt.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), CONFIG["clip"])
                opt.step()
            steps += CONFIG["check_every"]
            mse = validation_mse(model, n, device)
            if mse < CONFIG["good_enough"]:
                print("length", n, "learned after", steps, "steps, mse", round(mse, 5))
                break
    return model


def evaluate(model, seq_len):
    # ten batches of 200, averaged
    model.eval()
    device = next(model.parameters()).device
    errors = []
    with torch.no_grad():
        for _ in range(10):
            x, y = make_batch(200, seq_len)
            errors.append(((model(x.to(device)) - y.to(device)) ** 2).mean().cpu().numpy())
    return np.mean(errors)


if __name__ == "__main__":
    for T in [10, 50, 100, 200]:
        m = train(T, seed=0)
        print("T =", T, "MSE =", evaluate(m, T))
