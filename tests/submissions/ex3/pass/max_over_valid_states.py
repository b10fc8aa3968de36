# like: lstm_gather_last_state.py
# Bidirectional GRU, max over the valid states (padding set to -inf first).
import string, unicodedata
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
HIDDEN, EPOCHS, BATCH, LR = 64, 7, 64, 5e-3


def name_to_tensor(name):
    nfd = unicodedata.normalize("NFD", name)
    idx = [LETTERS.index(c) for c in nfd if unicodedata.category(c) != "Mn" and c in LETTERS]
    return torch.nn.functional.one_hot(torch.LongTensor(idx), num_classes=len(LETTERS)).to(torch.float)


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=HIDDEN):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        lengths = lengths.cpu()
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        out, _ = pad_packed_sequence(self.gru(packed)[0], batch_first=True)
        pad = torch.arange(out.size(1)).unsqueeze(0) >= lengths.unsqueeze(1)
        out = out.masked_fill(pad.unsqueeze(2).to(out.device), float("-inf"))
        return self.fc(out.max(dim=1).values)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = NameClassifier().to(device)
    data_ = [(name_to_tensor(n), LANGUAGES.index(l)) for n, l in pairs]
    opt = torch.optim.Adam(net.parameters(), lr=LR)
    sch = torch.optim.lr_scheduler.LinearLR(opt, 1.0, 0.1, total_iters=EPOCHS - 1)
    for epoch in range(EPOCHS):
        perm = torch.randperm(len(data_)).tolist()
        total = 0.0
        for k in range(0, len(perm), BATCH):
            xs, ys = zip(*[data_[j] for j in perm[k:k + BATCH]])
            opt.zero_grad()
            out = net(pad_sequence(xs, batch_first=True).to(device), torch.tensor([len(t) for t in xs]))
            loss = nn.functional.cross_entropy(out, torch.tensor(ys, device=device))
            loss.backward()
            opt.step()
            total += loss.item() * len(ys)
        sch.step()
        print(f"epoch {epoch}: loss {total / len(data_):.3f}")
    return net


def predict(model, names):
    model.eval()
    xs = [name_to_tensor(n) for n in names]
    with torch.inference_mode():
        out = model(pad_sequence(xs, batch_first=True).to(model.fc.weight.device),
                    torch.tensor([x.shape[0] for x in xs]))
    return [LANGUAGES[i] for i in out.argmax(1).tolist()]
