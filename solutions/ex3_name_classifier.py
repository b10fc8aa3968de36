"""Reference solution of exercise 3: a vanilla RNN that reads packed batches of names."""

import string
import unicodedata

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
HIDDEN_SIZE = 128
EMBEDDING_SIZE = 32
EPOCHS = 12
BATCH_SIZE = 128
LEARNING_RATE = 5e-3
LARGEST_GRADIENT_NORM = 1.0


def to_ascii(name: str) -> str:
    """Return a name without accents, and without what is not among LETTERS."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)


def name_to_tensor(name: str) -> Tensor:
    """Return one-hot vectors (len, n_letters)."""
    places = [LETTERS.index(letter) for letter in to_ascii(name)]
    return torch.eye(len(LETTERS))[places]


def batch_of(names: list[str]) -> tuple[Tensor, Tensor]:
    """Return names as x (batch, max_len, n_letters), padded with zeros, and lengths (batch,)."""
    tensors = [name_to_tensor(name) for name in names]
    lengths = torch.tensor([len(tensor) for tensor in tensors])
    return pad_sequence(tensors, batch_first=True), lengths


class NameClassifier(nn.Module):
    """A vanilla RNN, whose state after a name's last letter is read by a linear layer."""

    def __init__(self, hidden_size: int = HIDDEN_SIZE) -> None:
        super().__init__()
        self.embedding = nn.Linear(len(LETTERS), EMBEDDING_SIZE)
        self.rnn = nn.RNN(EMBEDDING_SIZE, hidden_size, batch_first=True)
        self.read_out = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return logits (batch, n_languages) for names (batch, max_len, n_letters)."""
        packed = pack_padded_sequence(
            self.embedding(x), lengths.cpu(), batch_first=True, enforce_sorted=False
        )
        _, h_n = self.rnn(packed)  # h_n holds each name's own last state
        logits: Tensor = self.read_out(h_n[-1])
        return logits


def train(pairs: list[tuple[str, str]], seed: int, device: str = "cpu") -> NameClassifier:
    """Train a fresh model in shuffled batches, with a learning rate that falls as a cosine."""
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    x, lengths = batch_of([name for name, _ in pairs])
    y = torch.tensor([LANGUAGES.index(language) for _, language in pairs])
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    steps = EPOCHS * -(-len(pairs) // BATCH_SIZE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(EPOCHS):
        for batch in torch.split(torch.randperm(len(pairs)), BATCH_SIZE):
            longest = int(lengths[batch].max())
            logits = model(x[batch, :longest].to(device), lengths[batch])
            loss = nn.functional.cross_entropy(logits, y[batch].to(device))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), LARGEST_GRADIENT_NORM)
            optimizer.step()
            schedule.step()
    return model


@torch.no_grad()
def predict(model: nn.Module, names: list[str]) -> list[str]:
    """Return the most likely language of each name."""
    x, lengths = batch_of(names)
    device = next(model.parameters()).device
    return [LANGUAGES[place] for place in model(x.to(device), lengths).argmax(dim=1)]
