"""The state that random generators start from in a worker."""

from __future__ import annotations

import random

import numpy
import torch

SEED = 0
"""The same in every worker, so that a submission that draws at random is judged alike each time.

The grader's own draws have nothing to do with it."""


def seed_generators() -> None:
    """Give every generator of the process the same start.

    ``torch.manual_seed`` would also note a stack trace for each device, used or not, which takes a
    millisecond. CUDA's generators start from a seed of their own that is the same each time.
    """
    random.seed(SEED)
    numpy.random.seed(SEED)
    torch.default_generator.manual_seed(SEED)
