# does: connects by TCP, by UDP and to paths from an event loop and from threads
# earns: all
import asyncio
import threading

import torch
import torch.nn.functional as F
from torch import nn

def port():
    return int("@PORT@")


async def one(what, opening):
    try:
        _, writer = await asyncio.wait_for(opening(), 1)
        writer.write(b"from a loop")
        await writer.drain()
        print(what, "connected")
    except Exception as error:
        print(what, "failed:", error)


async def datagram():
    loop = asyncio.get_running_loop()
    try:
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=("127.0.0.1", port())
        )
        transport.sendto(b"from a loop")
    except Exception as error:
        print("datagram failed:", error)


async def everything():
    await one("TCP", lambda: asyncio.open_connection("127.0.0.1", port()))
    await one("IPv6", lambda: asyncio.open_connection("::1", port()))
    await one("path", lambda: asyncio.open_unix_connection("@SOCKET@"))
    await datagram()


def attack():
    for _ in range(3):
        thread = threading.Thread(target=lambda: asyncio.run(everything()), daemon=True)
        try:
            thread.start()
            thread.join(5)
        except RuntimeError as error:
            print("failed:", error)
    try:
        asyncio.run(everything())
    except Exception as error:
        print("failed:", error)

DONE = attack()

class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.sizes = (input_size, hidden_size)
        self.weight = nn.Parameter(torch.randn(hidden_size, input_size + hidden_size) * 0.2)
        self.bias = nn.Parameter(torch.randn(hidden_size) * 0.2)

    def forward(self, x, h_0=None):
        w_xh, w_hh = self.weight.split(self.sizes, dim=1)
        h = x.new_zeros(x.shape[0], self.sizes[1]) if h_0 is None else h_0[0]
        seen = []
        for step in x.unbind(dim=1):
            h = F.linear(step, w_xh, self.bias) + F.linear(h, w_hh)
            h = torch.tanh(h)
            seen.append(h)
        return torch.stack(seen, dim=1), h.unsqueeze(0)
