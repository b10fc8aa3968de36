"""Whatever is handed in: a clear message, the right exit code, and no traceback of ours."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result as Ended

Command = Callable[..., Ended]

RIGHT = """\
import os
import sys
import threading
import time
import torch
from torch import nn


class MyRNN(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_xh = nn.Linear(input_size, hidden_size)
        self.W_hh = nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h_0=None):
        h = h_0[0] if h_0 is not None else x.new_zeros(x.size(0), self.hidden_size)
        outputs = []
        for t in range(x.size(1)):
            h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))
            outputs.append(h)
        outputs = torch.stack(outputs, dim=1)
        return outputs, h.unsqueeze(0)
"""


def no_file(path: Path) -> None:
    del path


def folder(path: Path) -> None:
    path.mkdir()


def dangling_link(path: Path) -> None:
    path.symlink_to("nowhere.py")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def bytes_of(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


UNREADABLE = {
    "missing": (no_file, "there is no such file"),
    "empty": (bytes_of(b""), "the file is empty"),
    "blank": (bytes_of(b" \n\t\n"), "the file is empty"),
    "huge": (bytes_of(b"#" * 300_000), "at most 250 kB of code was expected, but it has 300 kB"),
    "a compiled program": (bytes_of(b"\x7fELF\x00\x01\x02"), "this is a compiled program"),
    "binary": (bytes_of(bytes(range(256))), "was expected"),
    "wrong encoding": (bytes_of("# Lösung\n".encode("latin-1")), "UTF-8"),
    "an empty folder": (folder, "there is none"),
    "a dangling link": (dangling_link, "it is a link to nowhere.py, which does not exist"),
    "a pipe": (pipe, "this is a pipe"),
}


@pytest.mark.parametrize(("make", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_wrong_usage_with_a_next_step(
    rnngrade: Command, make: Callable[[Path], object], words: str
) -> None:
    make(Path("mine.py"))
    ended = rnngrade("check", "ex1", "mine.py")
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("Error: mine.py: ")
    assert words in ended.stderr
    assert "\nTry: " in ended.stderr
    assert "Traceback" not in ended.output


@pytest.mark.parametrize("name", ["mine.ipynb", "mine.txt", "mine"])
def test_what_is_no_script_and_no_notebook_is_wrong_usage(rnngrade: Command, name: str) -> None:
    Path(name).write_text("not a notebook")
    ended = rnngrade("check", "ex1", name)
    assert ended.exit_code == 2
    assert ended.stderr.startswith(f"Error: {name}: ")
    assert "Traceback" not in ended.output


def test_a_class_is_graded_whatever_some_of_them_handed_in(
    rnngrade: Command, tmp_path: Path
) -> None:
    handed_in, results = tmp_path / "class", tmp_path / "results"
    handed_in.mkdir()
    for case, (make, _) in UNREADABLE.items():
        make(handed_in / f"{case}.py")
    # What nobody can hand in is listed, and has no row.
    there = {case: made for case, made in UNREADABLE.items() if case not in ("missing", "a pipe")}
    ended = rnngrade("grade", "ex1", handed_in, "-o", results)
    assert ended.exit_code == 0
    assert "Traceback" not in ended.output
    for case, (_, words) in there.items():
        name = f"{case}.py" if (handed_in / f"{case}.py").is_dir() else case
        document = json.loads(
            (results / "submissions" / f"{name}.json").read_text(encoding="utf-8")
        )
        assert document["score"] == 0
        assert document["checks"][0]["outcome"] == "fail"
        assert words in document["checks"][0]["message"]
    assert len((results / "gradebook.csv").read_text().splitlines()) == 1 + len(there)


STEP = "h = torch.tanh(self.W_xh(x[:, t]) + self.W_hh(h))"
RETURN = "return outputs, h.unsqueeze(0)"
INIT = "super().__init__()"
TIMED_OUT = "Your code was stopped after 2 s"

WRONG = {
    "syntax error": (STEP, STEP[:-1], ["Python cannot read the code", "mine.py, line 20"]),
    "indentation": (f"    {RETURN}", RETURN, ["Python cannot read the code", "mine.py, line 2"]),
    "exception at import": (
        "from torch import nn",
        "from torch import no_such_name as nn",
        ["ImportError: cannot import name 'no_such_name'", "mine.py, line 6"],
    ),
    "exception in the body of the class": (
        "    def __init__",
        "    size = {}['size']\n\n    def __init__",
        ["Your code raised KeyError: 'size'", "mine.py, line 10", "size = {}['size']"],
    ),
    "exception in __init__": (
        INIT,
        f"{INIT}; raise ValueError('too small')",
        ["In MyRNN(3, 5), your code raised ValueError: too small", "mine.py, line 11"],
    ),
    "exception in forward": (
        "outputs = []",
        "outputs = {}[0]",
        ["Your code raised KeyError: 0", "mine.py, line 18", "outputs = {}[0]"],
    ),
    "exception in backward": (
        RETURN,
        "h.requires_grad and h.register_hook(lambda g: g / 0 + {}[0]); " + RETURN,
        ["when differentiating the outputs, your code raised KeyError", "mine.py, line 23"],
    ),
    "only one value returned": (
        RETURN,
        "return outputs",
        ["two tensors, (outputs, h_n), but it returns one tensor of shape (4, 7, 5)"],
    ),
    "three values returned": (RETURN, "return outputs, h, h", ["it returns 3 values"]),
    "nothing returned": (RETURN, "outputs", ["it returns None"]),
    "a module returned": (RETURN, "return self", ["an object of type MyRNN"]),
    "a list in place of a tensor": (RETURN, "return [1.0], h", ["outputs is a list of 1"]),
    "nan": (
        RETURN,
        "return outputs / 0 * 0, h.unsqueeze(0)",
        ["outputs holds NaN or infinity", "140 of 140"],
    ),
    "infinity": (RETURN, "return outputs, h.unsqueeze(0) / 0", ["h_n holds NaN or infinity"]),
    "wrong shape": (
        "dim=1)",
        "dim=0)",
        ["outputs should be (batch, seq_len, hidden_size) = (4, 7, 5), but they are (7, 4, 5)"],
    ),
    "wrong shape of h_n": (
        RETURN,
        "return outputs, outputs",
        ["h_n should be (1, batch, hidden_size) = (1, 4, 5), but it is (4, 7, 5)"],
    ),
    "wrong dtype": (
        RETURN,
        "return outputs.double(), h.unsqueeze(0)",
        ["outputs should be float32 like x, but it is float64"],
    ),
    "integers": (
        RETURN,
        "return outputs.long(), h",
        ["outputs should hold floating-point numbers"],
    ),
    "endless loop at import": (
        "\n\nclass",
        "\n\ndef forever():\n    while True:\n        pass\n\nx = forever()\n\nclass",
        [TIMED_OUT, "in `forever`"],
    ),
    "endless loop in forward": (
        "outputs = []",
        "outputs = []\n        while True: pass",
        [TIMED_OUT, "in `forward`", "mine.py, line 19"],
    ),
    "memory blow-up": (
        "outputs = []",
        "outputs = [torch.ones(2**33)]",
        ["Your code raised", "memory", "mine.py, line 18"],
    ),
    "sys.exit": (
        "outputs = []",
        "sys.exit(0)",
        ["Your code raised SystemExit", "mine.py, line 18"],
    ),
    "exit at import": (
        "    def __init__",
        "    size = sys.exit(3)\n\n    def __init__",
        ["Your code raised SystemExit: 3", "mine.py, line 10"],
    ),
    "os._exit": (
        "outputs = []",
        "os._exit(0)",
        ["Your code ended the whole process with exit code 0", "os._exit"],
    ),
    "no class": ("class MyRNN", "class MyRnn", ["does not define MyRNN"]),
    "no module": ("(nn.Module)", "", ["MyRNN should be an nn.Module"]),
}


@pytest.mark.parametrize(("old", "new", "words"), WRONG.values(), ids=WRONG)
def test_wrong_code_is_told_what_came_and_where(
    rnngrade: Command, hasty_rubric: Path, old: str, new: str, words: list[str]
) -> None:
    assert old in RIGHT
    Path("mine.py").write_text(RIGHT.replace(old, new))
    ended = rnngrade("check", "ex1", "mine.py", "--rubric", hasty_rubric)
    said = " ".join(ended.stdout.split())
    for word in words:
        assert word.lower() in said.lower(), said
    assert ended.exit_code == 1
    assert "Traceback" not in ended.output
    # A message of torch's may name where it is installed.
    assert "rnngrade/" not in ended.output.replace(sys.prefix, "")
    assert ended.stderr == ""


HARMLESS = {
    "output by the megabyte": ("outputs = []", "outputs = []; print('x' * 2**20)"),
    "a thread left running": (
        "\n\nclass",
        "\n\nthread = threading.Timer(60, print)\nstarted = thread.start()\n\nclass",
    ),
    "a thread that swallows its end": (
        "\n\nclass",
        "\n\ndef run():\n"
        "    while True:\n"
        "        try:\n"
        "            time.sleep(60)\n"
        "        except BaseException:\n"
        "            pass\n"
        "started = threading.Thread(target=run).start()\n\nclass",
    ),
    "a process left running": ("\n\nclass", "\n\nchild = os.popen('sleep 60')\n\nclass"),
    "an import that is not needed and not there": ("import sys", "import no_such_module"),
    "exit at import, out of the way": ("import time", "import time\nx = sys.exit(0)"),
}


@pytest.mark.parametrize(("old", "new"), HARMLESS.values(), ids=HARMLESS)
def test_right_code_with_odd_habits_gets_its_points(rnngrade: Command, old: str, new: str) -> None:
    Path("mine.py").write_text(RIGHT.replace(old, new))
    ended = rnngrade("check", "ex1", "mine.py", "--only", "shapes", "--only", "hidden_state")
    assert ended.exit_code == 0
    assert len(ended.stdout) < 10_000
    assert ended.stderr == ""


def test_what_was_passed_over_is_noted_with_its_line(rnngrade: Command) -> None:
    old, new = HARMLESS["an import that is not needed and not there"]
    Path("mine.py").write_text(RIGHT.replace(old, new))
    said = " ".join(rnngrade("check", "ex1", "mine.py", "--only", "loads").stdout.split())
    assert "mine.py, line 2 was passed over" in said
    assert "No module named 'no_such_module'" in said


def test_output_by_the_megabyte_is_shown_in_part_and_kept_in_part(rnngrade: Command) -> None:
    old, new = HARMLESS["output by the megabyte"]
    Path("mine.py").write_text(RIGHT.replace(old, new))
    ended = rnngrade("check", "ex1", "mine.py", "--only", "forward", "--json", "-")
    output = json.loads(ended.stdout)["output"]
    assert output.startswith("xxx")
    assert len(output) < 70_000


def test_what_they_hand_in_is_left_as_it_is(rnngrade: Command) -> None:
    path = Path("mine.py")
    path.write_text(RIGHT.replace("import time", "open('mine.py', 'w').close()"))
    before = path.read_text()
    rnngrade("check", "ex1", "mine.py", "--only", "forward")
    assert path.read_text() == before
    assert list(Path().iterdir()) == [path]
