"""The question as otter-grader has it: a test file whose cases raise."""

from typing import Any

import my_rnn_tests  # type: ignore[import-not-found]
from otter.test_files import test_case  # type: ignore[import-not-found]

OK_FORMAT = False
name = "my_rnn"
points = [1, 1, 1, 1]


@test_case(name="shapes")  # type: ignore[untyped-decorator]
def judge_shapes(env: dict[str, Any]) -> None:
    """Judge shapes."""
    my_rnn_tests.test_shapes(env["MyRNN"])


@test_case(name="outputs")  # type: ignore[untyped-decorator]
def judge_outputs(env: dict[str, Any]) -> None:
    """Judge outputs."""
    my_rnn_tests.test_outputs(env["MyRNN"])


@test_case(name="hidden_state")  # type: ignore[untyped-decorator]
def judge_hidden_state(env: dict[str, Any]) -> None:
    """Judge h_0 and h_n."""
    my_rnn_tests.test_hidden_state(env["MyRNN"])


@test_case(name="gradients")  # type: ignore[untyped-decorator]
def judge_gradients(env: dict[str, Any]) -> None:
    """Judge gradients."""
    my_rnn_tests.test_gradients(env["MyRNN"])
