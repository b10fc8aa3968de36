"""Exercise 1: exactly the formula on the blackboard, with column vectors (H x 1), so W x and not x W^T."""
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        H, D = hidden_size, input_size
        self.W_xh = nn.Parameter(torch.normal(0.0, 0.2, size=(H, D)))
        self.W_hh = nn.Parameter(torch.eye(H) * 0.5)
        self.b = nn.Parameter(torch.full((H, 1), 0.01))

    def forward(self, x, h_0=None):
        N, T, D = x.shape
        H = self.W_hh.shape[0]
        Wx = self.W_xh.expand(N, H, D)
        Wh = self.W_hh.expand(N, H, H)
        b = self.b.expand(N, H, 1)

        if h_0 is None:
            h = torch.zeros((N, H, 1)).to(x)  # .to(x) = same device and dtype as x
        else:
            h = h_0.permute(1, 2, 0)  # (1, N, H) -> (N, H, 1), nice coincidence

        outs = []
        t = 0
        while t < T:
            x_t = x[:, t, :].unsqueeze(2)
            h = torch.tanh(torch.bmm(Wx, x_t) + torch.bmm(Wh, h) + b)
            outs.append(h)
            t += 1
        outputs = torch.cat(outs, dim=2).transpose(1, 2)
        h_n = h.permute(2, 0, 1)
        return outputs, h_n


if __name__ == "__main__":
    torch.manual_seed(1)
    rnn = MyRNN(2, 3)
    x = torch.randn(1, 2, 2)
    out, hn = rnn(x)
    # by hand, on paper:
    h1 = torch.tanh(rnn.W_xh @ x[0, 0] + rnn.b[:, 0])
    h2 = torch.tanh(rnn.W_xh @ x[0, 1] + rnn.W_hh @ h1 + rnn.b[:, 0])
    print(out[0, 0] - h1, out[0, 1] - h2, hn[0, 0] - h2)
