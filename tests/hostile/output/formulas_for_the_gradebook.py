# does: raises errors whose type and message are spreadsheet formulas and broken lines of CSV
# earns: nothing
import torch
from torch import nn

FORMULAS = (
    "=cmd|' /C echo injected'!A0",
    "+SUM(1+1)*cmd|' /C echo injected'!A0",
    "-2+3+cmd|' /C echo injected'!A0",
    "@SUM(1+1)",
    '\t=HYPERLINK("http://127.0.0.1:@PORT@/","100")',
    "\r=1+1",
    '","100","ada\n"ada","100","100"',
    "；＝1+1",
)


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.w_x = nn.Parameter(torch.randn(hidden_size, input_size))
        for number, formula in enumerate(FORMULAS):
            self.register_buffer(f"{formula}{number}".replace(".", ""), torch.zeros(1))
            print(formula)

    def forward(self, x, h_0=None):
        kind = type(FORMULAS[0], (Exception,), {"__module__": FORMULAS[3]})
        raise kind("\n".join(FORMULAS))
