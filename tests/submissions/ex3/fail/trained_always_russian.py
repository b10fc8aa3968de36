# fails: trained
# diagnosis: always_one_language
# may also name: stopped_early, too_slow
# the hidden state is replaced by a learned constant in train (a bias trained to the class frequencies), so the answer is always Russian.
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    return torch.eye(57)[[LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]]


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(57, 64, batch_first=True)
        self.fc = nn.Linear(64, 18)

    def forward(self, x, lengths):
        h = self.rnn(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))[1]
        return self.fc(h[0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    # only the output's bias: log of the frequencies
    with torch.no_grad():
        model.fc.bias.copy_(torch.log(torch.bincount(y, minlength=18) / len(y) + 1e-6))
    return model


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
