# fails: pairs_2
# diagnosis: day_and_month_swapped
# the form with slashes is written as dd/mm/yyyy.
import numpy as np
import datetime
import string

import torch
import torch.nn as nn
from torch.nn.utils import rnn as rnn_utils

def make_pairs(n, seed, level=1):
    rng = np.random.default_rng(seed)
    first = datetime.date(1950, 1, 1).toordinal()
    last = datetime.date(2049, 12, 31).toordinal()
    pairs = []
    for ordinal in rng.integers(first, last + 1, n):
        d = datetime.date.fromordinal(int(ordinal))
        forms = ["%B {}, %Y"]
        if level > 1:
            forms += ["%b {}, %Y", "%b {} %Y", "%B {} %Y", "{} %B %Y", "{} %b %Y", "%d/%m/%Y", "%A, %B {}, %Y",
                      "%A {} %B %Y"]
        pairs.append((d.strftime(forms[rng.integers(len(forms))]).format(d.day), d.isoformat()))
    return pairs

PAD, SOS, EOS, UNK = 0, 1, 2, 3
ALPHABET = string.ascii_letters + string.digits + " ,/-"
LOOKUP = {ch: i for i, ch in enumerate(ALPHABET, start=4)}
MAX_OUT = 12


def to_ids(text):
    return [LOOKUP.get(ch, UNK) for ch in text] + [EOS]


def from_ids(ids):
    text = ""
    for i in ids:
        if i == EOS:
            break
        if i >= 4:
            text += ALPHABET[i - 4]
    return text


class DateConverter(nn.Module):
    """One embedding for both halves; the state is (batch, hidden)."""

    def __init__(self, hidden_size=128):
        super().__init__()
        size = 4 + len(ALPHABET)
        self.embedding = nn.Embedding(size, 32, padding_idx=PAD)
        self.reader = nn.GRU(32, hidden_size, batch_first=True)
        self.writer = nn.GRU(32 + hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, size)
        for cell in (self.reader, self.writer):
            for block in cell.weight_hh_l0.data.chunk(3):
                nn.init.orthogonal_(block)

    def encode(self, sources):
        device = self.out.weight.device
        ids = [torch.tensor(to_ids(s)) for s in sources]
        lengths = [len(i) for i in ids]
        padded = rnn_utils.pad_sequence(ids, batch_first=True, padding_value=PAD).to(device)
        packed = rnn_utils.pack_padded_sequence(self.embedding(padded), lengths, batch_first=True,
                                                enforce_sorted=False)
        return self.reader(packed)[1].squeeze(0)

    def write(self, inputs, hidden, state):
        context = state.unsqueeze(1).repeat(1, inputs.size(1), 1)
        seen = torch.cat((self.embedding(inputs), context), dim=-1)
        output, hidden = self.writer(seen, hidden)
        return self.out(output), hidden

    def decode(self, state):
        with torch.no_grad():
            hidden = state.unsqueeze(0).contiguous()
            letter = torch.full((len(state), 1), SOS, device=state.device)
            ids = []
            for _ in range(MAX_OUT):
                logits, hidden = self.write(letter, hidden, state)
                letter = logits.argmax(dim=-1)
                ids.append(letter)
            return [from_ids(row) for row in torch.cat(ids, dim=1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    n_valid = min(256, len(pairs) // 10)
    valid, rest = pairs[:n_valid], pairs[n_valid:]
    targets = torch.tensor([[SOS] + to_ids(t) for _, t in rest], device=device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    for step in range(1, 4001):
        pick = torch.randint(len(rest), (128,))
        state = model.encode([rest[i][0] for i in pick.tolist()])
        y = targets[pick.to(device)]
        logits, _ = model.write(y[:, :-1], state.unsqueeze(0), state)
        loss = criterion(logits.reshape(-1, logits.size(-1)), y[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0:
            right = sum(a == t for a, (_, t) in zip(convert(model, [s for s, _ in valid]), valid))
            if right == n_valid:
                break
    return model.eval()


def convert(model, sources):
    state = model.encode(sources)
    return model.decode(state)
