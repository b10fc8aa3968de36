# like: lstm_gather_last_state.py
# Bidirectional LSTM on packed names: the last forward and the last backward state.
# %% imports
import torch, string, unicodedata, math
from torch import nn
from torch.nn.utils.rnn import pack_sequence, pack_padded_sequence
from rnngrade import data
# %% constants
LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = ["Arabic", "Chinese", "Czech", "Dutch", "English", "French", "German", "Greek", "Irish",
             "Italian", "Japanese", "Korean", "Polish", "Portuguese", "Russian", "Scottish",
             "Spanish", "Vietnamese"]
# %% encoding
def name_to_tensor(name):
    s = [c for c in unicodedata.normalize("NFD", name)
         if unicodedata.category(c) != "Mn" and c in LETTERS]
    t = torch.zeros(len(s), len(LETTERS))
    for row, c in zip(t, s):
        row[LETTERS.index(c)] = 1
    return t

name_to_tensor("Ślusàrski").argmax(1)
# %% model
class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(len(LETTERS), 64, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * 64, len(LANGUAGES))

    def forward(self, x, lengths):
        p = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, (h, c) = self.lstm(p)
        return self.head(torch.cat((h[0], h[1]), dim=1))
# %% try the shapes
assert NameClassifier()(torch.zeros(3, 5, 57), torch.tensor([2, 5, 1])).shape == (3, 18)
# %% training
def batch(tensors):
    return nn.utils.rnn.pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors])

def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    m = NameClassifier().to(device)
    tensors = [name_to_tensor(n) for n, _ in pairs]
    labels = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    EPOCHS, B = 7, 64
    opt = torch.optim.Adam(m.parameters())
    total = EPOCHS * math.ceil(len(pairs) / B)
    step = 0
    for e in range(EPOCHS):
        for ix in torch.randperm(len(pairs)).split(B):
            for g in opt.param_groups:
                g["lr"] = 6e-3 * (1 - step / total)     # linear decay
            step += 1
            x, l = batch([tensors[i] for i in ix.tolist()])
            loss = nn.functional.cross_entropy(m(x.to(device), l), labels[ix].to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
    return m
# %% prediction
def predict(model, names):
    model.eval()
    result = []
    with torch.no_grad():
        for n in names:                                  # one at a time is fast enough
            t = name_to_tensor(n).unsqueeze(0).to(model.head.weight.device)
            result.append(LANGUAGES[model(t, torch.tensor([t.shape[1]])).argmax().item()])
    return result
