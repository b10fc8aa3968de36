"""No process, descriptor or file outlives its worker, whoever dies first."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from confined import LIMITS, source

from rnngrade.worker import (
    IsolationError,
    Worker,
    WorkerCrash,
    WorkerPoolError,
    WorkerTimeout,
    Zygote,
)

Load = Callable[..., Worker]

SPAWN = """
import os, time
def f():
    read, write = os.pipe()
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:  # its parent ends: an orphan in a session of its own
                os.write(write, b"%d\\n" % os.getpid())
                time.sleep(1000)
            os._exit(0)
        os.wait()
    time.sleep(0.01)
    return [int(pid) for pid in os.read(read, 1000).split()] + [os.getpid(), os.getppid()]
def die():
    os._exit(1)
def hang():
    time.sleep(1000)
"""


def gone(pids: list[int]) -> bool:
    """Return whether none of these processes runs, waiting a while for it."""
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        if not any(running(pid) for pid in pids):
            return True
        time.sleep(0.01)
    return False


def running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def spawned(worker: Worker) -> list[int]:
    pids = worker.ask("call", {"name": "f"})
    assert len(pids) == 5
    assert all(running(pid) for pid in pids)
    return pids


def test_close_ends_all_that_the_student_started(load_bare: Load) -> None:
    worker = load_bare(SPAWN)
    pids = spawned(worker)
    worker.close()
    assert gone(pids)


def test_a_crash_ends_all_that_the_student_started(load_bare: Load) -> None:
    worker = load_bare(SPAWN)
    pids = spawned(worker)
    with pytest.raises(WorkerCrash):
        worker.ask("call", {"name": "die"})
    assert gone(pids)


def test_a_timeout_ends_all_that_the_student_started(load_bare: Load) -> None:
    worker = load_bare(SPAWN, wall_seconds=1)
    pids = spawned(worker)
    with pytest.raises(WorkerTimeout):
        worker.ask("call", {"name": "hang"})
    assert gone(pids)


def test_a_student_who_kills_the_supervisor_ends_too(load_bare: Load) -> None:
    worker = load_bare(SPAWN + "def kill():\n    os.kill(os.getppid(), 9)\n    time.sleep(1000)\n")
    pids = spawned(worker)
    with pytest.raises(WorkerCrash, match="broke off"):
        worker.ask("call", {"name": "kill"})
    assert gone(pids)


def test_a_student_who_stops_the_supervisor_is_killed_all_the_same(
    load_bare: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnngrade.worker.channel.SETTLE_SECONDS", 0.2)
    stop = f"def stop():\n    os.kill(os.getppid(), {int(signal.SIGSTOP)})\n    time.sleep(1000)\n"
    worker = load_bare(SPAWN + stop, wall_seconds=1)
    pids = spawned(worker)
    with pytest.raises(WorkerTimeout):
        worker.ask("call", {"name": "stop"})
    assert gone(pids)


def test_a_zygote_that_was_killed_takes_its_workers_along_and_is_replaced() -> None:
    pool = Zygote(isolation="none")
    worker = pool.start(LIMITS)
    parent = "zygote = int(open(f'/proc/{os.getppid()}/stat').read().split()[3])\n"
    worker.load(source(SPAWN + parent))
    pids = spawned(worker)
    os.kill(worker.ask("get", {"name": "zygote"}), signal.SIGKILL)
    assert gone(pids)
    with pytest.raises(WorkerCrash):
        worker.ask("call", {"name": "f"})
    successor = pool.start(LIMITS)
    successor.load(source(""))
    assert successor.ask("echo", {"value": 1}) == 1
    pool.close()
    assert not successor.alive


GRADER = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, where tests run in background
sys.path.insert(0, sys.argv[1])
from confined import LIMITS, source
from rnngrade.worker import Zygote
pool = Zygote(isolation="none")
worker = pool.start(LIMITS)
worker.load(source(sys.argv[2]))
print(*worker.ask("call", {"name": "f"}), pool._process._process.pid, pool._home.path, flush=True)
if sys.argv[3] == "hang":
    try:
        worker.ask("call", {"name": "hang"})
    finally:
        pool.close()
"""


