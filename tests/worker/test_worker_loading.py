"""How a submission's source is run: statement by statement, or as a whole."""

from collections.abc import Callable

import pytest
from confined import source

from rnngrade.worker import Frame, StudentError, Worker

Start = Callable[..., Worker]


def test_definitions_are_run_one_by_one_and_one_that_raises_is_passed_over(start: Start) -> None:
    worker = start()
    code = "import no_such_module\nx = 1\ny = 1 / 0\nclass C:\n    z = x\n"
    loaded = worker.load(source(code, "C", "y"))
    assert (loaded.way, loaded.missing, loaded.names) == ("definitions", None, ("C",))
    kinds = [(error.type_name, error.frames) for error in loaded.skipped]
    assert kinds == [
        ("ModuleNotFoundError", (Frame(1, "<module>"),)),
        ("ZeroDivisionError", (Frame(3, "<module>"),)),
    ]


def test_a_required_name_that_is_just_not_there_is_no_error(start: Start) -> None:
    loaded = start().load(source("class Other:\n    pass\n", "MyRNN"))
    assert loaded.names == ()


def test_when_nothing_required_exists_the_exception_that_is_why_is_raised(start: Start) -> None:
    code = "data = open('names.txt')\nimport torch\nclass C(torch.nn.Modul):\n    pass\n"
    with pytest.raises(StudentError, match=r"AttributeError.*Modul") as caught:
        start().load(source(code, "C"))
    assert caught.value.frames == (Frame(3, "<module>"),)


def test_a_name_error_is_traced_to_the_statement_that_failed_to_bind_it(start: Start) -> None:
    code = "import no_such_module\nclass C(no_such_module.Base):\n    pass\n"
    with pytest.raises(StudentError, match="ModuleNotFoundError"):
        start().load(source(code, "C"))


DEFINITIONS = """


class C:
    def f(self):
        return [n for _ in range(n)]
def go():
    return C().f()
"""
TEXT = """if True:
    n = 3
""" + DEFINITIONS.lstrip("\n")


def test_a_function_that_misses_a_global_has_the_whole_text_run(start: Start) -> None:
    worker = start()
    loaded = worker.load(source(DEFINITIONS, "C", text=TEXT))
    assert (loaded.way, loaded.missing) == ("whole", "n")
    assert worker.ask("call", {"name": "go"}) == [3, 3, 3]


def test_a_statement_that_misses_a_global_has_the_whole_text_run(start: Start) -> None:
    text = "if True:\n    base = object\nclass C(base):\n    pass\n"
    loaded = start().load(source("\n\n" + text.split("\n", 2)[2], "C", text=text))
    assert (loaded.way, loaded.missing, loaded.names) == ("whole", "base", ("C",))


def test_a_required_class_in_a_block_has_the_whole_text_run(start: Start) -> None:
    loaded = start().load(source("\n\n\n", "C", text="if True:\n    class C:\n        pass\n"))
    assert (loaded.way, loaded.missing, loaded.names) == ("whole", "C", ("C",))


def test_a_name_that_nothing_required_needs_does_not_run_the_whole_text(start: Start) -> None:
    definitions = "\n\nclass C:\n    pass\ndef plot():\n    return losses\n"
    text = "while True:\n    losses = []\n" + definitions[2:]
    assert start(wall_seconds=5).load(source(definitions, "C", text=text)).way == "definitions"


def test_a_name_that_the_text_never_binds_does_not_run_the_whole_text(start: Start) -> None:
    definitions = "\nclass C:\n    def f(self):\n        return typo\n"
    loaded = start(wall_seconds=5).load(
        source(definitions, "C", text="while True: pass" + definitions)
    )
    assert loaded.way == "definitions"


def test_a_local_name_is_not_a_missing_global(start: Start) -> None:
    definitions = "\n\nclass C:\n    def f(self):\n        i = 0\n        return i\n"
    text = "for i in []:\n    pass\n" + definitions[2:]
    assert start().load(source(definitions, "C", text=text)).way == "definitions"


def test_the_whole_text_is_not_taken_where_it_defines_less(start: Start) -> None:
    definitions = "\n\n\nclass C:\n    def f(self):\n        return n\n"
    text = "if True:\n    1 / 0\n    n = 1\n" + definitions[3:]
    loaded = start().load(source(definitions, "C", text=text))
    assert (loaded.way, loaded.names, loaded.skipped) == ("definitions", ("C",), ())


def test_the_whole_text_is_taken_up_to_where_it_raises(start: Start) -> None:
    text = "if True:\n    n = 1\nclass C:\n    def f(self):\n        return n\n1 / 0\n"
    definitions = "\n\n" + text.split("\n", 2)[2].replace("1 / 0", "")
    loaded = start().load(source(definitions, "C", text=text))
    assert (loaded.way, loaded.missing, loaded.names) == ("whole", "n", ("C",))
    assert [error.type_name for error in loaded.skipped] == ["ZeroDivisionError"]


def test_a_main_block_does_not_run_even_when_the_whole_text_does(start: Start) -> None:
    worker = start()
    worker.load(source(DEFINITIONS, "C", text=TEXT + "if __name__ == '__main__':\n    n = 7\n"))
    assert worker.ask("call", {"name": "go"}) == [3, 3, 3]


def test_the_last_definition_of_a_name_counts(start: Start) -> None:
    definitions = "\n\ndef f():\n    return n\ndef f():\n    return 2\n"
    worker = start()
    loaded = worker.load(source(definitions, "f", text="if True:\n    n = 1\n" + definitions[2:]))
    assert loaded.way == "definitions"
    assert worker.ask("call", {"name": "f"}) == 2


def test_a_future_import_holds_for_later_definitions(start: Start) -> None:
    code = "from __future__ import annotations\ndef f(x: NoSuchType): ...\n"
    loaded = start().load(source(code, "f"))
    assert (loaded.names, loaded.skipped) == (("f",), ())


@pytest.mark.parametrize("statement", ["import sys; x = sys.exit(3)", "x = int('a')"])
def test_an_exit_at_load_is_the_students_error_and_the_worker_lives(
    start: Start, statement: str
) -> None:
    worker = start()
    loaded = worker.load(source(f"{statement}\ny = 1\n", "y"))
    assert loaded.skipped[0].type_name in ("SystemExit", "ValueError")
    assert worker.alive


def test_the_source_is_there_for_inspect_dataclasses_and_pickle(start: Start) -> None:
    code = """
import copy, dataclasses, inspect, pickle
@dataclasses.dataclass
class C:
    x: "int" = 1
def f():
    return ["class C" in inspect.getsource(C), pickle.loads(pickle.dumps(C(2))) == C(2)]
"""
    worker = start()
    worker.load(source(code, "f"))
    assert worker.ask("call", {"name": "f"}) == [True, True]


def test_nothing_of_the_graders_is_imported_beside_the_student(start: Start) -> None:
    code = """
import sys
found = [
    name for name, module in sys.modules.items()
    if name.split(".")[0] in ("rnngrade", "exercises") and hasattr(module, "__file__")
]
path = [entry for entry in sys.path if entry in ("", ".") or entry.endswith("rnngrade/worker")]
"""
    worker = start()
    worker.load(source(code, "found"))
    assert worker.ask("get", {"name": "found"}) == []
    assert worker.ask("get", {"name": "path"}) == []
