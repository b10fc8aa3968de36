# fails: trained
# diagnosis: learning_rate_low
# may also name: stopped_early, too_slow
# with SGD and a learning rate of 1e-6 the weights hardly move.
import string, unicodedata, torch
from torch import nn
from rnngrade import data
LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

def name_to_tensor(name):
    ix = [LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    return torch.eye(57)[ix]

class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell, self.out = nn.RNNCell(57, 128), nn.Linear(128, 18)
    def forward(self, x, lengths):
        h = torch.zeros(len(x), 128)
        for t, xt in enumerate(x.unbind(1)):
            h = torch.where((lengths > t).unsqueeze(1), self.cell(xt, h), h)
        return self.out(h)

def prepare(names):
    t = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(t, batch_first=True), torch.tensor([len(i) for i in t])

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = NameClassifier()
    opt = torch.optim.SGD(net.parameters(), lr=1e-6)
    x, l = prepare([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(k) for _, k in pairs])
    for epoch in range(4):
        for b in torch.randperm(len(y)).split(64):
            opt.zero_grad()
            nn.functional.cross_entropy(net(x[b, :l[b].max()], l[b]), y[b]).backward()
            opt.step()
    return net

def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*prepare(names)).argmax(1)]
