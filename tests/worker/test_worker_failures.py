"""What a submission can do wrong, and what the grader says of it. The grader always goes on."""

import signal
import time
from collections.abc import Callable

import pytest
from confined import source

from rnngrade.worker import (
    ForbiddenCall,
    Frame,
    StudentError,
    Worker,
    WorkerCrash,
    WorkerTimeout,
)

Load = Callable[..., Worker]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as long as a busy machine takes for the worker to say where it was."""
    monkeypatch.setattr("rnngrade.worker.channel.WHERE_SECONDS", 5.0)


ENDLESS = "def f():\n    g()\ndef g():\n    while True:\n        pass\n"


def test_an_endless_call_is_stopped_and_says_where_it_was(load: Load) -> None:
    worker = load(ENDLESS, wall_seconds=0.5)
    with pytest.raises(WorkerTimeout, match=r"stopped after 0.5 s, in `g`") as caught:
        worker.ask("call", {"name": "f"})
    assert [frame.function for frame in caught.value.frames] == ["f", "g"]
    assert caught.value.frames[0] == Frame(2, "f")
    assert not worker.alive


def test_an_endless_import_is_stopped_and_says_where_it_was(load: Load) -> None:
    with pytest.raises(WorkerTimeout) as caught:
        load("import time\nx = time.sleep(1000)\n", wall_seconds=0.5)
    assert caught.value.frames == (Frame(2, "<module>"),)


def test_a_call_that_ignores_every_signal_is_stopped_all_the_same(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """
import signal
for number in [*range(1, 9), *range(10, 19), *range(20, 32)]:
    signal.signal(number, signal.SIG_IGN)
def f():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
    monkeypatch.setattr("rnngrade.worker.channel.WHERE_SECONDS", 0.1)
    worker = load(code, wall_seconds=0.5)
    with pytest.raises(WorkerTimeout):
        worker.ask("call", {"name": "f"})


def test_cpu_time_is_limited_over_the_workers_whole_life(load: Load) -> None:
    worker = load(ENDLESS, cpu_seconds=1, wall_seconds=60)
    with pytest.raises(WorkerTimeout, match="stopped after 1 s of CPU time, in `g`") as caught:
        worker.ask("call", {"name": "f"})
    assert caught.value.frames[0] == Frame(2, "f")


def test_cpu_time_is_limited_even_where_the_signal_is_ignored(load: Load) -> None:
    code = "import signal\nx = signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n"
    worker = load(code + ENDLESS, cpu_seconds=1, wall_seconds=60)
    with pytest.raises(WorkerTimeout, match="stopped after 1 s of CPU time"):
        worker.ask("call", {"name": "f"})


@pytest.mark.parametrize("code", [0, 3])
def test_os_exit_is_a_crash_with_its_exit_code(load: Load, code: int) -> None:
    worker = load(f"import os\ndef f():\n    os._exit({code})\n")
    with pytest.raises(WorkerCrash, match=f"ended the whole process with exit code {code}"):
        worker.ask("call", {"name": "f"})
    assert not worker.alive
    with pytest.raises(WorkerCrash, match="has ended already"):
        worker.ask("call", {"name": "f"})


def test_os_exit_while_loading_is_a_crash(load: Load) -> None:
    with pytest.raises(WorkerCrash, match="exit code 1"):
        load("import os\nx = os._exit(1)\n")


def test_a_segmentation_fault_is_a_crash_that_says_where(load: Load) -> None:
    worker = load("import ctypes\ndef f():\n    ctypes.string_at(0)\n")
    with pytest.raises(WorkerCrash, match=r"segmentation fault\), in `f`") as caught:
        worker.ask("call", {"name": "f"})
    assert caught.value.frames == (Frame(3, "f"),)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (signal.SIGABRT, "abort"),
        (signal.SIGKILL, "was killed"),
        (signal.SIGUSR2, "SIGUSR2"),
        (40, "signal 40"),
    ],
)
def test_a_signal_is_a_crash_that_names_it(load_bare: Load, number: int, words: str) -> None:
    worker = load_bare(
        f"import os\ndef f():\n    os.kill(os.getpid(), {int(number)})\n    return 1\n"
    )
    with pytest.raises(WorkerCrash, match=words):
        worker.ask("call", {"name": "f"})


