# does: connects to AF_UNIX sockets by their paths, by links to them and by abstract names
# earns: all
import os
import socket

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

def linked(path):
    name = f"link-{len(os.listdir())}"
    os.symlink(path, name)
    return name


def say(kind, address):
    with socket.socket(socket.AF_UNIX, kind) as client:
        client.settimeout(1)
        client.connect(address)
        return client.send(b"hello")


def attack():
    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    attempt("stream:", lambda: say(stream, "@SOCKET@"))
    attempt("stream by a link:", lambda: say(stream, linked("@SOCKET@")))
    attempt("stream by /proc:", lambda: say(stream, "/proc/self/root@SOCKET@"))
    attempt("packets:", lambda: say(socket.SOCK_SEQPACKET, "@SOCKET@"))
    attempt("datagram:", lambda: say(datagram, "@DATAGRAM@"))
    attempt("datagram by a link:", lambda: say(datagram, linked("@DATAGRAM@")))
    attempt("abstract:", lambda: say(stream, "\0@ABSTRACT@"))
    attempt("abstract datagram:", lambda: say(datagram, b"\0@ABSTRACT@"))

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.read = nn.Linear(input_size, hidden_size)
        self.carry = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, h_0=None):
        driven = self.read(x)
        state = torch.zeros_like(driven[:, 0]) if h_0 is None else h_0[0]
        history = []
        for now in driven.unbind(1):
            state = torch.tanh(now + self.carry(state))
            history.append(state)
        return torch.stack(history, dim=1), state.unsqueeze(0)
