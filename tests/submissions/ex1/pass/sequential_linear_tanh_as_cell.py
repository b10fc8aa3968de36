# ex 1: the cell is a tiny MLP  Sequential(Linear, Tanh)  on [h, x]
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.cell = nn.Sequential(nn.Linear(hidden_size + input_size, hidden_size), nn.Tanh())
        # init
        nn.init.xavier_uniform_(self.cell[0].weight)
        nn.init.zeros_(self.cell[0].bias)

    @property
    def hidden_size(self):
        return self.cell[0].out_features

    @property
    def input_size(self):
        return self.cell[0].in_features - self.cell[0].out_features

    def forward(self, inputs, state=None, return_only_last=False):
        if state is None:
            state = self.cell[0].weight.new_zeros(1, inputs.size(0), self.hidden_size)
        state = state.squeeze(0)
        outputs = []
        for i in range(inputs.size(1)):
            state = self.cell(torch.cat((state, inputs[:, i]), 1))
            outputs.append(state)
        if return_only_last:  # I need this for the classifier in exercise 3
            return state
        return torch.stack(outputs, 1), state.unsqueeze(0)


if __name__ == "__main__":
    rnn = MyRNN(input_size=3, hidden_size=5)
    outputs, h_n = rnn(torch.randn(2, 4, 3))
    print(rnn, rnn.input_size, rnn.hidden_size)
    print(outputs.shape, h_n.shape)
