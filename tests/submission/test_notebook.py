"""Notebooks: cells become one module, and every line knows its cell."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import nbformat.v3
import nbformat.v4
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.submission import Submission, SubmissionError, read_bytes
from rnngrade.submission.cells import python_lines


def content(*sources: str, **metadata: Any) -> bytes:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    return json.dumps({**notebook, "metadata": metadata}).encode()


def notebook(*sources: str) -> Submission:
    return read_bytes("a.ipynb", content(*sources))


def refusal(data: bytes) -> str:
    with pytest.raises(SubmissionError) as caught:
        read_bytes("a.ipynb", data)
    assert caught.value.hint
    return caught.value.message


def test_code_cells_become_one_module_in_order() -> None:
    assert notebook("import torch\nx = 1", "", "y = 2;").text == "import torch\nx = 1\n\ny = 2;"


def test_each_line_knows_its_cell_among_all_cells() -> None:
    cells = [
        nbformat.v4.new_markdown_cell("# Title"),
        nbformat.v4.new_code_cell("x = 1\ny = 2"),
        nbformat.v4.new_raw_cell("raw"),
        nbformat.v4.new_code_cell("z = 3"),
    ]
    data = json.dumps(nbformat.v4.new_notebook(cells=cells)).encode()
    submission = read_bytes("a.ipynb", data)
    assert [str(place) for place in submission.lines] == [
        "a.ipynb, cell 2, line 1",
        "a.ipynb, cell 2, line 2",
        "a.ipynb, cell 4, line 1",
    ]


def test_a_notebook_of_format_3_is_converted() -> None:
    cells = [
        nbformat.v3.new_heading_cell("Title"),
        nbformat.v3.new_code_cell("x = 1\ny = (", prompt_number=1),
        nbformat.v3.new_code_cell("z = 1"),
    ]
    old = nbformat.v3.new_notebook(worksheets=[nbformat.v3.new_worksheet(cells=cells)])
    submission = read_bytes("a.ipynb", json.dumps(old).encode())
    assert submission.text == "\n\nz = 1"
    assert str(submission.problems[0].location) == "a.ipynb, cell 2, line 2"


def test_a_source_in_a_list_of_lines_is_joined() -> None:
    raw = json.loads(content("x"))
    raw["cells"][0]["source"] = ["x = 1\r\n", "y = 2"]
    assert read_bytes("a.ipynb", json.dumps(raw).encode()).text == "x = 1\ny = 2"


def test_a_byte_order_mark_before_a_notebook_is_taken_off() -> None:
    assert read_bytes("a.ipynb", b"\xef\xbb\xbf" + content("x = 1")).text == "x = 1"


def test_definitions_are_filtered_as_those_of_a_script() -> None:
    submission = notebook("print(1)\nx = 1", "for i in x: pass", "def f(): pass")
    assert submission.definitions == "\nx = 1\n\ndef f(): pass"


PYTHON_LINES = {
    "line magic": ("%matplotlib inline\nx = 1", "\nx = 1"),
    "shell": ("!pip install x\n!!ls\nx = 1", "\n\nx = 1"),
    "shell with an open quote": ("!echo 'a\nx = 1", "\nx = 1"),
    "continued shell": ("!pip install \\\n   x\nx = 1", "\n\nx = 1"),
    "help": ("?torch\ntorch.nn?\ntorch??\nx = 1", "\n\n\nx = 1"),
    "assigned shell": ("x = !ls\ny = 1", "\ny = 1"),
    "assigned magic": ("x = %time f()\na, b = %time f()\ny = 1", "\n\ny = 1"),
    "magic in a block": ("if x:\n    !ls\ny = 1", "if x:\n    pass\ny = 1"),
    "timed cell": ("%%time\nx = 1", "\nx = 1"),
    "timed and captured cell": ("%%time\n%%capture --no-stderr\n%pip\nx = 1", "\n\n\nx = 1"),
    "blank lines first": ("\n\n%%time\nx = 1", "\n\n\nx = 1"),
    "shell cell": ("%%bash\nls\nx = 1", "\n\n"),
    "file cell": ("%%writefile a.py\nclass MyRNN: pass", "\n"),
    "without percent": ("pip install torch", ""),
    "without percent, with a blank line": ("ls data\n", "\n"),
    "modulo over lines": ("a = (b\n % c)", "a = (b\n % c)"),
    "modulo and a magic": ("a = (b\n % c)\n%time", "a = (b\n % c)\n"),
    "modulo after a backslash": ("a = b \\\n% c\n%time", "a = b \\\n% c\n"),
    "docstring": ('"""\n%ls\n!ls\n"""\n%time', '"""\n%ls\n!ls\n"""\n'),
    "docstring, other quotes": ("'''\n\"\n%ls'\n'''\n%time", "'''\n\"\n%ls'\n'''\n"),
    "string with brackets": ("a = '(' # (\n%time", "a = '(' # (\n"),
    "string with a backslash": ("a = '\\'('\n%time", "a = '\\'('\n"),
    "string over lines": ("a = 'b\\\n%c'\n%time", "a = 'b\\\n%c'\n"),
    "question in a comment": ("x = 1 # why?\n%time", "x = 1 # why?\n"),
    "question in a string": ("x = 'why?'\n%time", "x = 'why?'\n"),
    "indented cell": ("  x = 1\n  if x:\n    y = 2", "x = 1\nif x:\n  y = 2"),
    "trailing semicolon": ("plt.show();", "plt.show();"),
    "empty": ("", ""),
    "blank": ("\n  \n", "\n  \n"),
}


@pytest.mark.parametrize("name", PYTHON_LINES)
def test_what_is_not_python_is_blanked_out(name: str) -> None:
    source, expected = PYTHON_LINES[name]
    assert "\n".join(python_lines(source)) == expected


@given(
    st.lists(
        st.sampled_from(
            [
                "%",
                "!",
                "?",
                "'",
                '"',
                '"""',
                "(",
                ")",
                "\\",
                "#",
                "\n",
                " ",
                "x",
                "=",
                "%%time",
                "é",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_any_cell_keeps_its_lines(source: str) -> None:
    assert len(python_lines(source)) == source.count("\n") + 1
    submission = notebook("a = 1", source)
    assert len(submission.lines) == submission.text.count("\n") + 1 == source.count("\n") + 2
    assert submission.definitions.startswith("a = 1")


