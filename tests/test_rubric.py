"""A rubric is read exactly, and one with a mistake is refused with file, key and reason."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.result import Diagnosis
from rnngrade.rubric import Figures, LatePolicy, Rubric, RubricError, load_rubric
from rnngrade.schema import did_you_mean
from rnngrade.worker.interface import Limits

EXPECTED = {"loads": (), "outputs": ("tolerance", "lengths")}
VALID: dict[str, Any] = {
    "schema": "rnngrade/rubric/v1",
    "exercise": "ex1",
    "version": "1.0.0",
    "title": "MyRNN",
    "pass_mark": 0.6,
    "limits": {
        "wall_seconds": 10,
        "cpu_seconds": 60.5,
        "memory_megabytes": 1024,
        "output_kilobytes": 64,
        "reply_megabytes": 1.5,
        "scratch_megabytes": 16,
        "scratch_files": 100,
        "threads": 16,
    },
    "tolerances": {"float64": 1e-9, "float32": 1e-4, "cuda": 1e-4},
    "forbidden": {"within": ["MyRNN"], "symbols": ["torch.nn.RNN", "torch.gru"]},
    "checks": {
        "loads": {"points": 0},
        "outputs": {
            "points": 12.25,
            "settings": {"tolerance": {"float64": 1e-9}, "lengths": [1, 2]},
        },
    },
    "mistakes": {"no_bias": {"message": "There is no bias.", "hint": "Add one."}},
}


def load(path: Path) -> Rubric:
    return load_rubric(path, exercise="ex1", expected=EXPECTED)


def written(folder: Path, document: object) -> Path:
    path = folder / "rubric.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def refusal(folder: Path, change: Callable[[dict[str, Any]], object]) -> list[str]:
    """Return the lines of the error that a changed rubric is refused with, without the path."""
    document = copy.deepcopy(VALID)
    change(document)
    path = written(folder, document)
    return refusal_of(path)


def refusal_of(path: Path) -> list[str]:
    with pytest.raises(RubricError) as caught:
        load(path)
    lines = str(caught.value).split("\n")
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_a_valid_rubric_is_read_with_limits_in_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, VALID)
    rubric = load(path)
    assert (rubric.exercise, rubric.version, rubric.title) == ("ex1", "1.0.0", "MyRNN")
    assert rubric.pass_mark == 0.6
    assert rubric.limits == Limits(
        wall_seconds=10,
        cpu_seconds=60.5,
        memory_bytes=1024 * 2**20,
        output_bytes=65536,
        reply_bytes=3 * 2**19,
        scratch_bytes=16 * 2**20,
        scratch_files=100,
        threads=16,
    )
    assert rubric.tolerances == {"float64": 1e-9, "float32": 1e-4, "cuda": 1e-4}
    assert rubric.forbidden_within == ("MyRNN",)
    assert rubric.forbidden_symbols == ("torch.nn.RNN", "torch.gru")
    assert rubric.mistakes == {"no_bias": Diagnosis("no_bias", "There is no bias.", "Add one.")}
    assert rubric.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_check_keeps_its_points_and_settings(tmp_path: Path) -> None:
    checks = load(written(tmp_path, VALID)).checks
    assert checks["outputs"].points == 12.25
    assert checks["outputs"].settings == {"tolerance": {"float64": 1e-9}, "lengths": [1, 2]}
    assert checks["loads"].settings == {}


@pytest.mark.parametrize("said", [{}, {"bonus": False}, {"bonus": True}, {"required": True}])
def test_a_check_is_bonus_only_where_the_rubric_says_so(
    tmp_path: Path, said: dict[str, bool]
) -> None:
    document = copy.deepcopy(VALID)
    document["checks"]["outputs"].update(said)
    check = load(written(tmp_path, document)).checks["outputs"]
    assert check.bonus is said.get("bonus", False)
    assert check.required is said.get("required", False)


def test_checkpoints_count_only_where_the_rubric_says_so(tmp_path: Path) -> None:
    assert load(written(tmp_path, VALID)).checkpoint is False
    for said in (True, False):
        path = written(tmp_path, {**VALID, "checkpoint": said})
        rubric = load_rubric(path, exercise="ex1", expected=EXPECTED, restores=True)
        assert rubric.checkpoint is said
    assert refusal(tmp_path, lambda document: document.update(checkpoint=True)) == [
        "checkpoint: is true, but ex1 can restore none; take it out"
    ]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "rubric.json"
    path.write_text(json.dumps(VALID), encoding="utf-8-sig")
    assert load(path).title == "MyRNN"


MISTAKES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "an unknown key": (
        lambda d: d.update(pass_makr=1),
        'pass_makr: is no known key; did you mean "pass_mark"?',
    ),
    "a missing key": (lambda d: d.pop("title"), "title: is missing; add it"),
    "a missing limit": (
        lambda d: d["limits"].pop("cpu_seconds"),
        "limits.cpu_seconds: is missing; add it",
    ),
    "a limit of nothing": (
        lambda d: d["limits"].update(wall_seconds=0),
        "limits.wall_seconds: is 0; expected more than 0",
    ),
    "a limit as text": (
        lambda d: d["limits"].update(wall_seconds="10"),
        'limits.wall_seconds: is "10"; expected a number',
    ),
    "another format": (
        lambda d: d.update(schema="rnngrade/rubric/v2"),
        'schema: is "rnngrade/rubric/v2"; expected "rnngrade/rubric/v1"',
    ),
    "another exercise": (
        lambda d: d.update(exercise="ex2"),
        'exercise: is "ex2"; expected "ex1": give the rubric of that exercise',
    ),
    "an empty title": (lambda d: d.update(title=" "), "title: is empty; write what it should say"),
    "a pass mark above 1": (
        lambda d: d.update(pass_mark=60),
        "pass_mark: is 60; expected at most 1",
    ),
    "a pass mark below 0": (
        lambda d: d.update(pass_mark=-0.1),
        "pass_mark: is -0.1; expected at least 0",
    ),
    "negative points": (
        lambda d: d["checks"]["loads"].update(points=-3),
        "checks.loads.points: is -3; expected at least 0",
    ),
    "points that are NaN": (
        lambda d: d["checks"]["loads"].update(points=float("nan")),
        "checks.loads.points: is nan; expected a finite number",
    ),
    "points of 3 decimals": (
        lambda d: d["checks"]["loads"].update(points=3.125),
        "checks.loads.points: is 3.125; expected at most 2 decimals, such as 3.12",
    ),
    "points as true": (
        lambda d: d["checks"]["loads"].update(points=True),
        "checks.loads.points: is true; expected a number",
    ),
    "a bonus that is required": (
        lambda d: d["checks"]["loads"].update(bonus=True, required=True),
        "checks.loads.bonus: is true, and so is required; a bonus is never needed: "
        "take one of them out",
    ),
    "a bonus as a number": (
        lambda d: d["checks"]["loads"].update(bonus=5),
        "checks.loads.bonus: is 5; expected true or false",
    ),
    "an infinite setting": (
        lambda d: d["checks"]["outputs"]["settings"].update(lengths=[1, float("inf")]),
        "checks.outputs.settings.lengths[1]: is inf; expected a finite number",
    ),
    "an unknown check": (
        lambda d: d["checks"].update(outptus={"points": 1}),
        'checks.outptus: ex1 has no such check; did you mean "outputs"?',
    ),
    "a check like no other": (
        lambda d: d["checks"].update(zzz={"points": 1}),
        "checks.zzz: ex1 has no such check; known are: loads, outputs",
    ),
    "a check's name in capitals": (
        lambda d: d["mistakes"].update(NoBias={"message": "m", "hint": "h"}),
        "mistakes.NoBias: is not a valid name; names match ^[a-z][a-z0-9_]*$",
    ),
    "a missing check": (
        lambda d: d["checks"].pop("loads"),
        'checks.loads: is missing; add it, such as "loads": {"points": 0}',
    ),
    "a missing setting": (
        lambda d: d["checks"]["outputs"]["settings"].pop("lengths"),
        "checks.outputs.settings.lengths: is missing; outputs needs it: add it",
    ),
    "an unknown setting": (
        lambda d: d["checks"]["outputs"]["settings"].update(lenghts=[1]),
        'checks.outputs.settings.lenghts: outputs has no such setting; did you mean "lengths"?',
    ),
    "a setting where none is taken": (
        lambda d: d["checks"]["loads"].update(settings={"tolerance": 1}),
        "checks.loads.settings.tolerance: loads has no such setting; it takes none: take it out",
    ),
    "a mistake without a hint": (
        lambda d: d["mistakes"]["no_bias"].pop("hint"),
        "mistakes.no_bias.hint: is missing; add it",
    ),
    "a symbol that is no name": (
        lambda d: d["forbidden"].update(symbols=["torch nn"]),
        'forbidden.symbols[0]: is "torch nn"; expected text that matches '
        r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$",
    ),
    "a tolerance above 1": (
        lambda d: d["tolerances"].update(float32=2),
        "tolerances.float32: is 2; expected at most 1",
    ),
    "checks as a list": (lambda d: d.update(checks=[]), "checks: is []; expected an object {…}"),
}


@pytest.mark.parametrize(("change", "line"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_refused_with_its_key_and_reason(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], line: str
) -> None:
    assert refusal(tmp_path, change) == [line]


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["pass_mark"] = 2
        document["checks"]["loads"]["points"] = 1.001
        del document["checks"]["outputs"]["settings"]["tolerance"]
        del document["limits"]["cpu_seconds"], document["limits"]["wall_seconds"]

    keys = [line.split(":")[0] for line in refusal(tmp_path, spoil)]
    assert sorted(keys) == [
        "checks.loads.points",
        "checks.outputs.settings.tolerance",
        "limits.cpu_seconds",
        "limits.wall_seconds",
        "pass_mark",
    ]


def test_the_problems_are_there_for_programs_too(tmp_path: Path) -> None:
    path = written(tmp_path, VALID | {"pass_mark": 2})
    with pytest.raises(RubricError) as caught:
        load(path)
    assert caught.value.path == path
    assert [problem.key for problem in caught.value.problems] == ["pass_mark"]


def test_a_key_that_comes_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rubric.json"
    text = json.dumps(VALID).replace('"points": 0}', '"points": 0, "points": 1}')
    path.write_text(text.replace('"exercise"', '"title": "Another", "exercise"'))
    assert refusal_of(path) == [
        "title: comes more than once; keep one of them",
        "checks.loads.points: comes more than once; keep one of them",
    ]


def test_what_is_no_json_is_refused_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "rubric.json"
    path.write_text('{\n  "schema" 1\n}')
    (line,) = refusal_of(path)
    assert line.startswith("line 2, column 12: is not JSON: ")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "line 1, column 1: is not JSON"),
        (b"\xff\xfe{\x00}\x00", "is not text in UTF-8 (byte 0); save it as UTF-8"),
        (b'{"a": ' + b"1" * 5000 + b"}", "is not JSON that can be read"),
        (b"[" * 100_000, "is nested too deeply"),
        (b"[]", "is []; expected an object"),
        (b"null", "is null; expected an object"),
    ],
)
def test_a_file_that_holds_no_rubric_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "rubric.json"
    path.write_bytes(data)
    assert refusal_of(path)[0].startswith(reason)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "none.json") == [
        "cannot be read (No such file or directory); give the path of a rubric's JSON file"
    ]
    assert refusal_of(tmp_path)[0].startswith("cannot be read (Is a directory)")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = st.sampled_from(
    [
        (),
        *((key,) for key in VALID),
        *(("limits", key) for key in VALID["limits"]),
        ("forbidden", "within"),
        ("forbidden", "symbols"),
        ("checks", "loads"),
        ("checks", "loads", "points"),
        ("checks", "outputs", "settings"),
        ("mistakes", "no_bias"),
    ]
)


@given(place=PLACES, value=JSON_VALUES)
def test_any_value_in_any_place_is_read_or_refused_but_never_breaks(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[str, ...], value: object
) -> None:
    document: Any = {"": copy.deepcopy(VALID)}
    spot, key = document, ""
    for step in place:
        spot, key = spot[key], step
    spot[key] = value
    path = written(tmp_path_factory.mktemp("rubric"), document[""])
    try:
        assert isinstance(load(path), Rubric)
    except RubricError as error:
        assert error.problems
        assert str(error).startswith(str(path))


def test_a_word_is_not_guessed_where_nothing_is_known() -> None:
    assert did_you_mean("a", []) == "there are none"


FIGURES: dict[str, Any] = {
    "seeds": 20,
    "metric": 0.0021,
    "lowest": 0.001,
    "highest": 0.008,
    "cpu_seconds": 14,
    "most_cpu_seconds": 21.5,
}


def test_a_check_is_required_only_where_the_rubric_says_so(tmp_path: Path) -> None:
    document = copy.deepcopy(VALID)
    document["checks"]["outputs"]["required"] = True
    checks = load(written(tmp_path, document)).checks
    assert (checks["outputs"].required, checks["loads"].required) == (True, False)


def test_the_references_figures_are_read_by_check(tmp_path: Path) -> None:
    assert load(written(tmp_path, VALID)).reference == {}
    rubric = load(written(tmp_path, VALID | {"reference": {"outputs": FIGURES}}))
    assert rubric.reference == {"outputs": Figures(20, 0.0021, 0.001, 0.008, 14, 21.5)}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in FIGURES.items() if key != name}


REFERENCE_MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "a check that there is not": (
        {"output": FIGURES},
        'reference.output: ex1 has no such check; did you mean "outputs"?',
    ),
    "a figure too few": (
        {"outputs": without("highest")},
        "reference.outputs.highest: is missing; add it",
    ),
    "a figure too many": (
        {"outputs": FIGURES | {"metrics": 1}},
        'reference.outputs.metrics: is no known key; did you mean "metric"?',
    ),
    "no seeds": (
        {"outputs": FIGURES | {"seeds": 0}},
        "reference.outputs.seeds: is 0; expected at least 1",
    ),
    "a part of a seed": (
        {"outputs": FIGURES | {"seeds": 1.5}},
        "reference.outputs.seeds: is 1.5; expected a whole number",
    ),
    "seconds below nothing": (
        {"outputs": FIGURES | {"cpu_seconds": -1}},
        "reference.outputs.cpu_seconds: is -1; expected at least 0",
    ),
    "a metric as text": (
        {"outputs": FIGURES | {"metric": "0.0021"}},
        'reference.outputs.metric: is "0.0021"; expected a number',
    ),
    "figures as a list": ({"outputs": []}, "reference.outputs: is []; expected an object {…}"),
}


@pytest.mark.parametrize(("reference", "line"), REFERENCE_MISTAKES.values(), ids=REFERENCE_MISTAKES)
def test_a_mistake_in_the_references_figures_is_refused(
    tmp_path: Path, reference: dict[str, Any], line: str
) -> None:
    assert refusal(tmp_path, lambda d: d.update(reference=reference)) == [line]


def test_a_reference_that_is_no_object_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, lambda d: d.update(reference=[])) == [
        "reference: is []; expected an object {…}"
    ]


@pytest.mark.parametrize("value", [1, "yes", None])
def test_what_is_required_is_a_matter_of_true_or_false(tmp_path: Path, value: object) -> None:
    (line,) = refusal(tmp_path, lambda d: d["checks"]["outputs"].update(required=value))
    assert line.startswith("checks.outputs.required: is ")


LATE = {
    "due": "2026-01-31T23:59:00+01:00",
    "grace_minutes": 15,
    "percent_per_day": 10,
    "most_percent": 50,
    "marked_percent": 25,
}


def test_lateness_costs_only_what_the_rubric_says(tmp_path: Path) -> None:
    assert load(written(tmp_path, VALID)).late is None
    due = datetime(2026, 1, 31, 22, 59, tzinfo=UTC)
    late = load(written(tmp_path, {**VALID, "late": LATE})).late
    assert late == LatePolicy(due, 15, 10, 50, 25)


def test_a_late_policy_decides_nothing_about_how_checks_end(tmp_path: Path) -> None:
    before = load(written(tmp_path, VALID))
    after = load(written(tmp_path, {**VALID, "late": LATE}))
    assert after.judging_sha256 == before.judging_sha256
    assert after.sha256 != before.sha256


LATE_MISTAKES: dict[str, tuple[object, list[str]]] = {
    "no time": (
        LATE | {"due": "31 January"},
        ['late.due: is "31 January"; expected a time with its offset from UTC, such as '
         '"2026-01-31T23:59:00+01:00"'],
    ),
    "a time without its offset": (
        LATE | {"due": "2026-01-31T23:59:00"},
        ['late.due: is "2026-01-31T23:59:00"; expected a time with its offset from UTC, such as '
         '"2026-01-31T23:59:00+01:00"'],
    ),
    "a day that there is not": (
        LATE | {"due": "2026-02-30T23:59:00Z"},
        ['late.due: is "2026-02-30T23:59:00Z"; expected a time with its offset from UTC, such as '
         '"2026-01-31T23:59:00+01:00"'],
    ),
    "a number for a time": (LATE | {"due": 5}, ["late.due: is 5; expected a string"]),
    "more than all": (
        LATE | {"most_percent": 101},
        ["late.most_percent: is 101; expected at most 100"],
    ),
    "less than nothing": (
        LATE | {"percent_per_day": -1},
        ["late.percent_per_day: is -1; expected at least 0"],
    ),
    "a key too few": (
        {key: value for key, value in LATE.items() if key != "marked_percent"},
        ["late.marked_percent: is missing; add it"],
    ),
    "an unknown key": (
        LATE | {"grace_minute": 5},
        ['late.grace_minute: is no known key; did you mean "grace_minutes"?'],
    ),
    "nothing": (None, ["late: is null; expected an object {…}"]),
    "a list": ([], ["late: is []; expected an object {…}"]),
}  # fmt: skip


@pytest.mark.parametrize(("late", "said"), LATE_MISTAKES.values(), ids=LATE_MISTAKES)
def test_a_mistake_in_the_late_policy_is_refused(
    tmp_path: Path, late: object, said: list[str]
) -> None:
    assert refusal(tmp_path, lambda d: d.update(late=late)) == said


def test_a_rubric_that_was_judged_by_is_read_without_its_exercise(tmp_path: Path) -> None:
    path = written(tmp_path, VALID)
    assert load_rubric(path, exercise="ex1", expected=None) == load(path)


@pytest.mark.parametrize(
    ("checks", "key"),
    [
        ([], "checks"),
        ({"loads": 1}, "checks.loads"),
        ({"loads": {"points": 1.555}}, "loads.points"),
    ],
)
def test_without_its_exercise_it_is_still_checked_for_itself(
    tmp_path: Path, checks: object, key: str
) -> None:
    path = written(tmp_path, {**VALID, "checks": checks})
    with pytest.raises(RubricError, match=key):
        load_rubric(path, exercise="ex1", expected=None)
