"""What hostile submissions attack, and how it shows that one of them came through."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import re
import resource
import secrets
import signal
import site
import socket
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FILES = (
    "secret.txt",
    "solutions/ex1_my_rnn.py",
    "rubrics/ex1_my_rnn.json",
    "submissions/ada.py",
    "results/ada.json",
    "results/gradebook.csv",
)
SIGNALS = (signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM, signal.SIGWINCH, signal.SIGURG)
LINGER_SECONDS = 1.0
"""How long a process may outlive its worker."""


class Arena:
    """A folder with secrets, listening sockets, and this process, watched for any change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = secrets.token_hex(16)
        self.breach = f"breach-{secrets.token_hex(8)}"
        for name in FILES:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"# {self.secret}\n")
            path.chmod(0o666)
        (folder / "empty").mkdir()
        for path in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
            path.chmod(0o777)
        self._sockets = self._listen()

    def _listen(self) -> dict[str, socket.socket]:
        tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
        while True:
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(tcp.getsockname())
                break
            except OSError:
                tcp.close()
                tcp = socket.socket()
        stream = socket.socket(socket.AF_UNIX)
        stream.bind(str(self.folder / "stream"))
        datagram = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        datagram.bind(str(self.folder / "datagram"))
        abstract = socket.socket(socket.AF_UNIX)
        abstract.bind("\0" + self.breach)
        for one in (tcp, stream, abstract):
            one.listen()
        found = {"tcp": tcp, "udp": udp, "stream": stream, "datagram": datagram}
        found["abstract"] = abstract
        for one in found.values():
            one.setblocking(False)
        return found

    def fill_in(self, source: str) -> str:
        """Return a submission's text with the words of README.md replaced."""
        words = {
            "ARENA": str(self.folder),
            "PORT": str(self._sockets["tcp"].getsockname()[1]),
            "SOCKET": str(self.folder / "stream"),
            "DATAGRAM": str(self.folder / "datagram"),
            "ABSTRACT": self.breach,
            "GRADER": str(os.getpid()),
            "BREACH": self.breach,
        }
        for word, value in words.items():
            source = source.replace(f"@{word}@", value)
        return source

    def close(self) -> None:
        """Close the sockets, and remove what breaches have left."""
        for one in self._sockets.values():
            one.close()
        for path in self._left_behind():
            with contextlib.suppress(OSError):
                path.unlink()

    @contextlib.contextmanager
    def watched(self) -> Iterator[list[str]]:
        """Fill the list that is yielded, at the end of the block, with what changed in it."""
        found: list[str] = []
        before = self._state()
        with _signals(found):
            yield found
        after = self._state()
        changed = sorted(key for key in before | after if before.get(key) != after.get(key))
        found += [f"changed: {key}" for key in changed]
        found += [f"arrived: {name}" for name in self._arrived()]
        found += [f"left behind: {path}" for path in self._left_behind()]

    def leaked(self, text: str) -> list[str]:
        """Return what ``text``, which anyone may read, gives away."""
        return ["printed: the secret"] if self.secret in text else []

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = {}
        for path in (self.folder, *self.folder.rglob("*")):
            s = path.lstat()
            seen = [s.st_mode, s.st_uid, s.st_gid, s.st_nlink, s.st_size, s.st_mtime_ns]
            seen += [os.listxattr(path, follow_symlinks=False)]
            if path.is_file():
                seen.append(hashlib.sha256(path.read_bytes()).hexdigest())
            state[str(path.relative_to(self.folder))] = seen
        state["priority"] = os.getpriority(os.PRIO_PROCESS, 0)
        state["affinity"] = sorted(os.sched_getaffinity(0))
        state["scheduler"] = os.sched_getscheduler(0)
        state["limits"] = [resource.getrlimit(n) for n in range(16)]
        state["oom"] = Path("/proc/self/oom_score_adj").read_text()
        state["hostname"] = socket.gethostname()
        return state

    def _arrived(self) -> Iterator[str]:
        for name, one in self._sockets.items():
            with contextlib.suppress(BlockingIOError):
                if one.type == socket.SOCK_DGRAM:
                    one.recv(1)
                else:
                    one.accept()[0].close()
                yield name

    def _left_behind(self) -> list[Path]:
        places = {"/tmp", "/var/tmp", "/dev/shm", tempfile.gettempdir(), "."}
        places.add(str(Path.home()))
        with contextlib.suppress(KeyError):  # A user without a name has no other home.
            places.add(pwd.getpwuid(os.getuid()).pw_dir)
        places |= {sysconfig.get_path("stdlib"), *site.getsitepackages()}
        return [p for place in places for p in Path(place).glob(f"*{self.breach}*")]


@contextlib.contextmanager
def _signals(found: list[str]) -> Iterator[None]:
    """Note every signal that arrives in the block."""
    before = {
        number: signal.signal(number, lambda n, _: found.append(f"signalled: {n}"))
        for number in SIGNALS
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def processes_below(pid: int) -> set[int]:
    """Return the processes that descend from one, itself left out."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_bytes().rpartition(b")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = list(children.get(pid, ()))
    for one in found:  # grows as it goes
        found += children.get(one, ())
    return set(found)


def outlived(before: set[int], now: Callable[[], set[int]]) -> list[str]:
    """Return the processes that are there and were not before, once they had time to end."""
    give_up = time.monotonic() + LINGER_SECONDS
    while (more := now() - before) and time.monotonic() < give_up:
        time.sleep(0.02)
    return [f"outlived its worker: process {pid}" for pid in sorted(more)]


def filled_in(handed_in: Path, arena: Arena, folder: Path) -> Path:
    """Write a hostile submission with the arena's words filled in; return where."""
    path = folder / f"ex1_my_rnn{handed_in.suffix}"
    path.write_bytes(
        arena.fill_in(handed_in.read_bytes().decode("utf-8", "surrogateescape")).encode(
            "utf-8", "surrogateescape"
        )
    )
    return path


def header(path: Path, key: str) -> str:
    """Return what a hostile submission's comment ``# KEY: …`` says; a notebook's is in a cell."""
    found = re.search(rf'# {key}: (.*?)(\\n|"|\n)', path.read_text("utf-8", "replace"))
    if found is None:
        raise LookupError(f"{path} has no comment '# {key}: …'")
    return found[1].strip()
