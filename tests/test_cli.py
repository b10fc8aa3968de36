"""What users type, what they read, and the exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
import torch
from click.testing import CliRunner
from click.testing import Result as Ended

import rnngrade as package
from rnngrade import cli, result_json
from rnngrade.content import Exercise

Command = Callable[..., Ended]
README = Path(__file__).parents[1] / "README.md"
ESCAPE = "\x1b"


@pytest.fixture
def solution(ex1: Exercise) -> Path:
    assert ex1.solution is not None
    return ex1.solution


@pytest.fixture
def half_right(ex1: Exercise) -> Path:
    assert ex1.corpus is not None
    return ex1.corpus / "fail" / "no_tanh.py"


def test_list_shows_every_exercise_with_its_title_and_file(rnngrade: Command) -> None:
    ended = rnngrade("list")
    assert ended.exit_code == 0
    assert ended.stdout.splitlines() == [
        "ex1  MyRNN: a vanilla RNN from scratch  (ex1_my_rnn.py)",
        "ex2  The adding problem: how far back can a network remember?  (ex2_adding_problem.py)",
        "ex3  Names: which language is it from?  (ex3_name_classifier.py)",
        "ex4  Dates: a recurrent network that reads and one that writes  (ex4_date_converter.py)",
        "ex5  Hidden states: what does a sentiment model know, word by word?  "
        "(ex5_hidden_states.py)",
    ]


def test_version_is_the_packages(rnngrade: Command) -> None:
    ended = rnngrade("--version")
    assert ended.exit_code == 0
    assert package.__version__ in ended.stdout


def test_start_writes_the_stub_and_says_what_comes_next(rnngrade: Command, ex1: Exercise) -> None:
    ended = rnngrade("start", "ex1")
    assert ended.exit_code == 0
    assert "rnngrade check ex1" in ended.stdout
    assert Path("ex1_my_rnn.py").read_text(encoding="utf-8") == ex1.stub


def test_start_makes_the_directory(rnngrade: Command, ex1: Exercise) -> None:
    ended = rnngrade("start", "ex1", "my work/week 1")
    assert ended.exit_code == 0
    assert Path("my work/week 1/ex1_my_rnn.py").read_text(encoding="utf-8") == ex1.stub


def test_start_never_overwrites(rnngrade: Command) -> None:
    Path("ex1_my_rnn.py").write_text("my work")
    ended = rnngrade("start", "ex1")
    assert ended.exit_code == 2
    assert "there already" in ended.stderr
    assert Path("ex1_my_rnn.py").read_text() == "my work"


def test_start_does_not_write_through_a_link_to_nowhere(rnngrade: Command) -> None:
    Path("ex1_my_rnn.py").symlink_to("elsewhere.py")
    assert rnngrade("start", "ex1").exit_code == 2
    assert not Path("elsewhere.py").exists()


def test_start_into_a_file_is_wrong_usage(rnngrade: Command) -> None:
    Path("file").touch()
    ended = rnngrade("start", "ex1", "file")
    assert ended.exit_code == 2
    assert "file" in ended.stderr


@pytest.mark.parametrize("command", ["start", "check", "validate"])
def test_an_unknown_exercise_is_refused_with_those_that_there_are(
    rnngrade: Command, command: str
) -> None:
    ended = rnngrade(command, "ex99")
    assert ended.exit_code == 2
    assert "there is no exercise 'ex99'" in ended.stderr
    assert "ex1" in ended.stderr


def test_start_then_check_gives_a_friendly_0(rnngrade: Command) -> None:
    rnngrade("start", "ex1")
    ended = rnngrade("check", "ex1")
    assert ended.exit_code == 1
    assert "Score 0/100" in ended.stdout
    assert "Start with forward" in ended.stdout


def test_check_takes_the_file_of_the_stubs_name_in_this_folder(
    rnngrade: Command, solution: Path
) -> None:
    Path("ex1_my_rnn.py").write_text(solution.read_text())
    ended = rnngrade("check", "ex1")
    assert ended.exit_code == 0
    assert "ex1 · ex1_my_rnn.py" in ended.stdout
    assert "Score 100/100" in ended.stdout


def test_check_takes_a_notebook_of_that_name_as_well(rnngrade: Command, ex1: Exercise) -> None:
    assert ex1.corpus is not None
    notebook = ex1.corpus / "pass" / "notebook_with_magics.ipynb"
    Path("ex1_my_rnn.ipynb").write_bytes(notebook.read_bytes())
    ended = rnngrade("check", "ex1", "--only", "shapes")
    assert ended.exit_code == 0
    assert "ex1_my_rnn.ipynb" in ended.stdout


def test_a_script_and_a_notebook_are_a_question(rnngrade: Command) -> None:
    for name in ("ex1_my_rnn.py", "ex1_my_rnn.ipynb"):
        Path(name).write_text("x = 1")
    ended = rnngrade("check", "ex1")
    assert ended.exit_code == 2
    assert "there are ex1_my_rnn.py and ex1_my_rnn.ipynb in this folder" in ended.stderr
    assert "which one" in ended.stderr
    assert "Try: rnngrade check ex1 ex1_my_rnn.py" in ended.stderr


def test_without_a_file_the_next_step_is_named(rnngrade: Command) -> None:
    ended = rnngrade("check", "ex1")
    assert ended.exit_code == 2
    assert "there is no ex1_my_rnn.py (or ex1_my_rnn.ipynb) in this folder" in ended.stderr
    assert "rnngrade start ex1" in ended.stderr


def test_a_file_that_is_not_there_is_wrong_usage_with_a_hint(rnngrade: Command) -> None:
    Path("my_rnn.py").touch()
    ended = rnngrade("check", "ex1", "my_rn.py")
    assert ended.exit_code == 2
    assert "my_rn.py: there is no such file" in ended.stderr
    assert "Did you mean my_rnn.py?" in ended.stderr


def test_a_folder_with_the_file_will_do(rnngrade: Command, solution: Path) -> None:
    Path("work").mkdir()
    Path("work/mine.py").write_text(solution.read_text())
    ended = rnngrade("check", "ex1", "work", "--only", "loads")
    assert ended.exit_code == 0
    assert "mine.py" in ended.stdout


def test_json_to_the_terminal_is_json_and_nothing_else(rnngrade: Command, solution: Path) -> None:
    ended = rnngrade("check", "ex1", solution, "--json", "-", "--seed", 5)
    assert ended.exit_code == 0
    document = json.loads(ended.stdout)
    result_json.validate(document)
    assert (document["score"], document["seed"]) == (100, 5)


def test_json_to_a_file_leaves_the_report_on_the_terminal(
    rnngrade: Command, half_right: Path
) -> None:
    ended = rnngrade("check", "ex1", half_right, "--json", "result.json")
    assert ended.exit_code == 1
    assert "There is no tanh" in ended.stdout
    result = result_json.loads(Path("result.json").read_text(encoding="utf-8"))
    assert not result.passed
    assert f"Score {result.score:g}/100" in ended.stdout


def test_json_where_nothing_can_be_written_is_wrong_usage(
    rnngrade: Command, solution: Path
) -> None:
    ended = rnngrade("check", "ex1", solution, "--only", "loads", "--json", "no/such/folder.json")
    assert ended.exit_code == 2
    assert "no/such" in ended.stderr
    assert "Traceback" not in ended.output


def test_only_an_unknown_check_is_refused_with_those_that_there_are(
    rnngrade: Command, solution: Path
) -> None:
    ended = rnngrade("check", "ex1", solution, "--only", "outputs", "--only", "output")
    assert ended.exit_code == 2
    assert "there is no check 'output'" in ended.stderr
    assert "loads, own_recurrence, forward" in ended.stderr


def test_only_runs_what_is_asked_for_and_what_it_needs(rnngrade: Command, solution: Path) -> None:
    ended = rnngrade(
        "check", "ex1", solution, "--only", "shapes", "--only", "learns", "--json", "-"
    )
    ids = [check["id"] for check in json.loads(ended.stdout)["checks"]]
    assert ids == ["loads", "own_recurrence", "forward", "shapes", "learns"]


def test_a_broken_rubric_is_refused_with_file_key_and_reason(
    rnngrade: Command, solution: Path, rubric_with: Callable[..., Path]
) -> None:
    def spoil(rubric: dict[str, Any]) -> None:
        rubric["checks"]["outputs"]["points"] = "thirty"
        rubric["checks"]["gradient"] = rubric["checks"].pop("gradients")

    path = rubric_with(spoil)
    ended = rnngrade("check", "ex1", solution, "--rubric", path)
    assert ended.exit_code == 2
    assert f'{path}: checks.outputs.points: is "thirty"; expected a number' in ended.stderr
    assert 'checks.gradient: ex1 has no such check; did you mean "gradients"?' in ended.stderr


def test_a_rubric_that_is_not_there_is_refused(rnngrade: Command, solution: Path) -> None:
    ended = rnngrade("check", "ex1", solution, "--rubric", "no_rubric.json")
    assert ended.exit_code == 2
    assert "no_rubric.json: cannot be read" in ended.stderr


def test_the_rubric_of_the_pass_mark_decides_the_exit_code(
    rnngrade: Command, half_right: Path, rubric_with: Callable[..., Path]
) -> None:
    assert rnngrade("check", "ex1", half_right).exit_code == 1
    lenient = rubric_with(lambda rubric: rubric.update(pass_mark=0.1))
    assert rnngrade("check", "ex1", half_right, "--rubric", lenient).exit_code == 0


def test_a_fault_of_the_graders_own_exits_with_3_and_costs_no_point_silently(
    rnngrade: Command, ex9: Exercise, tmp_path: Path
) -> None:
    rubric = tmp_path / "rubric.json"
    text = ex9.rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace('"key": ""', '"key": "missing"'), encoding="utf-8")
    assert ex9.solution is not None
    ended = rnngrade("check", ex9.id, ex9.solution, "--rubric", rubric)
    assert ended.exit_code == 3
    assert "rnngrade failed here, not your code (KeyError: 'missing')" in " ".join(
        ended.stdout.split()
    )
    assert "Traceback" not in ended.output


def test_an_exception_of_ours_is_said_in_a_line_with_exit_code_3(
    rnngrade: Command, solution: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("rnngrade.commands.check.check_in_turn", broken)
    ended = rnngrade("check", "ex1", solution)
    assert ended.exit_code == 3
    assert "rnngrade itself failed: ZeroDivisionError: oh" in ended.stderr
    assert "RNNGRADE_TRACEBACK=1" in ended.stderr
    assert "Traceback" not in ended.output


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there_is_wrong_usage(rnngrade: Command, solution: Path) -> None:
    ended = rnngrade("check", "ex1", solution, "--device", "cuda")
    assert ended.exit_code == 2
    assert "no CUDA device" in ended.stderr
    assert "--device cpu" in ended.stderr


@pytest.mark.parametrize("seed", ["-1", str(2**53), "1.5", "x"])
def test_a_seed_that_json_cannot_hold_is_refused(
    rnngrade: Command, solution: Path, seed: str
) -> None:
    ended = rnngrade("check", "ex1", solution, "--seed", seed)
    assert ended.exit_code == 2
    assert "--seed" in ended.stderr


def test_verbose_shows_the_numbers_behind_every_outcome(rnngrade: Command, solution: Path) -> None:
    short = rnngrade("check", "ex1", solution, "--only", "outputs")
    long = rnngrade("check", "ex1", solution, "--only", "outputs", "--verbose")
    assert "reference_error" not in short.stdout
    assert "reference_error" in long.stdout
    assert len(long.stdout) > len(short.stdout)


def test_the_report_says_that_an_instructor_uses_other_inputs(
    rnngrade: Command, solution: Path
) -> None:
    said = " ".join(rnngrade("check", "ex1", solution, "--only", "loads").stdout.split())
    assert "Your instructor's grading uses other inputs" in said


def test_lines_into_a_file_are_at_most_80_columns_wide(rnngrade: Command, half_right: Path) -> None:
    lines = rnngrade("check", "ex1", half_right, "--verbose").stdout.splitlines()
    assert max(map(len, lines)) <= 80


def in_a_terminal(*arguments: object, **environment: str) -> str:
    """Return what the command prints where it believes to be in a terminal."""
    code = (
        "import sys, os\n"
        "out = os.fdopen(1, 'w')\n"
        "out.isatty = lambda: True\n"
        "sys.stdout = out\n"
        "from rnngrade.cli import main\n"
        "main()"
    )
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert "Traceback" not in ended.stderr
    return ended.stdout


def test_a_terminal_gets_colours_and_no_color_takes_them_away(solution: Path) -> None:
    arguments = ("check", "ex1", solution, "--only", "loads", "--device", "cpu")
    os.environ.pop("NO_COLOR", None)
    coloured = in_a_terminal(*arguments)
    assert f"{ESCAPE}[32m" in coloured
    plain = in_a_terminal(*arguments, NO_COLOR="1")
    assert not re.search(f"{ESCAPE}\\[(3|9)[0-7]", plain)
    assert "passed" in plain


def test_the_installed_command_is_this_one(ex1: Exercise, solution: Path, tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("rnngrade")
    ended = subprocess.run(  # noqa: S603
        [script, "check", "ex1", solution, "--only", "loads", "--device", "cpu"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        cwd=tmp_path,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ESCAPE not in ended.stdout
    assert ex1.checks[0].label in ended.stdout


COMMANDS = list(cli.main.commands.items())


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_help_shows_every_argument_and_option_with_what_it_is_for(
    rnngrade: Command, name: str, command: click.Command
) -> None:
    said = rnngrade(name, "--help").stdout
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert all(option in said for option in parameter.opts)
        else:
            assert parameter.name is not None
            assert parameter.name.upper() in said
    assert command.help
    assert rnngrade(name, "-h").stdout == said


def test_help_lists_every_command(rnngrade: Command) -> None:
    said = rnngrade("--help").stdout
    assert all(re.search(rf"^  {name} +\S", said, re.MULTILINE) for name, _ in COMMANDS)


@pytest.mark.parametrize("arguments", [("grade", "ex1"), ("grade", "ex1", "-o", "x"), ("chek",)])
def test_incomplete_command_lines_are_wrong_usage(rnngrade: Command, arguments: list[str]) -> None:
    ended = rnngrade(*arguments)
    assert ended.exit_code == 2
    assert "Usage:" in ended.stderr


def lines_of_the_readme() -> list[str]:
    """Return every line of the README that calls rnngrade, from its code blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", README.read_text(encoding="utf-8"), re.S | re.M)
    calls = [part for block in blocks for part in re.split(r"&&|\n", block)]
    found = (re.match(r"\s*(?:\$ )?(?:\S*/)?(rnngrade [a-z][^#]*)", part) for part in calls)
    return sorted({match[1].strip() for match in found if match})


