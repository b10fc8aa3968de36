# fails: model
# diagnosis: none
# encode flattens the hidden states of all dates into one long vector, there is no axis for the batch.
import datetime as dt
import torch
from torch import nn

WAYS = [
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%b} {d.day}, {d.year}",
    lambda d: f"{d:%b} {d.day} {d.year}",
    lambda d: f"{d:%B} {d.day} {d.year}",
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"{d.day} {d:%b} {d.year}",
    lambda d: f"{d:%m/%d/%Y}",
    lambda d: f"{d:%A}, {d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%A} {d.day} {d:%B} {d.year}",
]


def make_pairs(n, seed, level=1):
    g = torch.Generator()
    g.manual_seed(seed)
    lo, hi = dt.date(1950, 1, 1).toordinal(), dt.date(2050, 1, 1).toordinal()
    days = [dt.date.fromordinal(o) for o in torch.randint(lo, hi, (n,), generator=g).tolist()]
    ways = torch.randint(0, len(WAYS) if level > 1 else 1, (n,), generator=g).tolist()
    return [(WAYS[w](d), d.isoformat()) for d, w in zip(days, ways)]

HIDDEN = 128


class DateConverter(nn.Module):
    def __init__(self):
        super().__init__()
        self.letters = nn.Embedding(256, 32)
        self.encoder = nn.RNN(32, HIDDEN, batch_first=True)
        self.decoder = nn.RNN(32 + HIDDEN, HIDDEN, batch_first=True)
        self.to_letter = nn.Linear(HIDDEN, 256)
        nn.init.orthogonal_(self.encoder.weight_hh_l0)
        nn.init.orthogonal_(self.decoder.weight_hh_l0)

    def encode(self, sources):
        # bytes of latin-1, so that there is no letter that is not known
        ids = [torch.tensor(list(("\n" + s).encode("latin-1", "replace"))) for s in sources]
        packed = nn.utils.rnn.pack_sequence(ids, enforce_sorted=False).to(self.to_letter.weight.device)
        packed = nn.utils.rnn.PackedSequence(self.letters(packed.data), packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices)
        _, h = self.encoder(packed)
        return h.reshape(-1)

    def decode(self, state):
        state = state.reshape(-1, HIDDEN)
        h, last = state[None], torch.full((len(state), 1), 10, device=state.device)
        done = []
        with torch.no_grad():
            for _ in range(10):
                logits, h = self.write(last, h, state)
                last = logits.argmax(-1)
                done.append(last)
        return [bytes(row).decode("latin-1") for row in torch.cat(done, 1).tolist()]

    def write(self, before, h, state):
        o, h = self.decoder(torch.cat([self.letters(before), state[:, None].repeat(1, before.shape[1], 1)], 2), h)
        return self.to_letter(o), h


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    val = pairs[:200]
    for step in range(1, 4001):
        batch = [pairs[i] for i in torch.randint(200, len(pairs), (128,)).tolist()]
        y = torch.tensor([list(("\n" + t).encode()) for _, t in batch], device=device)
        state = model.encode([s for s, _ in batch]).reshape(-1, HIDDEN)
        logits, _ = model.write(y[:, :-1], state[None], state)
        loss = nn.functional.cross_entropy(logits.transpose(1, 2), y[:, 1:])
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 100 == 0 and convert(model, [s for s, _ in val]) == [t for _, t in val]:
            break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
