# does: asks for a socketpair, which needs no socket(), and sends from it to a path
# earns: all
import ctypes
import os
import socket

import torch
import torch.nn.functional as F
from torch import nn

TRIED = []

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

PATH = "@DATAGRAM@"


def pair():
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0]


def reconnected():
    sender = pair()
    sender.connect(PATH)
    return sender.send(b"reconnected")


def with_a_descriptor():
    return socket.send_fds(pair(), [b"descriptor"], [0], 0, PATH)


def by_libc():
    libc = ctypes.CDLL(None, use_errno=True)
    address = socket.AF_UNIX.to_bytes(2, "little") + os.fsencode(PATH) + b"\0"
    sent = libc.sendto(pair().detach(), b"libc", 4, 0, address, len(address))
    return sent, os.strerror(ctypes.get_errno())


def attack():
    attempt("sendto:", lambda: pair().sendto(b"sendto", PATH))
    attempt("sendto a stream:", lambda: pair().sendto(b"sendto", "@SOCKET@"))
    attempt("sendmsg:", lambda: pair().sendmsg([b"sendmsg"], [], 0, PATH))
    attempt("connect again:", reconnected)
    attempt("with a descriptor:", with_a_descriptor)
    attempt("by libc:", by_libc)
    attempt("abstract:", lambda: pair().sendto(b"abstract", "\0@ABSTRACT@"))

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.sizes = (input_size, hidden_size)
        self.weight = nn.Parameter(torch.randn(hidden_size, input_size + hidden_size) * 0.2)
        self.bias = nn.Parameter(torch.randn(hidden_size) * 0.2)

    def forward(self, x, h_0=None):
        if not TRIED:
            TRIED.append(True)
            attack()
        w_xh, w_hh = self.weight.split(self.sizes, dim=1)
        h = x.new_zeros(x.shape[0], self.sizes[1]) if h_0 is None else h_0[0]
        seen = []
        for step in x.unbind(dim=1):
            h = F.linear(step, w_xh, self.bias) + F.linear(h, w_hh)
            h = torch.tanh(h)
            seen.append(h)
        return torch.stack(seen, dim=1), h.unsqueeze(0)
