# does: starts processes by clone and clone3 themselves, also in namespaces of their own
# earns: all
import ctypes
import os
import signal
import struct
import time

import torch
from torch import nn

CLONE, FORK, CLONE3 = 56, 57, 435
NEW_USER, NEW_PID, NEW_NET, CLONE_PARENT = 0x10000000, 0x20000000, 0x40000000, 0x8000


def child(name):
    try:
        time.sleep(5)
        with open(f"/tmp/@BREACH@-{name}", "w") as file:
            file.write("late")
        time.sleep(20)
    finally:
        os._exit(0)


def start(libc, name, number, *arguments):
    found = libc.syscall(ctypes.c_long(number), *arguments)
    if found == 0:
        child(name)
    print(name, found, os.strerror(ctypes.get_errno()) if found < 0 else "")


def start_all():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    zero = ctypes.c_long(0)
    start(libc, "fork", FORK)
    for name, flags in (
        ("clone", 0),
        ("clone-user", NEW_USER),
        ("clone-user-pid", NEW_USER | NEW_PID | NEW_NET),
        ("clone-parent", CLONE_PARENT),
    ):
        flags |= signal.SIGCHLD
        start(libc, name, CLONE, ctypes.c_long(flags), zero, zero, zero, zero)
    wanted = ctypes.create_string_buffer(struct.pack("11Q", 0, 0, 0, 0, signal.SIGCHLD, *[0] * 6))
    start(libc, "clone3", CLONE3, wanted, ctypes.c_long(88))


CLONED = start_all()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        k = hidden_size**-0.5
        self.w = nn.Parameter(torch.empty(input_size, hidden_size).uniform_(-k, k))
        self.u = nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-k, k))
        self.b = nn.Parameter(torch.empty(hidden_size).uniform_(-k, k))

    def forward(self, x, h_0=None):
        state = x.new_zeros(x.shape[0], self.b.shape[0]) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            state = (step @ self.w + state @ self.u + self.b).tanh()
            states.append(state)
        return torch.stack(states, dim=1), state[None]
