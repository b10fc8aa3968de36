# does: listens on a port and on sockets of its own, serves its folder over HTTP, and visits itself
# earns: all
import http.server
import os
import socket
import threading
import urllib.request

import torch
from torch import nn

TRIED = []

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

KEPT = []


def serve():
    handler = http.server.SimpleHTTPRequestHandler
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    KEPT.append(server)
    port = server.server_address[1]
    return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).read(100)


def listen(family, address):
    listener = socket.socket(family, socket.SOCK_STREAM)
    KEPT.append(listener)
    listener.bind(address)
    listener.listen()
    return listener.getsockname()


def attack():
    attempt("HTTP:", serve)
    attempt("every address:", lambda: listen(socket.AF_INET, ("0.0.0.0", 0)))
    attempt("IPv6:", lambda: listen(socket.AF_INET6, ("::", 0)))
    attempt("taken:", lambda: listen(socket.AF_INET, ("127.0.0.1", int("@PORT@"))))
    attempt("own socket:", lambda: listen(socket.AF_UNIX, "own"))
    attempt("own abstract socket:", lambda: listen(socket.AF_UNIX, f"\0@BREACH@{os.getpid()}"))
    attempt("the socket that is taken:", lambda: listen(socket.AF_UNIX, "@SOCKET@"))

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
