# -*- coding: latin-1 -*-
# Lösung zu Übung 1 (alter Editor, altes Python-Gefühl)
from __future__ import print_function, division
import torch
import torch.nn as nn
import numpy as np


class MyRNN(nn.Module, object):
    def __init__(self, input_size, hidden_size):
        super(MyRNN, self).__init__()
        grenze = np.sqrt(1. / hidden_size)
        # numpy würfelt, torch lernt (float32 wie üblich)
        self.W_xh = nn.Parameter(torch.from_numpy(
            np.random.uniform(-grenze, grenze, (hidden_size, input_size)).astype('float32')))
        self.W_hh = nn.Parameter(torch.from_numpy(
            np.random.uniform(-grenze, grenze, (hidden_size, hidden_size)).astype('float32')))
        self.b = nn.Parameter(torch.from_numpy(np.zeros(hidden_size, dtype='float32')))

    def forward(self, x, h_0=None):
        n, laenge = x.size()[:2]
        if h_0 is None:
            h = self.b.new_zeros((n, self.b.size()[0]))
        else:
            h = h_0[0]
        ausgaben = []
        for t in range(laenge):
            h = torch.tanh(torch.mm(x.select(1, t), torch.t(self.W_xh)) + torch.mm(h, torch.t(self.W_hh))
                           + self.b.expand(n, -1))
            ausgaben.append(h)
        return torch.stack(ausgaben, 1), torch.unsqueeze(h, 0)


if __name__ == '__main__':
    rnn = MyRNN(3, 5)
    ausgabe, h_n = rnn(torch.randn(2, 4, 3))
    print('Größe der Ausgabe: %s, h_n: %s' % (tuple(ausgabe.size()), tuple(h_n.size())))
