"""A checkpoint from the command line to the result, in a worker that is one."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from click.testing import Result as Ended

from rnngrade import result_json, submission
from rnngrade.content import Exercise, find_exercise
from rnngrade.grader import Grader
from rnngrade.result import CheckResult, Outcome, Result
from rnngrade.rubric import RubricError

Command = Callable[..., Ended]
SUBMISSION = """
import torch
from torch import nn

def adding_target(numbers, mask):
    return (numbers * mask).sum(dim=1, keepdim=True)

def make_batch(batch_size, seq_len, generator=None):
    numbers = torch.rand(batch_size, seq_len, generator=generator)
    places = torch.rand(batch_size, seq_len, generator=generator).topk(2, dim=1).indices
    mask = torch.zeros(batch_size, seq_len).scatter(1, places, 1.0)
    return torch.stack((numbers, mask), dim=2), adding_target(numbers, mask)

class AddingModel(nn.Module):
    def __init__(self, size=16):
        super().__init__()
        self.gru, self.read = nn.GRU(2, size, batch_first=True), nn.Linear(size, 1)
    def forward(self, x):
        return self.read(self.gru(x)[1][-1])

def train(seq_len, seed, device="cpu"):
    torch.manual_seed(seed)
    model = AddingModel().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(600):
        x, y = make_batch(64, seq_len)
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model

@torch.no_grad()
def evaluate(model, seq_len):
    x, y = make_batch(2000, seq_len)
    return nn.functional.mse_loss(model(x), y).item()
"""
FILE = "ex2_adding_problem.py"
CHECKPOINT = "ex2_adding_problem.pt"


@pytest.fixture(scope="module")
def ex2() -> Exercise:
    return find_exercise("ex2")


@pytest.fixture(scope="module")
def rubric(ex2: Exercise, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rubric of exercise 2, which takes checkpoints, and asks for less."""
    document = json.loads(ex2.rubric.read_text(encoding="utf-8"))
    document["checkpoint"] = True
    document["limits"]["memory_megabytes"] = 512
    document["checks"]["trained_10"]["settings"]["threshold"] = 0.1
    path = tmp_path_factory.mktemp("rubric") / "rubric.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A student's folder: code whose train raises, and weights of an honest training."""
    names: dict[str, Callable[..., torch.nn.Module]] = {}
    exec(SUBMISSION, names)  # noqa: S102
    folder = tmp_path_factory.mktemp("trained")
    torch.save(names["train"](10, 1).state_dict(), folder / CHECKPOINT)
    code = SUBMISSION.replace("    torch.manual_seed(seed)", "    raise RuntimeError('called')")
    (folder / FILE).write_text(code)
    return folder


@pytest.fixture(scope="module")
def restoring(ex2: Exercise, rubric: Path) -> Iterator[Grader]:
    with Grader(ex2, device="cpu", rubric=rubric) as warm:
        yield warm


@pytest.fixture
def folder(trained: Path, tmp_path: Path) -> Path:
    """A copy of the code alone."""
    (tmp_path / FILE).write_text((trained / FILE).read_text())
    return tmp_path


def only_trained(grader: Grader, folder: Path) -> tuple[Result, CheckResult]:
    handed_in = submission.read(folder, grader.exercise.required)
    result = grader.grade(handed_in, only=["trained_10"])
    return result, result.checks[-1]


def test_weights_are_judged_and_their_digest_is_in_the_result(
    restoring: Grader, trained: Path
) -> None:
    result, check = only_trained(restoring, trained)
    assert check.outcome is Outcome.PASS, check.message
    assert f"at T = 10 from {CHECKPOINT} (to pass 0.1" in check.message
    assert result.submission.checkpoint is not None
    digest = hashlib.sha256((trained / CHECKPOINT).read_bytes()).hexdigest()
    assert vars(result.submission.checkpoint) == {"name": CHECKPOINT, "sha256": digest}
    text = result_json.dumps(result)
    assert result_json.loads(text).submission == result.submission


