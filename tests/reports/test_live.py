"""What a terminal shows while a submission is judged."""

from __future__ import annotations

import math
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from rnngrade.reports.live import BAR_COLUMNS, LiveReport, training_line
from rnngrade.result import Outcome
from rnngrade.scoring import Judgement
from rnngrade.training import Progress


def progress(**changed: Any) -> Progress:
    usual = {
        "label": "T = 50",
        "step": 1234,
        "loss": 0.04567,
        "gradient_norm": 1.5,
        "used_seconds": 15.2,
        "budget_seconds": 60.0,
    }
    return Progress(**{**usual, **changed})


def judgement(label: str) -> Judgement:
    return Judgement("loads", label, Outcome.PASS, "")


def test_a_training_is_one_line_of_budget_step_loss_and_norm() -> None:
    assert training_line(progress()) == (
        "T = 50         ━━━╌╌╌╌╌╌╌ 15 of 60 s, step 1,234, loss 0.0457, gradient 1.5"
    )


def test_what_is_not_known_is_a_dash() -> None:
    line = training_line(progress(loss=math.nan, gradient_norm=math.nan))
    assert line.endswith("loss –, gradient –")


def test_a_checkpoint_that_is_restored_is_said_to_be() -> None:
    assert training_line(progress(restoring=True)) == "T = 50         restoring the checkpoint"


def test_what_exploded_is_shown_as_it_is() -> None:
    assert training_line(progress(loss=math.inf)).endswith("loss inf, gradient 1.5")


@given(
    used=st.floats(0, 1e6),
    budget=st.floats(0.1, 1e6),
    loss=st.floats(),
    norm=st.floats(),
    step=st.integers(0, 2**53),
)
def test_the_bar_keeps_its_width_whatever_is_told(
    used: float, budget: float, loss: float, norm: float, step: int
) -> None:
    line = training_line(
        progress(used_seconds=used, budget_seconds=budget, loss=loss, gradient_norm=norm, step=step)
    )
    assert line.count("━") + line.count("╌") == BAR_COLUMNS
    assert line.count("━") == round(min(1, used / budget) * BAR_COLUMNS)
    assert "\n" not in line


def test_the_last_check_is_shown_above_every_training() -> None:
    shown: list[Text] = []
    report = LiveReport(shown.append)
    report.judged(judgement("The file loads"))
    assert shown[-1].plain == "done: The file loads"
    report.training(progress(label="T = 10"))
    report.training(progress(label="T = 50"))
    report.judged(judgement("Trained at T = 10"))
    lines = shown[-1].plain.split("\n")
    assert lines[0] == "done: Trained at T = 10"
    assert [line.split("  ")[0] for line in lines[1:]] == ["T = 10", "T = 50"]
    assert len(shown) == 4


def test_of_each_training_the_newest_is_shown() -> None:
    shown: list[Text] = []
    report = LiveReport(shown.append)
    for step in (1, 2, 3):
        report.training(progress(step=step))
    lines = shown[-1].plain.split("\n")
    assert len(lines) == 2
    assert "step 3," in lines[1]


def test_before_any_check_has_ended_it_says_what_takes_the_time() -> None:
    shown: list[Text] = []
    LiveReport(shown.append).training(progress())
    assert shown[0].plain.startswith("importing torch\nT = 50")


@pytest.mark.parametrize("label", ["[bold]T[/bold]", "[/]", "[link=file:///etc/passwd]x"])
def test_labels_are_no_markup(label: str) -> None:
    shown: list[Text] = []
    report = LiveReport(shown.append)
    report.judged(judgement(label))
    report.training(progress(label=label))
    assert shown[-1].plain.count(label) == 2
    assert not shown[-1].spans


def test_trainings_may_tell_from_several_threads_at_once() -> None:
    shown: list[Text] = []
    showing = []

    def show(text: Text) -> None:
        showing.append(1)
        assert len(showing) == 1
        shown.append(text)
        showing.pop()

    report = LiveReport(show)

    def tell(label: str) -> None:
        for step in range(100):
            report.training(progress(label=label, step=step))

    threads = [threading.Thread(target=tell, args=(f"T = {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shown) == 400
    assert shown[-1].plain.count("step 99,") == 4
