# fails: order, trained
# diagnosis: order_blind
# may also name: stopped_early, too_slow
# DeepSets: every letter goes through phi, masked max and sum are taken, then rho; letters in another order are the same set.
import string, unicodedata, torch
from torch import nn
from rnngrade import data
LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
I = {c: i for i, c in enumerate(LETTERS)}

def name_to_tensor(name):
    return nn.functional.one_hot(torch.tensor([I[c] for c in unicodedata.normalize("NFD", name) if c in I]), 57).float()

def mlp(*sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])

class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.phi, self.rho = mlp(57, 96, 96), mlp(192, 128, 18)
    def forward(self, x, lengths):
        valid = (torch.arange(x.shape[1]) < lengths[:, None])[..., None]
        f = self.phi(x)
        s = (f * valid).sum(1)
        m = f.masked_fill(~valid, -torch.inf).amax(1)
        return self.rho(torch.cat([s, m], 1))

def batch(names):
    t = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(t, batch_first=True), torch.tensor(list(map(len, t)))

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = NameClassifier()
    X, L = batch([n for n, _ in pairs])
    Y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(net.parameters(), 3e-3)
    for e in range(10):
        for b in torch.randperm(len(Y)).split(64):
            opt.zero_grad()
            nn.functional.cross_entropy(net(X[b, :L[b].max()], L[b]), Y[b]).backward()
            opt.step()
        opt.param_groups[0]["lr"] *= .8
    return net

@torch.no_grad()
def predict(model, names):
    return [LANGUAGES[i] for i in model(*batch(names)).argmax(1)]
