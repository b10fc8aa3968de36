"""I call my weights exactly like nn.RNN does, so I can just load_state_dict for the check."""
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn import RNN as TorchRNN  # only for the check below!!


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        shapes = {
            "weight_ih_l0": (hidden_size, input_size),
            "weight_hh_l0": (hidden_size, hidden_size),
            "bias_ih_l0": (hidden_size,),
            "bias_hh_l0": (hidden_size,),
        }
        for name, shape in shapes.items():
            self.register_parameter(name, nn.Parameter(torch.empty(*shape)))
        self.reset_parameters()

    def reset_parameters(self):
        k = self.hidden_size**-0.5
        for p in self.parameters():
            nn.init.uniform_(p, -k, k)

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        if h_0 is None:
            h_0 = x.new_zeros((1, x.size(0), self.hidden_size))
        h_t = h_0[-1]
        outputs = []
        for t in range(x.size(1)):
            h_t = F.linear(x[:, t], self.weight_ih_l0, self.bias_ih_l0) + F.linear(
                h_t, self.weight_hh_l0, self.bias_hh_l0
            )
            h_t = torch.tanh(h_t)
            outputs += [h_t]
        return torch.stack(outputs, dim=1), h_t.unsqueeze(0)

    def extra_repr(self):
        return f"{self.input_size}, {self.hidden_size}"


if __name__ == "__main__":
    ref = TorchRNN(3, 5, batch_first=True).double()
    rnn = MyRNN(input_size=3, hidden_size=5).double()
    print(rnn.load_state_dict(ref.state_dict()))
    x = torch.randn(2, 4, 3, dtype=torch.double, requires_grad=True)
    a, an = rnn(x)
    b, bn = ref(x)
    print("max diff outputs", (a - b).abs().max().item(), "h_n", (an - bn).abs().max().item())
    ga = torch.autograd.grad(a.pow(2).sum(), [x, *rnn.parameters()])
    gb = torch.autograd.grad(b.pow(2).sum(), [x, *ref.parameters()])
    for u, v in zip(ga, gb):
        torch.testing.assert_close(u, v)
    print("gradients ok")
