# fails: padding, trained
# diagnosis: order_not_restored
# may also fail: predictions
# may also name: padding_read, stopped_early, too_slow
# forward sorts the batch by length for packing and returns the answers in that order, not in the order of the names (train sorts the labels alike, so training is fine).
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    ascii_name = "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)
    tensor = torch.zeros(len(ascii_name), len(LETTERS))
    for i, c in enumerate(ascii_name):
        tensor[i, LETTERS.index(c)] = 1
    return tensor


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        # pack_padded_sequence wants the longest name first
        lengths, order = torch.sort(lengths, descending=True, stable=True)
        packed = pack_padded_sequence(x[order], lengths.cpu(), batch_first=True)
        _, h = self.rnn(packed)
        return self.fc(h[-1])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    examples = [(name_to_tensor(n), LANGUAGES.index(l)) for n, l in pairs]
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        perm = torch.randperm(len(examples)).tolist()
        for k in range(0, len(perm), 64):
            batch = [examples[i] for i in perm[k:k + 64]]
            batch.sort(key=lambda e: len(e[0]), reverse=True)
            x = pad_sequence([t for t, _ in batch], batch_first=True)
            out = model(x, torch.tensor([len(t) for t, _ in batch]))
            loss = nn.functional.cross_entropy(out, torch.tensor([y for _, y in batch]))
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    # longest first, and back again
    tensors = [name_to_tensor(n) for n in names]
    order = sorted(range(len(names)), key=lambda i: -len(tensors[i]))
    with torch.no_grad():
        out = model(pad_sequence([tensors[i] for i in order], batch_first=True),
                    torch.tensor([len(tensors[i]) for i in order]))
    answers = [""] * len(names)
    for i, best in zip(order, out.argmax(dim=1).tolist()):
        answers[i] = LANGUAGES[best]
    return answers
