# does: gets the ready-made layer by importlib and getattr, with names put together from pieces
# earns: nothing
import importlib

from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        modules = importlib.import_module(".".join(["torch", "nn", "modules", "NNR"[::-1].lower()]))
        kind = getattr(modules, "".join(chr(code) for code in (82, 78, 78)))
        self.inner = kind(input_size, hidden_size, batch_first=True)

    def forward(self, x, h_0=None):
        return self.inner(x, h_0)
