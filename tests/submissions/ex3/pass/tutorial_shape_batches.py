# name_to_tensor in the tutorial's shape (len, 1, n_letters); batches are concatenated along dim 1.
import string
import unicodedata
import torch
import torch.nn as nn
import torch.nn.functional as F
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
n_letters, n_languages = len(LETTERS), len(LANGUAGES)


def unicodeToAscii(s):
    return ''.join(
        c for c in unicodedata.normalize('NFD', s)
        if unicodedata.category(c) != 'Mn'
        and c in LETTERS
    )


def letterToIndex(letter):
    return LETTERS.find(letter)


def name_to_tensor(name):
    line = unicodeToAscii(name)
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][letterToIndex(letter)] = 1
    return tensor


class CharRNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.rnn = nn.GRU(input_size, hidden_size)
        self.h2o = nn.Linear(hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, line_tensor, lengths):
        rnn_out, _ = self.rnn(line_tensor)                 # (len, batch, hidden)
        batch = torch.arange(line_tensor.shape[1], device=line_tensor.device)
        return self.softmax(self.h2o(rnn_out[lengths - 1, batch]))


class NameClassifier(CharRNN):
    def __init__(self):
        super().__init__(n_letters, 128, n_languages)

    def forward(self, x, lengths):
        return super().forward(x.permute(1, 0, 2), lengths.to(x.device))


def line_batch(tensors):
    longest = max(t.shape[0] for t in tensors)
    padded = [F.pad(t, (0, 0, 0, 0, 0, longest - t.shape[0])) for t in tensors]
    x = torch.cat(padded, dim=1).transpose(0, 1)           # (batch, len, letters)
    return x, torch.tensor([t.shape[0] for t in tensors])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    rnn = NameClassifier().to(device)
    rnn.train()
    optimizer = torch.optim.RMSprop(rnn.parameters(), lr=0.002)
    criterion = nn.NLLLoss()
    lines = [name_to_tensor(name) for name, _ in pairs]
    labels = torch.tensor([LANGUAGES.index(language) for _, language in pairs], dtype=torch.long)
    n_epoch = 8
    for epoch in range(n_epoch):
        if epoch >= 5:
            optimizer.param_groups[0]['lr'] = 0.0005
        batches = torch.randperm(len(lines)).split(64)
        for idx in batches:
            x, lengths = line_batch([lines[i] for i in idx])
            output = rnn(x.to(device), lengths)
            loss = criterion(output, labels[idx].to(device))
            rnn.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(rnn.parameters(), 3)
            optimizer.step()
    return rnn


def label_from_output(output):
    top_n, top_i = output.topk(1)
    return LANGUAGES[top_i[0].item()]


def predict(model, names):
    model.eval()
    with torch.no_grad():
        x, lengths = line_batch([name_to_tensor(n) for n in names])
        outputs = model(x.to(model.h2o.weight.device), lengths)
        return [label_from_output(o) for o in outputs]
