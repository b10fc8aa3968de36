"""A model is found in the wrappers that PyTorch puts around it, and in no other place."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from rnngrade.worker.child.models import innermost


class Converter(nn.Module):
    """A model with a part that is called as the wrappers call the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.module = nn.GRU(2, 2)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of torch.compile itself
@pytest.mark.parametrize("wrap", [nn.DataParallel, AveragedModel, torch.compile])
def test_a_wrapped_model_is_found_whatever_its_parts_are_called(wrap: type[nn.Module]) -> None:
    model = Converter()
    assert innermost(model) is model
    assert isinstance(innermost(wrap(model)), Converter)
