"""Values that are hostile, broken or odd: every one gets an answer, and the worker lives."""

from collections.abc import Callable

import pytest
import torch

from rnngrade.worker import Opaque, StudentError, Worker

Load = Callable[..., Worker]

CODE = """
import collections, enum, sys, torch, numpy
from torch import nn

class Evil:
    def __repr__(self):
        raise RuntimeError("no")
class Slow:
    def __repr__(self):
        while True:
            pass
class Long:
    def __repr__(self):
        return "x" * 10**7
class Liar:
    def __repr__(self):
        return 3
class Exits:
    def __repr__(self):
        sys.exit(1)
class Disguised:
    @property
    def __class__(self):
        raise RuntimeError("no")
class SlowError(Exception):
    def __str__(self):
        while True:
            pass
class EvilError(Exception):
    def __str__(self):
        raise self
class LongError(Exception):
    def __str__(self):
        return "x" * 10**7
class Tensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *args, **kwargs):
        raise RuntimeError("no")
class Wrapper(torch.Tensor):
    @staticmethod
    def __new__(cls):
        return torch.Tensor._make_wrapper_subclass(cls, (2,), dtype=torch.float32)
    @classmethod
    def __torch_dispatch__(cls, *args, **kwargs):
        raise RuntimeError("no")
class Text(str):
    def __str__(self):
        raise RuntimeError("no")
class Number(float):
    def __float__(self):
        raise RuntimeError("no")
class List(list):
    def __iter__(self):
        while True:
            yield 1
class Colour(enum.IntEnum):
    RED = 7
Pair = collections.namedtuple("Pair", "x y")
def cycle():
    x = []
    x.append(x)
    return x
def bomb():
    x = []
    for _ in range(64):
        x = [x] * 10
    return x
def bush():
    x = []
    for _ in range(7):
        x = [x] * 10
    return x
def deep():
    x = []
    for _ in range(10**5):
        x = [x]
    return x
def alias():
    x = torch.ones(2)
    return [x, x, x[:1]]
"""


@pytest.fixture(scope="module")
def value_of(zygote: object) -> object:
    from confined import LIMITS, source

    worker = zygote.start(LIMITS)  # type: ignore[attr-defined]
    worker.load(source(CODE, "Evil"))

    def ask(expression: str) -> object:
        code = f"globals().update(vars(student))\nresult = {expression}"
        return worker.ask("run", {"code": code})

    yield ask
    assert worker.alive
    worker.close()


ValueOf = Callable[[str], object]


@pytest.mark.parametrize(
    ("expression", "kind", "text"),
    [
        ("object", "type", "<class 'object'>"),
        ("Evil()", "Evil", "<its repr raises RuntimeError>"),
        ("Slow()", "Slow", "<its repr takes too long>"),
        ("Liar()", "Liar", "<its repr raises TypeError>"),
        ("Exits()", "Exits", "<its repr raises SystemExit>"),
        ("{1: 2}", "dict", "{1: 2}"),
        ("numpy.ones(2)", "ndarray", "array([1., 1.])"),
        ("{3}", "set", "{3}"),
        ("b'x'", "bytes", "b'x'"),
        ("1j", "complex", "1j"),
        ("torch.float32", "dtype", "torch.float32"),
        ("10 ** 1000", "int", "an integer of 3322 bits"),
        ("bomb()", "list", "more than one reply may hold"),
        ("bush()", "list", "more than one reply may hold"),
        ("'x' * 10**6", "str", "more than one reply may hold"),
        ("['\\ud800' * 1000] * 390", "object", "more than one reply may hold"),
    ],
)
def test_what_cannot_cross_is_opaque(
    value_of: ValueOf, expression: str, kind: str, text: str
) -> None:
    assert value_of(expression) == Opaque(kind, text)


def test_an_object_that_disguises_its_class_is_opaque(value_of: ValueOf) -> None:
    answer = value_of("Disguised()")
    assert isinstance(answer, Opaque)
    assert answer.type_name == "Disguised"


def test_slow_objects_share_one_clock(value_of: ValueOf) -> None:
    answer = value_of("[Slow() for _ in range(100)]")
    assert answer == [Opaque("Slow", "<its repr takes too long>")] * 100


def test_a_long_repr_is_cut(value_of: ValueOf) -> None:
    answer = value_of("Long()")
    assert isinstance(answer, Opaque)
    assert answer.text == "x" * 499 + "…"


