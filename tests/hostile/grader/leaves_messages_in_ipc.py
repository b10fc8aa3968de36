# does: leaves messages for a later submission in shared memory, queues, semaphores and keyrings
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


KEY, CREATE = 0x524E4E47, 0o1600


def attack():
    for name, make, control, *size in (
        ("shared memory", 29, 31, 4096),
        ("message queue", 68, 71),
        ("semaphore", 64, 66, 1),
    ):
        made = call(f"{name}: get", make, KEY, *size, CREATE)
        if made >= 0:
            # Once reported, it is taken away, or it would be there until the machine restarts.
            remove = (made, 0, 0) if name == "semaphore" else (made, 0)
            call(f"{name}: remove", control, *remove)
    text = ctypes.create_string_buffer(b"@BREACH@queue")
    queue = call("mq_open", 240, ctypes.addressof(text), os.O_CREAT | os.O_RDWR, 0o600, 0)
    if queue >= 0:
        call("mq_timedsend", 242, queue, ctypes.addressof(text), 5, 0, 0)
        call("mq_unlink", 241, ctypes.addressof(text))
    kind = ctypes.create_string_buffer(b"user")
    for ring in (-4, -5, -3):  # user keyring, user session keyring, session keyring
        key = call("add_key", 248, ctypes.addressof(kind), ctypes.addressof(text),
                   ctypes.addressof(text), 5, ring)
        if key >= 0:
            call("keyctl: unlink", 250, 9, key, ring)
    for folder in ("/dev/shm", "/dev/mqueue", "/tmp", "/var/tmp", "/run/lock"):
        try:
            with open(f"{folder}/@BREACH@ipc", "w") as file:
                file.write("left by a submission")
            print("wrote into", folder)
        except OSError as error:
            print(folder, "failed:", error)


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
