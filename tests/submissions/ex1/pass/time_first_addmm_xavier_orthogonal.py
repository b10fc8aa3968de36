# RNN from scratch. Time first inside (like the papers), batch first outside (like the sheet).
import torch
import torch.nn as nn
import torch.nn.init as init
from typing import Optional, Tuple


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super(MyRNN, self).__init__()
        # stored transposed -> x @ W without .T
        self.W_xh = nn.Parameter(torch.Tensor(input_size, hidden_size))
        self.W_hh = nn.Parameter(torch.Tensor(hidden_size, hidden_size))
        self.b_h = nn.Parameter(torch.Tensor(hidden_size))
        init.xavier_uniform_(self.W_xh)
        init.orthogonal_(self.W_hh)   # lecture: keeps the norm of h -> gradients explode less
        init.constant_(self.b_h, 0.0)

    def forward(self, x: torch.Tensor, h_0: Optional[torch.Tensor] = None) -> Tuple[torch.Tensor, torch.Tensor]:
        x = x.permute(1, 0, 2)                       # (seq, batch, input)
        seq_len, batch_size, input_size = x.size()
        xw = torch.addmm(self.b_h, x.reshape(-1, input_size), self.W_xh)
        xw = xw.view(seq_len, batch_size, -1)

        h = torch.zeros_like(xw[0]) if h_0 is None else h_0.view(batch_size, -1) if h_0.is_contiguous() else h_0.squeeze(0)

        hs = []
        for step in xw:
            h = torch.addmm(step, h, self.W_hh).tanh()
            hs.append(h)

        hs = torch.stack(hs)                         # (seq, batch, hidden)
        return hs.permute(1, 0, 2).contiguous(), hs[-1:].clone()


if __name__ == '__main__':
    m = MyRNN(10, 20)
    o, h = m(torch.rand(8, 15, 10))
    print('outputs:', o.size())
    print('h_n:    ', h.size())
    print('#params:', sum(p.numel() for p in m.parameters()))
