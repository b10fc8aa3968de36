# fails: trained
# diagnosis: softmax_before_loss
# may also name: stopped_early, too_slow
# log_softmax(softmax(...)): the loss is taken on probabilities as if they were logits, and with two epochs of SGD that trains next to nothing.
import string, unicodedata
import torch, torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    line = ''.join(c for c in unicodedata.normalize('NFD', name) if unicodedata.category(c) != 'Mn' and c in LETTERS)
    tensor = torch.zeros(len(line), len(LETTERS))
    for li, letter in enumerate(line):
        tensor[li][LETTERS.find(letter)] = 1
    return tensor


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.rnn = nn.RNN(len(LETTERS), hidden_size, batch_first=True)
        self.h2o = nn.Linear(hidden_size, len(LANGUAGES))
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, x, lengths):
        x = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.softmax(self.h2o(self.rnn(x)[1][0]))


def train(pairs, seed, device='cpu'):
    torch.manual_seed(seed)
    rnn = NameClassifier()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(rnn.parameters(), lr=0.05)
    xs = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    for epoch in range(2):
        for idx in torch.randperm(len(xs)).split(64):
            x = pad_sequence([xs[i] for i in idx], batch_first=True)
            output = rnn(x, torch.tensor([len(xs[i]) for i in idx]))
            probabilities = torch.softmax(output, dim=1)
            loss = criterion(probabilities, ys[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return rnn


def predict(model, names):
    xs = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(xs, batch_first=True), torch.tensor([len(x) for x in xs]))
    return [LANGUAGES[i] for i in out.argmax(1)]
