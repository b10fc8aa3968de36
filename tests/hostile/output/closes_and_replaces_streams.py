# does: closes, replaces and hijacks the streams, the log handlers, the warnings and the fault dumps
# earns: all
import faulthandler
import io
import logging
import os
import sys
import warnings

import torch
from torch import nn

DONE = []


class Stubborn(io.StringIO):
    def write(self, text):
        os.write(1, b"\x1b[2K<b>hijacked</b>\n::error::hijacked\n")
        return len(text)

    def flush(self):
        raise OSError("never")

    def close(self):
        raise SystemExit(0)


def attack():
    logging.basicConfig(format="::error::%(message)s\x1b[31m", force=True)
    logging.error("<script>alert(1)</script>")
    warnings.formatwarning = lambda *args, **kwargs: "::warning::<img src=x onerror=alert(2)>\n"
    warnings.warn("\x1b]0;title\x07")
    faulthandler.dump_traceback(file=1, all_threads=True)
    sys.excepthook = sys.unraisablehook = lambda *args: os.write(2, b"::error::hook\n")
    sys.stdout.close()
    sys.stderr.detach()


def replace():
    sys.stdout = sys.stderr = sys.__stdout__ = Stubborn()
    print("through the stubborn one")
    sys.stdout, sys.stderr, sys.stdin = None, 7, object()
    os.closerange(0, 3)


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)
        for step in () if DONE else (attack, replace):
            try:
                step()
            except Exception as error:
                os.write(1, repr(error).encode() + b"\n")
        DONE.append(1)

    def forward(self, x, h_0=None):
        h = x.new_zeros(len(x), self.cell.out_features) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([step, h], dim=1)))
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
