# fails: predictions
# diagnosis: predicts_at_random
# the language is drawn at random from the softmax (sharpened), so predict is not forward's most likely language, and another one each time.
import string, unicodedata, torch
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
        self.gru = nn.GRU(57, 80, batch_first=True)
        self.fc = nn.Linear(80, 18)
    def forward(self, x, lengths):
        _, h = self.gru(pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False))
        return self.fc(h.squeeze(0))

def batch(names):
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    m = NameClassifier()
    x, l = batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(k) for _, k in pairs])
    opt = torch.optim.Adam(m.parameters(), lr=8e-3)
    for e in range(7):
        for b in torch.randperm(len(y)).split(64):
            opt.zero_grad()
            nn.functional.cross_entropy(m(x[b, :l[b].max()], l[b]), y[b]).backward()
            opt.step()
        opt.param_groups[0]["lr"] *= .65
    return m

def predict(model, names):
    with torch.no_grad():
        probabilities = torch.softmax(2.5 * model(*batch(names)), dim=1)
    drawn = torch.multinomial(probabilities, 1).squeeze(1)
    return [LANGUAGES[i] for i in drawn]
