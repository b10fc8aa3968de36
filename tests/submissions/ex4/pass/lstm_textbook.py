# Textbook LSTM: the state is the tuple (h, c) and the decoder only starts with it; vocabulary is string.printable.
import numpy as np
from datetime import date, timedelta
import string
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

# ---- vocabulary ---------------------------------------------------------------------------------
PAD, UNK, SOS, EOS = range(4)
CHARS = string.printable
CHAR_TO_ID = {c: i + 4 for i, c in enumerate(CHARS)}
VOCAB = len(CHARS) + 4
WIDTH = 30


class DateConverter(nn.Module):
    def __init__(self, hidden_size=128, embedding_size=32):
        super().__init__()
        self.encoder_embedding = nn.Embedding(VOCAB, embedding_size, padding_idx=PAD)
        self.decoder_embedding = nn.Embedding(VOCAB, embedding_size, padding_idx=PAD)
        self.encoder = nn.LSTM(embedding_size, hidden_size)
        self.decoder = nn.LSTM(embedding_size, hidden_size)
        self.projection = nn.Linear(hidden_size, VOCAB)

    # ---- reading --------------------------------------------------------------------------------
    def encode(self, sources):
        device = next(self.parameters()).device
        # <pad> comes first and always fills up to 30, so that a date is read alike in any batch; the end of a
        # date tells more than its beginning, so what is too long loses its beginning
        rows = [[CHAR_TO_ID.get(c, UNK) for c in s[-WIDTH:]] for s in sources]
        batch = torch.tensor([[PAD] * (WIDTH - len(r)) + r for r in rows], device=device).T
        _, (h, c) = self.encoder(self.encoder_embedding(batch))
        return h, c

    # ---- writing --------------------------------------------------------------------------------
    def decode(self, state):
        h, c = state
        h, c = h.contiguous(), c.contiguous()
        batch_size = h.shape[1]
        letter = torch.full((1, batch_size), SOS, device=h.device)
        answers = [""] * batch_size
        done = [False] * batch_size
        with torch.no_grad():
            for _ in range(15):
                output, (h, c) = self.decoder(self.decoder_embedding(letter), (h, c))
                letter = self.projection(output).argmax(dim=2)
                for i, k in enumerate(letter[0].tolist()):
                    if k == EOS:
                        done[i] = True
                    if not done[i] and k >= 4:
                        answers[i] += CHARS[k - 4]
                if all(done):
                    break
        return answers

    def forward(self, sources, target_in):
        state = self.encode(sources)
        output, _ = self.decoder(self.decoder_embedding(target_in), state)
        return self.projection(output)


# ---- training ----------------------------------------------------------------------------------
def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = DateConverter().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    loss_function = nn.CrossEntropyLoss()
    held_out = pairs[-200:]
    pairs = pairs[:-200]
    all_targets = torch.tensor([[SOS] + [CHAR_TO_ID[c] for c in t] + [EOS] for _, t in pairs])
    for epoch in range(60):
        order = torch.randperm(len(pairs))
        for start in range(0, len(pairs), 128):
            chosen = order[start:start + 128]
            target = all_targets[chosen].T.to(device)
            logits = model([pairs[i][0] for i in chosen], target[:-1])
            loss = loss_function(logits.reshape(-1, VOCAB), target[1:].reshape(-1))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        good = sum(a == b[1] for a, b in zip(convert(model, [s for s, _ in held_out]), held_out))
        if good >= 0.995 * len(held_out):
            break
    model.eval()
    return model


def convert(model, sources):
    return model.decode(model.encode(sources))
