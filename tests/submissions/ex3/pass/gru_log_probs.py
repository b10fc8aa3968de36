# Packed GRU that answers with log-probabilities (log_softmax + NLLLoss).
import string, unicodedata
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_sequence, pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
LETTER_NR = {c: i for i, c in enumerate(LETTERS)}
LANG_NR = {l: i for i, l in enumerate(LANGUAGES)}


def name_to_tensor(name):
    numbers = [LETTER_NR[c] for c in unicodedata.normalize("NFD", name) if c in LETTER_NR]
    # combining accents are no LETTERS, so the line above drops them, too
    return F.one_hot(torch.tensor(numbers, dtype=torch.long), len(LETTERS)).float()


def collate(names):
    """list of names -> padded x, lengths"""
    ts = [name_to_tensor(n) for n in names]
    return pad_sequence(ts, batch_first=True), torch.tensor([t.shape[0] for t in ts])


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=96):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        x = pack_padded_sequence(x, lengths.to("cpu"), batch_first=True, enforce_sorted=False)
        h = self.gru(x)[1].squeeze(0)
        return F.log_softmax(self.linear(h), dim=-1)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    x_all, len_all = collate([n for n, _ in pairs])
    y_all = torch.tensor([LANG_NR[l] for _, l in pairs])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.004)
    criterion = nn.NLLLoss()
    for epoch in range(7):
        if epoch == 5:
            for g in optimizer.param_groups:
                g["lr"] = 0.001
        for b in torch.randperm(len(pairs)).split(50):
            longest = int(len_all[b].max())
            optimizer.zero_grad()
            loss = criterion(model(x_all[b, :longest].to(device), len_all[b]), y_all[b].to(device))
            loss.backward()
            optimizer.step()
    return model


@torch.no_grad()
def predict(model, names):
    model.eval()
    answers = []
    for start in range(0, len(names), 256):
        x, lengths = collate(names[start:start + 256])
        best = model(x.to(next(model.parameters()).device), lengths).argmax(1)
        answers += [LANGUAGES[i] for i in best]
    return answers
