"""What honest code asks for and no worker has, done without where the answer is the same."""

from __future__ import annotations

import functools
import inspect
from typing import Any

from torch.utils.data import DataLoader

OF_WORKERS = {
    "num_workers": 0,
    "prefetch_factor": None,
    "persistent_workers": False,
    "timeout": 0,
    "multiprocessing_context": None,
}


def load_data_in_this_process() -> None:
    """Make every ``DataLoader`` one without workers, for no process can be started here.

    It yields the same batches; what a dataset itself draws at random may be other numbers.
    """
    original = DataLoader.__init__
    parameters = inspect.signature(original)

    @functools.wraps(original)
    def without_workers(self: Any, *args: Any, **kwargs: Any) -> None:
        given = parameters.bind(self, *args, **kwargs)
        given.arguments.update(
            {name: value for name, value in OF_WORKERS.items() if name in given.arguments}
        )
        original(*given.args, **given.kwargs)

    DataLoader.__init__ = without_workers  # type: ignore[method-assign]
