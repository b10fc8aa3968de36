# like: gru_log_probs.py
# The one-hots are turned back into letter numbers (argmax), then nn.Embedding and a packed GRU.
import string
import unicodedata

import torch
import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def normalise(name: str) -> str:
    return "".join(
        ch for ch in unicodedata.normalize("NFD", name)
        if unicodedata.category(ch) != "Mn" and ch in LETTERS)


def name_to_tensor(name: str) -> torch.Tensor:
    name = normalise(name)
    result = torch.zeros(len(name), len(LETTERS))
    for i, ch in enumerate(name):
        result[i, LETTERS.index(ch)] = 1
    return result


class NameClassifier(nn.Module):
    def __init__(self, embedding_size: int = 24, hidden_size: int = 96):
        super().__init__()
        self.embedding = nn.Embedding(len(LETTERS), embedding_size)
        self.drop = nn.Dropout(0.1)
        self.gru = nn.GRU(embedding_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        # Padding (all zeros) becomes letter 0 = "a", but packing never shows it to the GRU.
        numbers = x.argmax(dim=2)
        embedded = self.drop(self.embedding(numbers))
        packed = pack_padded_sequence(embedded, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, hidden = self.gru(packed)
        return self.output(self.drop(hidden.squeeze(0)))


def _batch(tensors, device):
    lengths = torch.tensor([t.size(0) for t in tensors])
    x = nn.utils.rnn.pad_sequence(tensors, batch_first=True)
    return x.to(device), lengths


def train(pairs: list[tuple[str, str]], seed: int, device: str = "cpu") -> nn.Module:
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    tensors = [name_to_tensor(name) for name, _ in pairs]
    targets = torch.tensor([LANGUAGES.index(language) for _, language in pairs])
    model = NameClassifier().to(device).train()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(9):
        optimizer.param_groups[0]["lr"] = 5e-3 * 0.7 ** epoch
        for indices in torch.randperm(len(pairs), generator=generator).split(64):
            x, lengths = _batch([tensors[i] for i in indices], device)
            logits = model(x, lengths)
            loss = nn.functional.cross_entropy(logits, targets[indices].to(device))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5)
            optimizer.step()
    return model.eval()


def predict(model: nn.Module, names: list[str]) -> list[str]:
    model.eval()
    device = next(model.parameters()).device
    with torch.no_grad():
        x, lengths = _batch([name_to_tensor(name) for name in names], device)
        return [LANGUAGES[i] for i in model(x, lengths).argmax(dim=1).tolist()]
