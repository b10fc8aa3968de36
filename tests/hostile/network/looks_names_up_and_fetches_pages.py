# does: looks names up and fetches pages with what the standard library has for it
# earns: all
import ftplib
import http.client
import smtplib
import socket
import threading
import urllib.request
import xmlrpc.client

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

HERE = "127.0.0.1:@PORT@"


def names():
    attempt("name that is nobody's:", lambda: socket.gethostbyname("@BREACH@.invalid"))
    attempt("own name:", lambda: socket.gethostbyname(socket.gethostname()))


def page():
    connection = http.client.HTTPConnection(HERE, timeout=1)
    connection.request("POST", "/", "a page")
    return connection.getresponse().status


def attack():
    socket.setdefaulttimeout(1)
    attempt("name:", lambda: socket.getaddrinfo("localhost", "http"))
    thread = threading.Thread(target=names, daemon=True)
    attempt("names:", lambda: (thread.start(), thread.join(3)))
    attempt("address:", lambda: socket.gethostbyaddr("127.0.0.1"))
    attempt("urllib:", lambda: urllib.request.urlopen(f"http://{HERE}/", timeout=1).read())
    attempt("ftp:", lambda: urllib.request.urlopen(f"ftp://{HERE}/", timeout=1).read())
    attempt("http:", page)
    attempt("xmlrpc:", lambda: xmlrpc.client.ServerProxy(f"http://{HERE}/").hello())
    attempt("smtp:", lambda: smtplib.SMTP("127.0.0.1", int("@PORT@"), timeout=1).noop())
    attempt("ftplib:", lambda: ftplib.FTP().connect("127.0.0.1", int("@PORT@"), timeout=1))
    attempt("torch hub:", lambda: torch.hub.download_url_to_file(f"http://{HERE}/", "page"))

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
