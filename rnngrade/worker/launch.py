"""The zygote's process: starts it in a clean environment, orders workers from it, and ends it.

Imports no torch.
"""

from __future__ import annotations

import importlib.util
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from rnngrade.worker.child.records import ORDER, READY, Ends, Order
from rnngrade.worker.interface import WorkerPoolError

READY_SECONDS = 180.0
"""How long the import of torch may take, on a cold and busy machine."""
EXIT_SECONDS = 5.0
MAX_COMPLAINT_BYTES = 2000
INHERITED = ("LD_LIBRARY_PATH",)
"""Without it some installations of torch find no shared library."""

# -P and -s, as in -I; but not -E, since the environment is ours and fixes the hash seed.
OPTIONS = ("-P", "-s")
# Until it listens, its import of torch is ended by a signal if the grader goes: on Linux that is
# what SIGIO does to a process by default.
BOOTSTRAP = """
import fcntl, importlib, json, os, sys
module, control, folder, path, preload, hidden = json.loads(sys.argv[1])
if sys.platform == "linux":
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(control, fcntl.F_SETFL, fcntl.fcntl(control, fcntl.F_GETFL) | os.O_ASYNC)
sys.path[:] = [folder, *path]
server = importlib.import_module(f"child.{module}")
sys.path.remove(folder)
server.main(control, preload, hidden)
"""


class ZygoteProcess:
    """One running zygote. Not safe to share between threads."""

    def __init__(
        self,
        home: Path,
        preload: Sequence[str],
        device: str,
        hidden: Sequence[Path],
        start_method: str,
    ) -> None:
        self._ready = False
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._control, control = socket.socketpair()
        worker_folder = Path(__file__).parent
        paths = [str(path) for path in (worker_folder.parent, *hidden)]
        module = {"fork": "zygote", "spawn": "spawner"}[start_method]
        order = (module, control.fileno(), str(worker_folder), import_path(), list(preload), paths)
        with control:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, *OPTIONS, "-c", BOOTSTRAP, json.dumps(order)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                env=_environment(home, device),
                cwd=home,
                pass_fds=[control.fileno()],
                start_new_session=True,
            )

    def order(self, order: Order, ends: Ends) -> None:
        """Order a worker. Raises ``WorkerPoolError`` where the zygote is not there to hear it."""
        self._wait_until_ready()
        try:
            socket.send_fds(self._control, [ORDER.pack(*order)], list(ends))
        except OSError:
            raise self._failure("the zygote has ended") from None

    @property
    def was_ready(self) -> bool:
        """Whether it once started as it should."""
        return self._ready

    def complaint(self) -> str:
        """Return the end of what the zygote wrote to stderr."""
        size = self._complaints.seek(0, os.SEEK_END)
        self._complaints.seek(max(0, size - MAX_COMPLAINT_BYTES))
        return self._complaints.read().decode("utf-8", "replace")

    def close(self) -> None:
        """End the zygote; its supervisors end with it. Safe to call twice."""
        self._control.close()
        try:
            self._process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._complaints.close()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        if not poll.poll(READY_SECONDS * 1000):
            raise self._failure(f"the zygote did not start within {READY_SECONDS:g} s")
        if self._control.recv(1) != READY:
            self._process.wait(EXIT_SECONDS)
            raise self._failure("the zygote could not start")
        self._ready = True

    def _failure(self, what: str) -> WorkerPoolError:
        complaint = self.complaint().strip()
        return WorkerPoolError(
            f"no worker can be started: {what}. Is torch installed for {sys.executable}?"
            + (f"\n{complaint}" if complaint else "")
        )


def import_path() -> list[str]:
    """Return where the zygote imports from: Python's own folders, and those of its packages.

    What else is on our path may hold anything: the current folder, that of the script that runs, a
    course's checkout that is installed in place or named in PYTHONPATH.
    """
    script = Path(sys.argv[0]).resolve().parent
    return [entry for entry in sys.path if _is_of_python(Path(entry)) and Path(entry) != script]


def _is_of_python(entry: Path) -> bool:
    if not entry.is_absolute():
        return False
    found = entry.resolve()
    installed = {Path(prefix).resolve() for prefix in (sys.prefix, sys.base_prefix)}
    return (
        not installed.isdisjoint(found.parents)
        or found.name in ("site-packages", "dist-packages")
        or _holds_torch(found)
    )


def _holds_torch(folder: Path) -> bool:
    """Return whether a folder is the one that torch is imported from."""
    found = importlib.util.find_spec("torch")
    if found is None or found.origin is None:
        return False
    return Path(found.origin).resolve().parents[1] == folder


def _environment(home: Path, device: str) -> dict[str, str]:
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    if device == "cpu":
        environment["CUDA_VISIBLE_DEVICES"] = ""
    elif "CUDA_VISIBLE_DEVICES" in os.environ:
        environment["CUDA_VISIBLE_DEVICES"] = os.environ["CUDA_VISIBLE_DEVICES"]
    return environment | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "MPLBACKEND": "Agg",
        "OMP_NUM_THREADS": "1",
        # Each thread's own arena would count 64 MB against the limit of memory.
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",  # sets are iterated alike each time, in every worker
        "TORCHDYNAMO_DISABLE": "1",  # torch.compile would start a compiler, which cannot run here
    }
