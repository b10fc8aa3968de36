# does: raises, with HTML, workflow commands and escape codes in type, message, notes and function
# earns: nothing
import torch
from torch import nn

MARKUP = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\n::error file=a.py::injected\n"
    "\x1b[2J\x1b[HTotal 100 / 100\n| a | b |\n</details></pre><h1>Passed</h1>\n"
    "```\n[click](javascript:alert(3)) ![](http://127.0.0.1:@PORT@/pixel.png)\n##[error]injected"
)


def named(function, name):
    function.__name__ = function.__qualname__ = name
    function.__code__ = function.__code__.replace(co_name=name, co_filename=f"/<b>{name}</b>.py")
    return function


def fail():
    kind = type("<b onclick=alert(4)>Error</b>\x1b[31m\n::error::kind", (RuntimeError,), {})
    kind.__module__ = "</td><script>alert(5)</script>"
    error = kind(MARKUP, "<svg/onload=alert(6)>")
    error.add_note(MARKUP)
    raise error from ValueError(MARKUP)


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(len(x), self.cell.out_features)
        h = torch.tanh(self.cell(torch.cat([x[:, 0], h], dim=1)))
        return named(fail, "\x1b[32m<i>fail</i>\n::warning::name")() or h
