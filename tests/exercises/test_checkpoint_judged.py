"""Weights beside the code are judged by the same metric, and the student's train is not called."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from adding_problem import ANYWHERE, EVALUATE, EX2, MODEL, RUBRIC, START, TARGET, TRAIN, LocalPool
from torch import nn

from rnngrade import submission
from rnngrade.checks.context import Examination
from rnngrade.checks.run import run_checks, with_dependencies
from rnngrade.result import Outcome, Table
from rnngrade.rubric import Rubric
from rnngrade.scoring import Judgement
from rnngrade.training import Progress
from rnngrade.worker.interface import Source

NEVER = "def train(seq_len, seed, device='cpu'):\n    raise AssertionError('train was called')\n"
ALLOWED = replace(RUBRIC, checkpoint=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A student's folder, in which train does not work."""
    code = "\n".join((START, TARGET, ANYWHERE, MODEL, NEVER, EVALUATE))
    (tmp_path / "ex2_adding_problem.py").write_text(code)
    return tmp_path


def student() -> SimpleNamespace:
    """Return the module of a submission whose train finds the right weights at once."""
    names: dict[str, Any] = {}
    exec("\n".join((START, MODEL, TRAIN)), names)  # noqa: S102
    return SimpleNamespace(**names)


def right_weights() -> dict[str, Any]:
    state: dict[str, Any] = student().train(10, 0).state_dict()
    return state


def save(folder: Path, thing: object, name: str = "ex2_adding_problem.pt") -> None:
    torch.save(thing, folder / name)


def judged(
    folder: Path,
    *wanted: str,
    rubric: Rubric = ALLOWED,
    tell: Callable[[Progress], None] = lambda _: None,
) -> dict[str, Judgement]:
    handed_in = submission.read(folder, EX2.required)
    source = Source(handed_in.definitions, handed_in.text, EX2.required, EX2.probe)
    examined = Examination(
        handed_in, source, rubric, LocalPool(), seed=0, device="cpu", reference=None, tell=tell
    )
    found = run_checks(with_dependencies(EX2.checks, wanted), examined)
    judgements = {judgement.id: judgement for judgement in found}
    examined.close()
    return judgements


def test_right_weights_pass_without_a_training(folder: Path) -> None:
    save(folder, right_weights())
    told: list[Progress] = []
    found = judged(folder, "trained_10", "evaluate", tell=told.append)
    wrong = {name: check.message for name, check in found.items() if check.outcome != "pass"}
    assert wrong == {}
    trained = found["trained_10"]
    assert " at T = 10 from ex2_adding_problem.pt (to pass 0.02" in trained.message
    assert trained.exhibits == ()
    assert trained.evidence["restored_from"] == "ex2_adding_problem.pt"
    assert len(trained.evidence["tries"]) == 1
    assert found["loads"].notes == (
        "ex2_adding_problem.pt stands in for a training: train is not called. Move the file away "
        "to have it called.",
    )
    (table,) = found["evaluate"].exhibits
    assert isinstance(table, Table)
    assert {row[table.columns.index("CPU s")] for row in table.rows} == {"–"}
    assert {(progress.label, progress.restoring) for progress in told} == {
        ("T = 10", True),
        ("T = 50", True),
    }


def test_weights_that_are_drawn_and_not_trained_miss_as_any_model_does(folder: Path) -> None:
    save(folder, student().AddingModel().state_dict())
    found = judged(folder, "trained_10")["trained_10"]
    assert found.outcome is Outcome.FAIL
    assert "from ex2_adding_problem.pt" in found.message
    assert found.hint is not None
    assert "curve" not in found.hint
    assert len(found.evidence["tries"]) == 1


def test_where_the_rubric_does_not_allow_one_it_is_not_looked_at(folder: Path) -> None:
    os.mkfifo(folder / "ex2_adding_problem.pt")
    found = judged(folder, "trained_10", rubric=RUBRIC)
    assert found["loads"].outcome is Outcome.PASS
    assert found["loads"].notes == (
        "ex2_adding_problem.pt was not looked at: in this exercise no checkpoint counts.",
    )
    assert "train was called" in found["trained_10"].message


def test_one_of_another_name_is_not_used_and_told_its_right_name(folder: Path) -> None:
    save(folder, right_weights(), "best.pth")
    found = judged(folder, "trained_10")
    assert found["loads"].notes == (
        "best.pth was not looked at: beside your file, call it ex2_adding_problem.pth.",
    )
    assert "train was called" in found["trained_10"].message


def reshaped() -> dict[str, Any]:
    state: dict[str, Any] = student().AddingModel(5).state_dict()
    return state


def with_nan() -> dict[str, Any]:
    return {name: value * torch.nan for name, value in right_weights().items()}


@pytest.mark.parametrize(
    ("thing", "message", "hint"),
    [
        (nn.Linear(1, 1), "holds more than weights: torch.nn.modules.linear.Linear", "state_dict"),
        (nn.GRU(2, 8).state_dict(), "missing: into.weight, into.bias, within.weight and 3", "very"),
        (reshaped(), "of another shape: into.weight is (5, 2), not (8, 2)", "as its defaults"),
        ([1, 2], "should hold a state_dict, tensors by their names; it holds a list", "torch.save"),
        (with_nan(), "hold NaN, such as into.weight", "finite"),
    ],
)
def test_what_is_wrong_with_one_is_said_with_a_next_step(
    folder: Path, thing: object, message: str, hint: str
) -> None:
    save(folder, thing)
    found = judged(folder, "trained_10")["trained_10"]
    assert found.outcome is Outcome.FAIL
    assert found.message.count("ex2_adding_problem.pt") == 1
    assert message in found.message
    assert found.hint is not None
    assert hint in found.hint


@pytest.mark.parametrize("suffix", [".pt", ".safetensors"])
def test_one_that_is_broken_says_how_to_save_it(folder: Path, suffix: str) -> None:
    (folder / f"ex2_adding_problem{suffix}").write_bytes(b"no checkpoint")
    found = judged(folder, "trained_10")["trained_10"]
    assert f"ex2_adding_problem{suffix} cannot be read as a checkpoint (" in found.message
    assert found.hint is not None
    assert f'model.state_dict(), "ex2_adding_problem{suffix}")' in found.hint


def test_two_fail_the_training_alone_with_the_question_which(folder: Path) -> None:
    for suffix in (".pt", ".pth"):
        save(folder, right_weights(), f"ex2_adding_problem{suffix}")
    found = judged(folder, "evaluate", "trained_50")
    assert found["model"].outcome is Outcome.PASS
    assert found["trained_50"].outcome is Outcome.FAIL
    assert found["trained_50"].message == (
        "There are ex2_adding_problem.pt and ex2_adding_problem.pth beside the code; which one is "
        "it?"
    )
    assert found["evaluate"].outcome is Outcome.SKIP


def test_what_the_students_own_loading_raises_is_said(folder: Path) -> None:
    save(folder, right_weights())
    path = folder / "ex2_adding_problem.py"
    own = "    def load_state_dict(self, *a, **k):\n        raise RuntimeError('mine')\n"
    path.write_text(path.read_text().replace(MODEL, MODEL + own))
    found = judged(folder, "trained_10")["trained_10"]
    assert found.outcome is Outcome.FAIL
    assert "do not fit AddingModel(): RuntimeError: mine." in found.message
