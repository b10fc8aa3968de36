"""What an examination gives to its checks."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scripted import CODE, LOADED, ScriptedPool, examination, rubric, worker

from rnngrade.checks.interface import Context, Passed, check
from rnngrade.checks.run import run_checks
from rnngrade.result import Outcome
from rnngrade.submission.interface import Location
from rnngrade.worker.interface import Frame, StudentError, WorkerCrash, WorkerTimeout


def test_an_examination_is_a_context() -> None:
    context: Context = examination()
    assert context.required == ("MyRNN",)


def test_once_computes_once() -> None:
    computed = []
    examined = examination()
    for _ in range(3):
        assert examined.once("name", lambda: computed.append(1) or len(computed)) == 1
    assert examined.once("other name", lambda: "other") == "other"


def test_once_keeps_none_as_a_value() -> None:
    computed = []
    examined = examination()
    for _ in range(2):
        assert examined.once("none", lambda: computed.append(1)) is None
    assert len(computed) == 1


def test_once_raises_again_what_was_raised_without_computing_again() -> None:
    computed = []
    examined = examination()

    def fail() -> None:
        computed.append(1)
        raise StudentError("KeyError", "'no such'")

    for _ in range(3):
        with pytest.raises(StudentError, match="no such"):
            examined.once("name", fail)
    assert len(computed) == 1


@given(seed=st.integers(0, 2**53 - 1), name=st.text(), other=st.text())
def test_a_generator_depends_on_the_seed_and_its_name_alone(
    seed: int, name: str, other: str
) -> None:
    first, second = examination(seed=seed), examination(code=CODE + b"# other", seed=seed)
    second.generator(other)
    one = torch.randn(4, generator=first.generator(name))
    assert torch.equal(one, torch.randn(4, generator=second.generator(name)))
    assert torch.equal(one, torch.randn(4, generator=first.generator(name)))
    different = examination(seed=seed + 1).generator(name)
    assert not torch.equal(one, torch.randn(4, generator=different))
    if name != other:
        assert not torch.equal(one, torch.randn(4, generator=first.generator(other)))


def test_a_generator_does_not_depend_on_torchs_own() -> None:
    torch.manual_seed(1)
    one = torch.randn(3, generator=examination().generator("x"))
    torch.manual_seed(2)
    assert torch.equal(one, torch.randn(3, generator=examination().generator("x")))


def test_the_submission_is_loaded_once_for_many_questions() -> None:
    alone = worker(echo=1)
    examined = examination(alone)
    assert examined.load() is LOADED
    assert [examined.ask("echo", Any, value=n) for n in range(3)] == [1, 1, 1]
    assert len(alone.loaded) == 1
    assert alone.asked == [("echo", {"value": n}) for n in range(3)]


def test_a_dead_worker_is_replaced_by_one_with_the_submission_in_it() -> None:
    crashing, fresh = worker(echo=WorkerCrash("it ended")), worker(echo=2)
    examined = examination(crashing, fresh)
    with pytest.raises(WorkerCrash):
        examined.ask("echo", Any)
    assert examined.ask("echo", Any) == 2
    assert fresh.loaded == crashing.loaded


def test_an_exception_of_the_students_does_not_cost_the_worker() -> None:
    alone = worker(fail=StudentError("ValueError", ""), echo=3)
    examined = examination(alone)
    with pytest.raises(StudentError):
        examined.ask("fail", Any)
    assert examined.ask("echo", Any) == 3


def test_what_all_workers_printed_is_kept_in_order() -> None:
    examined = examination(
        worker(prints="one\n", echo=WorkerCrash("it ended")), worker(prints="two\n", echo=2)
    )
    with pytest.raises(WorkerCrash):
        examined.ask("echo", Any)
    examined.ask("echo", Any)
    assert examined.output == "one\ntwo\n"
    examined.close()
    assert examined.output == "one\ntwo\n"


def test_a_gpu_has_a_worker_of_its_own() -> None:
    pool = ScriptedPool(worker(echo="on the cpu"), worker(echo="on the gpu"))
    examined = examination(pool=pool)
    assert examined.ask("echo", Any) == "on the cpu"
    assert examined.ask("echo", Any, worker_device="cuda") == "on the gpu"
    assert pool.devices == ["cpu", "cuda"]


def test_the_way_and_the_layers_are_those_of_the_worker() -> None:
    examined = examination(worker())
    assert (examined.way, examined.layers) == (None, ())
    examined.load()
    assert (examined.way, examined.layers) == ("definitions", ("scripted",))


def test_where_no_solution_is_at_hand_the_reference_answers_none() -> None:
    assert examination().reference("echo") is None


def test_the_reference_answers_from_a_worker_of_its_own() -> None:
    own, reference = worker(echo="own"), worker(echo="reference")
    examined = examination(own, reference=reference)
    assert examined.reference("echo", value=1) == "reference"
    assert examined.ask("echo", Any) == "own"
    assert reference.asked == [("echo", {"value": 1})]


def test_closing_ends_the_submissions_worker_and_leaves_the_shared_reference() -> None:
    own, reference = worker(echo=1), worker(echo=1)
    examined = examination(own, reference=reference)
    examined.ask("echo", Any)
    examined.reference("echo")
    examined.close()
    examined.close()
    assert not own.alive
    assert reference.alive


@pytest.mark.parametrize("error", [WorkerTimeout("stopped"), WorkerCrash("ended")])
def test_a_reference_that_does_not_answer_is_not_the_students_fault(error: Exception) -> None:
    @check()
    def compared(context: Context) -> Passed:
        """Compared with the reference"""
        context.reference("echo")
        return Passed("")

    examined = examination(worker(), reference=worker(echo=error))
    (judgement,) = run_checks([compared], examined)
    assert judgement.outcome is Outcome.ERROR


def test_settings_are_those_of_the_running_check() -> None:
    @check(settings=("length",))
    def long_one(context: Context) -> Passed:
        """Long"""
        return Passed(str(context.setting("length")))

    examined = examination(judged_by=rubric(long_one={"length": 7}, other={"length": 8}))
    (judgement,) = run_checks([long_one], examined)
    assert judgement.message == "7"


def test_a_setting_without_a_running_check_is_a_fault() -> None:
    with pytest.raises(RuntimeError, match="none is running"):
        examination().setting("length")


def test_an_exception_is_shown_with_the_students_innermost_line() -> None:
    error = StudentError("ValueError", "no", (Frame(1, "outer"), Frame(3, "inner")))
    failure = examination().raised(error, case="with a batch of one", hint="Squeeze less.")
    assert failure.message == "With a batch of one, your code raised ValueError: no"
    assert failure.location == Location("ex1_my_rnn.py", 3)
    assert failure.source_line == "class MyRNN(torch.nn.Module):"
    assert failure.hint == "Squeeze less."


@pytest.mark.parametrize("frames", [(), (Frame(99, "f"),), (Frame(0, "f"),)])
def test_an_exception_from_no_line_of_the_students_has_no_place(frames: tuple[Frame, ...]) -> None:
    failure = examination().raised(StudentError("MemoryError", "", frames))
    assert failure.message == "Your code raised MemoryError"
    assert failure.location is None
    assert failure.source_line == ""


def test_data_of_an_exercise_that_names_none_are_the_checks_fault() -> None:
    with pytest.raises(RuntimeError, match=r"the exercise's .* names none"):
        _ = examination().data
