"""One zygote for all the tests of the worker, and short ways to start and load one."""

import dataclasses
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


@pytest.fixture
def start(zygote: Zygote) -> Iterator[Callable[..., Worker]]:
    """Start a worker with these limits changed; it is closed after the test."""
    started: list[Worker] = []

    def start_one(**limits: float) -> Worker:
        worker = zygote.start(dataclasses.replace(LIMITS, **limits))
        started.append(worker)
        return worker

    yield start_one
    for worker in started:
        worker.close()


@pytest.fixture
def load(start: Callable[..., Worker]) -> Load:
    """Start a worker and load this code into it."""

    def load_one(code: str, forbidden: tuple[str, ...] = (), **limits: float) -> Worker:
        worker = start(**limits)
        worker.load(source(code, forbidden=forbidden))
        return worker

    return load_one
