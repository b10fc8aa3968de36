"""What the peers test in the benchmark is fair: the reference passes, and wrong ones fail."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from benchmarks import peer_runs, peers
from benchmarks.peer_assignments import my_rnn_tests
from rnngrade.content import Exercise

WRONG = {
    "shapes": "outputs_time_first",
    "outputs": "no_bias_made_but_not_added",
    "hidden_state": "h_0_ignored",
    "gradients": "graph_cut_each_step",
}


def judge(test: str, path: Path) -> None:
    my_rnn: Any = runpy.run_path(str(path))["MyRNN"]
    getattr(my_rnn_tests, f"test_{test}")(my_rnn)


@pytest.mark.parametrize("test", peer_runs.TESTS)
def test_the_reference_passes_what_the_peers_test(ex1: Exercise, test: str) -> None:
    assert ex1.solution is not None
    judge(test, ex1.solution)


@pytest.mark.parametrize(("test", "wrong"), WRONG.items())
def test_a_wrong_submission_fails_what_the_peers_test(test: str, wrong: str) -> None:
    path = Path(__file__).parent / "submissions" / "ex1" / "fail" / f"{wrong}.py"
    with pytest.raises(AssertionError):
        judge(test, path)


def test_the_peers_look_at_what_checks_of_the_same_names_judge(ex1: Exercise) -> None:
    assert set(peer_runs.TESTS) == set(WRONG) <= {check.id for check in ex1.checks}


def test_rnngrade_is_compared_with_the_peer_that_is_fastest_in_each_round() -> None:
    def found(own: float, slow: float, fast: float) -> dict[str, peers.Spent]:
        seconds = {f"{peers.OURS}x": own, peers.BASE: 0.01, "slow": slow, "fast": fast}
        return {name: peers.Spent(wall, 0.0) for name, wall in seconds.items()}

    rounds = [found(1, 9, 5), found(1, 6, 8), found(1, 99, 7)]
    assert peers.ratio(rounds, f"{peers.OURS}x", lambda spent: spent.wall) == 6