def grader(then: str, temporary: Path) -> tuple[subprocess.Popen[str], list[int], Path]:
    """Start a grader with a worker; return it, its processes and its folder."""
    here = str(Path(__file__).parent)
    command = [sys.executable, "-c", GRADER, here, SPAWN, then]
    environment = os.environ | {"TMPDIR": str(temporary)}
    process = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    *pids, folder = process.stdout.readline().split()
    return process, [int(pid) for pid in pids], Path(folder)


def test_a_grader_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    process, pids, _ = grader("hang", tmp_path)
    assert all(running(pid) for pid in pids)
    process.kill()
    process.communicate()
    assert gone(pids)


def test_a_grader_that_is_interrupted_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    process, pids, folder = grader("hang", tmp_path)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert gone(pids)
    assert not folder.exists()


def test_a_grader_that_forgets_to_close_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    process, pids, folder = grader("exit", tmp_path)
    process.communicate()
    assert gone(pids)
    assert not folder.exists()


def test_a_worker_leaves_no_descriptor_open_in_the_grader(zygote: Zygote) -> None:
    zygote.start(LIMITS).close()
    before = sorted(Path("/proc/self/fd").iterdir())
    for _ in range(3):
        worker = zygote.start(LIMITS)
        worker.load(source(SPAWN))
        worker.close()
    assert sorted(Path("/proc/self/fd").iterdir()) == before


def test_a_student_holds_only_the_payloads_own_descriptors(load: Load) -> None:
    code = """
import contextlib
import os
def f():
    found = []
    for entry in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{entry}").split(":")[0])
        except OSError:
            pass
    return sorted(found)
"""
    # Three standard streams, the channel, and the pipe that takes where the code was.
    assert load(code).ask("call", {"name": "f"}) == ["/dev/null", "pipe", "pipe", "pipe", "socket"]


