# fails: model
# diagnosis: none
# forward returns (logits, hidden) as in the tutorial's rnn(input, hidden), not one tensor.
import string
import unicodedata

import torch
import torch.nn as nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
n_letters = len(LETTERS)


def unicode_to_ascii(s):
    return "".join(c for c in unicodedata.normalize("NFD", s)
                   if unicodedata.category(c) != "Mn" and c in LETTERS)


def name_to_tensor(name):
    line = unicode_to_ascii(name)
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][LETTERS.find(letter)] = 1
    return tensor


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.GRUCell(n_letters, hidden_size)
        self.h2o = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        hidden = torch.zeros(x.size(0), self.hidden_size)
        for t in range(x.size(1)):
            m = (t < lengths).unsqueeze(1).float()
            hidden = m * self.cell(x[:, t], hidden) + (1 - m) * hidden
        return self.h2o(hidden), hidden


def to_batch(names):
    tensors = [name_to_tensor(n).squeeze(1) for n in names]
    return nn.utils.rnn.pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    rnn = NameClassifier()
    x, lengths = to_batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    optimizer = torch.optim.Adam(rnn.parameters(), lr=0.008)
    for epoch in range(6):
        for b in torch.randperm(len(y)).split(64):
            output, hidden = rnn(x[b, :lengths[b].max()], lengths[b])
            loss = nn.functional.cross_entropy(output, y[b])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        optimizer.param_groups[0]["lr"] *= 0.6
    return rnn


def predict(model, names):
    with torch.no_grad():
        output, _ = model(*to_batch(names))
    return [LANGUAGES[i] for i in output.argmax(dim=1).tolist()]
