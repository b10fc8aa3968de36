"""What every WorkerPool promises."""

import math
import threading

import pytest
import torch
from confined import LIMITS, source

from rnngrade.worker import (
    ForbiddenCall,
    Frame,
    Opaque,
    StudentError,
    WorkerCrash,
    WorkerPool,
    Zygote,
)


@pytest.fixture(params=["zygote"])
def pool(request: pytest.FixtureRequest) -> WorkerPool:
    return request.getfixturevalue(request.param)


VALUES = [
    None,
    True,
    0,
    -(2**900),
    1.5,
    -0.0,
    math.inf,
    -math.inf,
    "text",
    "\ud800 a lone surrogate",
    "\x00\n\u2028",
    [],
    (),
    {},
    [1, (2.0, {"a": None, "": [()]})],
]


@pytest.mark.parametrize("value", VALUES, ids=ascii)
def test_a_value_comes_back_as_it_was_sent(pool: WorkerPool, value: object) -> None:
    worker = pool.start(LIMITS)
    worker.load(source(""))
    answer = worker.ask("echo", {"value": value})
    worker.close()
    assert repr(answer) == repr(value)


def test_tensors_of_every_dtype_come_back_as_they_were_sent(pool: WorkerPool) -> None:
    dtypes = "float16 bfloat16 float32 float64 uint8 int8 int16 int32 int64 uint16 uint32 uint64"
    sent = [torch.arange(6).reshape(2, 3).to(getattr(torch, name)) for name in dtypes.split()]
    sent += [
        torch.tensor([True, False]),
        torch.tensor(3 + 4j),
        torch.tensor([1j]).to(torch.cdouble),
    ]
    sent += [torch.empty(0, 3), torch.tensor(math.nan), torch.tensor([[-0.0, math.inf]])]
    worker = pool.start(LIMITS)
    worker.load(source(""))
    answer = worker.ask("echo", {"value": sent})
    worker.close()
    for one, other in zip(sent, answer, strict=True):
        assert one.dtype == other.dtype
        assert torch.equal(one, other) or (one.isnan().all() and other.isnan().all())
        assert one.shape == other.shape


def test_the_students_module_is_named_submission_and_not_main(pool: WorkerPool) -> None:
    code = """
import sys
name = __name__
file = __file__
same = vars(sys.modules[__name__]) is globals()
"""
    worker = pool.start(LIMITS)
    worker.load(source(code))
    answers = [worker.ask("get", {"name": name}) for name in ("name", "file", "same")]
    worker.close()
    assert answers == ["submission", "<submission>", True]


def test_an_exception_says_its_type_message_and_the_students_lines(pool: WorkerPool) -> None:
    code = "def f():\n    return g()\n\ndef g():\n    raise KeyError('no such')\n"
    worker = pool.start(LIMITS)
    worker.load(source(code))
    with pytest.raises(StudentError) as caught:
        worker.ask("call", {"name": "f"})
    assert caught.value.type_name == "KeyError"
    assert caught.value.message == "'no such'"
    assert caught.value.frames == (Frame(2, "f"), Frame(5, "g"))
    assert worker.alive
    worker.close()


def test_a_call_that_does_not_fit_is_the_students_error_without_frames(pool: WorkerPool) -> None:
    worker = pool.start(LIMITS)
    worker.load(source("def f(x):\n    return x\n"))
    with pytest.raises(StudentError, match="missing 1 required positional argument") as caught:
        worker.ask("call", {"name": "f"})
    worker.close()
    assert caught.value.frames == ()


def test_a_forbidden_symbol_raises_only_while_a_probe_runs(pool: WorkerPool) -> None:
    code = "import torch\nat_load = torch.nn.RNN(1, 1)\ndef f():\n    return torch.nn.RNN(1, 1)\n"
    worker = pool.start(LIMITS)
    worker.load(source(code, "at_load", "f", forbidden=("torch.nn.RNN",)))
    with pytest.raises(ForbiddenCall) as caught:
        worker.ask("call", {"name": "f"})
    worker.close()
    assert caught.value.message == "torch.nn.RNN"
    assert caught.value.frames == (Frame(4, "f"),)


def test_what_does_not_cross_arrives_as_opaque(pool: WorkerPool) -> None:
    worker = pool.start(LIMITS)
    worker.load(source("from torch import nn\ndef f():\n    return [nn.Linear(2, 3)]\n"))
    answer = worker.ask("call", {"name": "f"})
    worker.close()
    assert answer == [Opaque("Linear", "Linear(in_features=2, out_features=3, bias=True)")]


def test_printed_text_is_kept_in_its_order(pool: WorkerPool) -> None:
    code = """
import sys
print('one')
def f():
    print('three')
    print('four', file=sys.stderr)
print('two', end='\\n')
"""
    worker = pool.start(LIMITS)
    worker.load(source(code))
    worker.ask("call", {"name": "f"})
    worker.close()
    assert worker.output == "one\ntwo\nthree\nfour\n"


def test_a_function_that_the_probe_lacks_is_the_exercises_fault(pool: WorkerPool) -> None:
    worker = pool.start(LIMITS)
    worker.load(source("def f():\n    pass\n"))
    with pytest.raises(LookupError, match="no function 'f'"):
        worker.ask("f", {})
    worker.close()


def test_a_probe_that_cannot_be_loaded_is_the_exercises_fault(pool: WorkerPool) -> None:
    worker = pool.start(LIMITS)
    with pytest.raises(ValueError, match="probe cannot be loaded: ZeroDivisionError"):
        worker.load(source("", probe="1 / 0"))
    worker.close()


def test_close_may_be_called_twice_and_ends_the_worker(pool: WorkerPool) -> None:
    worker = pool.start(LIMITS)
    assert worker.alive
    worker.close()
    worker.close()
    assert not worker.alive
    with pytest.raises(WorkerCrash, match="has ended already"):
        worker.ask("echo", {"value": 1})


def test_workers_are_started_from_several_threads_at_once(pool: WorkerPool) -> None:
    answers: list[object] = []

    def work(number: int) -> None:
        worker = pool.start(LIMITS)
        worker.load(source(""))
        answers.append(worker.ask("echo", {"value": number}))
        worker.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(8))


def test_a_backward_pass_works(pool: WorkerPool) -> None:
    code = """
import torch
def f():
    layer = torch.nn.Linear(200, 200)
    torch.tanh(layer(torch.randn(100, 200))).square().mean().backward()
    return [p.grad for p in layer.parameters()]
"""
    worker = pool.start(LIMITS)
    worker.load(source(code))
    weight, bias = worker.ask("call", {"name": "f"})
    worker.close()
    assert weight.abs().sum() > 0
    assert bias.abs().sum() > 0


def test_every_worker_draws_the_same_random_numbers(pool: WorkerPool) -> None:
    code = """
import random, numpy, torch
drawn = [random.random(), float(numpy.random.rand()), torch.rand(2), list({"a", "b", "c", "d"})]
"""
    answers = []
    for _ in range(2):
        worker = pool.start(LIMITS)
        worker.load(source(code))
        answers.append(repr(worker.ask("get", {"name": "drawn"})))
        worker.close()
    assert answers[0] == answers[1]


def test_layers_name_what_confines_the_worker(pool: WorkerPool) -> None:
    worker = pool.start(LIMITS)
    worker.close()
    assert {"cpu-limit", "file-limit", "clean-environment"} <= set(worker.layers)


def test_a_zygote_is_a_worker_pool(zygote: Zygote) -> None:
    pool: WorkerPool = zygote
    assert pool is zygote
