# Exercice 1 : RNN d'Elman "à la main" (désolé, je commente en français, c'est plus facile pour moi)
import torch
from torch import nn


class ReseauElman(nn.Module):
    """h_t = tanh(W_xh x_t + W_hh h_{t-1} + b)"""

    def __init__(self, input_size, hidden_size):
        nn.Module.__init__(self)
        borne = hidden_size ** (-1 / 2)
        # les poids, tirés uniformément
        self.poids = nn.ParameterList([
            torch.empty(hidden_size, input_size).uniform_(-borne, borne),
            torch.empty(hidden_size, hidden_size).uniform_(-borne, borne),
        ])
        self.biais = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, h_0=None):
        W_xh, W_hh = self.poids
        taille_lot = x.shape[0]
        # état initial : zéros si rien n'est donné
        h = x.new_zeros(taille_lot, W_hh.shape[0]) if h_0 is None else h_0[0, :, :]
        etats = []
        for pas in torch.split(x, 1, dim=1):
            h = torch.tanh(torch.matmul(pas.squeeze(1), W_xh.T) + torch.matmul(h, W_hh.T) + self.biais)
            etats.append(h)
        return torch.stack(etats, dim=1), h.unsqueeze(0)


# le nom demandé par l'énoncé
MyRNN = ReseauElman

if __name__ == "__main__":
    rnn = MyRNN(input_size=3, hidden_size=5)
    sorties, h_n = rnn(torch.randn(2, 4, 3))
    print(sorties.shape, h_n.shape)