@pytest.mark.parametrize("raised", ["SystemExit(3)", "KeyboardInterrupt()", "GeneratorExit()"])
def test_an_exit_in_python_is_the_students_error_and_the_worker_lives(
    load: Load, raised: str
) -> None:
    worker = load(f"def f():\n    raise {raised}\ndef g():\n    return 1\n")
    with pytest.raises(StudentError, match=raised.split("(")[0]) as caught:
        worker.ask("call", {"name": "f"})
    assert caught.value.frames == (Frame(2, "f"),)
    assert worker.ask("call", {"name": "g"}) == 1


@pytest.mark.parametrize(
    ("blow_up", "kind"),
    [
        ("bytearray(2**40)", "MemoryError"),
        ("[0] * 2**36", "MemoryError"),
        ("torch.zeros(2**36)", "RuntimeError"),
        ("[torch.ones(2**24) for _ in range(1000)]", "RuntimeError"),
    ],
)
def test_memory_that_is_not_there_is_the_students_error(
    load: Load, blow_up: str, kind: str
) -> None:
    worker = load(f"import torch\ndef f():\n    return {blow_up}\ndef g():\n    return 1\n")
    with pytest.raises(StudentError, match=kind):
        worker.ask("call", {"name": "f"})
    assert worker.ask("call", {"name": "g"}) == 1


def test_output_by_the_megabyte_is_cut_and_counted(load: Load) -> None:
    code = "def f():\n    for _ in range(50):\n        print('x' * (2**20 - 1))\n    return 1\n"
    worker = load(code, output_bytes=1000)
    assert worker.ask("call", {"name": "f"}) == 1
    dropped = 50 * 2**20 - 1000
    assert worker.output == "x" * 1000 + f"\n… ({dropped} more bytes dropped)\n"


FLOOD = """
import sys, threading
def flood():
    while True:
        sys.stderr.write('y' * 5000 + '\\n')
threading.Thread(target=flood, daemon=True).start()
def f():
    return 1
def hang():
    while True:
        pass
"""


def test_a_thread_that_floods_the_output_hides_no_reply(load: Load) -> None:
    worker = load("if True:\n    " + FLOOD.strip().replace("\n", "\n    "), wall_seconds=5)
    assert [worker.ask("call", {"name": "f"}) for _ in range(3)] == [1, 1, 1]
    assert worker.output.endswith("more bytes dropped)\n")


def test_a_thread_that_floods_the_output_holds_off_no_deadline(load: Load) -> None:
    worker = load("if True:\n    " + FLOOD.strip().replace("\n", "\n    "), wall_seconds=1)
    before = time.monotonic()
    with pytest.raises(WorkerTimeout):
        worker.ask("call", {"name": "hang"})
    assert time.monotonic() - before < 8  # not a timing: without a deadline it never ends


def test_output_that_is_not_text_is_kept_as_far_as_it_is(load: Load) -> None:
    worker = load(
        "import os\ndef f():\n    os.write(1, b'a\\xff\\xc3\\xa4\\n')\n    print('\\ud800')\n"
    )
    worker.ask("call", {"name": "f"})
    assert worker.output == "a\ufffdä\n\\ud800\n"


def test_output_before_a_crash_is_kept(load: Load) -> None:
    worker = load("import os\ndef f():\n    print('last words')\n    os._exit(1)\n")
    with pytest.raises(WorkerCrash):
        worker.ask("call", {"name": "f"})
    assert worker.output == "last words\n"


def test_closed_and_replaced_streams_do_no_harm(load: Load) -> None:
    code = "import sys\ndef f():\n    sys.stdout.close()\n    sys.stderr = None\n    return 1\n"
    worker = load(code)
    assert [worker.ask("call", {"name": "f"}) for _ in range(2)] == [1, 1]


def test_input_has_nothing_to_read(load: Load) -> None:
    worker = load("def f():\n    return input('name? ')\n")
    with pytest.raises(StudentError, match="EOFError"):
        worker.ask("call", {"name": "f"})


def test_threads_left_running_do_no_harm(load: Load) -> None:
    code = """
import threading, time
def f():
    threading.Thread(target=time.sleep, args=(1000,)).start()
    return 1
"""
    worker = load(code)
    assert worker.ask("call", {"name": "f"}) == 1
    worker.close()


