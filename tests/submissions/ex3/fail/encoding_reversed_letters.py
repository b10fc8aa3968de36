# fails: encoding
# diagnosis: reversed
# the letters are put into the tensor from the last to the first ("endings matter most"), so every letter is in the wrong row.
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence, pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def ascii_only(name):
    return "".join(c for c in unicodedata.normalize("NFD", name)
                   if unicodedata.category(c) != "Mn" and c in LETTERS)


def name_to_tensor(name):
    name = ascii_only(name)[::-1]      # reading backwards works better, I found
    t = torch.zeros(len(name), len(LETTERS))
    t[torch.arange(len(name)), torch.tensor([LETTERS.index(c) for c in name], dtype=torch.long)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), 80, batch_first=True)
        self.linear = nn.Linear(80, len(LANGUAGES))

    def forward(self, x, lengths):
        _, h = self.rnn(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))
        return torch.log_softmax(self.linear(h.squeeze(0)), 1)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    examples = [(name_to_tensor(n), LANGUAGES.index(l)) for n, l in pairs]
    model = NameClassifier().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=0.007)
    loss_fn = nn.NLLLoss()
    for epoch in range(6):
        if epoch > 2:
            opt.param_groups[0]["lr"] *= 0.45
        perm = torch.randperm(len(examples)).tolist()
        for s in range(0, len(perm), 64):
            xs, ys = zip(*(examples[i] for i in perm[s:s + 64]))
            out = model(pad_sequence(xs, batch_first=True).to(device), torch.tensor([len(x) for x in xs]))
            opt.zero_grad()
            loss_fn(out, torch.tensor(ys, device=device)).backward()
            opt.step()
    return model


def predict(model, names):
    model.eval()
    xs = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(xs, batch_first=True), torch.tensor([len(x) for x in xs]))
    return [LANGUAGES[i] for i in out.argmax(1).tolist()]
