# like: rnncell_loop_where.py
# A recurrent layer of my own (parameters, residual gate), two of them on top of each other.
import string, unicodedata, math
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    clean = [c for c in unicodedata.normalize("NFD", name)
             if unicodedata.category(c) != "Mn" and c in LETTERS]
    return torch.tensor([[float(c == l) for l in LETTERS] for c in clean])


class MyRNN(nn.Module):
    """h' = (1 - z) h + z tanh(W x + U h + b),  z = sigmoid(V x + R h + c)  (a minimal gated unit)"""

    def __init__(self, n_in, n_hidden):
        super().__init__()
        s = 1 / math.sqrt(n_hidden)
        self.W = nn.Parameter(torch.empty(n_in, 2 * n_hidden).uniform_(-s, s))
        self.U = nn.Parameter(torch.empty(n_hidden, 2 * n_hidden).uniform_(-s, s))
        self.b = nn.Parameter(torch.zeros(2 * n_hidden))
        self.n_hidden = n_hidden

    def forward(self, x, mask):
        h = torch.zeros(x.size(0), self.n_hidden, device=x.device)
        from_input = x @ self.W + self.b
        states = []
        for t in range(x.size(1)):
            z, c = (from_input[:, t] + h @ self.U).chunk(2, dim=1)
            z = torch.sigmoid(z) * mask[:, t]            # z = 0 behind the end: h stays
            h = h + z * (torch.tanh(c) - h)
            states.append(h)
        return torch.stack(states, dim=1), h


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=96):
        super().__init__()
        self.first = MyRNN(len(LETTERS), hidden_size)
        self.second = MyRNN(hidden_size, hidden_size)
        self.answer = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        steps = torch.arange(x.size(1), device=x.device)
        mask = (steps < lengths.to(x.device)[:, None]).float().unsqueeze(2)
        states, _ = self.first(x, mask)
        _, last = self.second(states, mask)
        return self.answer(last)


def batches(pairs, size):
    """Shuffled, padded batches."""
    tensors = [name_to_tensor(n) for n, _ in pairs]
    labels = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    lengths = torch.tensor([len(t) for t in tensors])
    padded = nn.utils.rnn.pad_sequence(tensors, batch_first=True)
    while True:
        for i in torch.randperm(len(pairs)).split(size):
            yield padded[i, :lengths[i].max()], lengths[i], labels[i]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    n_steps = 1600
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, n_steps)
    source = batches(pairs, 64)
    for step in range(n_steps):
        x, lengths, y = next(source)
        loss = nn.functional.cross_entropy(model(x.to(device), lengths), y.to(device))
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        sched.step()
    return model


def predict(model, names):
    model.eval()
    ts = [name_to_tensor(n) for n in names]
    x = nn.utils.rnn.pad_sequence(ts, batch_first=True)
    with torch.no_grad():
        out = model(x.to(model.answer.weight.device), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(dim=1).tolist()]
