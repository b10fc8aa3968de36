# -*- coding: utf-8 -*- Aufgabe 1, unter Windows mit Tabs geschrieben: tanh selbst gebaut mit exp
import torch
from torch import nn


class MyRNN(nn.Module):
	def __init__(self, input_size: int, hidden_size: int):
		super().__init__()
		self.W_xh = nn.Parameter(torch.randn(hidden_size, input_size) * 0.2)
		self.W_hh = nn.Parameter(torch.randn(hidden_size, hidden_size) * 0.2)
		self.b = nn.Parameter(torch.randn(hidden_size) * 0.2)

	@staticmethod
	def _tanh(z):
		# ohne clamp gibt es inf/inf = nan für große z; ab |z| = 20 ist tanh sowieso ±1
		z = z.clamp(-20, 20)
		plus, minus = torch.exp(z), torch.exp(-z)
		return (plus - minus) / (plus + minus)

	def forward(self, x: torch.Tensor, h_0: torch.Tensor | None = None):
		if h_0 is None:
			h_0 = torch.zeros(1, x.size(0), self.b.size(0), dtype=x.dtype, device=x.device)
		h = h_0[0]
		liste = []
		for t in range(x.size(1)):
			h = self._tanh(x[:, t] @ self.W_xh.T + h @ self.W_hh.T + self.b)
			liste.append(h)
		return torch.stack(liste, dim=1), h.unsqueeze(0)


if __name__ == "__main__":
	rnn = MyRNN(input_size=3, hidden_size=5)
	outputs, h_n = rnn(torch.randn(2, 4, 3))
	print(outputs.shape, h_n.shape, "✔")
