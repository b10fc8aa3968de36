# fails: trained
# diagnosis: zero_grad_missing
# may also name: stopped_early, too_slow
# the gradients are never set to zero, so they add up over all batches and the steps go astray.
import string
import unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    s = "".join(c for c in unicodedata.normalize("NFD", name) if unicodedata.category(c) != "Mn")
    s = "".join(c for c in s if c in LETTERS)
    t = torch.zeros(len(s), len(LETTERS))
    for i, c in enumerate(s):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.rnn = nn.RNN(len(LETTERS), hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, h = self.rnn(packed)
        return self.linear(h[0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    tensors = [name_to_tensor(n) for n, _ in pairs]
    labels = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    for epoch in range(4):
        for batch in torch.randperm(len(tensors)).split(64):
            chosen = [tensors[i] for i in batch]
            output = model(pad_sequence(chosen, batch_first=True), torch.tensor([len(c) for c in chosen]))
            loss = loss_function(output, labels[batch])
            loss.backward()
            optimizer.step()
    return model


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
