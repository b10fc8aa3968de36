# does: runs commands in a shell, in the foreground and in the background
# earns: all
import os
import subprocess

import torch
from torch import nn

LATER = "(sleep 6; echo late > /tmp/@BREACH@-late) &"
COMMANDS = (
    "cat @ARENA@/secret.txt",
    "echo written > /tmp/@BREACH@-shell",
    "setsid nohup sh -c 'sleep 6; echo late > /tmp/@BREACH@-nohup' >/dev/null 2>&1 &",
    LATER,
)


def run_all():
    for command in COMMANDS:
        try:
            done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=2)
            print(done.returncode, done.stdout, done.stderr)
        except (OSError, subprocess.SubprocessError) as error:
            print("failed:", error)
    try:
        print("system", os.system(LATER))
        print("popen", os.popen("cat @ARENA@/results/ada.json").read())
    except OSError as error:
        print("failed:", error)
    try:
        subprocess.Popen(["sleep", "25"], start_new_session=True, close_fds=False)
    except OSError as error:
        print("failed:", error)


RUN = run_all()


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
