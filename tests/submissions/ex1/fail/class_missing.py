# fails: loads
# diagnosis: none
# The wrong file: something else was handed in.
import torch

x = torch.linspace(0, 6.28, 100)
y = torch.sin(x)
print(y.mean())
