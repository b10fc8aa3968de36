"""``rnngrade ci init``: what it writes, and what it refuses before anything is written."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import names_project
import pytest
import yaml
from click.testing import CliRunner
from click.testing import Result as Ended
from hypothesis import given
from hypothesis import strategies as st

from rnngrade import cli, content
from rnngrade.ci import PLATFORMS, Classroom, InTheWayError, Package, PackageError, package
from rnngrade.ci.fill import fill
from rnngrade.ci.interface import CiFile
from rnngrade.ci.write import write, zipped
from rnngrade.content import Exercise, find_exercise

METADATA = "Metadata-Version: 2.1\nName: rnngrade\nVersion: 0.1.0\n"
INFO = "rnngrade-0.1.0.dist-info/METADATA"
STUB = "rnngrade/exercises/ex9_double/stub.py"
WHEEL = "rnngrade-0.1.0-py3-none-any.whl"

Init = Callable[..., Ended]


def wheel(path: Path, **changed: str | None) -> Path:
    """Write what looks like the wheel for ex9; ``changed`` are files by path, None for none."""
    files = {INFO: METADATA, STUB: "", **changed}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            if text is not None:
                archive.writestr(name, text)
    return path


@pytest.fixture
def init(ex9: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Init:
    """Run ``rnngrade ci init`` for ex9 in an empty folder, with a wheel beside it."""
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    wheel(tmp_path / WHEEL)

    def run(platform: str, *more: object, install: object = f"../{WHEEL}") -> Ended:
        command = ["ci", "init", platform, "--exercise", "ex9", "--install", install, *more]
        return CliRunner().invoke(cli.main, [str(word) for word in command])

    return run


def written() -> set[str]:
    """Return the files below the current folder."""
    return {str(path) for path in Path().rglob("*") if path.is_file()}


EXPECTED = {
    "github": {
        ".github/workflows/rnngrade.yml",
        f".github/rnngrade/{WHEEL}",
        "rnngrade.toml",
    },
    "gitlab": {".gitlab-ci.yml", f".gitlab/rnngrade/{WHEEL}", "rnngrade.toml"},
    "gradescope": {"autograder.zip"},
    "classroom50": {"autograder.py", "runtime.json", WHEEL},
}


@pytest.mark.parametrize("platform", EXPECTED)
def test_the_files_of_a_platform_are_written_and_named_with_what_is_left_to_do(
    platform: str, init: Init
) -> None:
    ended = init(platform)
    assert ended.exit_code == 0, ended.output
    assert written() == EXPECTED[platform]
    for name in EXPECTED[platform]:
        assert f"Wrote {name}\n" in ended.output
    for step in PLATFORMS[platform].next_steps:
        assert f"- {step}\n" in ended.output


def test_every_platform_is_tested_here() -> None:
    assert PLATFORMS.keys() == EXPECTED.keys()


@pytest.mark.parametrize("platform", EXPECTED)
def test_files_that_are_there_stay_as_they_are_unless_force_is_said(
    platform: str, init: Init
) -> None:
    first = sorted(EXPECTED[platform])[0]
    Path(first).parent.mkdir(parents=True, exist_ok=True)
    Path(first).write_text("mine")
    refused = init(platform)
    assert refused.exit_code == 2
    assert f"already there, and left as they are: {first}. Nothing was written" in refused.output
    assert written() == {first}
    assert Path(first).read_text() == "mine"
    forced = init(platform, "--force")
    assert forced.exit_code == 0
    assert f"Overwrote {first}\n" in forced.output
    assert Path(first).read_bytes() != b"mine"


def test_a_link_in_the_way_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("nowhere")
    with pytest.raises(InTheWayError):
        write({"a": CiFile(b"")}, tmp_path, force=False)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("platform", EXPECTED)
def test_the_output_may_be_another_folder_or_a_zip(platform: str, init: Init) -> None:
    assert init(platform, "-o", "deep/folder").exit_code == 0
    assert init(platform, "-o", "all.zip").exit_code == 0
    below = {str(p.relative_to("deep/folder")) for p in Path("deep/folder").rglob("*.*")}
    with zipfile.ZipFile("all.zip") as archive:
        names = set(archive.namelist())
    assert {name for name in names if "." in Path(name).name} <= below


def test_a_zip_is_the_same_bytes_each_time_and_holds_modes() -> None:
    files = {"b": CiFile(b"1", executable=True), "a": CiFile(b"2")}
    assert zipped(files) == zipped(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        modes = [
            (entry.filename, entry.external_attr >> 16 & 0o777) for entry in archive.infolist()
        ]
    assert modes == [("a", 0o644), ("b", 0o755)]


def test_the_seed_of_gradescope_is_told_drawn_anew_or_the_one_that_was_given(init: Init) -> None:
    assert "seed 8315, which is in these files" in init("gradescope", "--seed", 8315).output
    drawn = {
        init("gradescope", "--force").output.split("from seed ")[1].split(",")[0] for _ in "ab"
    }
    assert len(drawn) == 2


def test_the_gradescope_zip_carries_no_solution(init: Init, tmp_path: Path) -> None:
    init("gradescope")
    solution = find_exercise("ex9").solution
    assert solution
    with zipfile.ZipFile("autograder.zip") as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(io.BytesIO(contents[WHEEL])) as carried:
        contents |= {name: carried.read(name) for name in carried.namelist()}
    assert set(contents) == {
        *("setup.sh", "run_autograder", "rnngrade.toml", WHEEL),
        *(INFO, STUB),
    }
    assert solution.read_bytes() not in contents.values()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rnngrade/solutions/ex9_double.py": ""}, "it carries a solution"),
        ({"rnngrade/hints.py": "def double(n):\n    return n + n\n"}, "it carries a solution"),
        ({STUB: None}, "it has no exercise ex9"),
        ({INFO: METADATA.replace("rnngrade", "torch")}, "the wheel of rnngrade was expected"),
        ({INFO: None}, "not of nothing"),
    ],
)
def test_a_wheel_that_is_not_one_for_students_is_refused(
    changed: dict[str, str | None], words: str, init: Init, tmp_path: Path
) -> None:
    ended = init("gradescope", install=wheel(tmp_path / WHEEL, **changed))
    assert ended.exit_code == 2
    assert words in ended.output
    assert written() == set()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("nowhere.whl", "nowhere.whl: No such file"),
        ("../damaged.whl", "no wheel that can be read"),
        ("file", "is not a wheel"),
        ("..", "neither a wheel nor a requirement"),
        ("", "neither a wheel nor a requirement"),
        ("--index-url=https://example.org", "neither a wheel nor a requirement"),
        ("rnngrade\n- run: evil", "neither a wheel nor a requirement"),
        ('"; touch pwned; "', "neither a wheel nor a requirement"),
        ("${{ github.event.comment.body }}", "neither a wheel nor a requirement"),
    ],
)
def test_what_pip_would_not_take_for_rnngrade_is_refused(
    given: str, words: str, init: Init, tmp_path: Path
) -> None:
    (tmp_path / "damaged.whl").write_bytes(b"PK\x03\x04 and no more")
    Path("file").write_text("")
    ended = init("github", install=given)
    assert ended.exit_code == 2
    assert words in ended.output
    assert written() == {"file"}


@given(st.text(max_size=40))
def test_no_requirement_breaks_out_of_the_file_that_it_stands_in(text: str) -> None:
    try:
        wanted = package(text, ())
    except (PackageError, OSError, ValueError):
        return
    classroom = Classroom((find_exercise("ex1"),), wanted, None, 1)
    (step,) = [
        step
        for step in yaml.safe_load(
            PLATFORMS["github"].files(classroom)[".github/workflows/rnngrade.yml"].content
        )["jobs"]["check"]["steps"]
        if "RNNGRADE" in step.get("env", {})
    ]
    assert step["env"] == {"RNNGRADE": text}
    setup = PLATFORMS["gradescope"].files(classroom)["setup.sh"].content.decode()
    assert f'--no-cache-dir "{text}"\n' in setup


def test_a_rubric_that_does_not_fit_is_refused(init: Init, tmp_path: Path) -> None:
    (tmp_path / "rubric.json").write_text("{}")
    ended = init("gradescope", "--rubric", tmp_path / "rubric.json")
    assert ended.exit_code == 2
    assert "rubric.json: schema: is missing" in ended.output
    assert written() == set()


def test_a_rubric_that_fits_is_taken_along(init: Init, tmp_path: Path, small_root: Path) -> None:
    rubric = tmp_path / "mine.json"
    shutil.copy(small_root / "rubrics" / "ex9_double.json", rubric)
    assert init("gradescope", "--rubric", rubric).exit_code == 0
    with zipfile.ZipFile("autograder.zip") as archive:
        assert archive.read("rubric.json") == rubric.read_bytes()
        assert 'SOURCE / "rubric.json"' in archive.read("run_autograder").decode()


@pytest.fixture
def two_exercises(small_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(small_root, tmp_path / "two")
    names_project.write(tmp_path / "two")
    monkeypatch.setattr(content, "PACKAGE", tmp_path / "two" / "rnngrade")


@pytest.mark.parametrize(("platform", "takes"), [("github", True), ("gradescope", False)])
def test_several_exercises_are_for_platforms_that_take_several(
    platform: str, takes: bool, init: Init, two_exercises: None
) -> None:
    ended = init(platform, "--exercise", "ex7", "--exercise", "ex9", install="rnngrade")
    assert ended.exit_code == (0 if takes else 2)
    assert ("takes one exercise, not 2" in ended.output) is not takes
    if takes:
        job = yaml.safe_load(Path(".github/workflows/rnngrade.yml").read_text())["jobs"]["check"]
        assert job["strategy"]["matrix"] == {"exercise": ["ex9", "ex7"]}


@pytest.mark.usefixtures("two_exercises")
@pytest.mark.parametrize(("exercise", "fetched"), [("ex7", True), ("ex9", False)])
@pytest.mark.parametrize("platform", EXPECTED)
def test_names_are_fetched_where_an_exercise_trains_on_them(
    platform: str, exercise: str, fetched: bool
) -> None:
    classroom = Classroom((find_exercise(exercise),), Package("rnngrade"), None, 1)
    text = b"".join(file.content for file in PLATFORMS[platform].files(classroom).values())
    assert bool(re.search(rb"fetch\W+names", text)) is fetched


@pytest.mark.parametrize("platform", ["github", "gitlab", "classroom50"])
def test_a_seed_is_not_written_where_students_could_read_it(platform: str, init: Init) -> None:
    ended = init(platform, "--seed", 8315)
    assert ended.exit_code == 2
    assert "whoever can read" in ended.output
    assert written() == set()


def test_an_unwritable_output_is_said_to_be_one(init: Init) -> None:
    Path("file").write_text("")
    ended = init("github", "-o", "file/below")
    assert ended.exit_code == 2
    assert "file/below" in ended.output
    assert "Traceback" not in ended.output


@pytest.mark.parametrize("platform", EXPECTED)
def test_scripts_are_sound_for_bash_and_for_shellcheck_where_it_is(
    platform: str, init: Init, tmp_path: Path
) -> None:
    init(platform, "-o", "out")
    scripts = []
    for path in Path("out").rglob("*"):
        if path.suffix == ".sh":
            scripts.append(path.read_text())
        if path.suffix == ".yml":
            scripts += list(steps(yaml.safe_load(path.read_text())))
    assert scripts or platform == "classroom50"
    for number, script in enumerate(scripts):
        file = tmp_path / f"{number}.sh"
        file.write_text(script if script.startswith("#!") else f"#!/bin/bash\n{script}\n")
        for command in (["bash", "-n"], ["shellcheck"]):
            if shutil.which(command[0]):
                checked = subprocess.run(  # noqa: S603
                    [*command, file], env=os.environ, capture_output=True, text=True, check=False
                )
                assert checked.returncode == 0, checked.stdout + checked.stderr


def steps(document: object) -> list[str]:
    """Return every script in a workflow or pipeline."""
    if isinstance(document, list):
        return [script for part in document for script in steps(part)]
    if not isinstance(document, dict):
        return []
    here = [document["run"]] if "run" in document else []
    if "script" in document:
        here.append("\n".join([*document["before_script"], *document["script"]]))
    return here + [script for part in document.values() for script in steps(part)]


def test_a_value_is_quoted_as_json() -> None:
    assert b'seed-from = "RNNGRADE_SEED"' in fill("rnngrade.toml.j2", exercises=(), rubric="")
    rubric = 'a "b".json'
    filled = fill("rnngrade.toml.j2", exercises=("ex9",), rubric=rubric).decode()
    assert f"rubric = {json.dumps(rubric)}" in filled
