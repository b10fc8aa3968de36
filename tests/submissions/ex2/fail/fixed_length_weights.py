# fails: model
# diagnosis: fixed_length
# may also fail: gradients
# Every state is read, through weights of one length: AddingModel() fits sequences of 10 steps only.
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
    def __init__(self, seq_len: int = 10, hidden_size: int = 32):
        super().__init__()
        self.gru = nn.GRU(2, hidden_size, batch_first=True)
        self.weights = nn.Parameter(torch.full((seq_len, 1), 1.0 / seq_len))
        self.out = nn.Linear(hidden_size, 1)

    def forward(self, x):
        states, _ = self.gru(x)
        mixed = (states * self.weights).sum(dim=1)
        return self.out(mixed)


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel(seq_len).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    loss_fn = nn.MSELoss()
    for step in range(500):
        x, y = make_batch(32, seq_len)
        x, y = x.to(device), y.to(device)
        loss = loss_fn(model(x), y)
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
