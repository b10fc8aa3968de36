# fails: encoding
# diagnosis: accents_dropped
# accented letters are not taken apart, so they are dropped together with their accents ("Ślusàrski" -> "lusrski").
import string
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    letters = [c for c in name if c in LETTERS]
    tensor = torch.zeros(len(letters), len(LETTERS))
    for i, c in enumerate(letters):
        tensor[i, LETTERS.index(c)] = 1
    return tensor


def collate(names):
    tensors = [name_to_tensor(n) for n in names]
    return pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors])


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.out(self.gru(packed)[1][0])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    x, n = collate([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        opt.param_groups[0]["lr"] = 8e-3 * 0.65 ** epoch
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b, :n[b].max()].to(device), n[b]), y[b].to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model


def predict(model, names):
    model.eval()
    with torch.no_grad():
        x, n = collate(names)
        return [LANGUAGES[i] for i in model(x.to(model.out.weight.device), n).argmax(1)]