def test_a_student_finds_a_clean_environment_and_an_empty_folder(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", "of the grader's")
    code = """
import os, sys, tempfile
def f():
    scratch = os.getcwd()
    return [dict(os.environ), os.listdir("."), scratch == os.environ["HOME"],
            tempfile.gettempdir() == scratch, sys.argv, sys.stdin.read()]
"""
    environment, entries, at_home, temporary, arguments, typed = load(code).ask(
        "call", {"name": "f"}
    )
    assert "A_SECRET" not in environment
    assert environment["CUDA_VISIBLE_DEVICES"] == ""
    assert (entries, at_home, temporary) == ([], True, True)
    assert (arguments, typed) == (["submission"], "")


def test_what_a_student_wrote_is_gone_after_close(load_bare: Load) -> None:
    code = """
import contextlib
import os
def f():
    open("file", "w").close()
    for _ in range(20):
        os.mkdir("x" * 50)
        os.chdir("x" * 50)
    os.symlink("/", "root")
    return os.environ["HOME"]
"""
    worker = load_bare(code)
    folder = Path(worker.ask("call", {"name": "f"}))
    assert folder.exists()
    worker.close()
    assert not folder.exists()
    assert folder.parent.exists()


def test_a_zygote_starts_before_the_grader_has_imported_torch() -> None:
    code = """
import sys
from rnngrade.worker import Zygote
pool = Zygote()
print("torch" in sys.modules)
pool.close()
"""
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    assert answer.stdout == "False\n"


def test_a_zygote_that_cannot_start_says_what_it_printed() -> None:
    pool = Zygote(preload=["no_such_module"])
    with pytest.raises(WorkerPoolError, match=r"(?s)could not start.*No module named 'no_such_mod"):
        pool.start(LIMITS)
    pool.close()


def test_a_closed_zygote_starts_no_worker() -> None:
    pool = Zygote()
    pool.close()
    pool.close()
    with pytest.raises(WorkerPoolError, match="closed"):
        pool.start(LIMITS)


def test_windows_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(WorkerPoolError, match="Windows"):
        Zygote()


def test_a_zygote_for_the_cpu_starts_no_worker_for_a_gpu(zygote: Zygote) -> None:
    with pytest.raises(ValueError, match="started for cpu, not for cuda"):
        zygote.start(LIMITS, device="cuda")


def test_a_zygote_ends_with_its_grader_even_while_it_imports(tmp_path: Path) -> None:
    code = (
        "import time; from rnngrade.worker import Zygote; pool = Zygote(); "
        "print(pool._process._process.pid, flush=True); time.sleep(60)"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        zygote = int(process.stdout.readline())
        time.sleep(0.3)  # Its Python has started, and torch takes longer.
        process.kill()
    give_up = time.monotonic() + 1
    while running(zygote) and time.monotonic() < give_up:
        time.sleep(0.01)
    assert not running(zygote)


def test_no_worker_starts_below_the_isolation_that_is_demanded() -> None:
    pool = Zygote(isolation="required", withheld=["landlock"])
    with pytest.raises(IsolationError, match=r"landlock missing.*--isolation best"):
        pool.start(LIMITS)
    pool.close()


def test_the_isolation_that_is_demanded_is_there() -> None:
    pool = Zygote(isolation="required")
    worker = pool.start(LIMITS)
    assert {"landlock", "seccomp"} <= set(worker.layers)
    pool.close()


THREADS = """
import threading, time
for _ in range(100):
    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()
time.sleep(9)
"""
MEMORY_OF_SEVERAL = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        kept = bytearray(os.urandom(2**20) * 50)
        time.sleep(9)
time.sleep(9)
"""
LARGE_FILES = """
import time
for n in range(9):
    open(f"f{n}", "wb").write(bytes(2**19))
time.sleep(9)
"""
MANY_FILES = """
import time
for n in range(200):
    open(f"f{n}", "wb").close()
time.sleep(9)
"""
DEEP_FOLDERS = """
import os, time
for n in range(60):
    os.mkdir("x" * 200)
    os.chdir("x" * 200)
time.sleep(9)
"""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (THREADS, "started more than 16 threads"),
        (MEMORY_OF_SEVERAL, "took more than 128 MB of memory"),
        (LARGE_FILES, "wrote more than 1 MB of files"),
        (MANY_FILES, "wrote more than 100 files"),
        (DEEP_FOLDERS, "wrote more than 100 files"),
    ],
)
def test_a_supervisor_stops_what_the_kernel_does_not(
    load_bare: Load, code: str, words: str
) -> None:
    # The stacks of threads take address space, too.
    worker = load_bare("", memory_bytes=2**31 if code == THREADS else 2**27)
    with pytest.raises(WorkerCrash, match=f"stopped, because it {words}"):
        worker.ask("run", {"code": code})


BUSY_GRADER = """
import sys
sys.path.insert(0, sys.argv[1])
from confined import LIMITS, source
from rnngrade.worker import Zygote
pool = Zygote(isolation="required")
worker = pool.start(LIMITS)
worker.load(source("def f():\\n    while True:\\n        pass\\n"))
print(pool._process._process.pid, flush=True)
worker.ask("call", {"name": "f"})
"""


def test_where_isolation_is_required_nothing_survives_its_grader_by_a_second(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", BUSY_GRADER, str(Path(__file__).parent)]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        zygote = int(process.stdout.readline())
        pids = [zygote, *children(zygote), *(c for s in children(zygote) for c in children(s))]
        assert len(pids) == 3  # the zygote, a supervisor, its payload
        process.kill()
    give_up = time.monotonic() + 1
    while any(map(running, pids)) and time.monotonic() < give_up:
        time.sleep(0.01)
    assert not any(map(running, pids))


def children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found
