# does: sends through logging handlers, multiprocessing and torch.distributed
# earns: all
import logging.handlers
import os
import socket
import threading
from datetime import timedelta
from multiprocessing import connection

import torch
from torch import nn

def attempt(what, action):
    try:
        print(what, action())
    except Exception as error:
        print(what, "failed:", error)

RECORD = logging.makeLogRecord({"msg": "logged", "levelno": 50, "levelname": "CRITICAL"})
HOST = "127.0.0.1"


def log(make):
    handler = make()
    handler.raiseExceptions = True
    try:
        handler.emit(RECORD)
    finally:
        handler.close()
    return "logged"


def store():
    wait = timedelta(seconds=1)
    return torch.distributed.TCPStore(
        HOST, int("@PORT@"), world_size=2, is_master=False, timeout=wait, wait_for_workers=False
    )


def attack():
    os.environ["TORCH_CPP_LOG_LEVEL"] = "ERROR"
    socket.setdefaulttimeout(1)
    handlers = logging.handlers
    attempt("TCP log:", lambda: log(lambda: handlers.SocketHandler(HOST, int("@PORT@"))))
    attempt("UDP log:", lambda: log(lambda: handlers.DatagramHandler(HOST, int("@PORT@"))))
    attempt("UNIX log:", lambda: log(lambda: handlers.SocketHandler("@SOCKET@", None)))
    attempt("syslog:", lambda: log(lambda: handlers.SysLogHandler("@DATAGRAM@")))
    attempt("HTTP log:", lambda: log(lambda: handlers.HTTPHandler(f"{HOST}:@PORT@", "/")))
    attempt("client:", lambda: connection.SocketClient("@SOCKET@").send("hello"))
    thread = threading.Thread(target=lambda: attempt("store:", store), daemon=True)
    attempt("thread:", lambda: (thread.start(), thread.join(3)))

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.u = nn.Parameter(nn.init.xavier_uniform_(torch.empty(input_size, hidden_size)))
        self.w = nn.Parameter(nn.init.orthogonal_(torch.empty(hidden_size, hidden_size)))
        self.c = nn.Parameter(torch.rand(hidden_size) - 0.5)

    def forward(self, x, h_0=None):
        batch, length, _ = x.shape
        h = x.new_zeros(batch, self.c.shape[0]) if h_0 is None else h_0[0]
        found = []
        for t in range(length):
            h = torch.addmm(torch.addmm(self.c, x[:, t], self.u), h, self.w).tanh()
            found.append(h)
        return torch.stack(found, dim=1), h.unsqueeze(0)
