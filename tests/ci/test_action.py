"""The composite action in the repository's root: its inputs reach the command as they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jobs import SEED, WRONG, Runner, run_steps

ACTION: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "action.yml").read_text(encoding="utf-8")
)
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


def run(runner: Runner, **given: str) -> tuple[dict[str, str], Any]:
    """Run the action with these inputs; return its outputs, and how its last step ended."""
    defaults = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()}
    inputs = {f"inputs.{name}": value for name, value in (defaults | given).items()}
    output = runner.root / "output"
    output.touch()
    runner.env |= {"GITHUB_OUTPUT": str(output), "GITHUB_ACTION_PATH": "/actions/rnngrade"}
    python = {"steps.python.outputs.python-path": "python3"}
    ended = run_steps(runner, STEPS, {**inputs, **python})[-1]
    return dict(line.split("=", 1) for line in output.read_text().splitlines()), ended


def test_no_expression_stands_in_a_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert "run" not in step or step["shell"] == "bash"


def test_other_actions_are_githubs_own_at_a_major_version() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)


def test_every_output_is_one_of_its_step() -> None:
    for name, spec in ACTION["outputs"].items():
        assert spec["value"] == f"${{{{ steps.check.outputs.{name} }}}}"


def test_a_submission_fails_the_step_and_gives_its_points_all_the_same(runner: Runner) -> None:
    name = "-$(touch pwned) *'\".py"
    runner.hand_in(WRONG, name)
    given = {"path": name, "seed": SEED, "args": "--only doubles\n --verbose"}
    outputs, ended = run(runner, exercise="ex9", **given)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    results = Path(outputs.pop("results"))
    assert outputs == {"score": "0", "max-score": "4", "passed": "false"}
    assert [path.name for path in results.iterdir()] == ["junit.xml"]
    assert f"seed {SEED}" in ended.stdout
    assert "--only: this is the score of" in ended.stdout
    assert runner.record == [
        "venv",
        "pip install --quiet torch --index-url https://download.pytorch.org/whl/cpu",
        "pip install --quiet -- /actions/rnngrade",
    ]
    assert runner.pwned == []


@pytest.mark.parametrize(
    "given",
    [
        {"exercise": "$(touch pwned)"},
        {"exercise": "--help"},
        {"exercise": "ex9", "path": "; touch pwned"},
        {"exercise": "ex9", "seed": "$(touch pwned)"},
        {"exercise": "ex9", "args": "`touch pwned` $(touch pwned) ; touch pwned"},
    ],
)
def test_a_hostile_input_is_wrong_usage_and_no_command(
    given: dict[str, str], runner: Runner
) -> None:
    outputs, ended = run(runner, **given)
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert outputs.keys() == {"results"}
    assert runner.pwned == []


def test_another_wheel_is_installed_in_place_of_the_actions_own(runner: Runner) -> None:
    run(runner, exercise="ex9", wheel="my wheel.whl")
    assert runner.record[-1] == "pip install --quiet -- my wheel.whl"
