# fails: predictions
# diagnosis: none
# predict shows each answer slowly, with time.sleep(1) between names, so thousands of names take hours.
# timeout: predict sleeps a second for each name (needs hardly any CPU time, but thousands of seconds)
import string, unicodedata, time
import torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    ids = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return torch.eye(57)[ids]


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(57, 64, batch_first=True)
        self.fc = nn.Linear(64, 18)

    def forward(self, x, lengths):
        out, _ = self.gru(x)
        return self.fc(out[torch.arange(len(x)), lengths - 1])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    ts = [name_to_tensor(n) for n, _ in pairs]
    ls = torch.tensor([len(t) for t in ts])
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        for b in torch.randperm(len(ts)).split(64):
            x = nn.utils.rnn.pad_sequence([ts[i] for i in b], batch_first=True)
            loss = nn.functional.cross_entropy(model(x, ls[b]), ys[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    answers = []
    with torch.no_grad():
        for name in names:
            x = name_to_tensor(name)
            guess = LANGUAGES[model(x[None], torch.tensor([len(x)])).argmax().item()]
            print("\n> %s\n%s" % (name, guess))
            time.sleep(1)
            answers.append(guess)
    return answers
