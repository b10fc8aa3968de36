"""Each layer by itself stops what nothing else would, and every worker has all there are."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from confined import LIMITS, source

from rnngrade.worker import StudentError, Zygote
from rnngrade.worker.child.layers import kernel, landlock, seccomp
from rnngrade.worker.child.layers.syscalls import (
    ALLOWED,
    JUDGED_BY_ARGUMENTS,
    REFUSED,
    WITHOUT_EFFECT,
)
from rnngrade.worker.child.records import LAYERS, Order, withheld, withhold

IPC_CREAT, IPC_RMID = 0o1000, 0
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root has what this layer takes away")

Attempt = Callable[[str], object]


@pytest.fixture
def attempt_with(
    zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Attempt]]:
    """Return what runs code in a worker that has only these of the layers."""
    with ExitStack() as stack:

        def start(*layers: str) -> Attempt:
            monkeypatch.setattr(zygote, "_withheld", frozenset(LAYERS) - set(layers))
            worker = zygote.start(LIMITS)
            stack.callback(worker.close)
            if missing := set(layers) - set(worker.layers):
                pytest.skip(f"this machine has no {', '.join(missing)}")
            worker.load(source(""))
            return lambda code: worker.ask("run", {"code": code})

        yield start


def stopped(attempt: Attempt, code: str) -> bool:
    """Return whether the code raises ``OSError`` or gets a false result; it counts as an attack."""
    try:
        return not attempt(code)
    except StudentError as error:
        assert "Error" in error.type_name, error
        return True


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text("the solution")
    return path


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def segment() -> Iterator[int]:
    """The key of a segment of shared memory."""
    libc = ctypes.CDLL(None)
    key = 0x52000000 | os.getpid()
    number = libc.shmget(key, 100, IPC_CREAT | 0o666)
    assert number >= 0
    yield key
    libc.shmctl(number, IPC_RMID, None)


def test_the_pid_namespace_hides_the_grader(attempt_with: Callable[..., Attempt]) -> None:
    code = f"import os; os.kill({os.getpid()}, 0); result = True"
    assert not stopped(attempt_with(), code)
    assert stopped(attempt_with("user-namespace", "pid-namespace"), code)


def test_the_network_namespace_has_no_network(
    attempt_with: Callable[..., Attempt], port: int
) -> None:
    code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 1); result = True"
    assert not stopped(attempt_with(), code)
    assert stopped(attempt_with("user-namespace", "network-namespace"), code)


def test_the_ipc_namespace_hides_shared_memory(
    attempt_with: Callable[..., Attempt], segment: int
) -> None:
    code = f"import ctypes; result = ctypes.CDLL(None).shmget({segment}, 100, 0) >= 0"
    assert not stopped(attempt_with(), code)
    assert stopped(attempt_with("user-namespace", "ipc-namespace"), code)


@ROOT_ONLY
def test_the_user_namespace_takes_roots_powers_over_the_machine(
    attempt_with: Callable[..., Attempt],
) -> None:
    code = "import os; os.nice(-1); result = True"
    assert not stopped(attempt_with(), code)
    assert stopped(attempt_with("user-namespace"), code)


@ROOT_ONLY
def test_the_mount_namespace_keeps_mounts_to_itself(
    attempt_with: Callable[..., Attempt], tmp_path: Path
) -> None:
    code = (
        "import ctypes; result = ctypes.CDLL(None).mount("
        f"b'none', {os.fsencode(tmp_path)!r}, b'tmpfs', 0, None) == 0"
    )
    (tmp_path / "seen").touch()
    try:
        assert not stopped(attempt_with("mount-namespace"), code)
        assert (tmp_path / "seen").exists()
        assert not stopped(attempt_with(), code)
        assert not (tmp_path / "seen").exists()
    finally:
        ctypes.CDLL(None).umount2(os.fsencode(tmp_path), 2)


def test_read_only_files_are_not_written(
    attempt_with: Callable[..., Attempt], secret: Path
) -> None:
    code = f"result = open({str(secret)!r}, 'a').write('x')"
    assert not stopped(attempt_with(), code)
    attempt = attempt_with("user-namespace", "mount-namespace", "read-only-files")
    assert stopped(attempt, code)


def test_scratch_in_memory_is_full_at_its_size(attempt_with: Callable[..., Attempt]) -> None:
    code = (
        "for n in range(4):\n    result = open(str(n), 'wb').write(bytes(500_000))\n"
        "import os; result = sum(os.path.getsize(str(n)) for n in range(4)) == 2_000_000"
    )
    assert not stopped(attempt_with(), code)
    attempt = attempt_with("user-namespace", "mount-namespace", "scratch-in-memory")
    assert stopped(attempt, code)


def test_its_own_proc_shows_no_one_else(attempt_with: Callable[..., Attempt]) -> None:
    code = f"result = open('/proc/{os.getpid()}/cmdline', 'rb').read()"
    layers = ("user-namespace", "pid-namespace", "mount-namespace")
    assert not stopped(attempt_with(*layers), code)
    assert stopped(attempt_with(*layers, "own-proc"), code)


@ROOT_ONLY
def test_without_capabilities_root_keeps_to_permissions(
    attempt_with: Callable[..., Attempt], secret: Path
) -> None:
    os.chown(secret, 1234, 1234)
    secret.chmod(0)
    code = f"result = open({str(secret)!r}).read()"
    assert not stopped(attempt_with(), code)
    assert stopped(attempt_with("no-capabilities"), code)


@ROOT_ONLY
def test_a_user_of_its_own_owns_nothing_of_roots(
    attempt_with: Callable[..., Attempt], secret: Path
) -> None:
    code = f"result = open({str(secret)!r}).read()"
    assert not stopped(attempt_with(), code)
    assert stopped(attempt_with("user-of-its-own"), code)


def test_landlock_hides_files(attempt_with: Callable[..., Attempt], secret: Path) -> None:
    code = f"result = open({str(secret)!r}).read()"
    assert not stopped(attempt_with(), code)
    assert stopped(attempt_with("landlock"), code)


def test_landlock_hides_this_package_and_its_exercises(
    attempt_with: Callable[..., Attempt],
) -> None:
    package = Path(landlock.__file__).parents[3]
    attempt = attempt_with("landlock")
    for path in (package / "cli.py", package.parent / "rubrics" / "ex1_my_rnn.json"):
        assert stopped(attempt, f"result = open({str(path)!r}).read()")


def test_landlock_leaves_python_and_its_packages(attempt_with: Callable[..., Attempt]) -> None:
    code = "import wave, torch.fx.passes.split_utils, numpy.polynomial; result = True"
    assert not stopped(attempt_with("landlock"), code)


def test_seccomp_stops_programs_and_sockets(attempt_with: Callable[..., Attempt]) -> None:
    code = "import os, socket; socket.socket(); result = True"
    assert not stopped(attempt_with(), code)
    assert stopped(attempt_with("seccomp"), code)
    code = "import subprocess; result = subprocess.run(['true']).returncode == 0"
    assert not stopped(attempt_with(), code)
    assert stopped(attempt_with("seccomp"), code)


def test_a_worker_has_every_layer_that_the_machine_has(zygote: Zygote) -> None:
    worker = zygote.start(LIMITS)
    worker.close()
    for name, there in (("landlock", landlock.abi() > 0), ("seccomp", kernel.linux)):
        assert (name in worker.layers) == there


@pytest.mark.parametrize(
    "code",
    [
        "import torch; m = torch.nn.LSTM(3, 5); torch.save(m.state_dict(), 'm.pt')\n"
        "result = len(torch.load('m.pt'))",
        "import torch; m = torch.nn.GRU(3, 5); o = torch.optim.AdamW(m.parameters())\n"
        "m(torch.ones(2, 3))[0].sum().backward(); o.step(); result = True",
        "import asyncio; result = asyncio.run(asyncio.sleep(0, True))",
        "import threading; t = threading.Thread(target=print); t.start(); t.join(); result = True",
        "import shutil; open('a', 'w').close(); shutil.copy('a', 'b'); result = True",
        "import tempfile; f = tempfile.TemporaryFile(); f.write(b'x'); f.close(); result = True",
        "import pathlib; pathlib.Path('x/y').mkdir(parents=True); result = True",
        "import torch; torch.manual_seed(3); result = torch.rand(3).sum().item() > 0",
        "import numpy; numpy.save('x.npy', numpy.ones(3)); result = numpy.load('x.npy').sum() > 0",
        "import sqlite3, json, csv, zipfile, pickle; result = sqlite3.connect(':memory:') and True",
        "import torch.utils.data as d\n"
        "result = len(list(d.DataLoader(range(8), 2, num_workers=2, prefetch_factor=2))) == 4",
        "import torch; result = torch.compile(lambda x: x + 1)(torch.ones(1)).item() == 2",
        "import time; time.sleep(0.01); result = time.localtime().tm_year > 2000",
    ],
)
def test_what_honest_code_does_goes_on_under_every_layer(
    attempt_with: Callable[..., Attempt], zygote: Zygote, code: str
) -> None:
    worker = zygote.start(LIMITS)
    worker.load(source(""))
    assert worker.ask("run", {"code": code})
    worker.close()


def test_no_system_call_stands_in_two_tables() -> None:
    tables = (ALLOWED, JUDGED_BY_ARGUMENTS, WITHOUT_EFFECT, REFUSED)
    names = [name for table in tables for name in table]
    assert len(names) == len(set(names))
    for column in (0, 1):
        numbers = [row[column] for table in tables for row in table.values() if row[column]]
        assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("column", [0, 1])
def test_the_filter_decides_each_call_as_its_table_says(column: int) -> None:
    """The program is run here, by a small machine of its own kind."""
    program = seccomp.program(column, pid=42)
    assert len(program) < 4096

    def decide(number: int, *arguments: int, arch: int = seccomp.AUDIT_ARCH[column]) -> int:
        padded = (*arguments, *[0] * 6)[:6]
        words = {0: number, 4: arch, **{16 + 8 * n: a & 0xFFFFFFFF for n, a in enumerate(padded)}}
        at = accumulator = 0
        while True:
            code, if_true, if_false, k = program[at]
            at += 1
            if code == seccomp.LOAD:
                accumulator = words[k]
            elif code == seccomp.AND:
                accumulator &= k
            elif code == seccomp.RETURN:
                return k
            else:
                holds = {
                    seccomp.IF_EQUAL: accumulator == k,
                    seccomp.IF_GREATER: accumulator > k,
                    seccomp.IF_AT_LEAST: accumulator >= k,
                    seccomp.IF_ANY_BIT: accumulator & k != 0,
                }[code]
                at += if_true if holds else if_false

    decided = (
        (ALLOWED, seccomp.ALLOW),
        (WITHOUT_EFFECT, seccomp.NOTHING),
        (REFUSED, seccomp.REFUSE),
    )
    for table, action in decided:
        for name, numbers in table.items():
            if numbers[column] is not None:
                assert decide(numbers[column]) == action, name
    for unknown in (900, 0x40000000, 0x40000000 | 62, 2**31):
        assert decide(unknown) == seccomp.UNKNOWN
    assert decide(0, arch=0x40000003) == seccomp.KILL_PROCESS  # i386, as by int 0x80
    by = {name: numbers[column] or -1 for name, numbers in JUDGED_BY_ARGUMENTS.items()}
    assert decide(by["clone"], seccomp.CLONE_THREAD | 0x100) == seccomp.ALLOW
    assert decide(by["clone"], 17) == seccomp.REFUSE
    assert decide(by["clone3"]) == seccomp.UNKNOWN
    assert decide(by["tgkill"], 42) == seccomp.ALLOW
    assert decide(by["tgkill"], 41) == seccomp.REFUSE
    assert decide(by["prlimit64"], 1) == seccomp.REFUSE
    assert decide(by["socketpair"], 1, 1 | 0o2000000) == seccomp.ALLOW
    assert decide(by["socketpair"], 1, 2) == seccomp.REFUSE
    assert decide(by["socketpair"], 2, 1) == seccomp.REFUSE
    assert decide(by["fcntl"], 3, 1) == seccomp.ALLOW
    assert decide(by["fcntl"], 3, 8) == seccomp.REFUSE
    assert decide(by["fcntl"], 3, 6) == seccomp.NOTHING
    assert decide(by["fcntl"], 3, 1024) == seccomp.REFUSE  # a lease
    assert decide(by["mmap"], 0, 4096, 3, 0x22) == seccomp.ALLOW  # private
    assert decide(by["mmap"], 0, 4096, 3, 0x21) == seccomp.NO_MEMORY
    assert decide(by["mmap"], 0, 4096, 3, 0x23) == seccomp.NO_MEMORY
    assert decide(by["openat"], 3, 0, 0o1000) == seccomp.REFUSE  # cuts short what it only reads
    assert decide(by["openat"], 3, 0, 0o1001) == seccomp.ALLOW
    assert decide(by["openat2"]) == seccomp.UNKNOWN
    assert decide(by["ioctl"], 1, 0x5401) == seccomp.ALLOW
    assert decide(by["ioctl"], 1, 0x5412) == seccomp.REFUSE
    assert decide(by["prctl"], 1) == seccomp.REFUSE
    assert decide(by["prctl"], 15) == seccomp.ALLOW


def test_what_is_withheld_travels_in_the_order() -> None:
    order = Order(1.0, 1, 1, 1, 1, 1, withhold({"landlock", "own-proc"}), False)
    assert withheld(order) == {"landlock", "own-proc"}
    with pytest.raises(ValueError, match="typo"):
        withhold(["typo"])


def test_readable_paths_go_around_what_is_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("site/torch", "site/rnngrade/solutions", "site/numpy", "elsewhere/linked"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "site/numpy/link").symlink_to(tmp_path / "elsewhere/linked")
    monkeypatch.setattr("sys.path", [str(tmp_path / "site")])
    found = set(landlock.readable([str(tmp_path / "site/rnngrade")]))
    of_ours = {str(Path(p).relative_to(tmp_path)) for p in found if str(tmp_path) in p}
    assert of_ours == {"site/torch", "site/numpy", "elsewhere/linked"}
