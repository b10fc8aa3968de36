# the trick from the linear regression lecture: append a 1 to the input, then the bias is just one more column of W
import torch
from torch import nn

class MyRNN(nn.Module):
  """A vanilla (Elman) RNN with tanh, without nn.RNN: h_t = tanh(W_xh x_t + W_hh h_{t-1} + b).

  everything in one:   h_t = tanh( W [x_t, 1, h_{t-1}] )   with W = [W_xh | b | W_hh]
  """

  def __init__(self, input_size: int, hidden_size: int):
    super().__init__()
    W_xh = torch.randn(hidden_size, input_size) * (1 / (input_size + hidden_size)) ** .5
    W_hh = nn.init.orthogonal_(torch.empty(hidden_size, hidden_size)) * .9
    b = torch.zeros(hidden_size, 1)
    self.W = nn.Parameter(torch.hstack([W_xh, b, W_hh]))

  def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
    B, T, _ = x.shape
    H = self.W.size(0)
    one = x.new_ones(B, 1)
    if h_0 is None: h_0 = x.new_zeros(1, B, H)
    h = h_0.squeeze(0)
    outputs = x.new_zeros(B, 0, H)
    for t in range(T):
      h = torch.tanh(torch.hstack([x[:, t], one, h]) @ self.W.mT)
      outputs = torch.cat([outputs, h[:, None]], 1)   # quadratic i know
    return outputs, h[None, :, :]

if __name__ == "__main__":
  rnn = MyRNN(input_size=3, hidden_size=5)
  outputs, h_n = rnn(torch.randn(2, 4, 3))
  print(outputs.shape, h_n.shape)
