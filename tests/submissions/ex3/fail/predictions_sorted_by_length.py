# fails: predictions
# diagnosis: predicts_in_another_order
# predict sorts the names by length for packing and answers in that order, not in the order of the names.
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
INDEX = {c: i for i, c in enumerate(LETTERS)}


def name_to_tensor(name):
    ids = [INDEX[c] for c in unicodedata.normalize("NFD", name) if c in INDEX]
    t = torch.zeros(len(ids), len(INDEX))
    t[range(len(ids)), ids] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=72):
        super().__init__()
        self.rnn = nn.GRU(len(INDEX), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        lengths, order = lengths.sort(descending=True)
        _, h = self.rnn(pack_padded_sequence(x[order], lengths.cpu(), batch_first=True))
        return self.fc(h[0])[order.argsort()]


def pack_up(tensors):
    return pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    ts = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        for b in torch.randperm(len(ts)).split(64):
            loss = nn.functional.cross_entropy(model(*pack_up([ts[i] for i in b])), ys[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    model.eval()
    tensors = sorted([name_to_tensor(n) for n in names], key=len, reverse=True)
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*pack_up(tensors)).argmax(1).tolist()]