@pytest.mark.parametrize("expression", ["cycle()", "deep()"])
def test_a_value_that_is_too_deep_is_opaque_where_it_is(value_of: ValueOf, expression: str) -> None:
    answer = value_of(expression)
    for _ in range(1000):
        if isinstance(answer, Opaque):
            return
        assert isinstance(answer, list)
        (answer,) = answer
    pytest.fail("no end to it")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Text('a')", "a"),
        ("Number(2.5)", 2.5),
        ("numpy.float64(2.5)", 2.5),
        ("List([2])", [2]),
        ("Colour.RED", 7),
        ("Pair(1, 2)", (1, 2)),
        ("torch.ones(2, 3).shape", (2, 3)),
        ("nn.Linear(1, 1, bias=False).state_dict().keys() and {'a': 1}", {"a": 1}),
        ("collections.OrderedDict(b=1, a=2)", {"b": 1, "a": 2}),
    ],
)
def test_a_subclass_is_reduced_to_its_plain_value(
    value_of: ValueOf, expression: str, expected: object
) -> None:
    answer = value_of(expression)
    assert answer == expected
    assert type(answer) is type(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("nn.Parameter(torch.ones(2))", torch.ones(2)),
        ("torch.ones(2).as_subclass(Tensor)", torch.ones(2)),
        ("torch.eye(2).to_sparse()", torch.eye(2)),
        ("torch.eye(2).to_sparse_csr()", torch.eye(2)),
        ("torch.quantize_per_tensor(torch.ones(2), 1.0, 0, torch.qint8)", torch.ones(2)),
        ("torch.arange(6).reshape(2, 3).T[1:]", torch.tensor([[1, 4], [2, 5]])),
        ("torch.ones(1).expand(3, 2)", torch.ones(3, 2)),
        ("torch.tensor([1 + 2j]).conj()", torch.tensor([1 - 2j])),
        ("torch.tensor([1 + 2j]).conj().imag", torch.tensor([-2.0])),
        ("(torch.ones(2, requires_grad=True) * 2)", torch.ones(2) * 2),
    ],
)
def test_a_tensor_of_any_kind_arrives_plain_dense_and_detached(
    value_of: ValueOf, expression: str, expected: torch.Tensor
) -> None:
    answer = value_of(expression)
    assert type(answer) is torch.Tensor
    assert answer.is_contiguous()
    assert not answer.requires_grad
    assert torch.equal(answer, expected)


def test_tensors_that_share_memory_arrive_apart(value_of: ValueOf) -> None:
    one, two, first = value_of("alias()")  # type: ignore[misc]
    one.zero_()
    assert torch.equal(two, torch.ones(2))
    assert torch.equal(first, torch.ones(1))


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("torch.ones(2, 3, device='meta')", r"torch.float32 and shape (2, 3) on the meta device"),
        ("torch.ones(1).expand(10**12)", "(1000000000000,), larger than one reply may be"),
        ("torch.ones(1).expand(10**6, 10**6)", "larger than one reply may be"),
        ("torch.sparse_coo_tensor(size=(10**6, 10**6))", "larger than one reply may be"),
        ("torch.ones(2).to(torch.float8_e5m2)", "a dtype that is not sent"),
        ("torch.nested.nested_tensor([torch.ones(1), torch.ones(2)])", "nested"),
        ("Wrapper()", "cannot be sent"),
    ],
)
def test_a_tensor_that_cannot_cross_is_opaque_and_says_why(
    value_of: ValueOf, expression: str, words: str
) -> None:
    answer = value_of(expression)
    assert isinstance(answer, Opaque)
    assert words in answer.text


def test_tensors_that_are_too_large_together_are_opaque_from_there_on(value_of: ValueOf) -> None:
    small, large, large_again = value_of("[torch.ones(2)] + [torch.ones(700_000)] * 2")  # type: ignore[misc]
    assert isinstance(small, torch.Tensor)
    assert isinstance(large, torch.Tensor)
    assert isinstance(large_again, Opaque)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        ("EvilError()", "<its str raises EvilError>"),
        ("SlowError()", "<its str takes too long>"),
        ("LongError()", "x" * 1999 + "…"),
        ("Exception('\\ud800')", "\ud800"),
        ("Exception()", ""),
    ],
)
def test_an_exception_that_cannot_say_what_it_is_still_arrives(
    value_of: ValueOf, error: str, message: str
) -> None:
    with pytest.raises(StudentError) as caught:
        value_of(f"(_ for _ in ()).throw({error})")
    assert caught.value.type_name == error.split("(")[0]
    assert caught.value.message == message
