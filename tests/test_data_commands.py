"""``rnngrade data``, and what a check says of data that are not there."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import names_project
import pytest
from click.testing import CliRunner
from click.testing import Result as Ended

from rnngrade import cli, content, result_json
from rnngrade.commands import data as data_commands
from rnngrade.content import Exercise, find_exercise
from rnngrade.data import store
from rnngrade.data.interface import DataError
from rnngrade.data.store import are_stored, keep
from rnngrade.data.substitute import faker_folders
from rnngrade.grader import Grader
from rnngrade.reports import html, terminal
from rnngrade.submission import read_bytes

PUBLISHED = Path(__file__).parents[2] / "shared" / "data"
NEEDS_REAL_DATA = pytest.mark.skipif(
    not (PUBLISHED / "names").is_dir(), reason=f"the names data set is not in {PUBLISHED}"
)
UNKNOWN = {"Czech.txt": b"Adamek\nAdsit\nBelik\n", "Korean.txt": b"Ahn\nBaik\nBang\n"}

Command = Callable[..., Ended]


@pytest.fixture(scope="module")
def names_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("names_project")
    names_project.write(root)
    return root


@pytest.fixture
def ex7(names_root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Exercise:
    """An exercise with data, which are not there."""
    monkeypatch.setattr(content, "PACKAGE", names_root / "rnngrade")
    monkeypatch.setenv("RNNGRADE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    Path("ex7_names.py").write_text(names_project.RIGHT)
    return find_exercise("ex7")


def run(*arguments: object, typed: str = "") -> Ended:
    return CliRunner().invoke(cli.main, [str(a) for a in arguments], input=typed)


@pytest.fixture
def unknown_zip(tmp_path: Path) -> Path:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in UNKNOWN.items():
            archive.writestr(f"data/names/{name}", text)
    path = tmp_path / "data.zip"
    path.write_bytes(stream.getvalue())
    return path


@NEEDS_REAL_DATA
def test_data_are_fetched_from_a_folder_and_listed(ex7: Exercise, tmp_path: Path) -> None:
    before = run("data", "list")
    assert "sentiment  built in, grammar 1, 4,000 sentences to train on" in before.stdout
    assert "names  not fetched; a substitute stands in (Faker " in before.stdout
    ended = run("data", "fetch", "names", "--from", PUBLISHED)
    assert ended.exit_code == 0
    folder = tmp_path / "data" / "names"
    assert ended.stdout == f"Stored names (20,050 lines) in {folder}.\n"
    after = run("data", "list")
    assert "names  20,050 lines, 18 languages, 14,392 names to train on" in after.stdout
    assert str(folder) in after.stdout


def test_an_unknown_edition_is_refused_in_two_lines(ex7: Exercise, unknown_zip: Path) -> None:
    ended = run("data", "fetch", "names", "--from", unknown_zip)
    assert ended.exit_code == 2
    assert ended.stderr.startswith(f"Error: {unknown_zip} holds an unknown edition")
    assert "Try: --allow-unknown" in ended.stderr
    allowed = run("data", "fetch", "names", "--from", unknown_zip, "--allow-unknown")
    assert allowed.exit_code == 0
    assert "Stored names (unknown, " in allowed.stdout


def test_an_address_that_does_not_answer_is_no_traceback(ex7: Exercise) -> None:
    ended = run("data", "fetch", "names", "--url", "http://127.0.0.1:9/data.zip")
    assert ended.exit_code == 2
    assert "Error: http://127.0.0.1:9/data.zip cannot be reached" in ended.stderr
    assert "Try: Download it elsewhere" in ended.stderr
    assert "Traceback" not in ended.output


def test_damaged_data_are_named_by_every_command(ex7: Exercise) -> None:
    keep(UNKNOWN)
    (store.names_folder() / "Czech.txt").write_text("Abel\n")
    for command in (("data", "list"), ("check", "ex7"), ("grade", "ex7", ".", "-o", "out")):
        ended = run(*command)
        assert ended.exit_code == 2, ended.output
        assert "neither of the known editions" in ended.stderr
        assert "Try: rnngrade data fetch names" in ended.stderr


@pytest.mark.parametrize("arguments", [("fetch",), ("fetch", "dates"), ("fetch", "sentiment")])
def test_only_data_that_there_are_can_be_fetched(arguments: tuple[str, ...]) -> None:
    assert run("data", *arguments).exit_code == 2


def test_a_check_without_a_terminal_says_in_one_line_how_to_fetch(ex7: Exercise) -> None:
    ended = run("check", "ex7", "--json", "-")
    assert ended.exit_code == 0, ended.output
    line, *rest = ended.stderr.splitlines()
    assert "substitute" in line
    assert "rnngrade data fetch names" in line
    assert rest == []
    result = json.loads(ended.stdout)
    assert result["data"]["substitute"] is True
    assert result["data"]["edition"].startswith("Faker ")


def test_a_check_of_an_exercise_without_data_says_nothing_of_them(
    rnngrade: Command, ex1: Exercise
) -> None:
    assert ex1.solution is not None
    ended = rnngrade("check", "ex1", ex1.solution, "--only", "loads", "--json", "-")
    assert ended.stderr == ""
    assert json.loads(ended.stdout)["data"] is None


@pytest.fixture
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_commands, "on_a_terminal", lambda: True)


@pytest.mark.usefixtures("on_a_terminal")
def test_on_a_terminal_no_means_the_substitute(ex7: Exercise) -> None:
    ended = run("check", "ex7", typed="n\n")
    assert ended.exit_code == 0
    assert (
        "ex7 trains on the names data set, which is not here. Without it an embedded"
        in ended.stderr
    )
    assert "an embedded substitute stands in" in ended.stderr
    assert not are_stored()


@pytest.mark.usefixtures("on_a_terminal")
def test_on_a_terminal_yes_fetches_once(ex7: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_commands, "fetch_from_url", lambda told: keep(UNKNOWN))
    ended = run("check", "ex7", typed="\n")
    assert ended.exit_code == 0
    assert "substitute" not in ended.stdout
    assert "Data: names, unknown, " in ended.stdout
    assert "Download it now?" not in run("check", "ex7").stderr


@pytest.mark.usefixtures("on_a_terminal")
def test_a_fetch_that_fails_falls_back_on_the_substitute(
    ex7: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(told: object) -> None:
        raise DataError("https://there cannot be reached: no route")

    monkeypatch.setattr(data_commands, "fetch_from_url", fails)
    ended = run("check", "ex7", typed="y\n")
    assert ended.exit_code == 0
    assert "cannot be reached: no route. An embedded substitute stands in" in ended.stderr


@pytest.mark.usefixtures("on_a_terminal")
def test_grade_never_asks_and_says_at_the_end(ex7: Exercise) -> None:
    ended = run("grade", "ex7", "ex7_names.py", "-o", "out", "--isolation", "best")
    assert ended.exit_code == 0, ended.output
    assert "Download it now?" not in ended.output
    assert "Data: the embedded substitute for names" in ended.stdout


@pytest.fixture
def names_grader(ex7: Exercise) -> Iterator[Grader]:
    with Grader(ex7, device="cpu") as warm:
        yield warm


def test_the_result_and_its_reports_say_which_data_they_are_about(names_grader: Grader) -> None:
    verdict = names_grader.grade(read_bytes("ex7_names.py", names_project.RIGHT.encode()))
    assert verdict.passed
    assert result_json.loads(result_json.dumps(verdict)) == verdict
    assert names_grader.assignment.data is not None
    (trains,) = (check for check in verdict.checks if check.id == "trains")
    assert trains.evidence == {"hidden": len(names_grader.assignment.data.test)}
    for report in (terminal.render(verdict), html.render(verdict)):
        assert "Data: the embedded substitute for names (Faker " in " ".join(report.split())


def test_only_the_part_to_train_on_is_sent(names_grader: Grader) -> None:
    assignment = names_grader.assignment
    sent = assignment.source(read_bytes("ex7_names.py", names_project.RIGHT.encode())).data
    assert sent is not None
    assert assignment.data is not None
    assert sent.keys() == {"names"}
    pairs = [(name, language) for language, names in sent["names"].items() for name in names]
    assert tuple(pairs) == assignment.data.train
    assert set(pairs).isdisjoint(assignment.data.test)


def test_a_submission_that_does_not_ask_is_sent_nothing(names_grader: Grader) -> None:
    other = read_bytes("ex7_names.py", b"def trained_on():\n    return []\n")
    assert names_grader.assignment.source(other).data is None


PEEKS = """
import os

def trained_on():
    for path in {paths!r}:
        try:
            print("read", len(os.listdir(path)))
        except OSError as error:
            print("hidden", type(error).__name__)
    import faker.providers.person.cs_CZ
    return []
"""


def test_a_submission_finds_neither_the_data_nor_what_the_substitute_is_made_from(
    names_grader: Grader,
) -> None:
    keep(UNKNOWN)
    paths = [str(path) for path in (store.names_folder(), *faker_folders())]
    verdict = names_grader.grade(
        read_bytes("ex7_names.py", PEEKS.format(paths=paths).encode()), only=["trains"]
    )
    if "landlock" not in verdict.layers:
        pytest.skip("this machine has no Landlock")
    assert "read" not in verdict.output
    assert verdict.output.count("hidden") == len(paths)
    (trains,) = (check for check in verdict.checks if check.id == "trains")
    assert "ModuleNotFoundError" in trains.message or "PermissionError" in trains.message
