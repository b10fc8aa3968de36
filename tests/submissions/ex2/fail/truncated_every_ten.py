# fails: gradients, trained_50
# diagnosis: truncated_gradient
# may also fail: evaluate
# may also name: learning_rate_low
# Truncated back propagation in time: the state is detached at every tenth step.
import torch
from torch import nn


def adding_target(numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The sum of the two marked numbers."""
    return torch.einsum("bt,bt->b", numbers, mask).unsqueeze(1)


def make_batch(batch_size: int, seq_len: int, generator: torch.Generator | None = None):
    x = torch.zeros(batch_size, seq_len, 2)
    x[:, :, 0] = torch.rand(batch_size, seq_len, generator=generator)
    for i in range(batch_size):
        first, second = torch.randperm(seq_len, generator=generator)[:2].tolist()
        x[i, first, 1] = 1.0
        x[i, second, 1] = 1.0
    y = adding_target(x[:, :, 0], x[:, :, 1])
    return x, y


class AddingModel(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.RNN(2, hidden_size, nonlinearity="relu", batch_first=True)
        nn.init.eye_(self.rnn.weight_hh_l0)
        nn.init.normal_(self.rnn.weight_ih_l0, std=0.1)
        nn.init.zeros_(self.rnn.bias_ih_l0)
        nn.init.zeros_(self.rnn.bias_hh_l0)
        self.out = nn.Linear(hidden_size, 1)

    def forward(self, x):
        h = None
        for piece in x.split(10, dim=1):
            if h is not None:
                h = h.detach()
            _, h = self.rnn(piece, h)
        return self.out(h[-1])


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
