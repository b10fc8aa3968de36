"""The workflow for GitHub: safe as it stands, and its steps do what they say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jobs import NAME, RIGHT, SEED, WRONG, Runner, run_steps
from junitparser import JUnitXml

from rnngrade import result_json
from rnngrade.ci import Files, Package

WORKFLOW = ".github/workflows/rnngrade.yml"
IN_CONTEXT = "secrets.RNNGRADE_SEED"


def workflow(files: Files) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load(files[WORKFLOW].content)
    return document


def context(runner: Runner, seed: str = SEED) -> dict[str, str]:
    return {"matrix.exercise": "ex9", IN_CONTEXT: seed, "runner.temp": str(runner.temp)}


def run(runner: Runner, files: Files, **given: str) -> list[Any]:
    steps = workflow(files)["jobs"]["check"]["steps"]
    return run_steps(runner, steps, context(runner, **given))


def test_it_may_do_nothing_but_read(made: Callable[..., Files]) -> None:
    document = workflow(made("github"))
    assert document["permissions"] == {"contents": "read"}
    # YAML 1.1 takes `on` for true.
    assert set(document[True]) == {"push", "pull_request"}
    (job,) = document["jobs"].values()
    assert "permissions" not in job
    assert job["steps"][0]["with"]["persist-credentials"] is False


def test_actions_are_githubs_own_at_a_major_version(made: Callable[..., Files]) -> None:
    steps = workflow(made("github"))["jobs"]["check"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert len(used) == 3
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)


def test_no_expression_stands_in_a_script(made: Callable[..., Files]) -> None:
    for step in workflow(made("github", rubric=b"{}"))["jobs"]["check"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_results_are_uploaded_whatever_happened(made: Callable[..., Files]) -> None:
    last = workflow(made("github"))["jobs"]["check"]["steps"][-1]
    assert last["uses"].startswith("actions/upload-artifact@")
    assert last["if"] == "always()"
    assert last["with"]["path"] == "${{ runner.temp }}/rnngrade"


def test_what_it_installs_is_the_wheel_that_was_taken_along(
    made: Callable[..., Files], runner: Runner
) -> None:
    files = made("github")
    assert files[".github/rnngrade/rnngrade-9-py3-none-any.whl"].content == b"a wheel"
    runner.env["FAKE_PIP_STATUS"] = "1"
    (install,) = run(runner, files)
    assert install.returncode == 1
    assert runner.record == ["pip install torch --index-url https://download.pytorch.org/whl/cpu"]
    runner.env["FAKE_PIP_STATUS"] = "0"
    run(runner, files)
    assert runner.record[-1] == "pip install ./.github/rnngrade/rnngrade-9-py3-none-any.whl"


@pytest.mark.parametrize("requirement", ["rnngrade==0.1.0", "https://example.org/a%20b?c=d&e#f"])
def test_a_requirement_reaches_pip_as_it_is(
    requirement: str, made: Callable[..., Files], runner: Runner
) -> None:
    files = made("github", package=Package(requirement))
    assert list(files) == [WORKFLOW, "rnngrade.toml"]
    run(runner, files)
    assert f"pip install {requirement}" in runner.record


def test_a_wrong_submission_fails_and_leaves_its_results(
    made: Callable[..., Files], runner: Runner
) -> None:
    runner.hand_in(WRONG)
    ended = run(runner, made("github"), seed="")[-1]
    assert ended.returncode == 1, ended.stdout + ended.stderr
    results = runner.temp / "rnngrade"
    assert not result_json.loads((results / "ex9.json").read_text()).passed
    (suite,) = JUnitXml.fromfile(str(results / "ex9.xml"))
    assert suite.failures == 1
    assert f"::error file={NAME}" in ended.stdout
    assert runner.pwned == []


def test_a_right_one_passes_by_the_instructors_rubric_and_nothing_tells_the_secret_seed(
    made: Callable[..., Files], runner: Runner, small_root: Path
) -> None:
    rubric = json.loads((small_root / "rubrics" / "ex9_double.json").read_text())
    rubric["checks"]["doubles"]["points"] = 77
    files = made("github", rubric=json.dumps(rubric).encode())
    for name, file in files.items():
        path = runner.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    runner.hand_in(RIGHT)
    ended = run(runner, files)[-1]
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Score 77/77" in ended.stdout
    results = runner.temp / "rnngrade"
    written = {path.name: path.read_text() for path in results.iterdir()}
    assert sorted(written) == ["ex9.json", "ex9.xml"]
    assert "the seed in RNNGRADE_SEED" in ended.stdout
    assert SEED not in ended.stdout + "".join(written.values())


def test_without_a_submission_the_job_fails_and_says_so(
    made: Callable[..., Files], runner: Runner
) -> None:
    ended = run(runner, made("github"))[-1]
    assert ended.returncode == 2
    assert "ex9_double.py" in ended.stderr


def test_a_link_that_a_student_committed_is_not_written_through(
    made: Callable[..., Files], runner: Runner, tmp_path: Path
) -> None:
    (tmp_path / "precious").write_text("as it was")
    for name in ("ex9.json", "ex9.xml", "rnngrade"):
        (runner.workspace / name).symlink_to(tmp_path / "precious")
    run(runner, made("github"))
    assert (tmp_path / "precious").read_text() == "as it was"
