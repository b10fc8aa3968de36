"""What of a module is kept as its definitions, and that each stays at its line."""

from __future__ import annotations

import ast
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.submission.definitions import definitions

KEPT = [
    "import torch",
    "from torch import nn, optim as o",
    "x = 1",
    "é = 'é'",
    "x = '''a\n  %b\n'''",
    "y: int = f(\n  1,\n)",
    "z: int",
    "x += g()",
    "n = len('aé')",
    "a = b = (1,\n2)",
    "a[0], b.c = 1, 2",
    "def f(x):\n  return x",
    "async def f(x):\n  await x",
    "@d\ndef f(): pass",
    "# c\n@ d\n# @\n@(\n  e\n)\n\nclass A(B):\n  '''doc'''\n  x = 1; y = 2",
    "class A: pass",
    "try:\n  import x\nexcept ImportError:\n  x = None\nelse:\n  y = 1\nfinally:\n  pass",
    "try:\n  import x\nexcept* E:\n  pass",
    "if torch.cuda.is_available(): device = 'cuda'\nelse: device = 'cpu'",
    "if a:\n  '''doc'''\n  if b:\n    x = 1\n  elif c:\n    class A: pass\n  else:\n    pass",
    "with catch_warnings():\n  import x",
    "x = [i\n     for i in y]",
    "x = 1 \\\n  + 2",
]
DROPPED = [
    "print(1)",
    "'''doc\nstring'''",
    "'é'",
    "x",
    "torch.manual_seed(\n  0\n)",
    "for i in x:\n  y = i",
    "while x: pass",
    "assert x",
    "del x",
    "raise E",
    "global x",
    "pass",
    "(n := 10)",
    "async_ and f()",
    "if __name__ == '__main__':\n  x = 1",
    "if '__main__' == __name__: x = 1",
    "if x and __name__ == '__main__':\n  x = 1\nelse:\n  x = 2",
    "if a:\n  x = 1\nelif __name__ == '__main__':\n  x = 2",
    "if a:\n  x = 1\n  print(x)",
    "if a:\n  x = 1\nelse:\n  for i in x: pass",
    "try:\n  x = 1\nexcept E:\n  print(1)",
    "with f() as x:\n  x.read()",
    "match x:\n  case 1:\n    y = 1",
]
GAPS = ["\n", "\n\n", "\n# c\n", "\n\f\n", "  # c; d\n", ";\n", " ; # c\n", "\n\\\n\n"]
JOINS = [";", " ; ", "; \\\n "]


def simple(source: str) -> bool:
    return isinstance(ast.parse(source).body[0], ast.Assign | ast.AugAssign | ast.Expr | ast.Import)


@st.composite
def programs(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A module, and the statements of it that are to be kept."""
    text, kept = draw(st.sampled_from(["", "\n", "# c\n", "#!/usr/bin/python\n\n"])), []
    chosen = draw(st.lists(st.sampled_from([*KEPT, *DROPPED]), max_size=8))
    for here, following in pairwise([*chosen, "for _ in _: pass"]):
        text += here
        kept += [here] if here in KEPT else []
        joined = simple(here) and simple(following) and draw(st.booleans())
        gaps = [gap for gap in GAPS if simple(here) or ";" not in gap.split("#")[0]]
        text += draw(st.sampled_from(JOINS if joined else gaps))
    return text.rstrip("\\\n"), kept


@given(programs())
def test_definitions_are_exactly_the_kept_statements_at_their_lines(
    program: tuple[str, list[str]],
) -> None:
    text, kept = program
    tree = ast.parse(text)
    result = definitions(text, tree)
    assert result.count("\n") == text.count("\n")
    compile(result, "definitions", "exec")
    found = ast.parse(result).body
    assert [ast.dump(node) for node in found] == [ast.dump(ast.parse(s).body[0]) for s in kept]
    before = {(ast.dump(node), node.lineno, node.end_lineno) for node in tree.body}
    assert all((ast.dump(node), node.lineno, node.end_lineno) in before for node in found)


@pytest.mark.parametrize("source", KEPT)
def test_a_definition_is_kept(source: str) -> None:
    assert ast.dump(ast.parse(definitions(source, ast.parse(source)))) == ast.dump(
        ast.parse(source)
    )


@pytest.mark.parametrize("source", DROPPED)
def test_what_does_not_define_is_blanked_out(source: str) -> None:
    assert definitions(source, ast.parse(source)) == "\n" * source.count("\n")


def test_only_the_dropped_one_of_statements_on_a_line_goes() -> None:
    text = "x = 'é'; print(x); y = '''\n'''; print(y); z = 3;\nprint(1); w = 1"
    assert definitions(text, ast.parse(text)) == "x = 'é'; y = '''\n'''; z = 3\nw = 1"


def test_a_type_alias_is_kept() -> None:
    if not hasattr(ast, "TypeAlias"):
        pytest.skip("before Python 3.12")
    assert definitions("type X = int", ast.parse("type X = int")) == "type X = int"
