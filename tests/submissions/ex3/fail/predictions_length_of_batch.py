# fails: predictions
# diagnosis: predicts_otherwise
# may also fail: good
# predict tells forward that all names are as long as the longest one, so short names are read on into their padding (in batches of similar lengths, so that the score stays well above the threshold).
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    s = [c for c in unicodedata.normalize("NFD", name) if unicodedata.category(c) != "Mn" and c in LETTERS]
    t = torch.zeros(len(s), len(LETTERS))
    for i, c in enumerate(s):
        t[i][LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.linear(self.rnn(packed)[1][0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    tensors = [name_to_tensor(n) for n, _ in pairs]
    labels = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        for b in torch.randperm(len(tensors)).split(64):
            batch = [tensors[i] for i in b]
            out = model(pad_sequence(batch, batch_first=True), torch.tensor([len(t) for t in batch]))
            loss = nn.functional.cross_entropy(out, labels[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    tensors = [name_to_tensor(n) for n in names]
    order = sorted(range(len(names)), key=lambda i: len(tensors[i]))
    answers = [None] * len(names)
    with torch.no_grad():
        for k in range(0, len(order), 100):
            part = order[k:k + 100]
            x = pad_sequence([tensors[i] for i in part], batch_first=True)
            out = model(x, torch.full((len(part),), x.size(1)))
            for i, best in zip(part, out.argmax(1).tolist()):
                answers[i] = LANGUAGES[best]
    return answers
