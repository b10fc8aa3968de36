"""scikit-learn in the grader, on one thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Let what is imported of scikit-learn compute on one thread.

    Its threads wait in a loop for cores that are busy: on a machine with other work t-SNE takes a
    hundred times as long otherwise.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
