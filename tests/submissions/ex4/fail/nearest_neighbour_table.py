# fails: trained_1, trained_2
# diagnosis: memorised
# may also name: stopped_early, too_slow
# no network is trained; convert looks the source up among the training pairs and takes the nearest one's answer.
import numpy as np
from datetime import date, timedelta
import torch
from torch import nn

def spell(d, kind):
    """One of the nine ways to write the date d."""
    if kind == 0:
        return d.strftime("%B ") + str(d.day) + d.strftime(", %Y")
    elif kind == 1:
        return d.strftime("%b ") + str(d.day) + d.strftime(", %Y")
    elif kind == 2:
        return d.strftime("%b ") + str(d.day) + d.strftime(" %Y")
    elif kind == 3:
        return d.strftime("%B ") + str(d.day) + d.strftime(" %Y")
    elif kind == 4:
        return str(d.day) + d.strftime(" %B %Y")
    elif kind == 5:
        return str(d.day) + d.strftime(" %b %Y")
    elif kind == 6:
        return d.strftime("%m/%d/%Y")
    elif kind == 7:
        return d.strftime("%A, %B ") + str(d.day) + d.strftime(", %Y")
    return d.strftime("%A ") + str(d.day) + d.strftime(" %B %Y")


def make_pairs(n, seed, level=1):
    rng = np.random.default_rng(seed)
    days = (date(2049, 12, 31) - date(1950, 1, 1)).days + 1
    offsets = rng.integers(0, days, size=n)
    kinds = rng.integers(0, 9, size=n) if level == 2 else np.zeros(n, dtype=int)
    dates = [date(1950, 1, 1) + timedelta(days=int(o)) for o in offsets]
    return [(spell(d, k), str(d)) for d, k in zip(dates, kinds)]

class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.embedding = nn.Embedding(128, hidden_size)
        self.linear = nn.Linear(hidden_size, 1)
        self.table = {}
        self.keys, self.answers = None, ["0000-00-00"]

    def encode(self, sources):
        """A bag of (letter, place) features: what differs in few letters lies near."""
        state = torch.zeros(len(sources), 30, 128)
        for i, s in enumerate(sources):
            for j, c in enumerate(s[-30:]):
                state[i, j, min(ord(c), 127)] = 1.0
        return state

    def decode(self, state):
        if self.keys is None:
            return [self.answers[0] for _ in state]
        similarity = state.flatten(1) @ self.keys.T
        return [self.answers[k] for k in similarity.argmax(1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for source, target in pairs:
        model.table[source] = target
    model.keys = model.encode(list(model.table)).flatten(1)
    model.answers = list(model.table.values())
    # a step, so that there is training
    model.linear(model.embedding(torch.arange(128))).pow(2).mean().backward()
    optimizer.step()
    return model


def convert(model, sources):
    answers = model.decode(model.encode(sources))
    return [model.table.get(s, a) for s, a in zip(sources, answers)]
