# fails: model
# diagnosis: none
# squeeze() without a dimension also removes the batch dimension of a batch of one: (18,) instead of (1, 18).
import string
import unicodedata

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()


def name_to_tensor(name):
    plain = "".join(c for c in unicodedata.normalize("NFD", name)
                    if unicodedata.category(c) != "Mn" and c in LETTERS)
    one_hot = torch.zeros(len(plain), len(LETTERS))
    for i, letter in enumerate(plain):
        one_hot[i][LETTERS.index(letter)] = 1
    return one_hot


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=64):
        super().__init__()
        self.rnn = nn.GRU(len(LETTERS), hidden_size, batch_first=True)
        self.classifier = nn.Linear(hidden_size, len(LANGUAGES))

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, hidden = self.rnn(packed)
        return self.classifier(hidden).squeeze()


class NamesDataset(torch.utils.data.Dataset):
    def __init__(self, pairs):
        self.tensors = [name_to_tensor(name) for name, _ in pairs]
        self.labels = [LANGUAGES.index(language) for _, language in pairs]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, idx):
        return self.tensors[idx], self.labels[idx]


def collate(batch):
    tensors, labels = zip(*batch)
    return pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors]), torch.tensor(labels)


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier().to(device)
    loader = torch.utils.data.DataLoader(NamesDataset(pairs), 64, shuffle=True, collate_fn=collate, drop_last=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=8e-3)
    for epoch in range(6):
        for x, lengths, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x, lengths), y)
            loss.backward()
            optimizer.step()
        for group in optimizer.param_groups:
            group["lr"] *= 0.6
    return model


def predict(model, names):
    model.eval()
    tensors = [name_to_tensor(n) for n in names]
    with torch.no_grad():
        out = model(pad_sequence(tensors, batch_first=True), torch.tensor([len(t) for t in tensors]))
    return [LANGUAGES[i] for i in out.reshape(len(names), -1).argmax(dim=1).tolist()]
