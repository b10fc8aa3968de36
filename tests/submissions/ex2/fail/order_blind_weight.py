# fails: trained_10, trained_50
# diagnosis: order_blind
# One learned weight on the sum of the products.
import torch
from torch import nn


def adding_target(numbers, mask):
    return (numbers * mask).sum(dim=1, keepdim=True)


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
    """One weight and one bias on the sum of number times mark."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(0.1))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        return self.weight * (x[..., 0] * x[..., 1]).sum(dim=1, keepdim=True) + self.bias


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    loss_fn = nn.MSELoss()
    for step in range(600):
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
