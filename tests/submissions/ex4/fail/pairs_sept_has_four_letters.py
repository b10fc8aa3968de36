# fails: pairs_2
# diagnosis: none
# the short form of September is written Sept (and June and July are not shortened).
import random
import datetime
import torch
from torch import nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

SHORT = {1: "Jan", 2: "Feb", 3: "Mar", 4: "Apr", 5: "May", 6: "June", 7: "July", 8: "Aug", 9: "Sept", 10: "Oct",
         11: "Nov", 12: "Dec"}


def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    pairs = []
    for _ in range(n):
        d = datetime.date.fromordinal(rng.randint(711858, 748382))
        long, short, week = d.strftime("%B"), SHORT[d.month], d.strftime("%A")
        forms = [f"{long} {d.day}, {d.year}", f"{short} {d.day}, {d.year}", f"{short} {d.day} {d.year}",
                 f"{long} {d.day} {d.year}", f"{d.day} {long} {d.year}", f"{d.day} {short} {d.year}",
                 f"{d:%m/%d/%Y}", f"{week}, {long} {d.day}, {d.year}", f"{week} {d.day} {long} {d.year}"]
        pairs.append((rng.choice(forms) if level == 2 else forms[0], d.isoformat()))
    return pairs

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/"
IN = {c: i + 2 for i, c in enumerate(LETTERS)}  # 0 is padding, 1 anything else
OUT = "0123456789-"
START = len(OUT)


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super().__init__()
        self.emb_in = nn.Embedding(len(LETTERS) + 2, 32, padding_idx=0)
        self.emb_out = nn.Embedding(len(OUT) + 1, 32)
        self.enc = nn.RNN(32, hidden_size, batch_first=True)
        self.dec = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, len(OUT))
        nn.init.orthogonal_(self.enc.weight_hh_l0)
        nn.init.orthogonal_(self.dec.weight_hh_l0)

    def encode(self, sources):
        dev = self.head.weight.device
        ids = [torch.tensor([IN.get(c, 1) for c in s] or [1]) for s in sources]
        lengths = torch.tensor([len(i) for i in ids])
        x = self.emb_in(pad_sequence(ids, batch_first=True).to(dev))
        _, h = self.enc(pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False))
        return h  # (1, batch, hidden)

    def step(self, prev, h, context):
        c = context.transpose(0, 1).expand(-1, prev.shape[1], -1)
        y, h = self.dec(torch.cat([self.emb_out(prev), c], 2), h)
        return self.head(y), h

    @torch.no_grad()
    def decode(self, state):
        prev = torch.full((state.shape[1], 1), START, device=state.device)
        h, written = state.contiguous(), []
        for _ in range(10):
            logits, h = self.step(prev, h, state)
            prev = logits.argmax(-1)
            written.append(prev)
        return ["".join(OUT[k] for k in row) for row in torch.cat(written, 1).tolist()]


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    held, pairs = pairs[:200], pairs[200:]
    sources = [s for s, _ in pairs]
    targets = torch.tensor([[OUT.index(c) for c in t] for _, t in pairs], device=device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    decay = torch.optim.lr_scheduler.ExponentialLR(opt, 0.9)
    for epoch in range(25):
        for rows in torch.randperm(len(pairs)).split(128):
            state = model.encode([sources[i] for i in rows.tolist()])
            y = targets[rows.to(device)]
            shifted = torch.cat([torch.full_like(y[:, :1], START), y[:, :-1]], 1)
            logits, _ = model.step(shifted, state, state)
            loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        decay.step()
        answers = convert(model, [s for s, _ in held])
        if epoch > 1 and sum(a == t for a, (_, t) in zip(answers, held)) >= 0.995 * len(held):
            break
    return model.eval()


def convert(model, sources):
    return model.decode(model.encode(sources))
