"""A class of any size for exercise ex9: right, wrong, hostile and broken, in several scripts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from layouts import tarred, zipped

RIGHT = "def double(n):\n    return 2 * n\n"
WRONG = "def double(n):\n    return n**2\n"
SLOW = "import time\ntime.sleep(0.2)\n" + RIGHT
HANGS = "def double(n):\n    while True:\n        pass\n"
HOSTILE = (
    "import os\nos._exit(0)\n",
    "import os\n\n\ndef double(n):\n    os.kill(os.getppid(), 9)\n    return 2 * n\n",
    "def double(n):\n    print('x' * 10_000_000)\n    return n\n",
    "def double(n):\n    return [bytearray(10**9) for _ in range(n)]\n",
    "class Liar(int):\n    def __eq__(self, other):\n        return True\n\n\n"
    "def double(n):\n    return Liar(1)\n",
    "def double(n):\n    raise SystemExit('::error ::<script>alert(1)</script>]]>\\ud800')\n",
    "def double(n):\n    print('\\x1b[2J\\x00\\r' * 1000)\n    return double(n)\n",
)
NAMES = (
    ("Ada", "Lovelace"),
    ("Zoë", "Müller-Lüdenscheidt"),
    ("Željko", "Đurić"),
    ("Νίκος", "Παπαδόπουλος"),
    ("Наталья", "Ковалевская"),
    ("小明", "王"),
    ("محمد", "علي"),
    ("हिन्दी", "शर्मा"),
    ("Nguyễn", "Thị Hương"),
    ("Patrick", "O'Brien"),
    ("👩‍💻", "🎉"),
)


@dataclass(frozen=True)
class Made:
    """A class on the disk."""

    folder: Path
    roster: Path
    """Of all students, and of one who has handed in nothing."""
    scores: dict[str, float]
    """What each student's submission earns, by id: 4 for a right one, else 0."""


def class_of(root: Path, size: int, *, slow: bool = False, hangs: bool = False) -> Made:
    """Write the submissions of ``size`` students below ``root``, each in one of many forms.

    The same size gives the same class. With ``slow`` each right one takes a moment; with ``hangs``
    some never end, and cost their whole budget.
    """
    folder = root / f"class of {size}"
    folder.mkdir(parents=True)
    right = SLOW if slow else RIGHT
    students, scores = [], {}
    for number in range(size):
        first, last = NAMES[number % len(NAMES)]
        id_, called = f"s{number:05}", f"{last}-{number:05} {first}"
        form = FORMS[number % len(FORMS)]
        score = form(folder, called, number, right)
        if hangs and number % 50 == 49:
            score = _script(folder, called, HANGS)
        students.append((id_, f"{first} {last}-{number:05}", f"{id_}@example.edu", f"{number % 3}"))
        scores[id_] = score
    students.append(("absent", "Anton Absent", "", "1"))
    roster = root / f"roster of {size}.csv"
    with roster.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "email", "section"))
        writer.writerows(students)
    return Made(folder, roster, scores)


def _script(folder: Path, called: str, code: str) -> float:
    (folder / f"{called}.py").write_text(code, encoding="utf-8")
    return 4.0 if code in (RIGHT, SLOW) else 0.0


def _right(folder: Path, called: str, number: int, right: str) -> float:
    return _script(folder, called, right)


def _wrong(folder: Path, called: str, number: int, right: str) -> float:
    return _script(folder, called, WRONG)


def _hostile(folder: Path, called: str, number: int, right: str) -> float:
    return _script(folder, called, HOSTILE[number // len(FORMS) % len(HOSTILE)])


def _invalid(folder: Path, called: str, number: int, right: str) -> float:
    return _script(folder, called, "def double(n:\n")


def _empty(folder: Path, called: str, number: int, right: str) -> float:
    return _script(folder, called, "")


def _notebook(folder: Path, called: str, number: int, right: str) -> float:
    cell = {"cell_type": "code", "id": "c1", "metadata": {}, "execution_count": None}
    notebook = {
        "cells": [{**cell, "outputs": [], "source": right}],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / f"{called}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return 4.0


def _own_folder(folder: Path, called: str, number: int, right: str) -> float:
    (folder / called / "src").mkdir(parents=True)
    return _script(folder / called / "src", "ex9_double", right)


def _own_archive(folder: Path, called: str, number: int, right: str) -> float:
    files = {"ex9/ex9_double.py": right.encode()}
    if number % 2:
        (folder / f"{called}.zip").write_bytes(zipped(files))
    else:
        (folder / f"{called}.tar.gz").write_bytes(tarred(files))
    return 4.0


def _broken_archive(folder: Path, called: str, number: int, right: str) -> float:
    content = zipped({"ex9_double.py": right.encode()})[: 40 + number % 20]
    (folder / f"{called}.zip").write_bytes(content)
    return 0.0


def _hostile_archive(folder: Path, called: str, number: int, right: str) -> float:
    files = {f"../{called}.py": RIGHT.encode(), "ex9_double.py": bytes(2_000_000)}
    (folder / f"{called}.zip").write_bytes(zipped(files))
    return 0.0


FORMS: tuple[Callable[[Path, str, int, str], float], ...] = (
    _right,
    _wrong,
    _right,
    _notebook,
    _own_folder,
    _right,
    _hostile,
    _own_archive,
    _invalid,
    _wrong,
    _broken_archive,
    _right,
    _empty,
    _hostile_archive,
    _notebook,
)
