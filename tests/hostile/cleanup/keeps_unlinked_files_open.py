# does: keeps files open that it has unlinked, and maps some of them
# earns: all
import mmap
import os

import torch
from torch import nn

KEPT = []


def attack():
    for number in range(30):
        try:
            file = open(f"unlinked {number}", "w+b")
            file.write(b"x" * 2**20)
            file.flush()
            KEPT.append((file, mmap.mmap(file.fileno(), 0)))
            os.unlink(file.name)
        except OSError as error:
            print(number, "failed:", error)
    try:
        os.mkdir("removed")
        KEPT.append(os.open("removed", os.O_RDONLY))
        os.rmdir("removed")
        os.mkfifo("pipe")
        os.symlink("/", "root")
        os.symlink("loop", "loop")
        os.link("pipe", "\udcff\n*?")
    except OSError as error:
        print("failed:", error)


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.from_x = nn.Linear(input_size, hidden_size)
        self.from_h = nn.Linear(hidden_size, hidden_size, bias=False)
        once()

    def forward(self, x, h_0=None):
        shares = self.from_x(x)
        h = torch.zeros_like(shares[:, 0]) if h_0 is None else h_0[0]
        states = []
        for share in shares.unbind(1):
            h = torch.tanh(share + self.from_h(h))
            states.append(h)
        return torch.stack(states, dim=1), h[None]
