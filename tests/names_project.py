"""A project of one tiny exercise, ``ex7``: a function that returns the names to train on."""

from __future__ import annotations

from pathlib import Path

import small_project

CHECKS = '''
from rnngrade.checks.interface import Failed, Passed, check
from rnngrade.checks.loading import load_required


@check()
def loads(context):
    """It loads"""
    return Passed("It loads.", notes=load_required(context))


@check(after=(loads,))
def trains(context):
    """It has the names to train on"""
    came = context.ask("trained_on", object)
    if came != list(map(list, context.data.train)):
        raise Failed(f"{len(came)} names came, {len(context.data.train)} were expected")
    return Passed("It has.", evidence={"hidden": len(context.data.test)})


CHECKS = (loads, trains)
'''
RIGHT = "from rnngrade.data import names\n\ndef trained_on():\n    return names('train')\n"
FILES = {
    "pyproject.toml": "",
    "exercises/ex7_names/README.md": "# Names\n\nWrite trained_on().\n",
    "exercises/ex7_names/stub.py": "def trained_on():\n    raise NotImplementedError\n",
    "exercises/ex7_names/__init__.py": 'REQUIRED = ("trained_on",)\nDATA = "names"\n',
    "exercises/ex7_names/probe.py": (
        "def trained_on(student):\n    return [list(pair) for pair in student.trained_on()]\n"
    ),
    "exercises/ex7_names/checks.py": CHECKS,
    "rubrics/ex7_names.json": small_project.RUBRIC.partition('"checks"')[0]
    .replace("ex9", "ex7")
    .replace('"double"', '"trained_on"')
    + '"checks": {"loads": {"points": 0}, "trains": {"points": 10}}, "mistakes": {}}',
    "solutions/ex7_names.py": RIGHT,
}


def write(root: Path) -> None:
    """Write the project into a folder."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
