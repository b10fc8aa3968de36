# ex1 (handed in 23:58, pls dont judge the style)
from torch.nn import *
import torch, sys, os, math   # (from torch import * kills range() !!)
import torch as th
import torch.nn as nn

DEBUG=0
lr=1e-3;epochs=5   # not used any more
#h=torch.zeros(1,2,5)
#class MyRNN(nn.RNN): pass      # lol that would be too easy

def dbg(*s):
    if DEBUG: print(*s)

class MyRNN(nn.Module):
    def __init__(self,input_size=3,hidden_size=5):
        super(MyRNN,self).__init__()
        self.hs=hidden_size;self.iz=input_size
        self.A=Parameter(th.rand(self.iz,self.hs)*2/math.sqrt(self.hs)-1/math.sqrt(self.hs))
        self.B=Parameter(th.rand(self.hs,self.hs)*2/math.sqrt(self.hs)-1/math.sqrt(self.hs))
        self.c=Parameter(th.rand(self.hs)*0.1)
        # self.D=Parameter(th.rand(self.hs,self.hs))   # output layer?? not asked
    def forward(self,x,h_0=None):
        if h_0==None:
            h_0=th.zeros([1,x.shape[0],self.hs]).to(x.device).to(x.dtype)
        else:
            pass
        qqq=[]
        h=h_0[0]; dbg("h",h.shape)
        for i in range(0,x.shape[1],1):
            xx=x[:,i,:]
            tmp=xx@self.A
            tmp2=h@self.B
            tmp3=tmp+tmp2
            tmp3=tmp3+self.c
            h=th.tanh(tmp3); dbg(i,h.shape)
            qqq.append(h)
        o=th.stack(qqq)          # (seq,batch,hidden)
        # o=o.view(x.shape[0],x.shape[1],self.hs)    WRONG!!! mixes up batch and time, swapaxes it is
        o=o.swapaxes(0,1)
        if False:
            return o
        return o,h_0*0+h.unsqueeze(0) if False else h.unsqueeze(0)

def old_forward(self,x):
    # keep in case
    h=self.hidden
    return h

#test
r=MyRNN(3,5)
a,b=r(th.randn(2,4,3))
print(a.shape,b.shape)
assert (a[:,-1]==b[0]).all(),"??"
del r,a,b
