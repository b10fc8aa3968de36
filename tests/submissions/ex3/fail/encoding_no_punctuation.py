# fails: encoding, model
# diagnosis: none
# only the 52 letters are encoded, without space, point, comma, semicolon and apostrophe: (len, 52), and the network takes 52 columns.
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence

from rnngrade import data

LETTERS = string.ascii_letters
LANGUAGES = data.languages()


def name_to_tensor(name):
    letters = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    tensor = torch.zeros(len(letters), len(LETTERS))
    for i, c in enumerate(letters):
        tensor[i, LETTERS.index(c)] = 1.0
    return tensor


class NameClassifier(nn.Module):
    """One GRU layer and one linear layer."""

    def __init__(self, hidden_size=64):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        p = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, h = self.gru(p)
        return self.linear(h[0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    # a name with nothing left would break the packing
    examples = [(name_to_tensor(n), LANGUAGES.index(l)) for n, l in pairs]
    examples = [e for e in examples if len(e[0])]
    loader = torch.utils.data.DataLoader(examples, batch_size=64, shuffle=True, collate_fn=list)
    model = NameClassifier().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        for batch in loader:
            x = pad_sequence([t for t, _ in batch], batch_first=True)
            lengths = torch.tensor([len(t) for t, _ in batch])
            y = torch.tensor([k for _, k in batch])
            loss = nn.functional.cross_entropy(model(x, lengths), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    tensors = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors]))
    return [LANGUAGES[i] for i in out.argmax(1).tolist()]
