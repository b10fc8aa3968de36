"""Solution to ex. 1 with backpropagation through time done BY HAND (we had to derive it on sheet 3 anyway)."""
import torch
from torch import nn


class _BPTT(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, h0, Wx, Wh, b):
        # x (B,T,I)  h0 (B,H)
        hs = [h0]
        for t in range(x.shape[1]):
            hs.append(torch.tanh(x[:, t] @ Wx.T + hs[-1] @ Wh.T + b))
        H = torch.stack(hs, 1)  # (B,T+1,H) including h0
        ctx.save_for_backward(x, H, Wx, Wh)
        return H[:, 1:].clone()

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, dout):
        x, H, Wx, Wh = ctx.saved_tensors
        T = x.shape[1]
        dx = torch.empty_like(x)
        dWx, dWh = torch.zeros_like(Wx), torch.zeros_like(Wh)
        db = torch.zeros_like(Wh[0])
        dh = torch.zeros_like(H[:, 0])
        for t in reversed(range(T)):
            h_t, h_prev = H[:, t + 1], H[:, t]
            dh = dh + dout[:, t]
            da = dh * (1 - h_t * h_t)  # through tanh
            dWx += da.T @ x[:, t]
            dWh += da.T @ h_prev
            db += da.sum(0)
            dx[:, t] = da @ Wx
            dh = da @ Wh
        return dx, dh, dWx, dWh, db


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        s = 1.0 / hidden_size**0.5
        self.W_xh = nn.Parameter((torch.rand(hidden_size, input_size) * 2 - 1) * s)
        self.W_hh = nn.Parameter((torch.rand(hidden_size, hidden_size) * 2 - 1) * s)
        self.b = nn.Parameter((torch.rand(hidden_size) * 2 - 1) * s)

    def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
        if h_0 is None:
            h_0 = x.new_zeros(1, x.shape[0], self.b.numel())
        outputs = _BPTT.apply(x, h_0[0], self.W_xh, self.W_hh, self.b)
        return outputs, outputs[:, -1].unsqueeze(0)


def check():
    rnn = MyRNN(3, 4).double()
    x = torch.randn(2, 5, 3, dtype=torch.double, requires_grad=True)
    h = torch.randn(1, 2, 4, dtype=torch.double, requires_grad=True)
    print("gradcheck:", torch.autograd.gradcheck(lambda x, h, *_: rnn(x, h), (x, h, *rnn.parameters())))


if __name__ == "__main__":
    check()
