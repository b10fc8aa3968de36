"""A project of one tiny exercise, ``ex9``: a function that doubles a number."""

from __future__ import annotations

from pathlib import Path

CHECKS = '''
from rnngrade.checks.interface import Failed, Passed, check
from rnngrade.checks.loading import load_required


@check()
def loads(context):
    """It loads"""
    return Passed("It loads.", notes=load_required(context))


@check(after=(loads,), settings=("number",))
def doubles(context):
    """It doubles"""
    number = context.setting("number")
    came = context.ask("doubled", object, n=number)
    if came != 2 * number:
        named = [context.rubric.mistakes["squares"]] if came == number**2 else []
        raise Failed(f"expected {2 * number}, got {came}", diagnosis=named)
    return Passed("It does.", evidence={"largest_error": 0.0})


@check(after=(loads,), settings=("key",))
def faulty(context):
    """It is at fault where a key is missing"""
    {"": 0}[context.setting("key")]
    return Passed("No fault.")


CHECKS = (loads, doubles, faulty)
'''
RUBRIC = """
{
  "schema": "rnngrade/rubric/v1",
  "exercise": "ex9",
  "version": "1.0.0",
  "title": "Doubling",
  "pass_mark": 0.6,
  "limits": {
    "wall_seconds": 5, "cpu_seconds": 10, "memory_megabytes": 256,
    "output_kilobytes": 64, "reply_megabytes": 1, "scratch_megabytes": 1,
    "scratch_files": 100, "threads": 16
  },
  "tolerances": {"float64": 1e-9, "float32": 1e-4, "cuda": 1e-4},
  "forbidden": {"within": ["double"], "symbols": ["torch.mul"]},
  "checks": {
    "loads": {"points": 0},
    "doubles": {"points": 4, "settings": {"number": 7}},
    "faulty": {"points": 0, "settings": {"key": ""}}
  },
  "mistakes": {"squares": {"message": "It squares.", "hint": "Add n to n."}}
}
"""
SQUARES = """\
# fails: doubles
# diagnosis: squares
def double(n):
    return n**2
"""
FILES = {
    "pyproject.toml": "",
    "exercises/ex9_double/README.md": "# Doubling\n\nWrite double(n).\n",
    "exercises/ex9_double/stub.py": "def double(n):\n    raise NotImplementedError\n",
    "exercises/ex9_double/__init__.py": 'REQUIRED = ("double",)\n',
    "exercises/ex9_double/probe.py": "def doubled(student, n):\n    return student.double(n)\n",
    "exercises/ex9_double/checks.py": CHECKS,
    "rubrics/ex9_double.json": RUBRIC,
    "solutions/ex9_double.py": "def double(n):\n    return n + n\n",
    "tests/submissions/ex9/pass/times_two.py": "def double(n):\n    return 2 * n\n",
    "tests/submissions/ex9/fail/squares.py": SQUARES,
}


def write(root: Path) -> None:
    """Write the project into a folder."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
