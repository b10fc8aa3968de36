# does: answers each question that hands it h_0 with values of another form than was asked for
# earns: some, not hidden_state
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


TREES = (
    b"null", b"true", b"[]", b"[[]]", b"[null]", b"[[[]]]", b'"' + b"a" * 500_000 + b'"',
    b'[[{"dict":{}}]]', b'[[{"dict":{"returned":null}}]]', b'{"opaque":["\\u001b[2J","x"]}',
    b'[[{"dict":{"returned":{"opaque":["' + b"T" * 900_000 + b'","::error::"]}}}]]',
    b'[[{"dict":{"returned":{"tuple":[1,2]},"later":7,"x_changed":"","h_0_changed":[]}}]]',
    b"1" + b"0" * 250,
    b'{"float":"nan"}',
)


def answer(x):
    send(frame(b'{"kind":"value","value":%s}' % TREES[x.numel() % len(TREES)]))


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.both = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        if h_0 is not None:
            answer(x)
        h = x.new_zeros(x.shape[0], self.hidden_size) if h_0 is None else h_0.squeeze(0)
        states = []
        for t in range(x.shape[1]):
            h = torch.tanh(self.both(torch.cat((x[:, t], h), dim=-1)))
            states.append(h)
        return torch.stack(states, 1), h.unsqueeze(0)