def test_the_readme_shows_how_to_start_and_check() -> None:
    called = {line.split()[1] for line in lines_of_the_readme()}
    assert {"start", "check"} <= called


@pytest.mark.parametrize("line", lines_of_the_readme())
def test_command_lines_of_the_readme_are_those_of_the_help(rnngrade: Command, line: str) -> None:
    _, name, *arguments = line.split()
    words = arguments[:2] if name == "ci" else []
    said = rnngrade(name, *words, "--help")
    assert said.exit_code == 0
    for argument in arguments:
        if argument.startswith("-") and argument != "-":
            assert argument.split("=")[0] in said.stdout


@pytest.fixture
def unconfined(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose kernel lacks a layer that is demanded."""
    monkeypatch.setattr("rnngrade.worker.zygote.DEMANDED", frozenset({"landlock", "a-new-layer"}))


@pytest.mark.usefixtures("unconfined")
def test_grade_refuses_to_start_where_submissions_cannot_be_isolated(
    solution: Path, tmp_path: Path
) -> None:
    arguments = ["grade", "ex1", str(solution), "-o", str(tmp_path / "results"), "--device", "cpu"]
    ended = CliRunner().invoke(cli.main, arguments)
    assert ended.exit_code == 2
    assert "cannot be isolated here: a-new-layer missing" in ended.output
    assert "--isolation best" in ended.output
    assert not (tmp_path / "results").exists()


@pytest.mark.usefixtures("unconfined")
def test_check_runs_with_what_there_is_unless_more_is_demanded(solution: Path) -> None:
    check = ["check", "ex1", str(solution), "--device", "cpu", "--only", "forward"]
    assert CliRunner().invoke(cli.main, check).exit_code == 0
    assert CliRunner().invoke(cli.main, [*check, "--isolation", "required"]).exit_code == 2


def test_without_isolation_the_report_says_so(solution: Path) -> None:
    check = ["check", "ex1", str(solution), "--device", "cpu", "--isolation", "none"]
    ended = CliRunner().invoke(cli.main, check)
    assert ended.exit_code == 0
    assert "Isolation: without namespaces, Landlock, seccomp; run only code" in ended.output
