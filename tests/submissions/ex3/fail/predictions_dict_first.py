# fails: predictions
# diagnosis: predicts_otherwise
# predict looks a name up among the training names first, and asks the (well trained) network only for unknown ones.
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
MEMORY = dict(data.names("train"))


def name_to_tensor(name):
    t = [torch.eye(57)[LETTERS.index(c)] for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return torch.stack(t)


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(57, 64, batch_first=True)
        self.out = nn.Linear(64, 18)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.out(self.gru(packed)[1][0]).log_softmax(1)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    ts = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        for b in torch.randperm(len(ts)).split(64):
            x = pad_sequence([ts[i] for i in b], batch_first=True)
            loss = nn.functional.nll_loss(model(x, torch.tensor([len(ts[i]) for i in b])), ys[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.6
    return model


def predict(model, names):
    answers = []
    with torch.no_grad():
        for name in names:
            if name in MEMORY:
                answers.append(MEMORY[name])
            else:
                x = name_to_tensor(name)[None]
                answers.append(LANGUAGES[model(x, torch.tensor([x.size(1)])).argmax().item()])
    return answers
