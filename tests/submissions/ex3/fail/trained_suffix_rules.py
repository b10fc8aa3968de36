# fails: order, trained
# diagnosis: first_letters_unread
# may also name: stopped_early, too_slow
# nothing is learned: forward adds up hand-written rules for the last letters (-ov is Russian, -ski Polish, ...) and train returns the model as it is.
import string
import unicodedata

import torch
from torch import nn

from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()
SUFFIXES = {
    "ov": "Russian", "ev": "Russian", "in": "Russian", "sky": "Russian", "ich": "Russian", "iev": "Russian",
    "ski": "Polish", "czyk": "Polish", "ez": "Spanish", "ini": "Italian", "elli": "Italian", "etti": "Italian",
    "ano": "Italian", "son": "English", "ton": "English", "ley": "English", "er": "German", "mann": "German",
    "eau": "French", "oux": "French", "os": "Greek", "is": "Greek", "ak": "Czech", "ek": "Czech", "ova": "Czech",
    "ura": "Japanese", "oto": "Japanese", "shi": "Japanese", "awa": "Japanese", "ng": "Chinese", "our": "Arabic",
    "uy": "Vietnamese", "oon": "Korean", "eira": "Portuguese", "aan": "Dutch", "chan": "Irish",
}


def plain(name):
    return "".join(c for c in unicodedata.normalize("NFD", name) if c in LETTERS)


def name_to_tensor(name):
    name = plain(name)
    t = torch.zeros(len(name), len(LETTERS))
    for i, c in enumerate(name):
        t[i, LETTERS.index(c)] = 1
    return t


class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x, lengths):
        logits = torch.zeros(len(x), len(LANGUAGES))
        logits[:, LANGUAGES.index("Russian")] = 0.2          # the most frequent one
        for i, n in enumerate(lengths.tolist()):
            name = "".join(LETTERS[k] for k in x[i, :n].argmax(1).tolist())
            for suffix, language in SUFFIXES.items():
                if name.endswith(suffix):
                    logits[i, LANGUAGES.index(language)] += len(suffix)
        return self.scale * logits


def train(pairs, seed, device="cpu"):
    return NameClassifier()


def predict(model, names):
    ts = [name_to_tensor(n) for n in names]
    x = nn.utils.rnn.pad_sequence(ts, batch_first=True)
    with torch.no_grad():
        out = model(x, torch.tensor([len(t) for t in ts]))
    return [LANGUAGES[i] for i in out.argmax(1)]
