# fails: trained
# diagnosis: none
# may also name: stopped_early, too_slow
# train has no return statement (the model is a global variable in the notebook), so it returns None.
import torch, string, unicodedata
from torch import nn
from rnngrade import data
# %%
LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
# %%
def name_to_tensor(name):
    return torch.eye(57)[[LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]]
# %%
class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(57, 64, batch_first=True)
        self.fc = nn.Linear(64, 18)
    def forward(self, x, lengths):
        p = nn.utils.rnn.pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.fc(self.rnn(p)[1][0])
# %%
def batch(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([len(t) for t in ts])
# %%
def train(pairs, seed, device="cpu"):
    global model
    torch.manual_seed(seed)
    model = NameClassifier()
    x, l = batch([n for n, _ in pairs])
    y = torch.tensor([LANGUAGES.index(k) for _, k in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(1):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b, :l[b].max()], l[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        opt.param_groups[0]["lr"] *= 0.55
        print(epoch, loss.item())
# %%
def predict(model, names):
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*batch(names)).argmax(1)]
