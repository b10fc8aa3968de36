# fails: predictions
# diagnosis: predicts_at_random
# predict calls model.train() by mistake, so dropout is active and its answers differ from forward's in evaluation, and from call to call.
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    idx = torch.tensor([LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS])
    return nn.functional.one_hot(idx.long(), 57).float()


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=96):
        super().__init__()
        self.gru = nn.GRU(57, hidden_size, batch_first=True)
        self.dropout = nn.Dropout(0.4)
        self.fc = nn.Linear(hidden_size, 18)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.fc(self.dropout(self.gru(packed)[1][0]))


def collate(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    model.train()
    x, n = collate([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(7):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b, :n[b].max()], n[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.65
    return model


def predict(model, names):
    model.train()
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*collate(names)).argmax(1)]
