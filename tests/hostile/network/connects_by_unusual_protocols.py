# does: reaches a port by what a filter may overlook: fast open, MPTCP, SCTP, SMC, UDP-Lite
# earns: all
import socket

import torch
from torch import nn

TRIED = []

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

MPTCP, SCTP, UDPLITE, DCCP, AF_SMC = 262, 132, 136, 33, 43
FAST_OPEN = 0x20000000
KINDS = [
    (socket.AF_INET, socket.SOCK_STREAM, 0),
    (socket.AF_INET, socket.SOCK_STREAM, MPTCP),
    (socket.AF_INET, socket.SOCK_STREAM, SCTP),
    (socket.AF_INET, socket.SOCK_SEQPACKET, SCTP),
    (socket.AF_INET, socket.SOCK_DGRAM, UDPLITE),
    (socket.AF_INET, 6, DCCP),
    (AF_SMC, socket.SOCK_STREAM, 0),
]


def first_data(kind, flag):
    with socket.socket(*kind) as sender:
        sender.settimeout(1)
        return sender.sendto(b"first data", flag, ("127.0.0.1", int("@PORT@")))


def connected(kind):
    with socket.socket(*kind) as sender:
        sender.settimeout(1)
        sender.connect(("127.0.0.1", int("@PORT@")))
        return sender.send(b"connected")


def attack():
    for kind in KINDS:
        attempt(f"fast open {kind}:", lambda kind=kind: first_data(kind, FAST_OPEN))
        attempt(f"sendto {kind}:", lambda kind=kind: first_data(kind, 0))
        attempt(f"connect {kind}:", lambda kind=kind: connected(kind))

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
