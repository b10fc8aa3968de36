# fails: gradients, trained_10, trained_50
# diagnosis: truncated_gradient
# may also name: stopped_early
# h.detach() in the loop, "so that the graph does not grow": nothing but the last step is trained.
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


class MyRNN(nn.Module):
    """h <- relu(W_x x + W_h h), with W_h the identity at the start."""

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size, hidden_size)
        self.h2h = nn.Linear(hidden_size, hidden_size, bias=False)
        nn.init.normal_(self.i2h.weight, std=0.1)
        nn.init.zeros_(self.i2h.bias)
        nn.init.eye_(self.h2h.weight)

    def forward(self, x):
        h = x.new_zeros(x.shape[0], self.hidden_size)
        inputs = self.i2h(x)
        for t in range(x.shape[1]):
            h = torch.relu(inputs[:, t] + self.h2h(h.detach()))
        return h


class AddingModel(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = MyRNN(2, hidden_size)
        self.readout = nn.Linear(hidden_size, 1)

    def forward(self, x):
        return self.readout(self.rnn(x))


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.MSELoss()
    for _ in range(700):
        inputs, targets = make_batch(32, seq_len)
        prediction = model(inputs.to(device))
        loss = criterion(prediction, targets.to(device))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


def evaluate(model, seq_len):
    device = next(model.parameters()).device
    with torch.no_grad():
        x, y = make_batch(2000, seq_len)
        return nn.functional.mse_loss(model(x.to(device)), y.to(device)).item()
