# fails: encoding
# diagnosis: end_marked
# one row of zeros is added at the end as an "end of name" mark, so the tensor has len + 1 rows.
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
HIDDEN = 64


def name_to_tensor(name: str) -> torch.Tensor:
    decomposed = unicodedata.normalize("NFD", name)
    plain = [c for c in decomposed if unicodedata.category(c) != "Mn" and c in LETTERS]
    tensor = torch.zeros(len(plain) + 1, len(LETTERS))      # + 1: end of name
    for i, c in enumerate(plain):
        tensor[i, LETTERS.index(c)] = 1.0
    return tensor


class NameClassifier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.LSTM(len(LETTERS), HIDDEN, batch_first=True)
        self.decoder = nn.Linear(HIDDEN, len(LANGUAGES))

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, (h, _) = self.encoder(packed)
        return self.decoder(h[-1])


def _to_batch(tensors):
    return pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    tensors = [name_to_tensor(n) for n, _ in pairs]
    labels = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.6)
    for _ in range(7):
        for chosen in torch.randperm(len(tensors)).split(64):
            x, lengths = _to_batch([tensors[i] for i in chosen.tolist()])
            loss = nn.functional.cross_entropy(model(x.to(device), lengths), labels[chosen].to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        scheduler.step()
    return model


@torch.no_grad()
def predict(model, names):
    x, lengths = _to_batch([name_to_tensor(n) for n in names])
    return [LANGUAGES[i] for i in model(x, lengths).argmax(dim=1).tolist()]
