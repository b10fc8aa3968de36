# like: gru_eos.py
# No padding anywhere: sources are put into groups of equal length, each group goes through the network by itself.
import random
from datetime import date
from collections import defaultdict
import random as rnd_module

import torch
import torch.nn as nn
import torch.nn.functional as F

def make_pairs(n, seed, level=1):
    r = random.Random(seed)
    a, b = date(1950, 1, 1).toordinal(), date(2049, 12, 31).toordinal()
    pats = ["%B #, %Y"] if level == 1 else ["%B #, %Y", "%b #, %Y", "%b # %Y", "%B # %Y", "# %B %Y", "# %b %Y",
                                            "%m/%d/%Y", "%A, %B #, %Y", "%A # %B %Y"]
    ds = [date.fromordinal(r.randint(a, b)) for _ in range(n)]
    return [(d.strftime(r.choice(pats)).replace("#", str(d.day)), d.isoformat()) for d in ds]

class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.hidden_size = hidden_size
        self.char_emb = nn.Embedding(129, 32)          # ascii, 128 = any other
        self.enc_rnn = nn.RNN(32, hidden_size, batch_first=True)
        self.digit_emb = nn.Embedding(12, 16)
        self.dec_rnn = nn.RNN(16 + hidden_size, hidden_size, batch_first=True)
        self.classifier = nn.Sequential(nn.Linear(hidden_size, 64), nn.ReLU(), nn.Linear(64, 11))
        nn.init.orthogonal_(self.enc_rnn.weight_hh_l0)
        nn.init.orthogonal_(self.dec_rnn.weight_hh_l0)

    def encode(self, sources):
        device = self.digit_emb.weight.device
        groups = defaultdict(list)
        for position, s in enumerate(sources):
            groups[len(s)].append(position)
        positions, states = [], []
        for length, members in groups.items():
            positions += members
            if length == 0:
                states.append(torch.zeros(len(members), self.hidden_size, device=device))
                continue
            ids = torch.tensor([[min(ord(c), 128) for c in sources[p]] for p in members], device=device)
            states.append(self.enc_rnn(self.char_emb(ids))[1][0])
        back = torch.tensor(positions).argsort().to(device)
        return torch.cat(states)[back]

    def decode(self, state):
        texts = [""] * len(state)
        h = state.unsqueeze(0).contiguous()
        d = torch.full((len(state), 1), 11, device=state.device)
        with torch.no_grad():
            for _ in range(10):
                o, h = self.dec_rnn(torch.cat([self.digit_emb(d), state.unsqueeze(1)], -1), h)
                d = self.classifier(o).argmax(-1)
                texts = [t + "0123456789-"[k] for t, k in zip(texts, d[:, 0].tolist())]
        return texts

    def teach(self, sources, y):
        state = self.encode(sources)
        before = F.pad(y, (1, -1), value=11)
        x = torch.cat([self.digit_emb(before), state.unsqueeze(1).expand(-1, 10, -1)], -1)
        o, _ = self.dec_rnn(x, state.unsqueeze(0))
        return F.cross_entropy(self.classifier(o).permute(0, 2, 1), y)


def digits(text):
    return ["0123456789-".index(c) for c in text]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    shuffler = rnd_module.Random(seed)
    pairs = list(pairs)
    shuffler.shuffle(pairs)
    watch, rest = pairs[:200], pairs[200:]
    by_length = defaultdict(list)
    for pair in rest:
        by_length[len(pair[0])].append(pair)
    lengths, sizes = list(by_length), [len(members) for members in by_length.values()]
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for step in range(1, 6001):
        # a batch of three lengths at most, so that there is little to do in parts
        batch = []
        for length in shuffler.choices(lengths, sizes, k=3):
            batch += shuffler.choices(by_length[length], k=48)
        loss = model.teach([s for s, t in batch], torch.tensor([digits(t) for s, t in batch], device=device))
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 100 == 0:
            ok = sum(a == t for a, (s, t) in zip(convert(model, [s for s, t in watch]), watch))
            if ok >= 0.995 * len(watch):
                break
    return model.eval()


def convert(model, sources):
    return model.decode(model.encode(sources))
