# does: leaves shared memory, named semaphores and message queues, which take no path
# earns: all
import _posixshmem
import ctypes
import mmap
import os

import torch
from torch import nn

TRIED = []

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

FLAGS = os.O_CREAT | os.O_RDWR


def shared(name):
    descriptor = _posixshmem.shm_open(name, FLAGS, mode=0o600)
    os.ftruncate(descriptor, 4096)
    with mmap.mmap(descriptor, 4096) as view:
        view[:5] = b"hello"
    return descriptor


def by_libc(function, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    result = getattr(libc, function)(*arguments)
    return result, os.strerror(ctypes.get_errno())


def attack():
    attempt("shm_open:", lambda: shared("/@BREACH@"))
    attempt("libc's:", lambda: by_libc("shm_open", b"/@BREACH@-libc", FLAGS, 0o600))
    attempt("semaphore:", lambda: by_libc("sem_open", b"/@BREACH@", os.O_CREAT, 0o600, 1))
    attempt("queue:", lambda: by_libc("mq_open", b"/@BREACH@", FLAGS, 0o600, None))
    attempt("tensor:", lambda: torch.zeros(4).share_memory_().is_shared())
    path = "/dev/shm/@BREACH@-torch"
    attempt("tensor of a file:", lambda: torch.from_file(path, True, 16, dtype=torch.uint8).sum())

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.w_xh = nn.Parameter(torch.randn(hidden_size, input_size) / input_size**0.5)
        self.w_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) / hidden_size**0.5)
        self.b_h = nn.Parameter(0.1 * torch.randn(hidden_size))
        if not TRIED:
            TRIED.append(True)
            attack()

    def forward(self, x, h_0=None):
        from_input = torch.einsum("bti,hi->tbh", x, self.w_xh) + self.b_h
        h = torch.zeros_like(from_input[0]) if h_0 is None else h_0[0]
        outputs = []
        for part in from_input:
            h = (part + torch.einsum("bj,hj->bh", h, self.w_hh)).tanh()
            outputs.append(h.unsqueeze(1))
        return torch.cat(outputs, dim=1), h.unsqueeze(0)
