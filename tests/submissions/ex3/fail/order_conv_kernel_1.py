# fails: order, trained
# diagnosis: order_blind
# may also name: stopped_early, too_slow
# a Conv1d with kernel size 1 sees single letters only; after the max over places, their order is lost.
import string, unicodedata
import torch
import torch.nn as nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    name = [c for c in unicodedata.normalize("NFD", name) if unicodedata.category(c) != "Mn" and c in LETTERS]
    t = torch.zeros(len(name), 57)
    for i, c in enumerate(name):
        t[i][LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(57, 128, kernel_size=1)
        self.conv2 = nn.Conv1d(128, 128, kernel_size=1)
        self.fc = nn.Linear(128, len(LANGUAGES))

    def forward(self, x, lengths):
        x = x.permute(0, 2, 1)                  # (batch, channels, max_len)
        x = torch.relu(self.conv1(x))
        x = torch.relu(self.conv2(x))
        padding = torch.arange(x.size(2))[None, None, :] >= lengths[:, None, None]
        x = x.masked_fill(padding, 0.0)         # after the ReLU, 0 is the least
        return self.fc(x.max(dim=2)[0])


def make_batch(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    X, L = make_batch([n for n, _ in pairs])
    Y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(8):
        for idx in torch.randperm(len(Y)).split(64):
            optimizer.zero_grad()
            criterion(model(X[idx], L[idx]), Y[idx]).backward()
            optimizer.step()
    return model


def predict(model, names):
    model.eval()
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*make_batch(names)).argmax(1).tolist()]
