# does: prints invalid UTF-8, NUL bytes, lone surrogates, overrides of direction and invisible marks
# earns: all
import os
import sys

import torch
from torch import nn

BYTES = (
    b"\xff\xfe\xfa\xc3\x28\n",
    b"\xed\xa0\x80\xed\xb0\x80\n",
    b"\xf8\x88\x80\x80\x80\xc0\xaf\n",
    b"nul\0nul\0\n",
    b"cut in the middle: \xe2\x82",
    b"\xef\xbb\xbf\x00\x0a\x0d\x0b\x0c\x85\n",
)
TEXTS = (
    "\ud800 \udfff \udcff",
    "\u202e001 / 001 latoT\u202c",
    "\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "1\u200b0\u200c0\u200d \u2060/\ufeff 100",
    "e" + "\u0301" * 5000,
    "\U000e0001\U000e0041\U0001f1e6\ufffe\uffff",
    "line\u2028separator\u2029paragraph\x85next\x0bvertical\x0cform",
)
DONE = []


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)
        for data in () if DONE else BYTES:
            os.write(1, data)
            os.write(2, data)
        for text in () if DONE else TEXTS:
            for stream in (sys.stdout, sys.stderr):
                try:
                    print(text, file=stream, flush=True)
                except Exception as error:
                    print("failed:", error)
        DONE.append(1)

    def forward(self, x, h_0=None):
        h = x.new_zeros(len(x), self.cell.out_features) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([step, h], dim=1)))
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
