# does: opens sockets past Python's socket module: libc's functions and bare system calls
# earns: all
import ctypes
import os
import struct

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

SOCKET, CONNECT, SENDTO = 41, 42, 44
LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def here():
    port = struct.pack("!H", int("@PORT@"))
    return struct.pack("=H", 2) + port + bytes([127, 0, 0, 1]) + bytes(8)


def path(name):
    return struct.pack("=H", 1) + name.encode() + bytes(1)


def by_libc(family, address):
    descriptor = checked(LIBC.socket(family, 1, 0))
    return checked(LIBC.connect(descriptor, address, len(address)))


def by_calls(family, address):
    descriptor = checked(LIBC.syscall(SOCKET, family, 1, 0))
    return checked(LIBC.syscall(CONNECT, descriptor, address, len(address)))


def datagram():
    descriptor = checked(LIBC.syscall(SOCKET, 2, 2, 0))
    return checked(LIBC.syscall(SENDTO, descriptor, b"bare", 4, 0, here(), 16))


def attack():
    attempt("libc:", lambda: by_libc(2, here()))
    attempt("calls:", lambda: by_calls(2, here()))
    attempt("high bits set:", lambda: by_calls(ctypes.c_long(2 + 2**32), here()))
    attempt("datagram:", datagram)
    attempt("libc's UNIX:", lambda: by_libc(1, path("@SOCKET@")))
    attempt("calls' UNIX:", lambda: by_calls(1, path("@SOCKET@")))
    attempt("abstract:", lambda: by_calls(1, bytes([1, 0, 0]) + b"@ABSTRACT@"))

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.width = hidden_size
        self.cell = nn.Sequential(nn.Linear(input_size + hidden_size, hidden_size), nn.Tanh())

    def forward(self, x, h_0=None):
        if h_0 is None:
            h_0 = torch.zeros(1, x.size(0), self.width, dtype=x.dtype, device=x.device)
        states = [h_0[0]]
        for x_t in x.unbind(1):
            states.append(self.cell(torch.cat([x_t, states[-1]], dim=-1)))
        return torch.stack(states[1:], dim=1), states[-1].unsqueeze(0)
