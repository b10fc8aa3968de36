"""One zygote for all the tests of the worker, and short ways to start and load one."""

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterator

import pytest
from confined import LIMITS, source

from rnngrade.worker import Worker, Zygote

Load = Callable[..., Worker]


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    pool = Zygote()
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def bare_zygote() -> Iterator[Zygote]:
    """Its workers may fork and send signals: what is left when the kernel has no other layer."""
    pool = Zygote(isolation="none")
    yield pool
    pool.close()


@pytest.fixture
def start(zygote: Zygote) -> Iterator[Callable[..., Worker]]:
    """Start a worker with these limits changed; it is closed after the test."""
    with contextlib.ExitStack() as stack:
        yield functools.partial(_start, zygote, stack)


@pytest.fixture
def load(start: Callable[..., Worker]) -> Load:
    """Start a worker and load this code into it."""
    return functools.partial(_load, start)


@pytest.fixture
def load_bare(bare_zygote: Zygote) -> Iterator[Load]:
    """Do the same without the layers that a kernel may lack."""
    with contextlib.ExitStack() as stack:
        yield functools.partial(_load, functools.partial(_start, bare_zygote, stack))


def _start(zygote: Zygote, stack: contextlib.ExitStack, **limits: float) -> Worker:
    worker = zygote.start(dataclasses.replace(LIMITS, **limits))
    stack.callback(worker.close)
    return worker


def _load(
    start: Callable[..., Worker], code: str, forbidden: tuple[str, ...] = (), **limits: float
) -> Worker:
    worker = start(**limits)
    worker.load(source(code, forbidden=forbidden))
    return worker