def test_a_result_of_before_there_were_checkpoints_is_read(restoring: Grader, folder: Path) -> None:
    handed_in = submission.read(folder, restoring.exercise.required)
    result = restoring.grade(handed_in, only=["loads"])
    document = result_json.to_json(result)
    assert document["submission"].pop("checkpoint") is None
    assert result_json.loads(json.dumps(document)).submission == result.submission


class Runs:
    """Runs a command where it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.breach}",)

    breach: Path


def test_a_pickle_bomb_runs_nowhere(restoring: Grader, folder: Path) -> None:
    Runs.breach = folder / "breach"
    torch.save({"weight": Runs()}, folder / CHECKPOINT)
    _, check = only_trained(restoring, folder)
    assert check.outcome is Outcome.FAIL
    assert f"{CHECKPOINT} holds more than weights: posix.system." in check.message
    assert not Runs.breach.exists()


def test_a_zip_bomb_ends_at_the_workers_memory(restoring: Grader, folder: Path) -> None:
    with zipfile.ZipFile(folder / CHECKPOINT, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("archive/data.pkl", "w", force_zip64=True) as record:
            for _ in range(1024):
                record.write(bytes(2**20))
        archive.writestr("archive/version", "3\n")
    _, check = only_trained(restoring, folder)
    assert check.outcome is Outcome.CRASH
    assert f"{CHECKPOINT} could not be restored" in check.message
    assert "512 MB" in f"{check.message} {check.hint}"


def test_check_takes_a_checkpoint_beside_the_file(
    rnngrade: Command, rubric: Path, trained: Path
) -> None:
    ended = rnngrade(
        "check", "ex2", trained / FILE, "--only", "trained_10", "--rubric", rubric, "-v"
    )
    said = " ".join(ended.stdout.split())
    assert f"{CHECKPOINT} stands in for a training" in said
    assert f"at T = 10 from {CHECKPOINT}" in said
    assert f"Checkpoint: {CHECKPOINT}, sha256" in said


def test_check_says_that_it_is_not_looked_at_by_the_rubric_that_ships(
    rnngrade: Command, trained: Path
) -> None:
    ended = rnngrade("check", "ex2", trained / FILE, "--only", "loads")
    assert f"Note: {CHECKPOINT} was not looked at" in ended.stdout


def test_grade_takes_those_of_files_and_of_folders(
    rnngrade: Command, rubric: Path, trained: Path, tmp_path: Path
) -> None:
    class_ = tmp_path / "class"
    (class_ / "eve").mkdir(parents=True)
    code, weights = (trained / FILE).read_bytes(), (trained / CHECKPOINT).read_bytes()
    for name, content in {
        "ada.py": code,
        "ada.pt": weights,
        f"eve/{FILE}": code,
        "eve/weights.pt": weights,
    }.items():
        (class_ / name).write_bytes(content)
    results = tmp_path / "results"
    ended = rnngrade("grade", "ex2", class_, "-o", results, "--rubric", rubric, "-j", 1)
    assert ended.exit_code == 0, ended.output
    ada, eve = (
        result_json.loads((results / "submissions" / f"{name}.json").read_text())
        for name in ("ada", "eve")
    )
    by_id = {check.id: check for check in ada.checks}
    assert by_id["trained_10"].outcome is Outcome.PASS
    assert ada.submission.checkpoint is not None
    assert ada.submission.checkpoint.name == "ada.pt"
    assert eve.submission.checkpoint is None
    assert eve.checks[0].notes[0].endswith("call it ex2_adding_problem.pt.")


def test_an_exercise_that_restores_nothing_refuses_a_rubric_that_asks_for_it(
    ex1: Exercise, rubric_with: Callable[..., Path]
) -> None:
    path = rubric_with(lambda document: document.update(checkpoint=True))
    with pytest.raises(RubricError, match="checkpoint: is true, but ex1 can restore none"):
        Grader(ex1, rubric=path, device="cpu")
    path = rubric_with(lambda document: document.update(checkpoint="yes"))
    with pytest.raises(RubricError, match='checkpoint: is "yes"; expected true or false'):
        Grader(ex1, rubric=path, device="cpu")
