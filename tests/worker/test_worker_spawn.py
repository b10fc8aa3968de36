"""Workers that import torch themselves, for platforms where a process that holds it cannot fork."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
import torch
from confined import LIMITS, source

from rnngrade.worker import StudentError, WorkerCrash, WorkerPoolError, WorkerTimeout, Zygote


@pytest.fixture(scope="module")
def spawning() -> Iterator[Zygote]:
    pool = Zygote(start_method="spawn")
    yield pool
    pool.close()


def test_a_spawned_worker_answers_as_a_forked_one_does(spawning: Zygote) -> None:
    worker = spawning.start(LIMITS)
    loaded = worker.load(
        source("import torch\nX = torch.ones(2)\ndef f():\n    print('hi')\n", "X")
    )
    assert loaded.names == ("X",)
    assert torch.equal(worker.ask("get", {"name": "X"}), torch.ones(2))
    worker.ask("call", {"name": "f"})
    assert worker.output == "hi\n"
    with pytest.raises(StudentError, match="ZeroDivisionError"):
        worker.ask("run", {"code": "1 / 0"})
    worker.close()


def test_a_spawned_worker_is_confined_but_for_mounts(spawning: Zygote, zygote: Zygote) -> None:
    forked, spawned = zygote.start(LIMITS), spawning.start(LIMITS)
    assert set(spawned.layers) <= set(forked.layers)
    # To start a program anew takes the capabilities away that mounts need.
    assert {"pid-namespace", "landlock", "seccomp"} & set(forked.layers) <= set(spawned.layers)
    spawned.load(source(""))
    with pytest.raises(StudentError, match="PermissionError"):
        spawned.ask("run", {"code": "open('/etc/passwd')"})
    for worker in (forked, spawned):
        worker.close()


def test_a_spawned_worker_is_stopped_as_a_forked_one_is(spawning: Zygote) -> None:
    worker = spawning.start(LIMITS)
    worker.load(source("import os\ndef f():\n    os._exit(3)\n"))
    with pytest.raises(WorkerCrash, match="exit code 3"):
        worker.ask("call", {"name": "f"})
    hanging = spawning.start(dataclasses.replace(LIMITS, cpu_seconds=1))
    with pytest.raises(WorkerTimeout, match="1 s of CPU time"):
        hanging.load(source("while True:\n    pass\n", "missing"))
    hanging.close()


def test_what_cannot_be_imported_is_said() -> None:
    pool = Zygote(["no_such_module"], start_method="spawn")
    with pytest.raises(WorkerPoolError, match="no_such_module"):
        pool.start(LIMITS)
    pool.close()
