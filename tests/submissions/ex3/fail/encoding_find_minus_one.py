# fails: encoding
# diagnosis: none
# letters that are not in LETTERS are not left out: find() gives -1 for them, which sets the last column (the apostrophe).
import string, unicodedata
import torch, torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def strip_accents(name):
    return ''.join(c for c in unicodedata.normalize('NFD', name) if unicodedata.category(c) != 'Mn')


def letterToIndex(letter):
    return LETTERS.find(letter)


def name_to_tensor(name):
    name = strip_accents(name)
    tensor = torch.zeros(len(name), len(LETTERS))
    for li, letter in enumerate(name):
        tensor[li][letterToIndex(letter)] = 1
    return tensor


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.h2o = nn.Linear(hidden_size, len(LANGUAGES))
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, hidden = self.gru(packed)
        return self.softmax(self.h2o(hidden[0]))


def train(pairs, seed, device='cpu'):
    torch.manual_seed(seed)
    rnn = NameClassifier().to(device)
    criterion = nn.NLLLoss()
    optimizer = torch.optim.Adam(rnn.parameters(), lr=0.006)
    xs = [name_to_tensor(n) for n, _ in pairs]
    ys = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    for epoch in range(1, 7):
        for batch in torch.randperm(len(xs)).split(64):
            x = pad_sequence([xs[i] for i in batch], batch_first=True)
            lengths = torch.tensor([xs[i].size(0) for i in batch])
            output = rnn(x.to(device), lengths)
            loss = criterion(output, ys[batch].to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if epoch >= 3:
            optimizer.param_groups[0]['lr'] *= 0.5
    return rnn


def predict(model, names):
    xs = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        output = model(pad_sequence(xs, batch_first=True), torch.tensor([len(x) for x in xs]))
    return [LANGUAGES[i.item()] for i in output.topk(1)[1]]
