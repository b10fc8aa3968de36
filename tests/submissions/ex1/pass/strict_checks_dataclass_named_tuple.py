"""Exercise 1 - Elman RNN. I work as a software developer, so there are checks, types and docs."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn

__all__ = ["MyRNN", "RNNOutput"]

logger: Final = logging.getLogger(__name__)


class RNNOutput(NamedTuple):
    outputs: Tensor
    h_n: Tensor


@dataclass(frozen=True, slots=True)
class RNNConfig:
    input_size: int
    hidden_size: int

    def __post_init__(self) -> None:
        for name in ("input_size", "hidden_size"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} must be a positive integer, got {value!r}")


class MyRNN(nn.Module):
    """Single layer Elman RNN.

    Args:
        input_size: number of features per step.
        hidden_size: number of hidden units.
        device, dtype: as for every other ``nn.Module``.
    """

    W_xh: nn.Parameter
    W_hh: nn.Parameter
    b: nn.Parameter

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        self.config = RNNConfig(input_size, hidden_size)
        kw = {"device": device, "dtype": dtype}
        self.W_xh = nn.Parameter(torch.empty((hidden_size, input_size), **kw))
        self.W_hh = nn.Parameter(torch.empty((hidden_size, hidden_size), **kw))
        self.b = nn.Parameter(torch.empty((hidden_size,), **kw))
        self.reset_parameters()

    @torch.no_grad()
    def reset_parameters(self) -> None:
        nn.init.xavier_normal_(self.W_xh)
        nn.init.orthogonal_(self.W_hh)
        nn.init.zeros_(self.b)

    def _check(self, x: Tensor, h_0: Tensor | None) -> None:
        if x.dim() != 3:
            raise ValueError(f"x must be (batch, seq_len, input_size), got {tuple(x.shape)}")
        if x.size(2) != self.config.input_size:
            raise ValueError(f"x has {x.size(2)} features, expected {self.config.input_size}")
        if x.size(1) == 0:
            raise ValueError("empty sequence")
        if h_0 is not None:
            expected = (1, x.size(0), self.config.hidden_size)
            if tuple(h_0.shape) != expected:
                raise ValueError(f"h_0 must be {expected}, got {tuple(h_0.shape)}")
            if h_0.dtype != x.dtype or h_0.device != x.device:
                raise TypeError("x and h_0 must agree in dtype and device")

    def forward(self, x: Tensor, h_0: Tensor | None = None) -> RNNOutput:
        self._check(x, h_0)
        logger.debug("forward: x %s", tuple(x.shape))
        h = x.new_zeros((x.size(0), self.config.hidden_size)) if h_0 is None else h_0[0]
        projected = nn.functional.linear(x, self.W_xh, self.b)
        states: list[Tensor] = []
        for t in range(x.size(1)):
            h = torch.tanh(projected[:, t] + nn.functional.linear(h, self.W_hh))
            states.append(h)
        return RNNOutput(outputs=torch.stack(states, dim=1), h_n=h.unsqueeze(0))


def _self_test() -> None:
    torch.manual_seed(0)
    mine = MyRNN(3, 5, dtype=torch.float64)
    ref = nn.RNN(3, 5, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        ref.weight_ih_l0.copy_(mine.W_xh)
        ref.weight_hh_l0.copy_(mine.W_hh)
        ref.bias_ih_l0.copy_(mine.b)
        ref.bias_hh_l0.zero_()
    x = torch.randn(2, 4, 3, dtype=torch.float64)
    for got, want in zip(mine(x), ref(x), strict=True):
        torch.testing.assert_close(got, want)
    for bad in (x[0], x[..., :2], x[:, :0]):
        try:
            mine(bad)
        except ValueError as e:
            logger.info("good, refused: %s", e)
        else:
            raise AssertionError("should have been refused")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    _self_test()
