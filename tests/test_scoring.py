"""Points: outcomes and rubric in, exact sums out."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.result import Diagnosis, Outcome
from rnngrade.rubric import CheckRubric, Rubric
from rnngrade.scoring import Judgement, hundredths, passes, points_text, score, share
from rnngrade.submission.interface import Location
from rnngrade.worker.interface import Limits

NOT_A_PASS = [outcome for outcome in Outcome if outcome is not Outcome.PASS]


def rubric(
    points: Mapping[str, float],
    pass_mark: float = 0.6,
    required: Collection[str] = (),
    bonus: Collection[str] = (),
) -> Rubric:
    return Rubric(
        exercise="ex1",
        version="1.0.0",
        title="An exercise",
        pass_mark=pass_mark,
        limits=Limits(1, 1, 1, 1, 1, 1, 1, 1),
        tolerances={},
        forbidden_within=(),
        forbidden_symbols=(),
        checks={
            name: CheckRubric(worth, required=name in required, bonus=name in bonus)
            for name, worth in points.items()
        },
        mistakes={},
        sha256="0" * 64,
    )


def judged(name: str, outcome: Outcome = Outcome.PASS, **changes: object) -> Judgement:
    return Judgement(name, f"Label of {name}", outcome, "message", **changes)


def test_a_pass_earns_all_points_and_a_fail_none() -> None:
    scored = score([judged("a"), judged("b", Outcome.FAIL)], rubric({"a": 12.5, "b": 7}))
    assert [(check.points, check.max_points) for check in scored.checks] == [(12.5, 12.5), (0, 7)]
    assert (scored.score, scored.max_score) == (12.5, 19.5)


def test_a_fail_earns_its_fraction_rounded_to_hundredths() -> None:
    scored = score([judged("a", Outcome.FAIL, fraction=1 / 3)], rubric({"a": 10}))
    assert scored.score == 3.33


@pytest.mark.parametrize("outcome", [o for o in NOT_A_PASS if o is not Outcome.FAIL])
def test_any_other_outcome_earns_nothing_whatever_its_fraction(outcome: Outcome) -> None:
    scored = score([judged("a", outcome, fraction=1.0)], rubric({"a": 10}))
    assert (scored.score, scored.max_score) == (0, 10)


def test_a_check_that_does_not_apply_costs_nothing() -> None:
    scored = score(
        [judged("a", Outcome.SKIP, applies=False), judged("b")], rubric({"a": 9, "b": 1})
    )
    assert scored.checks[0].max_points == 0
    assert (scored.score, scored.max_score, scored.passed) == (1, 1, True)


@pytest.mark.parametrize("fraction", [-0.01, 1.01, math.nan, math.inf])
def test_a_fraction_outside_0_to_1_is_refused(fraction: float) -> None:
    with pytest.raises(ValueError, match=r"a: fraction is .*; expected 0 to 1"):
        judged("a", Outcome.FAIL, fraction=fraction)


def test_a_check_that_the_rubric_does_not_list_is_refused() -> None:
    with pytest.raises(KeyError, match="unlisted"):
        score([judged("unlisted")], rubric({"a": 1}))


def test_all_that_was_said_of_a_check_goes_along() -> None:
    said = {
        "diagnosis": (Diagnosis("d", "m", "h"),),
        "hint": "hint",
        "notes": ("note",),
        "evidence": {"error": 1.5},
        "location": Location("a.py", 3),
        "source_line": "x = 1",
        "duration": 0.25,
    }
    check = score([judged("a", Outcome.FAIL, **said)], rubric({"a": 1})).checks[0]
    assert {name: getattr(check, name) for name in said} == said
    assert (check.id, check.label, check.message) == ("a", "Label of a", "message")


@pytest.mark.parametrize(("earned", "passed"), [(59.99, False), (60, True)])
def test_the_pass_mark_itself_passes(earned: float, passed: bool) -> None:
    points = {"right": earned, "wrong": 100 - earned}
    checks = [judged("right"), judged("wrong", Outcome.FAIL)]
    assert score(checks, rubric(points, 0.6)).passed is passed


def test_a_pass_mark_that_binary_floats_cannot_hold_is_still_exact() -> None:
    checks = [judged("a"), judged("b", Outcome.FAIL)]
    assert score(checks, rubric({"a": 0.7, "b": 0.3}, 0.7)).passed


def test_points_that_a_person_must_give_are_left_out_of_the_pass_mark() -> None:
    checks = [judged("a"), judged("essay", Outcome.REVIEW)]
    scored = score(checks, rubric({"a": 10, "essay": 90}))
    assert (scored.score, scored.max_score, scored.passed) == (10, 100, True)


def test_a_fault_of_the_grader_does_not_let_a_submission_pass() -> None:
    checks = [judged("a"), judged("b", Outcome.ERROR)]
    assert not score(checks, rubric({"a": 10, "b": 90})).passed


@pytest.mark.parametrize(
    ("outcome", "passed"),
    [(outcome, outcome in (Outcome.PASS, Outcome.SKIP, Outcome.REVIEW)) for outcome in Outcome],
)
def test_without_points_it_passes_only_if_nothing_failed(outcome: Outcome, passed: bool) -> None:
    assert score([judged("gate", outcome)], rubric({"gate": 0})).passed is passed


@pytest.mark.parametrize(
    ("penalty", "passed"), [(0, True), (10, True), (10.01, False), (99, False)]
)
def test_a_penalty_is_taken_off_before_the_pass_mark_is_asked_for(
    penalty: float, passed: bool
) -> None:
    checks = score([judged("a"), judged("b", Outcome.FAIL)], rubric({"a": 70, "b": 30})).checks
    assert passes(checks, 0.6, penalty=penalty) is passed


@pytest.mark.parametrize(
    ("points", "percent", "expected"),
    [(40, 25, 10), (0.07, 50, 0.04), (33.33, 10, 3.33), (9, 0, 0)],
)
def test_a_share_in_percent_is_rounded_to_hundredths(
    points: float, percent: float, expected: float
) -> None:
    assert share(points, percent) == expected


@pytest.mark.parametrize(("points", "expected"), [(2.675, 268), (0.005, 1), (0.0, 0), (7, 700)])
def test_hundredths_round_half_up_as_written(points: float, expected: int) -> None:
    assert hundredths(points) == expected


@pytest.mark.parametrize(
    ("points", "text"), [(0, "0"), (10, "10"), (7.5, "7.5"), (7.25, "7.25"), (12345.67, "12345.67")]
)
def test_points_are_written_with_the_decimals_that_they_have(points: float, text: str) -> None:
    assert points_text(points) == text


CENTS = st.integers(0, 1_000_000).map(lambda cents: cents / 100)


@st.composite
def gradings(draw: st.DrawFn) -> tuple[list[Judgement], Rubric]:
    points = draw(st.lists(CENTS, max_size=12))
    names = [f"check_{number}" for number in range(len(points))]
    judgements = [
        judged(
            name,
            draw(st.sampled_from(Outcome)),
            fraction=draw(st.floats(0, 1)),
            applies=draw(st.booleans()),
        )
        for name in names
    ]
    bonus = draw(st.sets(st.sampled_from(names))) if names else set()
    worth = dict(zip(names, points, strict=True))
    return judgements, rubric(worth, draw(st.floats(0, 1)), bonus=bonus)


@given(gradings())
def test_the_total_is_exactly_the_sum_of_the_numbers_shown(
    grading: tuple[list[Judgement], Rubric],
) -> None:
    scored = score(*grading)
    shown = [Decimal(str(check.points)) for check in scored.checks]
    assert Decimal(str(scored.score)) == sum(shown)
    assert Decimal(str(scored.max_score)) == sum(
        Decimal(str(check.max_points)) for check in scored.checks if not check.bonus
    )


@given(gradings())
def test_no_check_earns_less_than_nothing_or_more_than_its_points(
    grading: tuple[list[Judgement], Rubric],
) -> None:
    for check in score(*grading).checks:
        assert 0 <= check.points <= check.max_points
        assert round(check.points, 2) == check.points


@given(gradings(), st.data())
def test_a_pass_in_place_of_anything_else_never_lowers_the_score(
    grading: tuple[list[Judgement], Rubric], data: st.DataObject
) -> None:
    judgements, by = grading
    if not judgements:
        return
    place = data.draw(st.integers(0, len(judgements) - 1))
    better = list(judgements)
    better[place] = judged(judgements[place].id, applies=judgements[place].applies)
    assert score(better, by).score >= score(judgements, by).score


@pytest.mark.parametrize("outcome", Outcome)
def test_without_a_required_check_nothing_passes_whatever_its_points(outcome: Outcome) -> None:
    checks = [judged("rest"), judged("trained", outcome, fraction=0.99)]
    scored = score(checks, rubric({"rest": 99, "trained": 1}, required=["trained"]))
    assert scored.passed is (outcome in (Outcome.PASS, Outcome.REVIEW))
    assert scored.score >= 99


def test_a_required_check_does_not_make_up_for_missing_points() -> None:
    checks = [judged("trained"), judged("rest", Outcome.FAIL)]
    assert not score(checks, rubric({"trained": 50, "rest": 50}, required=["trained"])).passed


def test_every_required_check_is_needed() -> None:
    by = rubric({"rest": 98, "short": 1, "long": 1}, required=["short", "long"])
    short_alone = [judged("rest"), judged("short"), judged("long", Outcome.FAIL)]
    assert not score(short_alone, by).passed
    assert score([judged("rest"), judged("short"), judged("long")], by).passed


def test_a_required_check_that_does_not_apply_here_is_not_missed() -> None:
    checks = [judged("rest"), judged("on_gpu", Outcome.SKIP, applies=False)]
    assert score(checks, rubric({"rest": 9, "on_gpu": 1}, required=["on_gpu"])).passed


def test_a_required_check_that_was_left_out_is_not_missed() -> None:
    assert score([judged("rest")], rubric({"rest": 9, "trained": 1}, required=["trained"])).passed


def test_a_result_says_which_checks_are_required() -> None:
    scored = score([judged("a"), judged("b")], rubric({"a": 1, "b": 1}, required=["b"]))
    assert [check.required for check in scored.checks] == [False, True]


@given(gradings(), st.data())
def test_to_require_more_never_lets_more_pass_and_changes_no_points(
    grading: tuple[list[Judgement], Rubric], data: st.DataObject
) -> None:
    judgements, by = grading
    worth = {name: check.points for name, check in by.checks.items()}
    bonus = {name for name, check in by.checks.items() if check.bonus}
    free = sorted(worth.keys() - bonus)
    required = data.draw(st.sets(st.sampled_from(free))) if free else set()
    plain = score(judgements, by)
    strict = score(judgements, rubric(worth, by.pass_mark, required, bonus))
    assert (strict.score, strict.max_score) == (plain.score, plain.max_score)
    assert plain.passed or not strict.passed


def test_a_bonus_comes_on_top_of_the_points_to_be_had() -> None:
    scored = score([judged("a"), judged("extra")], rubric({"a": 10, "extra": 5}, bonus=["extra"]))
    assert (scored.score, scored.max_score) == (15, 10)
    assert [check.bonus for check in scored.checks] == [False, True]
    assert [check.max_points for check in scored.checks] == [10, 5]


def test_partial_credit_of_a_bonus_comes_on_top_too() -> None:
    checks = [judged("a"), judged("extra", Outcome.FAIL, fraction=0.5)]
    scored = score(checks, rubric({"a": 10, "extra": 5}, bonus=["extra"]))
    assert (scored.score, scored.max_score) == (12.5, 10)


@pytest.mark.parametrize("outcome", NOT_A_PASS)
def test_a_bonus_that_is_missed_costs_nothing(outcome: Outcome) -> None:
    checks = [judged("a"), judged("extra", outcome)]
    scored = score(checks, rubric({"a": 10, "extra": 90}, 1.0, bonus=["extra"]))
    assert (scored.score, scored.max_score, scored.passed) == (10, 10, True)


def test_a_bonus_helps_to_reach_the_pass_mark() -> None:
    by = rubric({"a": 5, "b": 5, "extra": 1}, 0.6, bonus=["extra"])
    half = [judged("a"), judged("b", Outcome.FAIL)]
    assert not score([*half, judged("extra", Outcome.FAIL)], by).passed
    assert score([*half, judged("extra")], by).passed


def test_a_bonus_does_not_make_up_for_a_required_check() -> None:
    by = rubric({"trained": 1, "extra": 99}, required=["trained"], bonus=["extra"])
    assert not score([judged("trained", Outcome.FAIL), judged("extra")], by).passed


@pytest.mark.parametrize("outcome", Outcome)
def test_where_all_points_are_bonus_it_passes_unless_another_check_failed(outcome: Outcome) -> None:
    by = rubric({"gate": 0, "extra": 5}, bonus=["extra"])
    assert score([judged("gate"), judged("extra", outcome)], by).passed
    failed = [judged("gate", Outcome.FAIL), judged("extra", outcome)]
    assert not score(failed, by).passed


@given(gradings(), CENTS, st.sampled_from(Outcome), st.floats(0, 1), st.booleans())
def test_a_bonus_never_lowers_a_score_and_changes_nothing_of_the_other_checks(
    grading: tuple[list[Judgement], Rubric],
    points: float,
    outcome: Outcome,
    fraction: float,
    applies: bool,
) -> None:
    judgements, by = grading
    extra = judged("extra", outcome, fraction=fraction, applies=applies)
    with_bonus = replace(by, checks={**by.checks, "extra": CheckRubric(points, bonus=True)})
    without, scored = score(judgements, by), score([*judgements, extra], with_bonus)
    earned = scored.checks[-1].points
    assert scored.checks[:-1] == without.checks
    assert hundredths(scored.score) == hundredths(without.score) + hundredths(earned)
    assert scored.max_score == without.max_score
    assert scored.passed >= without.passed
    assert earned or scored.passed == without.passed


@given(gradings(), st.data())
def test_which_checks_are_bonus_changes_no_points_and_no_score(
    grading: tuple[list[Judgement], Rubric], data: st.DataObject
) -> None:
    judgements, by = grading
    worth = {name: check.points for name, check in by.checks.items()}
    bonus = data.draw(st.sets(st.sampled_from(sorted(worth)))) if worth else set()
    marked = score(judgements, rubric(worth, by.pass_mark, bonus=bonus))
    plain = score(judgements, rubric(worth, by.pass_mark))
    assert [check.points for check in marked.checks] == [check.points for check in plain.checks]
    assert marked.score == plain.score
    assert marked.max_score <= plain.max_score


@given(gradings(), st.data())
def test_a_bonus_that_is_earned_never_turns_a_pass_into_a_failure(
    grading: tuple[list[Judgement], Rubric], data: st.DataObject
) -> None:
    judgements, by = grading
    bonus = [place for place, one in enumerate(judgements) if by.checks[one.id].bonus]
    if not bonus:
        return
    place = data.draw(st.sampled_from(bonus))
    better = list(judgements)
    better[place] = replace(judgements[place], outcome=Outcome.PASS)
    assert score(better, by).passed >= score(judgements, by).passed
