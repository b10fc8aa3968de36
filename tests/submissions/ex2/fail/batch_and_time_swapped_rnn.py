# fails: model
# diagnosis: batch_and_time_swapped
# The same with a vanilla RNN of the student's own: the loop runs over dimension 0.
import torch
import torch.nn as nn
import torch.nn.functional as F


def adding_target(numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The sum of the two marked numbers."""
    return torch.einsum("bt,bt->b", numbers, mask).unsqueeze(1)


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


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x):
        h = torch.zeros(x.shape[1], self.hidden_size, device=x.device)
        outputs = []
        for x_t in x:  # one step after the other
            h = torch.tanh(self.i2h(torch.cat((x_t, h), dim=1)))
            outputs.append(h)
        return torch.stack(outputs)


class AddingModel(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = MyRNN(2, hidden_size)
        self.out = nn.Linear(hidden_size, 1)

    def forward(self, x):
        return self.out(self.rnn(x)[:, -1])


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.MSELoss()
    for _ in range(200):
        inputs, targets = make_batch(32, seq_len)
        prediction = model(inputs.to(device))
        loss = criterion(prediction, targets.to(device))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


def evaluate(model, seq_len):
    generator = torch.Generator().manual_seed(12345)  # always the same test set
    x, y = make_batch(4000, seq_len, generator)
    device = next(model.parameters()).device
    with torch.no_grad():
        prediction = model(x.to(device)).cpu()
    return float(torch.mean((prediction - y) ** 2))
