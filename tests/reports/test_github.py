"""Annotations for GitHub, read as its runner reads a log."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publication_samples import (
    ANNOTATIONS,
    ENVIRONMENT,
    HOSTILE,
    Command,
    hostile_result,
    obeyed,
    of,
    one,
    several,
    with_outcome,
)
from results import NO_TANH, NOTEBOOK_EXCEPTION, STUB, TIMEOUT, lost, passed

from rnngrade.reports.github import Annotations, commands_stopped
from rnngrade.reports.terminal import render as in_terminal
from rnngrade.result import CheckResult, Outcome
from rnngrade.submission.interface import Location


def annotations(*checks: CheckResult) -> list[Command]:
    return obeyed(ANNOTATIONS.render(of(*checks)))


def test_an_annotation_is_on_the_students_own_line() -> None:
    (came,) = obeyed(ANNOTATIONS.render(one(STUB, "week3/ex1_my_rnn.py")))
    assert came.name == "error"
    assert came.properties == {
        "file": "week3/ex1_my_rnn.py",
        "line": "28",
        "title": "ex1: MyRNN runs forward",
    }
    assert came.message == (
        "NotImplementedError: MyRNN.forward is still to be written\n"
        "Try: Start with one step: h = torch.tanh(x[:, 0] @ W_xh.T + h @ W_hh.T + b)."
    )


def test_in_a_notebook_it_is_on_the_file_and_names_the_cell() -> None:
    (came,) = obeyed(ANNOTATIONS.render(one(NOTEBOOK_EXCEPTION, "ex1_my_rnn.ipynb")))
    assert came.properties.keys() == {"file", "title"}
    assert "at ex1_my_rnn.ipynb, cell 4, line 7:" in came.message
    assert "h = torch.tanh(h @ self.W_xh + x[:, t] @ self.W_hh)" in came.message


@pytest.mark.parametrize(
    ("folder", "path", "file"),
    [
        ("/github/workspace/rnn", "a.py", "a.py"),
        ("/github/workspace/rnn", "./b/a.py", "b/a.py"),
        ("/github/workspace/rnn/week3", "a.py", "week3/a.py"),
        ("/github/workspace/rnn/week3", "../a.py", "a.py"),
        ("/github/workspace/rnn/week3", "/elsewhere/a.py", "/elsewhere/a.py"),
        ("/elsewhere", "a.py", "a.py"),
    ],
)
def test_a_file_is_named_from_the_root_of_the_repository(folder: str, path: str, file: str) -> None:
    (came,) = obeyed(Annotations(ENVIRONMENT, Path(folder)).render(one(STUB, path)))
    assert came.properties["file"] == file


@pytest.mark.parametrize(
    ("outcome", "kind", "of_bonus"),
    [
        (Outcome.PASS, [], []),
        (Outcome.SKIP, [], []),
        (Outcome.FAIL, ["error"], ["warning"]),
        (Outcome.TIMEOUT, ["error"], ["warning"]),
        (Outcome.CRASH, ["error"], ["warning"]),
        (Outcome.REVIEW, ["notice"], ["notice"]),
        (Outcome.ERROR, ["error"], ["error"]),
    ],
)
def test_each_outcome_has_its_kind(outcome: Outcome, kind: list[str], of_bonus: list[str]) -> None:
    for bonus, expected in ((False, kind), (True, of_bonus)):
        came = obeyed(ANNOTATIONS.render(one(with_outcome(outcome, bonus=bonus))))
        assert [each.name for each in came] == expected


def test_ten_of_a_kind_are_shown_the_most_useful_first() -> None:
    place = Location("a.py", 3)
    checks = [
        *(lost("shapes", Outcome.FAIL, f"Plain {n}.") for n in range(12)),
        lost("outputs", Outcome.FAIL, "Many points."),
        lost("shapes", Outcome.FAIL, "", diagnosis=(NO_TANH,)),
        lost("loads", Outcome.CRASH, "On a line.", location=place),
        lost("learns", Outcome.REVIEW, "Look at it."),
        lost("learns", Outcome.FAIL, "Extra.", bonus=True),
    ]
    came = annotations(*checks)
    assert [each.name for each in came] == ["error"] * 10 + ["warning", "notice"]
    first = [each.message.partition("\n")[0] for each in came[:4]]
    assert first == ["On a line.", NO_TANH.message, "Many points.", "Plain 0."]
    assert came[9].message.endswith("(5 more of these: see the summary of the step.)")


def test_several_exercises_share_the_ten() -> None:
    kinds = [each.name for each in obeyed(ANNOTATIONS.render(several() * 3))]
    assert max(kinds.count(kind) for kind in set(kinds)) == 10


def test_a_message_is_no_longer_than_github_takes() -> None:
    checks = [lost("loads", Outcome.FAIL, "W" * 9000, hint="V" * 9000) for _ in range(12)]
    notes = tuple(f"{n}{'N' * 2000}" for n in range(9))
    longest = max(len(each.message) for each in annotations(*checks, passed("forward")))
    assert longest <= 4096
    (came,) = annotations(lost("loads", Outcome.FAIL, "W", notes=notes))
    assert 3800 < len(came.message) <= 4096


@settings(max_examples=40, deadline=None)
@given(text=HOSTILE, path=HOSTILE, outcome=st.sampled_from(Outcome))
def test_every_line_is_one_of_our_commands_whatever_students_wrote(
    text: str, path: str, outcome: Outcome
) -> None:
    log = ANNOTATIONS.render(one(hostile_result(text, outcome), path))
    came = obeyed(log)
    assert len(came) == log.count("\n")
    for each in came:
        assert each.name in ("error", "warning", "notice")
        assert each.properties.keys() <= {"file", "line", "title"}
        assert each.properties["title"].startswith("ex1: ")


@pytest.mark.parametrize("text", ["50% of it", "a, b: c", "%0A::error::", "100%25", "x=1,y=2"])
def test_what_is_escaped_is_read_back(text: str) -> None:
    (came,) = annotations(lost("loads", Outcome.FAIL, text, label=text))
    assert came.message == text
    assert came.properties["title"] == f"ex1: {text}"


def test_nothing_that_is_printed_meanwhile_is_obeyed() -> None:
    log: list[str] = []
    with commands_stopped(log.append):
        log.append("::error::forged\n::stop-commands::mine\n::mine::\n##[error]old\n")
        log.append(in_terminal(TIMEOUT))
    log.append("::notice::ours\n")
    assert obeyed("".join(log)) == [Command("notice", {}, "ours")]


def test_commands_go_on_after_an_error_with_a_token_that_nobody_could_know() -> None:
    tokens = set()
    for _ in range(2):
        log: list[str] = []
        with pytest.raises(RuntimeError), commands_stopped(log.append):
            raise RuntimeError
        log.append("::notice::ours\n")
        assert len(obeyed("".join(log))) == 1
        tokens.add(log[0])
    assert len(tokens) == 2
    assert all(len(token) > len("::stop-commands::\n") + 30 for token in tokens)
