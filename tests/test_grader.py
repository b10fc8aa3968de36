"""rnngrade.check, and a grader that stays warm."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

import rnngrade
from rnngrade import submission
from rnngrade.content import Exercise, UnknownExerciseError
from rnngrade.grader import DeviceError, Grader
from rnngrade.result import Result
from rnngrade.rubric import RubricError
from rnngrade.submission.interface import SubmissionError
from rnngrade.worker.interface import WorkerPoolError

without_a_gpu = pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")


def test_check_judges_the_file_at_a_path(ex1: Exercise) -> None:
    result = rnngrade.check("ex1", str(ex1.solution), device="cpu")
    assert isinstance(result, rnngrade.Result)
    assert (result.score, result.passed, result.seed) == (100, True, 0)
    other = rnngrade.check("ex1_my_rnn", Path(str(ex1.solution)), device="cpu", seed=7)
    assert (other.score, other.seed) == (100, 7)


def test_check_shows_itself_in_a_notebook(ex1: Exercise) -> None:
    page = rnngrade.check("ex1", ex1.folder / "stub.py", device="cpu")._repr_html_()
    assert "MyRNN.forward is still to be written" in page
    assert "0/100" in page


def test_check_takes_another_rubric(ex1: Exercise, rubric_with: Callable[..., Path]) -> None:
    path = rubric_with(lambda rubric: rubric.update(version="9.9.9", pass_mark=0))
    result = rnngrade.check("ex1", ex1.folder / "stub.py", device="cpu", rubric=str(path))
    assert (result.exercise.version, result.score, result.passed) == ("9.9.9", 0, True)


def test_check_refuses_an_unknown_exercise(ex1: Exercise) -> None:
    with pytest.raises(UnknownExerciseError, match="there is no exercise 'ex99'"):
        rnngrade.check("ex99", str(ex1.solution))


def test_check_refuses_a_path_without_a_file(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="there is no such file"):
        rnngrade.check("ex1", tmp_path / "ex1_my_rnn.py")


def test_check_refuses_a_broken_rubric(ex1: Exercise, rubric_with: Callable[..., Path]) -> None:
    path = rubric_with(lambda rubric: rubric.update(pass_mark=2))
    with pytest.raises(RubricError, match="pass_mark"):
        rnngrade.check("ex1", str(ex1.solution), rubric=path)


@without_a_gpu
def test_a_gpu_that_is_not_there_is_refused_where_it_is_demanded(ex1: Exercise) -> None:
    with pytest.raises(DeviceError, match=r"there is no CUDA device.*try --device cpu"):
        rnngrade.check("ex1", str(ex1.solution), device="cuda")


@without_a_gpu
def test_auto_means_the_cpu_where_there_is_no_gpu(ex1: Exercise) -> None:
    with Grader(ex1) as grader:
        assert grader.device == "cpu"


def test_one_grader_serves_several_threads(ex1: Exercise, grader: Grader) -> None:
    handed_in = submission.read(ex1.solution, ex1.required)  # type: ignore[arg-type]
    results: list[Result] = []

    def work() -> None:
        results.append(grader.grade(handed_in, only=("outputs",)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.score for result in results] == [30] * 4
    errors: list[Any] = [result.checks[-1].evidence["errors"] for result in results]
    assert all(error == errors[0] for error in errors)


def test_a_closed_grader_says_that_no_worker_can_be_started(ex9: Exercise) -> None:
    with Grader(ex9, device="cpu") as grader:
        pass
    grader.close()
    with pytest.raises(WorkerPoolError, match="closed"):
        grader._zygote.start(grader.assignment.rubric.limits)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"isolation": "require"}, "isolation should be one of required, best, none"),
        ({"device": "tpu"}, "device should be one of cpu, cuda, auto"),
        ({"seed": -1}, "seed should be an integer from 0"),
        ({"seed": "a"}, "seed should be an integer from 0"),
    ],
)
def test_what_the_command_line_would_refuse_is_refused_in_python(
    ex1: Exercise, wrong: dict[str, Any], words: str
) -> None:
    assert ex1.solution is not None
    with pytest.raises(ValueError, match=words):
        rnngrade.check("ex1", ex1.solution, **wrong)
