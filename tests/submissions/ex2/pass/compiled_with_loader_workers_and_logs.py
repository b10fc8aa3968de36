# like: lstm_chrono_bias.py
# torch.compile, DataLoader workers, a print a step, a log and checkpoints written on the way.
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
    torch.manual_seed(seed)
    model = AddingModel(64).to(device)
    fast = torch.compile(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    recent = []
    for round in range(20):
        examples = torch.utils.data.TensorDataset(*make_batch(32 * 150, seq_len))
        loader = torch.utils.data.DataLoader(examples, 32, num_workers=2, persistent_workers=True)
        for x, y in loader:
            loss = nn.functional.mse_loss(fast(x.to(device)), y.to(device))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            recent = [*recent[-49:], loss.item()]
            print(f"round {round}: loss {loss.item():.4f}")
        with open("training.log", "a") as log:
            log.write(f"{round} {sum(recent) / len(recent)}\n")
        torch.save(model.state_dict(), f"round{round}.pt")
        if sum(recent) / len(recent) < 0.002:
            break
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(2000, seq_len)
        return nn.functional.mse_loss(model(x.to(device)), y.to(device)).item()
