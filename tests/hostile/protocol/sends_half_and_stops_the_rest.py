# does: sends half a reply, then closes its half of the channel, and goes on living
# earns: nothing
import os
import socket
import stat
import struct
import time

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
    half = frame(b'{"kind":"value","value":null}')
    send(half[: len(half) // 2])
    for number in list(channels()):
        try:
            socket.socket(fileno=os.dup(number)).shutdown(socket.SHUT_WR)
        except OSError as error:
            print("shutdown failed:", error)
    time.sleep(25)


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class Cell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.i = nn.Linear(input_size, hidden_size, bias=False)
        self.h = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h):
        return torch.tanh(self.i(x) + self.h(h))


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        once()
        self.size = hidden_size
        self.cell = Cell(input_size, hidden_size)

    def forward(self, x, h_0=None):
        states = [x.new_zeros(x.shape[0], self.size) if h_0 is None else h_0[0]]
        for step in x.transpose(0, 1):
            states.append(self.cell(step, states[-1]))
        return torch.stack(states[1:], dim=1), states[-1][None]
