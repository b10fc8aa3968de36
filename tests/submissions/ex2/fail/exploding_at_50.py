# fails: trained_50
# diagnosis: exploding_gradient
# may also fail: trained_10, evaluate
# may also name: stopped_early
# W_hh starts a little above the identity, "so that nothing vanishes", and no clipping: T = 10 goes well, at T = 50 the loss is NaN.
import torch
from torch import nn


def adding_target(numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The sum of the two marked numbers."""
    return torch.einsum("bt,bt->b", numbers, mask).unsqueeze(1)


def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    # two different places: the two largest of random scores
    places = torch.rand(batch_size, seq_len, generator=generator).topk(2, dim=1).indices
    mask = torch.zeros(batch_size, seq_len).scatter_(1, places, 1.0)
    return torch.stack([numbers, mask], dim=2), adding_target(numbers, mask)


class AddingModel(nn.Module):
    """IRNN: a ReLU network whose W_hh starts as 1.1 times the identity."""

    def __init__(self, hidden_size: int = 64):
        super().__init__()
        self.rnn = nn.RNN(2, hidden_size, nonlinearity="relu", batch_first=True)
        self.out = nn.Linear(hidden_size, 1)
        self.rnn.weight_hh_l0.data = 1.1 * torch.eye(hidden_size)
        nn.init.normal_(self.rnn.weight_ih_l0, std=0.1)
        nn.init.zeros_(self.rnn.bias_ih_l0)
        nn.init.zeros_(self.rnn.bias_hh_l0)

    def forward(self, x):
        output, _ = self.rnn(x)
        return self.out(output[:, -1, :])


def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    criterion = nn.MSELoss()
    for _ in range(1000):
        inputs, targets = make_batch(32, seq_len)
        prediction = model(inputs.to(device))
        loss = criterion(prediction, targets.to(device))
        optimizer.zero_grad()
        loss.backward()
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