def test_a_file_cannot_be_larger_than_the_limit(load: Load) -> None:
    code = "def f():\n    with open('big', 'wb') as file:\n        file.write(bytes(2**21))\n"
    worker = load(code, scratch_bytes=2**20)
    with pytest.raises(StudentError, match=r"OSError.*File too large"):
        worker.ask("call", {"name": "f"})


def test_endless_recursion_is_the_students_error_with_bounded_frames(load: Load) -> None:
    worker = load("def f():\n    return f()\n")
    with pytest.raises(StudentError, match="RecursionError") as caught:
        worker.ask("call", {"name": "f"})
    assert 10 < len(caught.value.frames) <= 100


SWALLOWED = """
import torch
def f():
    try:
        torch.rnn_tanh
        {call}
    except {caught}:
        pass
    return "nothing happened"
"""


@pytest.mark.parametrize("caught", ["Exception", "BaseException"])
@pytest.mark.parametrize(
    ("symbol", "call"),
    [
        ("torch.nn.RNN", "torch.nn.RNN(1, 1)"),
        ("torch.nn.LSTM", "type('Mine', (torch.nn.LSTM,), {})(1, 1)"),
        ("torch.nn.GRUCell", "from torch.nn.modules.rnn import GRUCell as C; C(1, 1)"),
        ("torch.rnn_tanh", "torch.rnn_tanh(1)"),
        ("torch.rnn_tanh", "torch._VF.rnn_tanh(1)"),
        ("torch.rnn_tanh", "torch.ops.aten.rnn_tanh(1)"),
        ("torch.rnn_tanh", "torch.ops.aten.rnn_tanh.input(1)"),
        ("torch.lstm_cell", "from torch import lstm_cell as c; c(1)"),
        ("torch.nn.functional.relu", "torch.nn.functional.relu(torch.ones(1))"),
    ],
)
def test_a_forbidden_call_is_told_even_when_it_is_swallowed(
    load: Load, symbol: str, call: str, caught: str
) -> None:
    worker = load(SWALLOWED.format(call=call, caught=caught), forbidden=(symbol,))
    with pytest.raises(ForbiddenCall) as told:
        worker.ask("call", {"name": "f"})
    assert told.value.message == symbol
    assert told.value.frames == (Frame(6, "f"),)


def test_a_forbidden_layer_made_at_load_is_told_when_it_is_called(load: Load) -> None:
    code = "import torch\nlayer = torch.nn.RNN(1, 1)\ndef f():\n    layer(torch.ones(1, 1, 1))\n"
    worker = load(code, forbidden=("torch.nn.RNN", "torch.no_such_thing"))
    with pytest.raises(ForbiddenCall, match=r"torch\.nn\.RNN"):
        worker.ask("call", {"name": "f"})


def test_one_forbidden_call_does_not_taint_the_next_answer(load: Load) -> None:
    code = "import torch\ndef f():\n    torch.nn.RNN(1, 1)\ndef g():\n    return 1\n"
    worker = load(code, forbidden=("torch.nn.RNN",))
    with pytest.raises(ForbiddenCall):
        worker.ask("call", {"name": "f"})
    assert worker.ask("call", {"name": "g"}) == 1


def test_a_required_name_whose_statement_ends_the_process_is_a_crash(load: Load) -> None:
    with pytest.raises(WorkerCrash):
        load("import os\nclass C:\n    os.abort()\n")


def test_a_worker_that_crashed_is_no_longer_alive_without_being_asked(load: Load) -> None:
    code = "import os, threading\ndef f():\n    threading.Timer(0.05, os._exit, (1,)).start()\n"
    worker = load(code)
    worker.ask("call", {"name": "f"})
    give_up = time.monotonic() + 10
    while worker.alive and time.monotonic() < give_up:
        time.sleep(0.01)
    assert not worker.alive
    with pytest.raises(WorkerCrash, match="exit code 1"):
        worker.ask("call", {"name": "f"})


def test_an_import_that_is_a_syntax_error_is_passed_over(start: Load) -> None:
    worker = start()
    loaded = worker.load(source("x = eval('1 +')\ny = 1\n", "y"))
    assert loaded.skipped[0].type_name == "SyntaxError"
