# Übung 1. tanh(z) = 2*sigmoid(2z) - 1, also brauche ich nur sigmoid
import torch
from torch import nn


def mein_tanh(z):
    return 2 * torch.sigmoid(2 * z) - 1


class MyRNN(nn.Module):

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.gewichte_eingang = nn.Parameter(torch.randn(hidden_size, input_size) / hidden_size ** 0.5)
        self.gewichte_zustand = nn.Parameter(torch.randn(hidden_size, hidden_size) / hidden_size ** 0.5)
        self.verschiebung = nn.Parameter(torch.randn(hidden_size) / hidden_size ** 0.5)

    def schritt(self, x_t, h):
        """Ein einzelner Zeitschritt, x_t: (batch, input_size), h: (batch, hidden_size)"""
        return mein_tanh(x_t.matmul(self.gewichte_eingang.t()) + h.matmul(self.gewichte_zustand.t()) + self.verschiebung)

    def forward(self, x, h_0=None):
        anzahl, laenge, _ = x.shape
        # Anfangszustand: Nullen, falls nichts übergeben wurde
        if h_0 is not None:
            h = h_0.reshape(anzahl, -1)
        else:
            h = torch.zeros(anzahl, self.verschiebung.size(0)).type_as(x)
        verlauf = []
        for t in range(laenge):
            h = self.schritt(x[:, t], h)
            verlauf.append(h.unsqueeze(1))
        return torch.cat(verlauf, dim=1), h.unsqueeze(0)


if __name__ == "__main__":
    z = torch.linspace(-50, 50, 1001)
    print("größter Fehler von mein_tanh:", (mein_tanh(z) - z.tanh()).abs().max().item())
    rnn = MyRNN(input_size=3, hidden_size=5)
    outputs, h_n = rnn(torch.randn(2, 4, 3))
    print(outputs.shape, h_n.shape)
