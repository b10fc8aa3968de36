# Tutorial-style nn.RNN, trained one random name at a time with Adam.
# may also fail: good
# like: tutorial_shape_batches.py
import random
import string
import unicodedata

import torch
import torch.nn as nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
n_letters = len(LETTERS)
LANGUAGES = data.languages()
n_categories = len(LANGUAGES)


def unicodeToAscii(s):
    return ''.join(c for c in unicodedata.normalize('NFD', s)
                   if unicodedata.category(c) != 'Mn' and c in LETTERS)


# <line_length x 1 x n_letters>, as in the tutorial
def name_to_tensor(name):
    line = unicodeToAscii(name)
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][LETTERS.find(letter)] = 1
    return tensor


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.rnn = nn.RNN(n_letters, hidden_size)
        self.h2o = nn.Linear(hidden_size, n_categories)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, x, lengths):
        # batches: pick the state after every name's own last letter
        rnn_out, hidden = self.rnn(x.transpose(0, 1))
        own = torch.arange(x.size(0), device=x.device)
        return self.softmax(self.h2o(rnn_out[lengths.to(x.device) - 1, own]))


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    rng = random.Random(seed)
    by_language = {language: [] for language in LANGUAGES}
    for name, language in pairs:
        by_language[language].append(name_to_tensor(name))
    target = {l: torch.tensor([i], device=device) for i, l in enumerate(LANGUAGES)}
    everything = [(t, l) for l, ts in by_language.items() for t in ts]

    rnn = NameClassifier().to(device)
    criterion = nn.NLLLoss()
    n_iters = 40000
    learning_rate = 8e-4
    optimizer = torch.optim.Adam(rnn.parameters(), lr=learning_rate, fused=True)
    for it in range(n_iters):
        # Mostly any name; every fifth time a random language first, for the rare ones.
        if it % 5 == 0:
            language = rng.choice(LANGUAGES)
            line_tensor = rng.choice(by_language[language])
        else:
            line_tensor, language = rng.choice(everything)
        optimizer.param_groups[0]["lr"] = learning_rate * (1 - it / n_iters)
        _, hidden = rnn.rnn(line_tensor.to(device))      # from letter to letter
        output = rnn.softmax(rnn.h2o(hidden[0]))
        loss = criterion(output, target[language])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return rnn


def predict(model, names):
    answers = []
    device = model.h2o.weight.device
    with torch.no_grad():
        for name in names:
            t = name_to_tensor(name).transpose(0, 1).to(device)  # (1, len, n_letters)
            output = model(t, torch.tensor([t.size(1)]))
            top_i = output.topk(1)[1][0].item()
            answers.append(LANGUAGES[top_i])
    return answers
