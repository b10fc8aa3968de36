# Exercise 1. Every neuron has its own weights, like in the picture on slide 12. It is slow but I understand it this way.
import torch
import torch.nn as nn
import random


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.w_in = nn.ParameterList()
        self.w_rec = nn.ParameterList()
        self.bias = nn.ParameterList()
        for j in range(hidden_size):
            self.w_in.append(nn.Parameter(torch.tensor([random.uniform(-0.3, 0.3) for _ in range(input_size)])))
            self.w_rec.append(nn.Parameter(torch.tensor([random.uniform(-0.3, 0.3) for _ in range(hidden_size)])))
            self.bias.append(nn.Parameter(torch.tensor(random.uniform(-0.3, 0.3))))

    def forward(self, x, h_0=None):
        batch_size = x.shape[0]
        seq_len = x.shape[1]
        if h_0 is None:
            h_old = torch.zeros(batch_size, self.hidden_size, device=x.device, dtype=x.dtype)
        else:
            h_old = h_0[0]
        result = []
        for t in range(seq_len):
            neurons = []
            for j in range(self.hidden_size):
                a = (x[:, t, :] * self.w_in[j]).sum(dim=1)
                a = a + (h_old * self.w_rec[j]).sum(dim=1)
                a = a + self.bias[j]
                neurons.append(torch.tanh(a))
            h_new = torch.stack(neurons, dim=1)
            result.append(h_new)
            h_old = h_new          # careful!! only AFTER all the neurons are done (cost me 2 hours)
        outputs = torch.stack(result, dim=1)
        h_n = h_old.unsqueeze(0)
        return outputs, h_n


if __name__ == "__main__":
    rnn = MyRNN(input_size=3, hidden_size=5)
    outputs, h_n = rnn(torch.randn(2, 4, 3))
    print(outputs.shape, h_n.shape)
    assert outputs.shape == torch.Size([2, 4, 5])
