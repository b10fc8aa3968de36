"""Judges a batch on a Dask cluster: a grader, and so a zygote, in each of its worker processes.

Submissions travel there as they were read, results come back as JSON, and no file is shared. What
a lost worker was judging, the scheduler gives to another one.
"""

from __future__ import annotations

import atexit
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rnngrade
from rnngrade import result_json
from rnngrade.batch.conditions import Conditions
from rnngrade.batch.local import conditions_of
from rnngrade.batch.run import Judging
from rnngrade.content import find_exercise
from rnngrade.grader import Grader
from rnngrade.intake.interface import BatchError
from rnngrade.submission.interface import Submission

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10.0


@dataclass(frozen=True)
class Setting:
    """How every submission of a batch is judged, in a form that can be sent."""

    exercise: str
    """Id."""
    rubric: bytes
    """Of the rubric's file, which is on the machine that has the submissions."""
    device: str
    isolation: str
    seed: int


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """Yield a client of the scheduler at ``address``. Raises ``BatchError`` where there is none."""
    try:
        from distributed import Client
    except ImportError:
        raise BatchError(
            "--scheduler needs Dask: pip install distributed, here and on every worker"
        ) from None
    if not re.fullmatch(r"[a-z]+://[^/\s]+", address):
        raise BatchError(
            f"{address!r} is no address of a Dask scheduler; expected an address such as tcp://host:8786"
        )
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise BatchError(
            f"no Dask scheduler answers at {address} ({error}); "
            "expected an address such as tcp://host:8786"
        ) from None
    try:
        yield client
    finally:
        client.close()


@contextmanager
def judging_there(client: Client, setting: Setting) -> Iterator[tuple[Judging, Conditions]]:
    """Yield what judges on the cluster, a submission for each thread of its workers.

    Makes every worker's grader at once, so that one that cannot judge is told before work begins.
    Raises ``BatchError`` where there is no worker, one cannot judge, or two would judge otherwise.
    """
    threads = client.nthreads()
    if not threads:
        raise BatchError("the cluster has no workers; start some: dask worker ADDRESS --nthreads 2")
    found: dict[str, Any] = client.run(conditions_there, setting, on_error="return")
    for worker, answer in found.items():
        if not isinstance(answer, Conditions):
            raise BatchError(f"the worker {worker} cannot judge {setting.exercise}: {answer}")
    conditions = next(iter(found.values()))
    ours = {
        "package_version": rnngrade.__version__,
        "exercise": find_exercise(setting.exercise).sha256,
    }
    for worker, answer in found.items():
        theirs = {"package_version": answer.package_version, "exercise": answer.exercise.sha256}
        if theirs != ours:
            raise BatchError(_difference(worker, theirs, ours, "here"))
        if answer != conditions:
            raise BatchError(_difference(worker, asdict(answer), asdict(conditions), "elsewhere"))
    with client.get_executor(pure=False) as executor:
        judge = partial(judge_there, setting)
        slots = sum(threads.values())
        yield Judging(executor, judge, slots, stop=lambda: None, foreign=True), conditions


def _difference(worker: str, its: Mapping[str, Any], others: Mapping[str, Any], where: str) -> str:
    differing = [key for key in its if its[key] != others[key]]
    listed = "; ".join(f"{key}: {its[key]}, {where} {others[key]}" for key in differing)
    return (
        f"the worker {worker} would judge otherwise ({listed}); "
        "install the same rnngrade and fetch the same data everywhere"
    )


@dataclass
class _Warm:
    """A grader of this process, its rubric's folder, and how many submissions it judges now."""

    grader: Grader
    folder: tempfile.TemporaryDirectory[str]
    users: int = 0

    def close(self) -> None:
        self.grader.close()
        self.folder.cleanup()


_graders: dict[Setting, _Warm] = {}
_changing = threading.Lock()


def judge_there(setting: Setting, handed_in: Submission) -> str:
    """In a process of the cluster: return the result of one submission as JSON."""
    with _borrowed(setting) as grader:
        return result_json.dumps(grader.grade(handed_in, seed=setting.seed))


def conditions_there(setting: Setting) -> Conditions:
    """In a process of the cluster: return what its results have in common."""
    with _borrowed(setting) as grader:
        return conditions_of(grader, seed=setting.seed)


@contextmanager
def _borrowed(setting: Setting) -> Iterator[Grader]:
    """Yield this process's grader for a setting, which stays warm until another one is made."""
    with _changing:
        if setting not in _graders:
            for other in [kept for kept, warm in _graders.items() if not warm.users]:
                _graders.pop(other).close()
            _graders[setting] = _made(setting)
        warm = _graders[setting]
        warm.users += 1
    try:
        yield warm.grader
    finally:
        with _changing:
            warm.users -= 1


def _made(setting: Setting) -> _Warm:
    folder = tempfile.TemporaryDirectory(prefix="rnngrade-rubric-")
    rubric = Path(folder.name) / "rubric.json"
    rubric.write_bytes(setting.rubric)
    try:
        grader = Grader(
            find_exercise(setting.exercise),
            rubric=rubric,
            device=setting.device,
            isolation=setting.isolation,
        )
    except BaseException:
        folder.cleanup()
        raise
    return _Warm(grader, folder)


@atexit.register
def _close_all() -> None:
    while _graders:
        _graders.popitem()[1].close()
