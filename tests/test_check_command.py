"""``rnngrade check`` over all that a repository holds, and what it writes for machines."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Ended

from rnngrade import cli, result_json
from rnngrade.content import Exercise
from rnngrade.grader import DeviceError
from rnngrade.result import CheckResult, Environment, ExerciseTag, Outcome, Result, SubmissionTag
from rnngrade.result import Times as Took
from rnngrade.scoring import passes
from rnngrade.submission.interface import Submission
from rnngrade.worker.interface import WorkerPoolError

EX1, EX2, EX3 = "ex1_my_rnn.py", "ex2_adding_problem.py", "ex3_name_classifier.py"
LIMITS = (
    *("wall_seconds", "cpu_seconds", "memory_bytes", "output_bytes"),
    *("reply_bytes", "scratch_bytes", "scratch_files", "threads"),
)
COMMAND = "::error file=a.py::injected"


@dataclass
class Graders:
    """Stands in for the graders of a run: says what it was told to, and keeps what was asked."""

    points: dict[str, float] = field(default_factory=dict)
    """Of 100, by exercise; 100 where nothing is said."""
    outcome: Outcome = Outcome.FAIL
    """Of what did not earn everything."""
    broken: dict[str, Exception] = field(default_factory=dict)
    """What making a grader raises, by exercise."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    open: set[str] = field(default_factory=set)

    @contextmanager
    def __call__(self, exercise: Exercise, **options: Any) -> Iterator[SimpleNamespace]:
        if exercise.id in self.broken:
            raise self.broken[exercise.id]
        self.open.add(exercise.id)

        def grade(handed_in: Submission, **more: Any) -> Result:
            self.asked.append({"exercise": exercise.id, **options, **more})
            return self.verdict(exercise.id, handed_in, more["seed"])

        rubric = SimpleNamespace(pass_mark=0.6)
        yield SimpleNamespace(grade=grade, assignment=SimpleNamespace(rubric=rubric))
        self.open.remove(exercise.id)

    def verdict(self, name: str, handed_in: Submission, seed: int) -> Result:
        points = self.points.get(name, 100)
        outcome = Outcome.PASS if points == 100 else self.outcome
        checks = (CheckResult("outputs", "Outputs", outcome, points, 100, f"{COMMAND}\n{COMMAND}"),)
        return Result(
            package_version="0.1.0",
            exercise=ExerciseTag(name, "1.0.0"),
            submission=SubmissionTag(handed_in.name, handed_in.sha256, "definitions"),
            score=points,
            max_score=100,
            pass_mark=0.6,
            passed=passes(checks, 0.6),
            checks=checks,
            output=f"{COMMAND}\n",
            environment=Environment("3.11.7", "2.13.0", "cpu", 1, "Linux"),
            seed=seed,
            limits=dict.fromkeys(LIMITS, 1),
            layers=("landlock",),
            times=Took("2026-04-17T09:30:00Z", 1.0),
        )


@pytest.fixture
def graders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Graders:
    """Graders that judge nothing, in an empty repository."""
    made = Graders()
    monkeypatch.setattr("rnngrade.commands.checking.Grader", made)
    for variable in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return made


def check(*arguments: object) -> Ended:
    return CliRunner().invoke(cli.main, ["check", *(str(a) for a in arguments)])


