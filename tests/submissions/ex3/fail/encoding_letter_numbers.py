# fails: encoding, model
# diagnosis: places_not_one_hot
# name_to_tensor returns letter numbers (len,) for nn.Embedding instead of one-hot vectors, and forward takes those numbers, not (batch, max_len, n_letters).
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
PAD = len(LETTERS)


def name_to_tensor(name):
    """The numbers of the letters."""
    chars = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return torch.tensor([LETTERS.index(c) for c in chars])


class NameClassifier(nn.Module):
    def __init__(self, embedding=32, hidden=64):
        super().__init__()
        self.emb = nn.Embedding(len(LETTERS) + 1, embedding, padding_idx=PAD)
        self.gru = nn.GRU(embedding, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, len(LANGUAGES))

    def forward(self, x, lengths):
        e = self.emb(x)
        packed = pack_padded_sequence(e, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, h = self.gru(packed)
        return self.fc(h[-1])


def tensors(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True, padding_value=PAD), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    x, l = tensors([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(lang) for _, lang in pairs])
    optimizer = torch.optim.Adam(model.parameters(), lr=6e-3)
    for epoch in range(6):
        for idx in torch.randperm(len(pairs)).split(64):
            optimizer.zero_grad()
            logits = model(x[idx, :l[idx].max()].to(device), l[idx])
            nn.functional.cross_entropy(logits, y[idx].to(device)).backward()
            optimizer.step()
        optimizer.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    model.eval()
    x, l = tensors(names)
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(x, l).argmax(1)]
