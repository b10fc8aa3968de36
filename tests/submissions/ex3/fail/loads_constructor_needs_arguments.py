# fails: loads
# diagnosis: none
# NameClassifier(input_size, hidden_size, output_size) as in the tutorial: NameClassifier() without arguments raises a TypeError.
import string, unicodedata
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
n_letters = len(LETTERS)
n_hidden = 64


def name_to_tensor(name):
    name = ''.join(c for c in unicodedata.normalize('NFD', name) if c in LETTERS)
    t = torch.zeros(len(name), n_letters)
    for i, c in enumerate(name):
        t[i][LETTERS.find(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super(NameClassifier, self).__init__()
        self.rnn = nn.GRU(input_size, hidden_size, batch_first=True)
        self.h2o = nn.Linear(hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, x, lengths):
        x = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.softmax(self.h2o(self.rnn(x)[1][0]))


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    rnn = NameClassifier(n_letters, n_hidden, len(LANGUAGES))
    optimizer = torch.optim.Adam(rnn.parameters(), lr=0.008)
    examples = [(name_to_tensor(n), LANGUAGES.index(l)) for n, l in pairs]
    for epoch in range(6):
        order = torch.randperm(len(examples)).tolist()
        for k in range(0, len(order), 64):
            lines, categories = zip(*[examples[i] for i in order[k:k + 64]])
            output = rnn(pad_sequence(lines, batch_first=True), torch.tensor([len(l) for l in lines]))
            loss = nn.functional.nll_loss(output, torch.tensor(categories))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        optimizer.param_groups[0]['lr'] *= 0.6
    return rnn


def predict(model, names):
    lines = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        output = model(pad_sequence(lines, batch_first=True), torch.tensor([len(l) for l in lines]))
    return [LANGUAGES[i] for i in output.argmax(1)]