def hand_in(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x = 1\n")


def configure(text: str) -> None:
    Path("rnngrade.toml").write_text(text)


def test_without_an_exercise_all_that_is_here_is_checked(graders: Graders) -> None:
    hand_in(EX1, EX2, "notes.py")
    graders.points["ex2"] = 40
    ended = check()
    assert ended.exit_code == 1
    assert [asked["exercise"] for asked in graders.asked] == ["ex1", "ex2"]
    first, second = ended.stdout.index(f"ex1 · {EX1}"), ended.stdout.index(f"ex2 · {EX2}")
    assert first < second
    assert ended.stdout.endswith("1 of 2 exercises passed. Passed: ex1. Not passed: ex2.\n")


def test_one_alone_has_no_summary(graders: Graders) -> None:
    hand_in(EX2)
    ended = check()
    assert ended.exit_code == 0
    assert "exercises passed" not in ended.stdout


def test_with_nothing_here_the_next_step_is_named(graders: Graders) -> None:
    ended = check()
    assert ended.exit_code == 2
    assert f"there is nothing to check in this folder: none of {EX1}, {EX2}" in ended.stderr
    assert "Try: rnngrade start ex1 writes a stub; rnngrade check ex1 FILE" in ended.stderr


def test_what_is_configured_is_checked(graders: Graders, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in("src/mine.py", EX1, "mine.json")
    configure(
        'seed-from = "HIDDEN"\n[exercises.ex2]\npath = "src/mine.py"\nrubric = "mine.json"\n'
        "pass-mark = 0.8\n"
    )
    monkeypatch.setenv("HIDDEN", "81726354")
    graders.points["ex2"] = 70
    ended = check("--json", "result.json", "--only", "loads")
    assert ended.exit_code == 1
    (asked,) = graders.asked
    assert (asked["rubric"], asked["seed"]) == (Path("mine.json"), 81726354)
    assert "ex2 · mine.py" in ended.stdout
    assert "not passed yet (80 needed)" in ended.stdout
    said = " ".join(ended.stdout.split())
    assert "rnngrade.toml: judged by the rubric mine.json, not by the exercise's own." in said
    assert "rnngrade.toml: the pass mark is 0.8; the rubric's is 0.6." in said
    written = result_json.loads(Path("result.json").read_text())
    assert (written.pass_mark, written.passed, written.score) == (0.8, False, 70)


def test_a_secret_seed_is_neither_in_the_report_nor_in_what_is_written(
    graders: Graders, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(EX1)
    configure('seed-from = "HIDDEN"')
    monkeypatch.setenv("HIDDEN", "81726354")
    ended = check("--verbose", "--github", "--json", "result.json", "--junit", "result.xml")
    assert graders.asked[0]["seed"] == 81726354
    assert "Inputs were drawn from the seed in HIDDEN." in ended.stdout
    assert result_json.loads(Path("result.json").read_text()).seed is None
    for said in (ended.output, *(Path(f"result.{kind}").read_text() for kind in ("json", "xml"))):
        assert "81726354" not in said


def test_without_the_secret_the_default_seed_is_used_and_said(
    graders: Graders, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(EX1)
    configure('seed-from = "HIDDEN"')
    monkeypatch.setenv("HIDDEN", "")
    ended = check()
    assert graders.asked[0]["seed"] == 0
    said = "HIDDEN is not set (a pull request from a fork sees no secrets): inputs were drawn from"
    assert said in " ".join(ended.stdout.split())


def test_the_command_line_wins(graders: Graders, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in("mine.py", "theirs.py", "mine.json")
    configure(
        'seed-from = "HIDDEN"\n[exercises.ex1]\npath = "mine.py"\nrubric = "mine.json"\n'
        "pass-mark = 0.9\n"
    )
    monkeypatch.setenv("HIDDEN", "no seed")
    ended = check("ex1", "theirs.py", "--seed", 0, "--rubric", "theirs.json")
    assert (graders.asked[0]["seed"], graders.asked[0]["rubric"]) == (0, Path("theirs.json"))
    assert "ex1 · theirs.py" in ended.stdout
    assert "rnngrade.toml" not in ended.output
    assert "HIDDEN" not in ended.output


def test_no_config_takes_nothing_from_the_repository(graders: Graders) -> None:
    hand_in(EX1)
    configure("what is this")
    assert check().exit_code == 2
    assert check("--no-config").exit_code == 0


def test_a_repository_cannot_ask_for_less_than_its_rubric(graders: Graders) -> None:
    hand_in(EX1)
    configure("[exercises.ex1]\npass-mark = 0.1\n")
    ended = check()
    assert ended.exit_code == 2
    assert "rnngrade.toml: exercises.ex1.pass-mark: is 0.1, and the rubric's is 0.6" in ended.stderr
    assert graders.asked == []


def test_a_file_that_is_missing_does_not_stop_the_others(graders: Graders) -> None:
    hand_in(EX2)
    configure('[exercises.ex1]\npath = "src/mine.py"\n[exercises.ex2]\n[exercises.ex3]\n')
    ended = check("--json", "-")
    assert ended.exit_code == 1
    assert "ex1: src/mine.py: there is no folder src." in ended.stderr
    assert f"ex3: there is no {EX3} (or ex3_name_classifier.ipynb) in this folder." in ended.stderr
    assert "1 of 3 exercises passed. Passed: ex2. Not judged: ex1, ex3." in ended.stderr
    assert json.loads(ended.stdout)["exercise"]["id"] == "ex2"


@pytest.mark.parametrize(
    ("broken", "outcome", "code"),
    [
        ({}, Outcome.PASS, 1),
        ({"ex1": DeviceError("there is no CUDA device")}, Outcome.FAIL, 2),
        ({"ex1": WorkerPoolError("the zygote ended")}, Outcome.FAIL, 3),
        ({"ex1": ZeroDivisionError("oh"), "ex3": DeviceError("none")}, Outcome.FAIL, 3),
        ({"ex1": DeviceError("none")}, Outcome.ERROR, 3),
    ],
)
def test_the_exit_code_is_the_worst_and_no_fault_stops_the_others(
    graders: Graders, broken: dict[str, Exception], outcome: Outcome, code: int
) -> None:
    hand_in(EX1, EX2, EX3)
    graders.broken, graders.outcome, graders.points = broken, outcome, {"ex2": 0}
    ended = check()
    assert ended.exit_code == code
    assert [a["exercise"] for a in graders.asked] == [
        name for name in ("ex1", "ex2", "ex3") if name not in broken
    ]
    assert all(str(error) in ended.stderr for error in broken.values())


def test_an_interruption_stops_everything(graders: Graders) -> None:
    hand_in(EX1, EX2)
    graders.broken["ex1"] = KeyboardInterrupt()  # type: ignore[assignment]
    ended = check()
    assert (ended.exit_code, graders.asked) == (130, [])


@pytest.mark.parametrize("option", ["--only", "--rubric"])
def test_what_is_for_one_exercise_needs_its_name(graders: Graders, option: str) -> None:
    hand_in(EX1, EX2)
    ended = check(option, "x")
    assert ended.exit_code == 2
    assert f"{option} is for one exercise, and there are several." in ended.stderr


def test_json_of_several_goes_into_a_folder(graders: Graders) -> None:
    hand_in(EX1, EX2, "results/old.txt")
    assert check("--json", "results").exit_code == 0
    written = [Path(f"results/{name}.json").read_text() for name in ("ex1", "ex2")]
    assert [result_json.loads(text).exercise.id for text in written] == ["ex1", "ex2"]


def test_json_of_one_goes_into_a_folder_as_well(graders: Graders) -> None:
    hand_in(EX1, "results/old.txt")
    assert check("ex1", "--json", "results").exit_code == 0
    assert Path("results/ex1.json").is_file()


def test_json_of_several_into_a_file_is_refused_before_any_work(graders: Graders) -> None:
    hand_in(EX1, EX2)
    ended = check("--json", "result.json")
    assert ended.exit_code == 2
    assert "--json: there are several exercises, and result.json is no folder." in ended.stderr
    assert graders.asked == []


def test_json_of_several_is_printed_one_document_a_line(graders: Graders) -> None:
    hand_in(EX1, EX2)
    lines = check("--json", "-").stdout.splitlines()
    assert [json.loads(line)["exercise"]["id"] for line in lines] == ["ex1", "ex2"]


@pytest.mark.parametrize("name", ["junit", "gradescope", "autograding"])
def test_a_format_needs_a_folder_to_be_written_into(graders: Graders, name: str) -> None:
    hand_in(EX1, "folder/x")
    for path in ("no/such.file", "folder"):
        ended = check(f"--{name}", path)
        assert ended.exit_code == 2
        assert f"--{name}" in ended.stderr
    assert graders.asked == []


@pytest.mark.parametrize("name", ["json", "junit"])
def test_a_folder_in_which_nothing_can_be_written_is_said_before_any_work(
    graders: Graders, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    hand_in(EX1, "folder/x")
    # Root may write anywhere but where the file system is read-only.
    monkeypatch.setattr("os.access", lambda place, _: Path(place) != Path("folder").resolve())
    ended = check(f"--{name}", "folder/new.file")
    assert ended.exit_code == 2
    assert f"--{name}: nothing can be written to" in ended.stderr
    assert graders.asked == []


def test_formats_are_written_of_a_failed_check_when_every_worker_is_gone(
    graders: Graders, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(EX1, EX2)
    graders.points["ex1"] = 30
    open_graders: list[set[str]] = []
    real = result_json.write
    monkeypatch.setattr(
        "rnngrade.commands.check_files.result_json.write",
        lambda *a: (open_graders.append(set(graders.open)), real(*a)),
    )
    Path("out").mkdir()
    ended = check("--json", "out", "--junit", "junit.xml", "--gradescope", "results.json")
    assert ended.exit_code == 1
    assert open_graders == [set(), set()]
    assert len(ET.parse("junit.xml").findall(".//testcase")) == 2  # noqa: S314
    assert json.loads(Path("results.json").read_text())["tests"]


def test_on_github_nothing_but_annotations_is_a_command(
    graders: Graders, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(EX1)
    graders.points["ex1"] = 30
    Path("summary.md").write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    ended = check("--github")
    first, *lines = ended.stdout.split("\n")
    assert first.startswith("::stop-commands::")
    end = lines.index(f"::{first.removeprefix('::stop-commands::')}::")
    assert not any(line.lstrip().startswith("::") for line in lines[:end])
    assert [line.split(" ")[0] for line in lines[end + 1 :] if line] == ["::error"]
    summary = Path("summary.md").read_text()
    assert summary.startswith("before\n")
    assert "Outputs" in summary


def test_json_alone_on_standard_output_leaves_no_room_for_annotations(graders: Graders) -> None:
    hand_in(EX1)
    ended = check("--json", "-", "--github")
    assert ended.exit_code == 2
    assert "--json - prints nothing but JSON, and --github prints as well." in ended.stderr


def test_what_is_missing_around_a_format_is_said_before_any_work(
    graders: Graders, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(EX1)
    for name in ("GITHUB_REPOSITORY", "GITHUB_REPOSITORY_OWNER"):
        monkeypatch.delenv(name, raising=False)
    ended = check("--classroom50", "result.json")
    assert ended.exit_code == 2
    assert "--classroom50: " in ended.stderr
    assert graders.asked == []


@pytest.mark.parametrize("several", [True, False])
def test_a_files_name_is_no_command_in_an_error(graders: Graders, several: bool) -> None:
    hand_in("src/a.py", "src/b\n::error::injected\x1b[2J.py")
    configure('[exercises.ex1]\npath = "src"\n' + ("[exercises.ex2]\n" if several else ""))
    ended = check()
    assert ended.exit_code == (1 if several else 2)
    assert "injected" in ended.stderr
    assert not any(line.startswith("::") for line in ended.stderr.split("\n"))
    assert "\x1b" not in ended.stderr
