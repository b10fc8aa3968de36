# fails: model
# diagnosis: padding_read
# sources are padded to the longest of the batch and the RNN reads on over the padding, so a date's state depends on its company.
import datetime
import random
import torch
from torch import nn, optim
from torch.nn.utils.rnn import pad_sequence

FORMATS = ["{B} {d}, {Y}", "{b} {d}, {Y}", "{b} {d} {Y}", "{B} {d} {Y}", "{d} {B} {Y}", "{d} {b} {Y}",
           "{m}/{dd}/{Y}", "{A}, {B} {d}, {Y}", "{A} {d} {B} {Y}"]


def make_pairs(n, seed, level=1):
    rng = random.Random(seed)
    first, last = datetime.date(1950, 1, 1).toordinal(), datetime.date(2049, 12, 31).toordinal()
    pairs = []
    for _ in range(n):
        day = datetime.date.fromordinal(rng.randint(first, last))
        fmt = FORMATS[0] if level == 1 else rng.choice(FORMATS)
        text = fmt.format(B=day.strftime("%B"), b=day.strftime("%b"), d=day.day, Y=day.year,
                          m=day.strftime("%m"), dd=day.strftime("%d"), A=day.strftime("%A"))
        pairs.append((text, day.isoformat()))
    return pairs

# 0 = padding, 1 = unknown
c2i = {c: i + 2 for i, c in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,/")}
i2c = "0123456789-"


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128):
        super(DateConverter, self).__init__()
        self.embed = nn.Embedding(len(c2i) + 2, 32)
        self.encoder = nn.RNN(32, hidden_size, batch_first=True)
        self.embed_out = nn.Embedding(12, 32)
        self.decoder = nn.RNN(32 + hidden_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, 11)
        nn.init.orthogonal_(self.encoder.weight_hh_l0)
        nn.init.orthogonal_(self.decoder.weight_hh_l0)

    def encode(self, sources):
        x = [torch.tensor([c2i.get(c, 1) for c in s] or [1]) for s in sources]
        x = pad_sequence(x, batch_first=True).to(self.linear.weight.device)
        _, h = self.encoder(self.embed(x))
        return h.squeeze(0)

    def decoder_forward(self, y, h, context):
        context = context.unsqueeze(1).expand(-1, y.size(1), -1)
        o, h = self.decoder(torch.cat((self.embed_out(y), context), 2), h)
        return self.linear(o), h

    def decode(self, state):
        answer = [""] * len(state)
        y, h = torch.full((len(state), 1), 11, device=state.device), state.unsqueeze(0).contiguous()
        for _ in range(10):
            with torch.no_grad():
                o, h = self.decoder_forward(y, h, state)
            y = o.argmax(2)
            answer = [a + i2c[k] for a, k in zip(answer, y.flatten().tolist())]
        return answer


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = optim.Adam(model.parameters(), lr=3e-3)
    loss_fn = nn.CrossEntropyLoss()
    held, pairs = pairs[:200], pairs[200:]
    for step in range(1, 4000):
        batch = [pairs[i] for i in torch.randint(len(pairs), (128,))]
        y = torch.tensor([[i2c.index(c) for c in t] for _, t in batch], device=device)
        go = torch.full((len(batch), 1), 11, device=device)
        state = model.encode([s for s, _ in batch])
        o, _ = model.decoder_forward(torch.cat((go, y[:, :-1]), 1), state.unsqueeze(0), state)
        loss = loss_fn(o.reshape(-1, 11), y.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0:
            if sum(a == t for a, (_, t) in zip(convert(model, [s for s, _ in held]), held)) == 200:
                break
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
