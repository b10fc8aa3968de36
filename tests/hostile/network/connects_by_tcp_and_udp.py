# does: connects to a port by TCP and UDP, under every name that the machine has for itself
# earns: all
import socket

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

NAMES = ["127.0.0.1", "127.1.2.3", "0.0.0.0", "localhost", "::1", "::ffff:127.0.0.1", "::"]


def by_tcp(host):
    with socket.create_connection((host, int("@PORT@")), timeout=1) as connection:
        return connection.send(b"by TCP")


def by_udp(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        return sender.sendto(b"by UDP", (host, int("@PORT@")))


def attack():
    for host in NAMES:
        attempt("TCP " + host, lambda host=host: by_tcp(host))
        attempt("UDP " + host, lambda host=host: by_udp(host))

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.step = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(len(x), self.hidden_size) if h_0 is None else h_0.squeeze(0)
        outputs = []
        for t in range(x.shape[1]):
            h = self.step(torch.cat((x[:, t], h), 1)).tanh()
            outputs.append(h)
        return torch.stack(outputs, 1), h[None]
