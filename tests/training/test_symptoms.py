"""A mistake of a training is named where the observations confirm it, and only there."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import Told, observations, training

from rnngrade.training import Goal
from rnngrade.training.observations import FACTS, MAX_COUNT
from rnngrade.training.symptoms import (
    Symptom,
    final_loss,
    no_seed_helps,
    of_error,
    of_training,
    times_needed,
)
from rnngrade.worker.interface import COLUMNS, Budget, StudentError, WorkerCrash

CHANCE = 1 / 6
GOAL = Goal(CHANCE, 0.02)
STUCK = [0.17, 0.16] * 200
"""Losses of a training that learns nothing, and swings a little."""


def explained(told: Told, metric: float | None = 0.16, *, moved: bool = True) -> Symptom | None:
    return of_training(told, metric, GOAL, lambda: moved)


def named(told: Told, metric: float | None = 0.16, *, moved: bool = True) -> str | None:
    symptom = explained(told, metric, moved=moved)
    return symptom.mistake if symptom else None


def sentence(told: Told, metric: float | None = 0.16, *, moved: bool = True) -> str:
    symptom = explained(told, metric, moved=moved)
    assert symptom is not None
    return symptom.sentence


def falling(steps: int, *, per_step: float, start: float = 0.17) -> list[float]:
    """Return losses that fall by this share with every step, with some noise on them."""
    return [start * (1 - per_step) ** n * (1.1 if n % 2 else 0.9) for n in range(steps)]


@pytest.mark.parametrize(
    ("words", "mistake"),
    [
        ("Trying to backward through the graph a second time (or …)", "state_not_detached"),
        ("… has been modified by an inplace operation: [torch.FloatTensor]", "state_not_detached"),
        (
            "element 0 of tensors does not require grad and does not have a grad_fn",
            "no_gradient",
        ),
        ("optimizer got an empty parameter list", "optimizer_without_parameters"),
    ],
)
def test_what_pytorch_says_of_a_loop_is_put_into_its_mistake(words: str, mistake: str) -> None:
    symptom = of_error(StudentError("RuntimeError", words))
    assert symptom is not None
    assert symptom.mistake == mistake


def test_any_other_exception_is_explained_by_none() -> None:
    assert of_error(StudentError("KeyError", "'lr'")) is None


def test_an_error_that_is_not_the_students_exception_is_explained_by_none() -> None:
    assert of_error(WorkerCrash("modified by an inplace operation")) is None


def test_nothing_is_named_where_nothing_was_seen() -> None:
    assert named(training()) is None
    assert named(Told()) is None


def test_nothing_is_named_of_an_ordinary_training_that_is_stuck() -> None:
    assert named(training(STUCK)) is None


def test_a_broadcast_loss_is_named_with_both_shapes() -> None:
    told = training(STUCK, broadcast=[[32, 1], [32]])
    assert named(told) == "loss_broadcast"
    assert "(32, 1) with (32,)" in sentence(told)


def test_no_step_is_named_where_gradients_came_and_no_weight_moved() -> None:
    told = training(STUCK, steps=0, moved=0)
    assert named(told) == "no_optimizer_step"
    assert "400 times" in sentence(told)


@pytest.mark.parametrize(
    "facts",
    [
        {"steps": 0, "moved": 6},  # weights are changed by hand
        {"steps": 0, "moved": 0, "trained": 0},  # or replaced
        {"steps": 0, "moved": 0, "backwards": 4},
    ],
)
def test_a_loop_without_an_optimizer_is_no_mistake(facts: dict[str, Any]) -> None:
    assert named(training(STUCK, **facts)) != "no_optimizer_step"


def test_steps_without_any_backward_pass_are_named() -> None:
    assert named(training(STUCK, backwards=0)) == "no_gradient"
    assert named(training(STUCK[:4], backwards=0)) != "no_gradient"


def test_a_loss_of_no_parameters_is_named_where_no_weight_changed() -> None:
    told = training(STUCK, {"relative_change": [0.0] * 400}, trained=0)
    assert named(told) == "no_gradient"
    assert "400 times, on a loss that depends on no parameter" in sentence(told)


def test_parameters_that_change_unseen_are_no_mistake() -> None:
    assert named(training(STUCK, trained=0)) is None


def test_an_optimizer_of_other_parameters_is_named_with_their_number() -> None:
    told = training(STUCK, unoptimized=4)
    assert named(told) == "optimizer_other_parameters"
    assert "4 of the 6 tensors" in sentence(told)


@pytest.mark.parametrize(("leftovers", "looks", "is_named"), [(9, 9, True), (8, 9, False)])
def test_leftover_gradients_are_named_where_they_are_there_nearly_always(
    leftovers: int, looks: int, is_named: bool
) -> None:
    told = training(STUCK, leftovers=leftovers, leftover_checks=looks)
    assert (named(told) == "zero_grad_missing") == is_named


def test_a_few_leftover_gradients_prove_nothing() -> None:
    assert named(training(STUCK, leftovers=4, leftover_checks=4)) != "zero_grad_missing"


def test_a_growing_graph_is_named_where_it_is_retained() -> None:
    grown = [[2**n, 40 * 2**n] for n in range(6)]
    told = training(STUCK, graph_nodes=grown, retained=400)
    assert named(told) == "state_not_detached"
    assert "from 40 nodes at step 1 to 1,280 at step 32" in sentence(told)


@pytest.mark.parametrize(
    ("nodes", "retained"),
    [
        ([40, 80, 160, 320], 0),  # lengths grow during training
        ([40, 40, 40, 40], 400),  # two losses of one graph
        ([40, 80, 160], 400),
    ],
)
def test_a_graph_that_does_not_grow_with_every_step_is_no_mistake(
    nodes: list[int], retained: int
) -> None:
    sizes = [[2**n, size] for n, size in enumerate(nodes)]
    assert named(training(STUCK, graph_nodes=sizes, retained=retained)) != "state_not_detached"


@pytest.mark.parametrize(("clipped", "words"), [(0, "not clipped"), (400, "just before, clipped")])
def test_an_explosion_is_named_with_its_step_and_the_norm_before(clipped: int, words: str) -> None:
    told = training(STUCK, nonfinite=[37, math.nan, 300.0], clipped=clipped)
    symptom = explained(told, math.nan)
    assert symptom is not None
    assert symptom.mistake == "exploding_gradient"
    assert "The loss was nan at step 37; the gradient norm had been 300" in symptom.sentence
    assert words in symptom.sentence
    assert symptom.evidence == {"step": 37, "gradient_norm_before": 300.0}


@pytest.mark.parametrize("norm", [1.2, math.nan])
def test_a_loss_that_is_no_number_without_a_large_gradient_is_no_explosion(norm: float) -> None:
    assert named(training(STUCK, nonfinite=[37, math.nan, norm]), math.nan) == "loss_not_finite"


def test_a_loss_that_grew_before_it_was_no_number_has_exploded() -> None:
    told = training([1.0, 3e15, math.nan], nonfinite=[3, math.nan, 5.0])
    assert named(told, math.nan) == "exploding_gradient"


def test_a_norm_far_above_the_usual_is_an_explosion_however_small() -> None:
    told = training(columns={"gradient_norm": [0.01] * 50}, nonfinite=[37, math.inf, 0.5])
    assert named(told, math.nan) == "exploding_gradient"


def test_one_batch_for_ever_is_named_where_it_was_learned() -> None:
    told = training(falling(400, per_step=0.02), inputs=16, distinct_inputs=1)
    assert named(told) == "same_batch_trained"
    assert "All 16 inputs looked at" in sentence(told)


@pytest.mark.parametrize(
    ("losses", "metric", "distinct"),
    [
        (STUCK, 0.16, 1),  # it was not learned, so something else is wrong
        (falling(400, per_step=0.02), 0.16, 2),
        (falling(400, per_step=0.001), 0.1, 1),
    ],
)
def test_the_same_input_is_no_mistake_by_itself(
    losses: list[float], metric: float, distinct: int
) -> None:
    told = training(losses, inputs=16, distinct_inputs=distinct)
    assert named(told, metric) != "same_batch_trained"


def test_a_model_that_is_not_the_trained_one_is_named() -> None:
    told = training(falling(400, per_step=0.02), inputs=16, distinct_inputs=16)
    assert named(told, moved=False) == "returns_fresh_model"
    assert "has 0.16" in sentence(told, moved=False)


def test_a_model_whose_weights_have_moved_is_the_trained_one() -> None:
    told = training(falling(400, per_step=0.02), inputs=16, distinct_inputs=16)
    assert named(told, moved=True) is None
    assert named(training(STUCK), moved=False) is None


def test_a_learning_rate_too_high_is_named_by_the_change_of_the_weights() -> None:
    told = training(STUCK, {"relative_change": [0.01, 0.5, *[0.01] * 398]})
    assert named(told) == "learning_rate_high"
    assert "by 50% of its size" in sentence(told)
    assert "between 0.16 and 0.17" in sentence(told)


def test_a_large_change_late_in_a_training_is_not_blamed_on_the_learning_rate() -> None:
    assert named(training(STUCK, {"relative_change": [0.01] * 300 + [0.5] * 100})) is None


def test_a_learning_rate_too_low_is_named_by_the_way_that_the_weights_went() -> None:
    told = training(STUCK, {"relative_change": [1e-6] * 400})
    assert named(told) == "learning_rate_low"
    assert "400 steps" in sentence(told)


@pytest.mark.parametrize("change", [0.5, 1e-6])
def test_the_learning_rate_is_not_blamed_where_much_was_learned(change: float) -> None:
    told = training(STUCK, {"relative_change": [change] * 400})
    assert named(told, 0.05) is None


def test_a_training_on_its_way_is_too_slow_where_its_budget_would_not_do() -> None:
    told = training(falling(400, per_step=0.002), seconds=50.0)
    assert named(told, 0.08) == "too_slow"
    symptom = explained(told, 0.08)
    assert symptom is not None
    # 0.17 to 0.02 at 0.2 % a step takes 1069 steps, and 400 were taken.
    assert symptom.evidence["times"] == pytest.approx(1069 / 400, rel=0.05)
    assert "in about 2.7 × that time" in symptom.sentence


def test_a_training_on_its_way_ends_too_early_where_its_budget_would_do() -> None:
    told = training(falling(400, per_step=0.002), seconds=5.0)
    assert named(told, 0.08) == "stopped_early"


def test_a_few_steps_in_no_time_are_named() -> None:
    told = training([0.17, 0.16] * 10, seconds=0.1)
    assert named(told, 0.2) == "stopped_early"
    assert "20 steps in 0.1 s" in sentence(told, 0.2)


def test_what_broke_off_did_not_stop_too_early() -> None:
    assert named(training([0.17, 0.16] * 10, seconds=0.1), None) is None


@pytest.mark.parametrize(("idle", "mistake"), [(12, "left_in_eval"), (11, None)])
def test_dropout_in_eval_is_named_where_it_was_always_so(idle: int, mistake: str | None) -> None:
    told = training(STUCK, inputs=12, distinct_inputs=12, idle_in_eval=idle)
    assert named(told) == mistake


def test_on_a_gpu_the_budget_is_wall_time() -> None:
    told = training([0.17, 0.16] * 10, seconds=20.0)
    assert named(told, 0.2) is None
    told.budget = Budget(cpu_seconds=None, wall_seconds=360)
    assert named(told, 0.2) == "stopped_early"


@pytest.mark.parametrize(
    "losses",
    [
        STUCK,
        [0.1] * 400,  # to the bit
        falling(400, per_step=-0.002),
        falling(400, per_step=0.02),  # it is there already
        falling(400, per_step=0.00005),  # it would take for ever
        falling(30, per_step=0.01),
        [math.nan] * 400,
        [0.0] * 400,
        [-1.0] * 400,
    ],
)
def test_no_end_is_foretold_of_a_loss_that_does_not_fall_for_certain(losses: list[float]) -> None:
    assert times_needed(training(losses), GOAL) is None


def test_no_end_is_foretold_where_no_time_has_passed() -> None:
    told = training(falling(400, per_step=0.002), {"cpu_seconds": [0.0] * 400})
    assert times_needed(told, GOAL) is None


def test_the_final_loss_is_the_median_of_the_last_ones() -> None:
    assert final_loss(training([0.5] * 380 + [0.1] * 15 + [9.0] * 5)) == 0.1
    assert math.isnan(final_loss(training()))


NUMBERS = st.floats() | st.sampled_from([0.0, 0.1, math.nan, math.inf, -math.inf, 5e-324, 1e308])
COUNTS = st.integers(0, MAX_COUNT - 1) | st.integers(0, 10)


def forged_facts() -> st.SearchStrategy[dict[str, Any]]:
    """Return facts of the right form and of any content."""
    special: dict[str, st.SearchStrategy[Any]] = {
        "clip_at": NUMBERS,
        "graph_nodes": st.lists(st.tuples(COUNTS, COUNTS).map(list), max_size=8),
        "broadcast": st.none() | st.lists(st.lists(COUNTS, max_size=4), min_size=2, max_size=2),
        "nonfinite": st.none() | st.tuples(COUNTS, NUMBERS, NUMBERS).map(list),
        "optimizer": st.text(max_size=100),
    }
    return st.fixed_dictionaries({name: special.get(name, COUNTS) for name in FACTS})


@settings(max_examples=60)
@given(
    facts=forged_facts(),
    rows=st.lists(
        st.lists(NUMBERS, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=60
    ),
    metric=st.none() | NUMBERS,
)
def test_whatever_is_told_the_grader_does_not_fail(
    facts: dict[str, Any], rows: list[list[float]], metric: float | None
) -> None:
    symptom = explained(Told(observations(rows, **facts)), metric, moved=bool(facts["steps"] % 2))
    assert symptom is None or isinstance(symptom.sentence, str)


@settings(max_examples=60)
@given(
    start=st.floats(-6, 2),
    slope=st.floats(-3, 3),
    noise=st.lists(NUMBERS, min_size=60, max_size=60),
    scale=NUMBERS,
)
def test_whatever_the_curve_the_grader_does_not_fail(
    start: float, slope: float, noise: list[float], scale: float
) -> None:
    losses = [10 ** (start + slope * n / 60) + change for n, change in enumerate(noise)]
    seconds = [scale * n for n in range(60)]
    times = times_needed(training(losses, {"cpu_seconds": seconds}), GOAL)
    assert times is None or 1 <= times <= 20


def test_a_checkpoint_is_the_same_with_every_seed_and_nothing_of_it_is_explained() -> None:
    restored = Told(restored_from="mine.pt")
    assert no_seed_helps(restored)
    assert explained(restored) is None
    assert not no_seed_helps(training(STUCK))


def test_where_the_metric_is_no_loss_it_is_said_in_its_own_words() -> None:
    goal = Goal(CHANCE, 0.02, "converts 3 % of the dates")
    told = training(falling(200, per_step=0.02))
    symptom = of_training(told, CHANCE, goal, lambda: False)
    assert symptom is not None
    assert symptom.mistake == "returns_fresh_model"
    assert symptom.sentence.endswith("that train() returned converts 3 % of the dates.")
