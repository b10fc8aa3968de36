"""my rnn with some hooks, i wanted to see what happens inside (vanishing gradients etc.)"""
import torch
from torch import nn

VERBOSE = True


def say(*a):
    if VERBOSE:
        print("[rnn]", *a)


class MyRNN(nn.Module):
    n_created = 0

    def __init__(self, input_size, hidden_size, name=None):
        super().__init__()
        MyRNN.n_created += 1
        self.name = name or f"rnn{MyRNN.n_created}"
        self.W_xh = nn.Linear(input_size, hidden_size, bias=False)
        self.W_hh = nn.Linear(hidden_size, hidden_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1, hidden_size))
        with torch.no_grad():
            self.W_hh.weight.copy_(torch.eye(hidden_size) * 0.8 + 0.05 * torch.randn(hidden_size, hidden_size))
        self.history = []
        self.register_forward_pre_hook(MyRNN._look_at_input)
        self.register_forward_hook(MyRNN._look_at_output)

    @staticmethod
    def _look_at_input(module, args):
        say(module.name, "input", [tuple(a.shape) for a in args if a is not None])

    @staticmethod
    def _look_at_output(module, args, result):
        outputs, h_n = result
        module.history.append(tuple(outputs.shape))
        say(module.name, "output", tuple(outputs.shape), "h_n", tuple(h_n.shape))

    def __len__(self):
        return len(self.history)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else torch.zeros(x.shape[0], self.b.shape[1], dtype=x.dtype, device=x.device)
        out = []
        for t, x_t in enumerate(x.transpose(0, 1)):
            h = torch.tanh(self.W_xh(x_t) + self.W_hh(h) + self.b)
            if h.requires_grad and VERBOSE == "very":
                h.register_hook(lambda g, t=t: say("step", t, "grad norm", g.norm().item()))
            out.append(h)
        return torch.stack(out).transpose(0, 1), h.unsqueeze(0)


if __name__ == "__main__":
    VERBOSE = "very"
    rnn = MyRNN(input_size=3, hidden_size=5)
    outputs, h_n = rnn(torch.randn(2, 20, 3))
    h_n.sum().backward()  # watch the norm shrink
