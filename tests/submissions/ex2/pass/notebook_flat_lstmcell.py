# like: lstm_chrono_bias.py
# %% [markdown]
# # Exercise 2: adding problem

# %%
import torch
from torch import nn

torch.set_default_dtype(torch.float32)

# %%
HIDDEN = 32
BATCH = 50
LEARNING_RATE = 0.01
loss_function = nn.MSELoss()


# %%
def adding_target(numbers, mask):
    target = (numbers * mask).sum(axis=1)
    return target[:, None]


# %%
def make_batch(batch_size, seq_len, generator=None):
    x = torch.zeros(batch_size, seq_len, 2)
    x[:, :, 0] = torch.rand(batch_size, seq_len, generator=generator)
    weights = torch.ones(batch_size, seq_len)
    idx = torch.multinomial(weights, 2, replacement=False, generator=generator)
    x[torch.arange(batch_size), idx[:, 0], 1] = 1
    x[torch.arange(batch_size), idx[:, 1], 1] = 1
    y = adding_target(x[:, :, 0], x[:, :, 1])
    return x, y


# %%
x, y = make_batch(3, 5)
x[0], y[0]


# %% the forget gate gets a large bias, so that the cell does not forget in the beginning
class AddingModel(nn.Module):
    def __init__(self, hidden_size=HIDDEN):
        super().__init__()
        self.n = hidden_size
        self.cell = nn.LSTMCell(2, hidden_size)
        self.linear = nn.Linear(hidden_size, 1)
        self.cell.bias_ih.data[hidden_size : 2 * hidden_size] = torch.linspace(1, 5, hidden_size)

    def forward(self, x):
        h = torch.zeros(len(x), self.n, device=x.device)
        c = torch.zeros(len(x), self.n, device=x.device)
        for t in range(x.shape[1]):
            h, c = self.cell(x[:, t], (h, c))
        return self.linear(h)


# %%
def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    net = AddingModel().to(device)
    opt = torch.optim.Adam(net.parameters(), lr=LEARNING_RATE)
    losses = []
    # short sequences first
    for n in sorted({min(10, seq_len), min(50, seq_len), seq_len}):
        losses.clear()
        for i in range(1500):
            x, y = make_batch(BATCH, n)
            loss = loss_function(net(x.to(device)), y.to(device))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1)
            opt.step()
            losses.append(loss.item())
            if len(losses) >= 20 and sum(losses[-20:]) / 20 < 0.003:
                break
        print("length", n, "stopped after", len(losses), "steps with loss", losses[-1])
    return net


# %%
def evaluate(model, seq_len):
    device = next(model.parameters()).device
    x, y = make_batch(1000, seq_len)
    with torch.no_grad():
        return loss_function(model(x.to(device)), y.to(device)).item()


# %%
if __name__ == "__main__":
    for T in [10, 50, 100, 200]:
        print(T, evaluate(train(T, seed=0), T))
