# fails: model
# diagnosis: none
# the first hidden state is made for 64 names, so any other batch size raises an error in forward (train drops the last batch, predict fills up with dummies).
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
BATCH_SIZE = 64
HIDDEN_SIZE = 64


def name_to_tensor(name):
    name = "".join([c for c in unicodedata.normalize("NFD", name) if c in LETTERS])
    tensor = torch.zeros(len(name), len(LETTERS))
    for i, c in enumerate(name):
        tensor[i, LETTERS.index(c)] = 1
    return tensor


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), HIDDEN_SIZE, batch_first=True)
        self.linear = nn.Linear(HIDDEN_SIZE, len(LANGUAGES))

    def init_hidden(self):
        return torch.zeros(1, BATCH_SIZE, HIDDEN_SIZE)

    def forward(self, x, lengths):
        states, _ = self.gru(x, self.init_hidden())
        return self.linear(states[torch.arange(BATCH_SIZE), lengths - 1])


def make_batch(names):
    tensors = [name_to_tensor(n) for n in names]
    return pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, lengths = make_batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        shuffled = torch.randperm(len(y))
        for k in range(len(y) // BATCH_SIZE):
            b = shuffled[k * BATCH_SIZE:(k + 1) * BATCH_SIZE]
            loss = nn.functional.cross_entropy(model(x[b, :lengths[b].max()], lengths[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    answers = []
    with torch.no_grad():
        for k in range(0, len(names), BATCH_SIZE):
            part = list(names[k:k + BATCH_SIZE])
            fill = ["dummy"] * (BATCH_SIZE - len(part))
            best = model(*make_batch(part + fill)).argmax(1)[:len(part)]
            answers += [LANGUAGES[i] for i in best]
    return answers
