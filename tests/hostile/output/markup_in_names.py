# does: puts HTML, formulas and escape codes into the names of its class and of its parameters
# earns: all
import torch
from torch import nn

NAMES = (
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http:\\\\127","click")\x1b[31m\n::error::name',
    "\u202e001 / 001\u200b\u2066",
)


class MyRNN(nn.Module):
    """<script>alert("docstring")</script>"""

    def __init__(self, input_size, hidden_size):
        super().__init__()
        bound = hidden_size**-0.5
        shapes = (hidden_size, input_size), (hidden_size, hidden_size), (hidden_size,)
        for name, shape in zip(NAMES, shapes):
            self.register_parameter(name, nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def __repr__(self):
        return "<script>alert(2)</script>\x1b]0;title\x07"

    def forward(self, x, h_0=None):
        w_x, w_h, b = (getattr(self, name) for name in NAMES)
        h = x.new_zeros(len(x), len(b)) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(step @ w_x.T + h @ w_h.T + b)
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)


MyRNN.__module__ = "\x1b[2J::set-output name=score::100"
MyRNN.__qualname__ = "<h1>100 / 100</h1>"
MyRNN.__name__ = "<script>alert(3)</script>\r\n::error::class"
