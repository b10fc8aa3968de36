"""Which uses of forbidden symbols are found in the source, and which must not be."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngrade.submission.symbols import find_forbidden

SYMBOLS = (
    "torch.nn.RNN",
    "torch.nn.RNNCell",
    "torch.nn.LSTM",
    "torch.nn.GRU",
    "torch.rnn_tanh",
    "torch.lstm",
)

PLAIN = """
import torch
from torch import nn
class MyRNN(nn.Module):
    def __init__(self, i, h):
        super().__init__()
        self.rnn = {expression}
"""

EXPRESSIONS = [
    "nn.RNN(i, h)",
    "torch.nn.RNN(i, h)",
    "torch.nn.modules.rnn.RNN(i, h)",
    "torch.nn.modules.RNN(i, h)",
    "getattr(nn, 'RNN')(i, h)",
    "getattr(nn, 'R' + 'NN')(i, h)",
    "getattr(nn, ''.join(['R', 'N', 'N']))(i, h)",
    "getattr(nn, f'R{\"NN\"}')(i, h)",
    "getattr(nn, 'NNR'[::-1])(i, h)",
    "getattr(nn, ''.join(reversed('NNR')))(i, h)",
    "getattr(nn, 'rnn'.upper())(i, h)",
    "getattr(nn, 'RXX'.replace('X', 'N'))(i, h)",
    "getattr(nn, '{}NN'.format('R'))(i, h)",
    "getattr(nn, '%sNN' % 'R')(i, h)",
    "getattr(nn, '%s%s' % ('R', 'NN'))(i, h)",
    "getattr(nn, chr(82) + 'NN')(i, h)",
    "getattr(nn, b'RNN'.decode())(i, h)",
    "getattr(getattr(torch, 'nn'), 'RNN')(i, h)",
    "getattr(nn, name := 'RNN')(i, h)",
    "nn.__dict__['RNN'](i, h)",
    "vars(nn)['RNN'](i, h)",
    "vars(nn).get('RNN')(i, h)",
    "nn.__getattribute__('RNN')(i, h)",
    "__import__('operator').attrgetter('nn.RNN')(torch)(i, h)",
    "__import__('operator').itemgetter('RNN')(vars(nn))(i, h)",
    "__import__('torch').nn.RNN(i, h)",
    "__import__('torch.nn').nn.RNN(i, h)",
    "__import__('importlib').import_module('torch.nn').RNN(i, h)",
    "__import__('sys').modules['torch.nn'].RNN(i, h)",
    "__import__('builtins').getattr(nn, 'RNN')(i, h)",
    "__builtins__.eval('nn.RNN')(i, h)",
    "eval('nn.RNN(i, h)')",
    "eval('nn.' + 'RNN')(i, h)",
    "eval(compile('nn.RNN', '', 'eval'))(i, h)",
    "eval('eval(\"nn.RNN\")')(i, h)",
    "globals()['nn'].RNN(i, h)",
    "globals().get('nn').RNN(i, h)",
    "(lambda: nn)().RNN(i, h)",
    "(nn if i else None).RNN(i, h)",
    "[nn][0].RNN(i, h)",
    "{'n': nn}['n'].RNN(i, h)",
    "[n.RNN for n in (torch.nn,)][0](i, h)",
    "[getattr(nn, n) for n in ('Linear', 'RNN')][1](i, h)",
    "(lambda cell=nn.RNN: cell(i, h))()",
    "torch._VF.rnn_tanh",
    "torch._C._VariableFunctions.rnn_tanh",
    "torch.ops.aten.rnn_tanh",
    "torch.ops.aten.rnn_tanh.input",
    "torch.rnn_tanh",
    "torch.nn.modules.rnn._VF.rnn_tanh",
    "torch.nn.quantized.dynamic.LSTM(i, h)",
    "nn.ModuleList([nn.Linear(i, h), nn.GRU(i, h)])",
    "nn.ModuleDict({'cell': nn.RNNCell(i, h)})",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_in_the_class_is_found(expression: str) -> None:
    uses = find_forbidden(PLAIN.format(expression=expression), ["MyRNN"], SYMBOLS)
    assert uses
    assert {use.line for use in uses} == {7}


MODULES = {
    "module alias": "import torch.nn as N\nclass MyRNN(N.Module):\n  def f(s): return N.RNN(1, 2)",
    "from alias": "from torch import nn as n\nclass MyRNN:\n  def f(s): return n.RNN(1, 2)",
    "symbol alias": "from torch.nn import RNN as R\nclass MyRNN:\n  def f(s): return R(1, 2)",
    "symbol import": "from torch.nn import RNN\nclass MyRNN:\n  def f(s): return RNN(1, 2)",
    "star": "from torch.nn import *\nclass MyRNN:\n  def f(s): return RNN(1, 2)",
    "deep module": "import torch.nn.modules.rnn as q\nclass MyRNN:\n  x = q.RNN(1, 2)",
    "deep symbol": "from torch.nn.modules.rnn import RNN\nclass MyRNN:\n  x = RNN(1, 2)",
    "assigned alias": "from torch import nn\nR = nn.RNN\nclass MyRNN:\n  x = R(1, 2)",
    "module in a variable": "import torch\nm = torch\nclass MyRNN:\n  x = m.nn.RNN(1, 2)",
    "tuple": "from torch import nn\nL, R = nn.Linear, nn.RNN\nclass MyRNN:\n  x = R(1, 2)",
    "base class": "from torch import nn\nclass MyRNN(nn.RNN): pass",
    "base class of the file": "from torch import nn\nclass B(nn.RNN): pass\nclass MyRNN(B): pass",
    "alias rebound behind a base class": (
        "from torch.nn import RNN as B\nclass MyRNN(B): pass\nB = object"
    ),
    "decorator": (
        "from torch import nn\ndef d(c):\n  c.x = nn.RNN(1, 2)\n  return c\n@d\nclass MyRNN: pass"
    ),
    "default": "from torch import nn\nclass MyRNN:\n  def f(self, c=nn.RNN): return c(1, 2)",
    "default, rebound": (
        "from torch import nn\nR = nn.RNN\nclass MyRNN:\n  def f(self, c=R): return c(1, 2)\nR = 1"
    ),
    "function": "from torch import nn\ndef g(): return nn.RNN(1, 2)\nclass MyRNN:\n  x = g()",
    "function of a function": (
        "from torch import nn\ndef a(): return nn.RNN\ndef g(): return a()\nclass MyRNN:\n  x = g()"
    ),
    "cell class": (
        "from torch import nn\n"
        "class Cell(nn.Module):\n  def __init__(self): self.c = nn.RNNCell(1, 2)\n"
        "class MyRNN:\n  def __init__(self): self.cell = Cell()"
    ),
    "variable": "from torch import nn\nCELL = nn.RNNCell\nclass MyRNN:\n  cell: type = CELL",
    "object": (
        "from torch import nn\ncell = nn.RNNCell(1, 2)\nclass MyRNN:\n  f = lambda s: cell(1)"
    ),
    "dict": "from torch import nn\nD = {'r': nn.RNN}\nclass MyRNN:\n  x = D['r'](1, 2)",
    "dict item": "from torch import nn\nD = {}\nD['r'] = nn.RNN\nclass MyRNN:\n  x = D['r'](1, 2)",
    "list append": "from torch import nn\nD = []\nD.append(nn.RNN)\nclass MyRNN:\n  x = D[0](1, 2)",
    "method from outside": (
        "from torch import nn\nclass MyRNN: pass\n"
        "def f(self): return nn.RNN(1, 2)\nMyRNN.forward = f"
    ),
    "method by setattr": (
        "from torch import nn\nclass MyRNN: pass\n"
        "def f(self): return nn.RNN(1, 2)\nsetattr(MyRNN, 'forward', f)"
    ),
    "method of a base from outside": (
        "from torch import nn\nclass B: pass\nclass MyRNN(B): pass\nB.f = lambda s: nn.RNN(1, 2)"
    ),
    "the name is an alias": "from torch import nn\nMyRNN = nn.RNN",
    "the name is imported": "from torch.nn import RNN as MyRNN",
    "type call": "from torch import nn\nMyRNN = type('MyRNN', (nn.RNN,), {})",
    "class factory": (
        "from torch import nn\ndef make():\n  class C(nn.RNN): pass\n  return C\nMyRNN = make()"
    ),
    "class rebound around itself": (
        "from torch import nn\nclass MyRNN(nn.RNN): pass\nMyRNN = id(MyRNN)"
    ),
    "import inside": (
        "class MyRNN:\n  def f(self):\n    from torch.nn import RNN\n    return RNN(1, 2)"
    ),
    "local alias": (
        "import torch\nclass MyRNN:\n  def f(self):\n    n = torch.nn\n    return n.RNN(1, 2)"
    ),
    "name in a string": (
        "from torch import nn\nNAME = 'RNN'\nclass MyRNN:\n  x = getattr(nn, NAME)(1, 2)"
    ),
    "string put together": (
        "from torch import nn\nN = 'R'\nN += 'NN'\nclass MyRNN:\n  x = getattr(nn, N)(1, 2)"
    ),
    "getattr alias": "from torch import nn\ng = getattr\nclass MyRNN:\n  x = g(nn, 'RNN')(1, 2)",
    "attrgetter": (
        "from operator import attrgetter as a\nfrom torch import nn\n"
        "g = a('RNN')\nclass MyRNN:\n  x = g(nn)(1, 2)"
    ),
    "import_module": (
        "import importlib\nn = importlib.import_module('torch.nn')\nclass MyRNN:\n  x = n.RNN(1, 2)"
    ),
    "exec binds": "exec('from torch.nn import RNN as R')\nclass MyRNN:\n  x = R(1, 2)",
    "exec defines": "exec('from torch import nn\\nclass MyRNN(nn.RNN): pass')",
    "global in a function": (
        "from torch import nn\ndef setup():\n  global R\n  R = nn.RNN\n"
        "setup()\nclass MyRNN:\n  def f(self): return R(1, 2)"
    ),
    "module on self": (
        "from torch import nn\nclass MyRNN:\n"
        "  def __init__(self): self.n = nn\n  def f(self): return self.n.RNN(1, 2)"
    ),
    "module on a class": (
        "from torch import nn\nclass C:\n  n = nn\nclass MyRNN(C):\n  x = C.n.RNN(1, 2)"
    ),
    "loop variable": (
        "from torch import nn\nfor c in [nn.RNN]: C = c\nclass MyRNN:\n  x = C(1, 2)"
    ),
    "try": (
        "try:\n  from torch.nn import RNN as R\nexcept ImportError:\n  R = None\n"
        "class MyRNN:\n  x = R(1, 2)"
    ),
    "nested function": (
        "from torch import nn\nclass MyRNN:\n  def f(self):\n"
        "    def g(): return (lambda: nn.RNN(1, 2))()\n    return g()"
    ),
    "through globals": (
        "from torch import nn\nclass C:\n  x = nn.RNN(1, 2)\nclass MyRNN:\n  x = globals()['C']()"
    ),
    "globals item": "from torch import nn\nglobals()['MyRNN'] = nn.RNN",
    "long chain of aliases": "from torch import nn\na0 = nn\n"
    + "".join(f"a{n + 1} = a{n}\n" for n in range(200))
    + "class MyRNN:\n  def f(self): return a200.RNN(1, 2)",
}


@pytest.mark.parametrize("name", MODULES)
def test_a_way_to_a_symbol_is_followed(name: str) -> None:
    assert find_forbidden(MODULES[name], ["MyRNN"], SYMBOLS)


HARMLESS = {
    "verification": (
        "from torch import nn\nclass MyRNN(nn.Module):\n  def forward(self, x): return x\n"
        "def verify():\n  ref = nn.RNN(1, 2)\n  ours = MyRNN()\nverify()\nref = nn.RNN(3, 4)"
    ),
    "main block": (
        "from torch import nn\nclass MyRNN(nn.Module): pass\n"
        "if __name__ == '__main__':\n  rnn = nn.RNN(1, 2)\n  MyRNN.reference = 1"
    ),
    "other class": "from torch import nn\nclass Other(nn.RNN): pass\nclass MyRNN(nn.Module): pass",
    "comment": "class MyRNN:\n  # nn.RNN\n  pass",
    "docstring": "class MyRNN:\n  '''Like nn.RNN, torch.nn.RNN.'''\n  x = 'nn.RNN'",
    "own attribute": (
        "from torch import nn\nclass C(nn.Module): pass\nclass MyRNN(nn.Module):\n"
        "  def __init__(self): self.RNN = C()\n  def forward(self, x): return self.RNN(x)"
    ),
    "own attribute with a name of ours": (
        "from torch import nn\nclass MyRNN(nn.Module):\n"
        "  def __init__(self): self.rnn = self.lstm = nn.Linear(1, 2)\n"
        "  def forward(self, x): return self.rnn(x) + self.lstm(x)"
    ),
    "own class": (
        "from torch.nn import RNN, Module\nclass RNN(Module): pass\n"
        "class MyRNN(Module):\n  def __init__(self): self.r = RNN()"
    ),
    "own class behind a star": (
        "from torch.nn import *\nclass RNN(Module): pass\nclass RNNCell(Module): pass\n"
        "class MyRNN(Module):\n  def __init__(self): self.r = RNN(RNNCell())"
    ),
    "own subclass name": "from torch import nn\nclass RNN(nn.Module): pass\nclass MyRNN(RNN): pass",
    "variable": "class MyRNN:\n  def f(self, rnn):\n    RNN = rnn\n    return RNN(1)",
    "parameter hides an import": (
        "from torch.nn import RNN\nclass MyRNN:\n  def f(self, RNN): return RNN(1)"
    ),
    "linear": "from torch import nn\nclass MyRNN(nn.Module):\n  x = nn.Linear(1, 2)",
    "getattr of another name": (
        "from torch import nn\nclass MyRNN(nn.Module):\n  x = getattr(nn, 'Line' + 'ar')(1, 2)"
    ),
    "utils": ("from torch.nn.utils import rnn\nclass MyRNN:\n  x = rnn.pack_padded_sequence"),
    "annotation": (
        "from torch import nn\nclass MyRNN:\n"
        "  ref: nn.RNN\n  def copy(self, ref: nn.RNN) -> nn.RNN: return isinstance(ref, nn.RNN)"
    ),
    "earlier attempt": (
        "from torch import nn\nclass MyRNN(nn.Module):\n  x = nn.RNN(1, 2)\n"
        "class MyRNN(nn.Module):\n  x = nn.Linear(1, 2)"
    ),
    "method replaced before the class": (
        "from torch import nn\nclass MyRNN: pass\nMyRNN.f = nn.RNN\nclass MyRNN: pass"
    ),
    "another package": "import mine\nclass MyRNN:\n  x = mine.nn.RNN(1, 2)",
    "a local name like a module's": (
        "from torch import nn\nref = nn.RNN(1, 2)\n"
        "class MyRNN:\n  def f(self):\n    ref = 1\n    return ref"
    ),
    "not there": "from torch import nn\nx = nn.RNN(1, 2)",
    "not parsed": "class MyRNN(",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_no_use_is_not_reported(name: str) -> None:
    assert find_forbidden(HARMLESS[name], ["MyRNN"], SYMBOLS) == []


@pytest.mark.parametrize(
    ("source", "symbol", "line", "how"),
    [
        (MODULES["assigned alias"], "torch.nn.RNN", 4, "through the alias `R` (line 2)"),
        (MODULES["symbol alias"], "torch.nn.RNN", 3, "through the alias `R` (line 1)"),
        (MODULES["symbol import"], "torch.nn.RNN", 3, "through the import of `RNN` (line 1)"),
        (MODULES["star"], "torch.nn.RNN", 3, "as `RNN`, through import * (line 1)"),
        (MODULES["base class"], "torch.nn.RNN", 2, "as `nn.RNN`"),
        (MODULES["name in a string"], "torch.nn.RNN", 4, "through getattr(nn, 'RNN')"),
        (
            PLAIN.format(expression="vars(nn)['R' + 'NN']"),
            "torch.nn.RNN",
            7,
            "through vars(nn)['RNN']",
        ),
        (
            PLAIN.format(expression="torch._VF.rnn_tanh"),
            "torch.rnn_tanh",
            7,
            "as `torch._VF.rnn_tanh`",
        ),
    ],
)
def test_a_use_says_symbol_line_and_way(source: str, symbol: str, line: int, how: str) -> None:
    (use,) = find_forbidden(source, ["MyRNN"], SYMBOLS)
    assert (use.symbol, use.line, use.how) == (symbol, line, how)


def test_every_line_with_a_use_is_reported_in_order() -> None:
    source = "from torch import nn\nclass MyRNN:\n  b = nn.LSTM(1)\n  a = nn.RNN(1); c = nn.RNN(2)"
    found = [(use.symbol, use.line) for use in find_forbidden(source, ["MyRNN"], SYMBOLS)]
    assert found == [("torch.nn.LSTM", 3), ("torch.nn.RNN", 4)]


@pytest.mark.parametrize(
    "source",
    [
        "class MyRNN:\n  x = " + "+".join(["'a'"] * 800),
        "class MyRNN:\n  x = a" + ".b" * 800,
        "class MyRNN:\n  x = f" + "()" * 800,
        "a0 = [1]\n"
        + "".join(f"a{n + 1} = [{','.join([f'a{n}'] * 16)}]\n" for n in range(40))
        + "class MyRNN:\n  x = [y for y in a40]",
        "class C0: pass\n"
        + "".join(f"class C{n + 1}(C{n}, C{n}): pass\n" for n in range(40))
        + "class MyRNN(C40):\n  x = C40.y.z",
        "s = 'ab'\n" + "s += s\n" * 2000 + "class MyRNN:\n  x = s",
        "class MyRNN:\n  x = " + "lambda: " * 80 + "1",
        "def f(): return f()\nclass MyRNN(f()):\n  x = f().y(f)",
        "MyRNN = MyRNN\nMyRNN = [MyRNN, MyRNN[0]]\nfor MyRNN in MyRNN: MyRNN += MyRNN",
        "class MyRNN(MyRNN):\n  MyRNN = MyRNN\n  def f(self): return self.f().f.MyRNN",
        "x = 'eval(x)'\nclass MyRNN:\n  y = eval(x)",
        "class MyRNN:\n  x = 'a'.join(['" + "b" * 9000 + "'] * 3, 'c')[1:2:0]",
        "def f():\n  nonlocal_ = 1\n  def g():\n"
        "    nonlocal nonlocal_\n    nonlocal_ = g\nMyRNN = f",
    ],
)
def test_source_that_is_deep_or_turns_in_circles_gets_an_answer(source: str) -> None:
    assert find_forbidden(source, ["MyRNN"], SYMBOLS) == []


ATOMS = st.sampled_from(
    ["nn", "torch", "a", "b", "MyRNN", "self", "'RNN'", "'nn'", "1", "getattr", "eval", "globals()"]
)
JOINED = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["RNN", "nn", "a", "join", "__dict__", "get"])).map(
            ".".join
        ),
        st.tuples(inner, inner).map("{0[0]}({0[1]})".format),
        st.tuples(inner, inner).map("{0[0]}({0[1]}, 'RNN')".format),
        st.tuples(inner, inner).map("{0[0]}[{0[1]}]".format),
        st.tuples(inner, inner).map("({0[0]} + {0[1]})".format),
        st.tuples(inner, inner).map("[{0[0]}, {0[1]}]".format),
        inner.map("(lambda b=1: {})".format),
        st.tuples(inner, inner).map("[{0[0]} for a in {0[1]}]".format),
    ),
    max_leaves=8,
)
STATEMENTS = st.one_of(
    st.sampled_from(
        ["import torch", "from torch import nn", "from torch.nn import *", "import torch as a"]
    ),
    st.tuples(st.sampled_from(["a", "b", "MyRNN", "a, b", "a.b", "a['b']"]), JOINED).map(
        " = ".join
    ),
    JOINED.map("class MyRNN({}): pass".format),
    JOINED.map("def a(self, b=nn):\n  global a\n  a = self.b = {}\n  return b".format),
    JOINED.map("for a in {}: b = a".format),
    JOINED.map("a += {}".format),
    JOINED.map("exec({})".format),
    JOINED.map("setattr(MyRNN, 'a', {})".format),
    JOINED.map("with {} as b: pass".format),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(STATEMENTS, max_size=12).map("\n".join))
def test_any_module_gets_an_answer_within_its_lines(source: str) -> None:
    for use in find_forbidden(source, ["MyRNN", "a"], SYMBOLS):
        assert 1 <= use.line <= source.count("\n") + 1
        assert use.symbol in SYMBOLS
        assert use.how


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=string.printable, max_size=60))
def test_any_text_gets_an_answer(source: str) -> None:
    assert find_forbidden(source, ["MyRNN"], SYMBOLS) == []
