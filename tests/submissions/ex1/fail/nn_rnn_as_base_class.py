# fails: own_recurrence
# diagnosis: none
import torch


class MyRNN(torch.nn.RNN):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size, batch_first=True)