def test_a_cell_of_a_thousand_cell_magics_is_read() -> None:
    assert notebook("%%time\n" * 5000 + "x = 1").text == "\n" * 5000 + "x = 1"


def test_a_cell_that_cannot_be_parsed_does_not_stop_the_others() -> None:
    submission = notebook("x = 1", "y = 2\ny = (3", "z = 4")
    assert submission.text == "x = 1\n\n\nz = 4"
    (problem,) = submission.problems
    assert problem.message == "invalid syntax: '(' was never closed"
    assert str(problem.location) == "a.ipynb, cell 2, line 2"
    assert problem.source_line == "y = (3"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("await f()", "'await' outside function"),
        ("return 1", "'return' outside function"),
        ("global x", "assigned to before global declaration"),
        ("x\0", "NUL"),
        ("x = '\ud800'", "surrogate"),
        ("x = " + "-" * 100_000 + "1", "nested too deeply"),
        ("x = " + "9" * 5000, "Exceeds the limit"),
    ],
)
def test_an_error_of_the_compiler_belongs_to_its_cell(source: str, message: str) -> None:
    submission = notebook("x = 1", source, "z = 4")
    (problem,) = submission.problems
    assert message in problem.message
    assert problem.location.cell == 2
    assert submission.definitions == "x = 1\n\nz = 4"


def test_many_cells_that_do_not_go_together_end_in_problems() -> None:
    submission = notebook("x = 1", *["global x"] * 30)
    assert len(submission.problems) == 31
    assert submission.text == "\n" * 30


def test_a_future_import_of_a_later_cell_moves_to_the_start() -> None:
    submission = notebook("x = 1", "from __future__ import annotations; y = 2", "z = 3")
    assert submission.problems == ()
    assert submission.text == "from __future__ import annotations\nx = 1\ny = 2\nz = 3"
    assert str(submission.locate(1)) == "a.ipynb, cell 2, line 1"
    assert str(submission.locate(4)) == "a.ipynb, cell 3, line 1"


def test_a_future_import_over_lines_keeps_the_lines_of_its_cell() -> None:
    submission = notebook("'''doc'''\nfrom __future__ import (\n  annotations\n)\ny = 2")
    assert submission.text.endswith("'''doc'''\n\n\n\ny = 2")


@pytest.mark.parametrize(
    "data",
    [b"{", b"[1, 2", b'{"cells": [}', b"x = 1", b"[" * 100_000, b'{"a": ' + b"1" * 5000 + b"}"],
    ids=["open", "list", "cells", "python", "deep", "integer"],
)
def test_what_is_not_json_is_refused(data: bytes) -> None:
    assert "not valid JSON" in refusal(data)


@pytest.mark.parametrize(
    "raw",
    [
        [],
        1,
        {},
        {"nbformat": 5, "cells": []},
        {"nbformat": "4"},
        {"nbformat": 4, "nbformat_minor": 5},
        {"nbformat": 4, "nbformat_minor": 5, "cells": 3},
        {"nbformat": 4, "nbformat_minor": 5, "cells": [3]},
        {"nbformat": 4, "nbformat_minor": 5, "cells": [{"cell_type": "code", "source": 3}]},
        {"nbformat": 4, "nbformat_minor": 5, "cells": [{"source": "x = 1"}]},
        {"nbformat": 3, "nbformat_minor": 0, "worksheets": 3},
    ],
)
def test_json_that_is_no_notebook_is_refused(raw: Any) -> None:
    assert "this JSON is not one" in refusal(json.dumps(raw).encode())


def test_a_notebook_without_code_is_refused() -> None:
    assert "none with code" in refusal(content())
    assert "none with code" in refusal(content("", "  \n"))


@pytest.mark.parametrize(
    "metadata",
    [{"language_info": {"name": "R"}}, {"kernelspec": {"language": "julia", "name": "julia-1.9"}}],
)
def test_a_notebook_of_another_language_is_refused(metadata: dict[str, Any]) -> None:
    assert "its language is" in refusal(content("x = 1", **metadata))


@pytest.mark.parametrize(
    "metadata", [{}, {"language_info": {"name": "ipython"}}, {"kernelspec": 3}]
)
def test_a_notebook_of_python_or_of_no_language_is_read(metadata: dict[str, Any]) -> None:
    assert read_bytes("a.ipynb", content("x = 1", **metadata)).text == "x = 1"


def test_neither_torch_nor_nbformat_is_imported_for_a_script() -> None:
    program = (
        "import sys\nfrom rnngrade.submission.read import read_bytes\n"
        "read_bytes('a.py', b'x = 1')\nprint(*{'torch', 'nbformat'} & set(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
