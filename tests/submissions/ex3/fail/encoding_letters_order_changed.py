# fails: encoding
# diagnosis: letters_in_another_order
# the alphabet is put together as upper case first, so "A" is column 0 and "a" column 26: not the order of LETTERS.
import string
import unicodedata
import torch
from torch import nn, optim
from rnngrade import data

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + " .,;'"
LETTERS = ALPHABET
LANGUAGES = data.languages()

# 1. names to tensors
def name_to_tensor(name):
    chars = []
    for c in unicodedata.normalize("NFD", name):
        if unicodedata.category(c) == "Mn":
            continue
        if c in ALPHABET:
            chars.append(c)
    return torch.stack([torch.eye(57)[ALPHABET.index(c)] for c in chars])

# 2. the network
class NameClassifier(nn.Module):
    def __init__(self):
        super(NameClassifier, self).__init__()
        self.rnn = nn.GRU(57, 64)
        self.fc = nn.Linear(64, 18)

    def forward(self, x, lengths):
        out, _ = self.rnn(x.transpose(0, 1))
        last = torch.stack([out[int(l) - 1, i] for i, l in enumerate(lengths)])
        return self.fc(last)

# 3. training
def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    net = NameClassifier()
    adam = optim.Adam(net.parameters(), lr=0.008)
    names = [name_to_tensor(n) for n, _ in pairs]
    langs = torch.tensor([LANGUAGES.index(l) for _, l in pairs])
    for epoch in range(5):
        for idx in torch.randperm(len(names)).split(64):
            batch = [names[i] for i in idx]
            x = nn.utils.rnn.pad_sequence(batch, batch_first=True)
            loss = nn.CrossEntropyLoss()(net(x, torch.tensor([len(b) for b in batch])), langs[idx])
            adam.zero_grad()
            loss.backward()
            adam.step()
        adam.param_groups[0]["lr"] *= 0.55
    return net

# 4. prediction
def predict(model, names):
    answers = []
    with torch.no_grad():
        for name in names:
            x = name_to_tensor(name)
            scores = model(x[None], torch.tensor([len(x)]))
            answers.append(LANGUAGES[int(scores[0].argmax())])
    return answers
