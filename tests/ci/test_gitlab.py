"""The pipeline for GitLab: what it declares, and that its script does what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from jobs import RIGHT, SEED, WRONG, Runner
from junitparser import JUnitXml

from rnngrade import result_json
from rnngrade.ci import Files

PIPELINE = ".gitlab-ci.yml"


def job(files: Files) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(files[PIPELINE].content)
    found: dict[str, Any] = document["rnngrade"]
    return found


def run(runner: Runner, files: Files, seed: str = SEED) -> Any:
    """Run the job as GitLab's runner does: all lines as one script, in the image's plain shell."""
    found = job(files)
    (cell,) = found["parallel"]["matrix"]
    (exercise,) = cell["EXERCISE"]
    env = {**found["variables"], "EXERCISE": exercise, "RNNGRADE_SEED": seed}
    return runner.script("\n".join([*found["before_script"], *found["script"]]), env, by="sh")


def test_a_merge_request_shows_every_check(made: Callable[..., Files]) -> None:
    artifacts = job(made("gitlab"))["artifacts"]
    assert artifacts["when"] == "always"
    assert artifacts["paths"] == ["rnngrade-results"]
    assert artifacts["reports"] == {"junit": "rnngrade-results/*.xml"}


def test_a_branch_with_a_merge_request_runs_once(made: Callable[..., Files]) -> None:
    rules = yaml.safe_load(made("gitlab")[PIPELINE].content)["workflow"]["rules"]
    assert [rule.get("when") for rule in rules] == [None, "never", None]


def test_a_submission_is_judged_and_leaves_its_results(
    made: Callable[..., Files], runner: Runner
) -> None:
    runner.hand_in(WRONG)
    ended = run(runner, made("gitlab"), seed="")
    assert ended.returncode == 1, ended.stdout + ended.stderr
    results = runner.workspace / "rnngrade-results"
    assert not result_json.loads((results / "ex9.json").read_text()).passed
    (suite,) = JUnitXml.fromfile(str(results / "ex9.xml"))
    assert suite.failures == 1
    assert runner.pwned == []
    assert runner.record == [
        "pip install torch --index-url https://download.pytorch.org/whl/cpu",
        "pip install ./.gitlab/rnngrade/rnngrade-9-py3-none-any.whl",
    ]


def test_a_link_in_the_place_of_the_results_is_not_followed(
    made: Callable[..., Files], runner: Runner, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "kept").write_text("")
    (runner.workspace / "rnngrade-results").symlink_to(precious)
    runner.hand_in(RIGHT, "ex9_elsewhere.py")
    assert run(runner, made("gitlab")).returncode == 2
    assert [path.name for path in precious.iterdir()] == ["kept"]
    assert not (runner.workspace / "rnngrade-results").is_symlink()


def test_where_installing_fails_nothing_is_checked(
    made: Callable[..., Files], runner: Runner
) -> None:
    runner.env["FAKE_PIP_STATUS"] = "1"
    assert run(runner, made("gitlab")).returncode == 1
    assert not (runner.workspace / "rnngrade-results").exists()
