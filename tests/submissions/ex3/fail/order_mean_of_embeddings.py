# fails: order, trained
# diagnosis: order_blind
# may also name: stopped_early, too_slow
# the mean of the letters' embeddings goes through an MLP; anagrams get the same answer.
import string
import unicodedata

import torch
from torch import nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name: str) -> torch.Tensor:
    folded = "".join(c for c in unicodedata.normalize("NFD", name)
                     if unicodedata.category(c) != "Mn" and c in LETTERS)
    out = torch.zeros(len(folded), len(LETTERS))
    for i, c in enumerate(folded):
        out[i, LETTERS.index(c)] = 1.0
    return out


class NameClassifier(nn.Module):
    def __init__(self, hidden_size: int = 128):
        super().__init__()
        self.embedding = nn.Linear(len(LETTERS), 64, bias=False)
        self.hidden = nn.Linear(64, hidden_size)
        self.out = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        embedded = self.embedding(x)                       # zeros stay zeros
        mean = embedded.sum(1) / lengths.to(x.device).unsqueeze(1)
        return self.out(torch.relu(self.hidden(mean)))


class Loader:
    def __init__(self, pairs, batch_size):
        tensors = [name_to_tensor(n) for n, _ in pairs]
        self.lengths = torch.tensor([len(t) for t in tensors])
        self.x = nn.utils.rnn.pad_sequence(tensors, batch_first=True)
        self.y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
        self.batch_size = batch_size

    def __iter__(self):
        for i in torch.randperm(len(self.y)).split(self.batch_size):
            yield self.x[i], self.lengths[i], self.y[i]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    loader = Loader(pairs, 64)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    for epoch in range(15):
        for x, lengths, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x.to(device), lengths), y.to(device)).backward()
            optimizer.step()
        for g in optimizer.param_groups:
            g["lr"] *= 0.85
    return model


def predict(model, names):
    tensors = [name_to_tensor(n) for n in names]
    x = nn.utils.rnn.pad_sequence(tensors, batch_first=True)
    with torch.no_grad():
        best = model(x, torch.tensor([len(t) for t in tensors])).argmax(dim=1)
    return [LANGUAGES[i] for i in best.tolist()]
