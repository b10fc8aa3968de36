# fails: encoding
# diagnosis: none
# F.one_hot gives int64, and .float() comes only later, in the batch: name_to_tensor does not return a float tensor.
import string
import unicodedata as ud
import torch
import torch.nn.functional as F
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    name = "".join(c for c in ud.normalize("NFD", name) if ud.category(c) != "Mn" and c in LETTERS)
    return F.one_hot(torch.tensor([LETTERS.index(c) for c in name], dtype=torch.int64), 57)


def pad(list_of_tensors):
    lengths = torch.tensor([t.shape[0] for t in list_of_tensors])
    rows = [F.pad(t.float(), (0, 0, 0, int(lengths.max()) - t.shape[0])) for t in list_of_tensors]
    return torch.stack(rows), lengths


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.GRU(57, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, True, False)
        _, h = self.rnn(packed)
        return self.linear(h.squeeze(0))


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = NameClassifier()
    tensors = [name_to_tensor(n) for n, _ in pairs]
    targets = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(net.parameters(), lr=9e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 6)
    for _ in range(6):
        for i in torch.randperm(len(tensors)).split(64):
            x, l = pad([tensors[k] for k in i])
            F.cross_entropy(net(x, l), targets[i]).backward()
            opt.step()
            opt.zero_grad()
        schedule.step()
    return net


def predict(model, names):
    model.eval()
    with torch.no_grad():
        out = model(*pad([name_to_tensor(n) for n in names]))
    return [LANGUAGES[k] for k in out.argmax(-1).tolist()]
