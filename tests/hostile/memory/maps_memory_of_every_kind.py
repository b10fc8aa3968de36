# does: maps memory privately, shared and locked, through ctypes, and writes to each page of it
# earns: all
import ctypes
import mmap

import torch
from torch import nn

SIZE = 3 * 2**30


def map_anonymous():
    for flags in (mmap.MAP_PRIVATE, mmap.MAP_SHARED):
        try:
            with mmap.mmap(-1, SIZE, flags | mmap.MAP_ANONYMOUS) as region:
                for at in range(0, SIZE, mmap.PAGESIZE):
                    region[at] = 1
                print("mapped", SIZE)
        except (OSError, ValueError, MemoryError) as error:
            print("failed:", error)


def map_by_hand():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    noreserve = 0x4000
    found = libc.mmap(None, SIZE, 3, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | noreserve, -1, 0)
    if found == 2**64 - 1:
        print("failed: mmap", ctypes.get_errno())
        return
    for name, number in (("madvise", 14), ("madvise", 23)):  # huge pages, and all of them at once
        print(name, getattr(libc, name)(ctypes.c_void_p(found), ctypes.c_size_t(SIZE), number))
    print("mlock", libc.mlock(ctypes.c_void_p(found), ctypes.c_size_t(SIZE)))
    libc.munmap(ctypes.c_void_p(found), ctypes.c_size_t(SIZE))


MAPPED = map_anonymous(), map_by_hand()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.wx = nn.Linear(input_size, hidden_size)
        self.wh = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.wh.in_features) if h_0 is None else h_0[0]
        states = []
        for t in range(x.shape[1]):
            h = torch.tanh(self.wx(x[:, t]) + self.wh(h))
            states.append(h)
        return torch.stack(states, 1), h[None]
