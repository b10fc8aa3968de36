# fails: trained
# diagnosis: no_optimizer_step
# may also name: stopped_early, too_slow
# loss.backward() is called, but never optimizer.step(), so the weights stay as they were made.
import string, unicodedata
import torch
from torch import nn, optim
from torch.utils.data import DataLoader
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = data.languages()

# --- encoding ---
def name_to_tensor(name):
    name = [c for c in unicodedata.normalize("NFD", name) if c in LETTERS]
    x = torch.zeros(len(name), len(LETTERS))
    for i, c in enumerate(name):
        x[i][LETTERS.index(c)] = 1
    return x

def collate(batch):
    xs = [name_to_tensor(n) for n, _ in batch]
    x = nn.utils.rnn.pad_sequence(xs, batch_first=True)
    return x, torch.tensor([len(t) for t in xs]), torch.tensor([LANGUAGES.index(l) for _, l in batch])

# --- model ---
class NameClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(len(LETTERS), 48, batch_first=True)
        self.fc = nn.Linear(48, len(LANGUAGES))

    def forward(self, x, lengths):
        h, _ = self.gru(x)
        i = (lengths - 1)[:, None, None].expand(-1, 1, 48)
        return self.fc(h.gather(1, i)[:, 0])

# --- training ---
def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    optimizer = optim.Adam(model.parameters(), lr=0.005)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(2):
        running_loss = 0
        for x, lengths, y in DataLoader(pairs, batch_size=64, shuffle=True, collate_fn=collate):
            optimizer.zero_grad()
            loss = criterion(model(x, lengths), y)
            loss.backward()
            running_loss += loss.item()
        print(f"Epoch {epoch + 1}: {running_loss:.1f}")
    return model

# --- prediction ---
def predict(model, names):
    x, lengths, _ = collate([(n, LANGUAGES[0]) for n in names])
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(x, lengths).argmax(1)]
