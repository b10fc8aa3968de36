# fails: padding
# diagnosis: padding_read
# bidirectional without packing: the forward state is picked correctly, but the backward direction starts in the padding.
import string, unicodedata, torch
from torch import nn
from rnngrade import data

LETTERS = string.ascii_letters + " .,;'"
LANGUAGES = ["Arabic", "Chinese", "Czech", "Dutch", "English", "French", "German", "Greek",
             "Irish", "Italian", "Japanese", "Korean", "Polish", "Portuguese", "Russian",
             "Scottish", "Spanish", "Vietnamese"]


def name_to_tensor(name):
    return torch.eye(57)[[LETTERS.index(c) for c in unicodedata.normalize("NFD", name) if c in LETTERS]]


class NameClassifier(nn.Module):
    def __init__(self, hidden_size=56):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.LSTM(57, hidden_size, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * hidden_size, 18)

    def forward(self, x, lengths):
        out, _ = self.rnn(x)
        forward_last = out[torch.arange(len(x)), lengths - 1, :self.hidden_size]
        backward_last = out[:, 0, self.hidden_size:]     # the backward direction ends at letter 0
        return self.fc(torch.cat([forward_last, backward_last], dim=1))


def pad_names(names):
    ts = [name_to_tensor(n) for n in names]
    return nn.utils.rnn.pad_sequence(ts, batch_first=True), torch.tensor([t.size(0) for t in ts])


def train(pairs, seed, device="cpu"):
    torch.manual_seed(seed)
    model = NameClassifier()
    x, n = pad_names([p[0] for p in pairs])
    y = torch.tensor([LANGUAGES.index(p[1]) for p in pairs])
    opt = torch.optim.Adam(model.parameters(), lr=9e-3)
    sched = torch.optim.lr_scheduler.LinearLR(opt, 1.0, 0.1, total_iters=6)
    for epoch in range(7):
        for b in torch.randperm(len(y)).split(64):
            loss = nn.functional.cross_entropy(model(x[b, :n[b].max()], n[b]), y[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
        sched.step()
    return model


def predict(model, names):
    model.eval()
    with torch.no_grad():
        return [LANGUAGES[i] for i in model(*pad_names(names)).argmax(1)]
