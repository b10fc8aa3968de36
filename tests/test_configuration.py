"""What a student's repository may say, and what is said of a file that cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.configuration import (
    Configuration,
    ConfigurationError,
    ExerciseConfiguration,
    find_configuration,
)
from rnngrade.grader import MAX_SEED
from rnngrade.repository import Work, all_work, seed_from, work_on

WHOLE = """\
seed-from = "RNNGRADE_SEED"
[exercises.ex1]
path = "src/ex1_my_rnn.py"
pass-mark = 0.8
rubric = "rubrics/ex1.json"
[exercises.ex2]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, in a repository of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def in_pyproject(text: str) -> str:
    """Return what says the same in pyproject.toml."""
    return f"[tool.rnngrade]\n{text.replace('[exercises', '[tool.rnngrade.exercises')}"


def refusal(text: str) -> str:
    """Return what is said of this rnngrade.toml."""
    Path("rnngrade.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        find_configuration(Path())
    return str(refused.value)


@pytest.mark.parametrize("name", ["rnngrade.toml", "pyproject.toml"])
def test_both_files_say_the_same(folder: Path, name: str) -> None:
    Path(name).write_text(WHOLE if name == "rnngrade.toml" else in_pyproject(WHOLE))
    found = find_configuration(folder)
    assert found == Configuration(
        folder / name,
        "RNNGRADE_SEED",
        {
            "ex1": ExerciseConfiguration(
                folder / "src/ex1_my_rnn.py", 0.8, folder / "rubrics/ex1.json"
            ),
            "ex2": ExerciseConfiguration(),
        },
    )


def test_the_nearest_file_counts_and_one_without_a_word_on_rnngrade_is_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = folder / "src" / "deep"
    deep.mkdir(parents=True)
    (folder / "rnngrade.toml").write_text(WHOLE)
    (deep / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n")
    monkeypatch.chdir(deep)
    found = find_configuration(Path())
    assert found is not None
    assert found.file == folder / "rnngrade.toml"
    (folder / "src" / "pyproject.toml").write_text(in_pyproject(""))
    nearer = find_configuration(Path())
    assert nearer is not None
    assert nearer.folder == folder / "src"


def test_the_search_ends_at_the_root_of_the_repository(folder: Path) -> None:
    (folder / "rnngrade.toml").write_text(WHOLE)
    (folder / "clone" / ".git").mkdir(parents=True)
    assert find_configuration(folder / "clone") is None


def test_two_files_in_one_folder_are_refused() -> None:
    Path("pyproject.toml").write_text(in_pyproject(""))
    said = refusal("")
    assert said == (
        "rnngrade.toml: stands beside a pyproject.toml with [tool.rnngrade]; keep one of the two"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seed_from = 'X'", 'seed_from: is not known; did you mean "seed-from"?'),
        ("seed-from = '$X'", "seed-from: is '$X'; expected the name of an environment variable"),
        ("seed-from = 5", "seed-from: is 5; expected the name of an environment variable"),
        ("[exercises.ex11]", 'exercises.ex11: is not known; did you mean "ex1"?'),
        ("exercises = 1", "exercises: is 1; expected a table for each exercise"),
        ("[exercises]\nex1 = 'a.py'", "exercises.ex1: is 'a.py'; expected a table, such as"),
        ("[exercises.ex1]\nfile = 'a.py'", "exercises.ex1.file: is not known; known are: pass-"),
        ("[exercises.ex1]\npass-mark = 80", "exercises.ex1.pass-mark: is 80; expected a share"),
        ("[exercises.ex1]\npass-mark = nan", "exercises.ex1.pass-mark: is nan; expected a share"),
        ("[exercises.ex1]\npass-mark = true", "exercises.ex1.pass-mark: is True; expected a"),
        ("[exercises.ex1]\npath = ''", "exercises.ex1.path: is ''; expected a path below"),
        ("[exercises.ex1]\npath = 1", "exercises.ex1.path: is 1; expected a path below"),
        ("[exercises.ex1]\npath = '../a.py'", "exercises.ex1.path: is '../a.py'; expected a path"),
        ("[exercises.ex1]\nrubric = '/a.json'", "exercises.ex1.rubric: is '/a.json'; expected a"),
        ("seed-from 1", "is not TOML: Expected '=' after a key in a key/value pair (at line 1"),
        ("x = " + "[" * 100_000, "is "),
        ("x = " + "9" * 5_000, "cannot be read"),
    ],
)
def test_a_mistake_is_named_with_file_key_and_what_was_expected(text: str, said: str) -> None:
    assert refusal(text).startswith(f"rnngrade.toml: {said}")


def test_every_mistake_is_named_at_once_and_by_its_whole_key() -> None:
    Path("pyproject.toml").write_text(in_pyproject("seed = 1\n[exercises.ex1]\npass-mark = 2"))
    with pytest.raises(ConfigurationError) as refused:
        find_configuration(Path())
    first, second = str(refused.value).split("\n")
    assert first.startswith("pyproject.toml: tool.rnngrade.seed: is not known")
    assert second.startswith("pyproject.toml: tool.rnngrade.exercises.ex1.pass-mark: is 2;")


def test_a_file_that_is_no_text_is_refused() -> None:
    Path("rnngrade.toml").write_bytes(b"# L\xf6sung")
    with pytest.raises(ConfigurationError, match="is not text in UTF-8"):
        find_configuration(Path())


def test_a_pipe_of_that_name_is_passed_over() -> None:
    os.mkfifo("rnngrade.toml")
    assert find_configuration(Path()) is None


def test_a_link_to_a_solution_elsewhere_is_refused(folder: Path) -> None:
    Path("mine.py").symlink_to(folder.parent / "solution.py")
    assert "expected a path below this file's folder" in refusal(
        "[exercises.ex1]\npath = 'mine.py'"
    )


def test_links_in_a_ring_are_refused() -> None:
    Path("a").symlink_to("b")
    Path("b").symlink_to("a")
    assert "exercises.ex1.path" in refusal("[exercises.ex1]\npath = 'a/mine.py'")


def test_what_a_student_writes_gives_no_order_to_the_log_that_it_is_printed_into() -> None:
    said = refusal('"a\\n::error::x\\u001b[2J" = 1\n[exercises.ex1]\npath = "b\\n::error::y"')
    assert [line for line in said.split("\n") if not line.startswith("rnngrade.toml: ")] == []
    assert "\x1b" not in said


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_in_a_file_it_is_taken_or_refused(key: str, value: str) -> None:
    Path("rnngrade.toml").write_text(f"{key} = {value}", encoding="utf-8", errors="replace")
    try:
        find_configuration(Path())
    except ConfigurationError as error:
        assert all(line.startswith("rnngrade.toml: ") for line in str(error).split("\n"))


def seed(held: str | None) -> int | None:
    configuration = Configuration(Path("rnngrade.toml"), "HIDDEN")
    return seed_from(configuration, {} if held is None else {"HIDDEN": held})


def test_the_seed_is_what_the_variable_holds() -> None:
    assert seed(" 20260131\n") == 20260131
    assert seed(str(MAX_SEED)) == MAX_SEED


@pytest.mark.parametrize("held", [None, "", " \n"])
def test_a_secret_that_is_not_there_is_no_seed(held: str | None) -> None:
    assert seed(held) is None


@given(st.text(min_size=1).filter(str.strip).filter(lambda held: not held.strip().isdecimal()))
def test_what_is_no_seed_is_refused_and_not_told(held: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        seed(f"s3cret{held}")
    assert "the environment variable HIDDEN holds no seed; expected a whole" in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("held", [str(MAX_SEED + 1), "-1", "1" * 5_000, "١٢", "1.5"])
def test_a_number_that_is_no_seed_is_refused(held: str) -> None:
    with pytest.raises(ConfigurationError, match="holds no seed"):
        seed(held)


def test_all_work_is_what_is_configured_as_it_reads_from_the_current_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "rnngrade.toml").write_text(WHOLE)
    (folder / "src").mkdir()
    monkeypatch.chdir(folder / "src")
    first, second = all_work(find_configuration(Path()))
    assert (first.exercise.id, first.path, first.rubric, first.pass_mark) == (
        "ex1",
        Path("ex1_my_rnn.py"),
        Path("../rubrics/ex1.json"),
        0.8,
    )
    assert (second.exercise.id, second.path, second.folder) == ("ex2", None, Path(".."))


def test_one_exercise_is_taken_as_configured_and_another_from_the_current_folder() -> None:
    Path("rnngrade.toml").write_text(WHOLE)
    configuration = find_configuration(Path())
    works = {work.exercise.id: work for work in all_work(configuration)}
    assert work_on(works["ex1"].exercise, configuration) == works["ex1"]
    assert work_on(works["ex2"].exercise, None) == Work(works["ex2"].exercise)


def test_a_configuration_without_exercises_means_those_beside_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "rnngrade.toml").write_text('seed-from = "X"')
    (folder / "ex2_adding_problem.ipynb").touch()
    (folder / "deep").mkdir()
    monkeypatch.chdir(folder / "deep")
    (work,) = all_work(find_configuration(Path()))
    assert work.find() == Path("../ex2_adding_problem.ipynb")


def test_the_example_of_the_document_is_one_and_every_key_is_explained() -> None:
    document = Path(__file__).parents[1] / "docs" / "configuration.md"
    text = document.read_text(encoding="utf-8")
    Path("pyproject.toml").write_text(text.split("```toml\n")[1].split("```")[0])
    found = find_configuration(Path())
    assert found is not None
    assert list(found.exercises) == ["ex1", "ex2"]
    for key in ("seed-from", "exercises", "path", "pass-mark", "rubric"):
        assert f"| `{key}` |" in text
