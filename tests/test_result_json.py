"""A result survives its JSON, and its JSON is read by any parser and valid by the schema."""

from __future__ import annotations

import copy
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_png import encoded, small_picture, small_png

from rnngrade import result_json
from rnngrade.plain_text import plain
from rnngrade.result import (
    CheckResult,
    ConfusionMatrix,
    Diagnosis,
    Environment,
    ExerciseTag,
    Outcome,
    Picture,
    Result,
    Scatter,
    SubmissionTag,
    Table,
    Times,
    TrainingCurve,
)
from rnngrade.result_json import ResultError, dumps, loads, to_json, validate, write
from rnngrade.submission.interface import Location

CHECK = CheckResult(
    id="outputs",
    label="Outputs equal nn.RNN's",
    outcome=Outcome.FAIL,
    points=0.0,
    max_points=30.0,
    message="They differ.",
    diagnosis=(Diagnosis("no_tanh", "There is no tanh.", "Apply it."),),
    hint="Look again.",
    notes=("A note.",),
    evidence={"largest_error": 1.5, "at": [0, 1], "deep": {"none": None, "yes": True}},
    exhibits=(
        TrainingCurve("Try 1", {"step": (1.0, 2.0), "loss": (0.5, 0.25)}, {"to pass": 0.05}),
        Table("Errors", ("length", "error"), (("10", "0.01"), ("50", "0.02"))),
        ConfusionMatrix("Moods", ("sad", "glad"), ((7, 2), (0, 9))),
        small_picture("Your figure", 3, 2, "Two views."),
        Scatter("States", (0.5, -1.0), (2.0, 0.25), (0, 1), ("sad", "glad")),
    ),
    location=Location("ex1_my_rnn.ipynb", 3, cell=2),
    source_line="x = 1",
    duration=0.5,
)
RESULT = Result(
    package_version="0.1.0",
    exercise=ExerciseTag("ex1", "1.0.0"),
    submission=SubmissionTag("ex1_my_rnn.ipynb", "0a" * 32, "definitions"),
    score=0.0,
    max_score=30.0,
    pass_mark=0.6,
    passed=False,
    checks=(CHECK, CheckResult("cuda", "GPU", Outcome.SKIP, 0.0, 0.0, "no GPU")),
    output="printed\n",
    environment=Environment("3.11.7", "2.13.0", "cpu", 2, "Linux"),
    seed=7,
    limits={
        "wall_seconds": 10.0,
        "cpu_seconds": 60.0,
        "memory_bytes": 1024,
        "output_bytes": 1024,
        "reply_bytes": 1024,
        "scratch_bytes": 1024,
        "scratch_files": 100,
        "threads": 16,
    },
    layers=("process group",),
    times=Times("2026-04-17T09:30:00Z", 1.5),
)
SCHEMAS = Path(result_json.__file__).parent / "schemas"


def with_evidence(evidence: dict[str, Any]) -> Result:
    return replace(RESULT, checks=(replace(CHECK, evidence=evidence),))


def evidence_of(result: Result) -> Any:
    return to_json(result)["checks"][0]["evidence"]


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_the_schemas_are_valid_json_schema_2020_12(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_a_result_comes_back_as_it_was() -> None:
    assert loads(dumps(RESULT)) == RESULT


@pytest.mark.parametrize(
    ("number", "name"), [(math.nan, "nan"), (math.inf, "inf"), (-math.inf, "-inf")]
)
def test_numbers_that_json_cannot_write_are_objects_and_come_back(number: float, name: str) -> None:
    result = with_evidence({"error": number, "list": [{"deep": number}]})
    encoded = {"$float": name}
    assert evidence_of(result) == {"error": encoded, "list": [{"deep": encoded}]}
    assert repr(loads(dumps(result)).checks[0].evidence["error"]) == repr(number)


def with_curve(columns: dict[str, tuple[float, ...]], levels: dict[str, float]) -> Result:
    return replace(RESULT, checks=(replace(CHECK, exhibits=(TrainingCurve("", columns, levels),)),))


def test_a_curve_keeps_its_nan_and_its_infinities() -> None:
    columns = {"step": (1.0, 2.0, 3.0), "loss": (math.nan, math.inf, -math.inf)}
    result = with_curve(columns, {"to pass": math.inf})
    (document,) = to_json(result)["checks"][0]["exhibits"]
    assert document["kind"] == "training_curve"
    assert document["columns"]["loss"] == [{"$float": name} for name in ("nan", "inf", "-inf")]
    (curve,) = loads(dumps(result)).checks[0].exhibits
    assert repr(curve) == repr(TrainingCurve("", columns, {"to pass": math.inf}))


def test_exhibits_say_of_which_kind_they_are() -> None:
    curve, table, confusion, picture, scatter = to_json(RESULT)["checks"][0]["exhibits"]
    assert curve == {
        "kind": "training_curve",
        "title": "Try 1",
        "columns": {"step": [1.0, 2.0], "loss": [0.5, 0.25]},
        "levels": {"to pass": 0.05},
    }
    assert table == {
        "kind": "table",
        "title": "Errors",
        "columns": ["length", "error"],
        "rows": [["10", "0.01"], ["50", "0.02"]],
    }
    assert confusion == {
        "kind": "confusion_matrix",
        "title": "Moods",
        "labels": ["sad", "glad"],
        "counts": [[7, 2], [0, 9]],
    }
    assert picture == {
        "kind": "picture",
        "title": "Your figure",
        "png": encoded(small_png(3, 2)),
        "width": 3,
        "height": 2,
        "alternative": "Two views.",
    }
    assert scatter == {
        "kind": "scatter",
        "title": "States",
        "x": [0.5, -1.0],
        "y": [2.0, 0.25],
        "group": [0, 1],
        "groups": ["sad", "glad"],
    }


def with_changed(place: int, **changes: object) -> str:
    """Return the result's JSON with other values of one exhibit's."""
    document = copy.deepcopy(to_json(RESULT))
    document["checks"][0]["exhibits"][place].update(changes)
    return json.dumps(document)


def test_whole_numbers_that_another_program_wrote_as_floats_are_whole_again() -> None:
    confusion = loads(with_changed(2, counts=[[7.0, 2.0], [0.0, 9.0]])).checks[0].exhibits[2]
    assert isinstance(confusion, ConfusionMatrix)
    assert repr(confusion.counts) == "((7, 2), (0, 9))"
    picture = loads(with_changed(3, width=3.0)).checks[0].exhibits[3]
    assert isinstance(picture, Picture)
    assert repr(picture.width) == "3"
    scatter = loads(with_changed(4, group=[0.0, 1.0], x=[1, 2])).checks[0].exhibits[4]
    assert isinstance(scatter, Scatter)
    assert repr((scatter.group, scatter.x)) == "((0, 1), (1.0, 2.0))"


@pytest.mark.parametrize(
    "changes",
    [
        {"counts": [[7, 2]]},
        {"counts": [[7, 2], [0, -1]]},
        {"counts": [[7, 2], [0, 0.5]]},
        {"labels": ["sad", "sad"]},
        {"labels": ["sad", "sad\r"]},
    ],
)
def test_a_confusion_matrix_that_is_none_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ResultError, match="exhibits"):
        loads(with_changed(2, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"png": "QUJD"},
        {"png": "no base64"},
        {"png": f"{encoded(small_png(3, 2))}\n"},
        {"png": encoded(small_png(2, 3))},
        {"png": "A" * 2_000_000},
        {"width": 0},
        {"width": 2001},
        {"height": 2.5},
        {"alternative": None},
    ],
)
def test_a_picture_that_is_none_is_refused_in_few_words(changes: dict[str, object]) -> None:
    with pytest.raises(ResultError, match="exhibits") as caught:
        loads(with_changed(3, **changes))
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    "changes",
    [
        {"x": [1.0]},
        {"x": [1.0, {"$float": "inf"}]},
        {"group": [0, 2]},
        {"group": [0, -1]},
        {"groups": ["sad", "sad"]},
        {"groups": ["sad", "sad\r"]},
        {"groups": list("abcdefg")},
        {"x": [1] * 2001, "y": [1] * 2001, "group": [0] * 2001},
    ],
)
def test_a_scatter_that_cannot_be_drawn_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ResultError, match="exhibits"):
        loads(with_changed(4, **changes))


def test_a_bonus_comes_back_and_a_result_of_before_there_was_one_is_read() -> None:
    bonus = replace(RESULT, checks=(replace(CHECK, bonus=True),))
    assert to_json(bonus)["checks"][0]["bonus"] is True
    assert loads(dumps(bonus)) == bonus
    document = to_json(RESULT)
    for check in document["checks"]:
        del check["bonus"]
    assert loads(json.dumps(document)) == RESULT


def test_the_texts_of_exhibits_are_made_plain() -> None:
    dirty = "\x1b[31mred\x1b[0m \x00"
    exhibits = (
        TrainingCurve(dirty, {dirty: (1.0,)}, {dirty: 1.0}),
        Table(dirty, (dirty,), ((dirty,),)),
        ConfusionMatrix(dirty, (dirty,), ((1,),)),
        small_picture(dirty, alternative=dirty),
        Scatter(dirty, (1.0,), (1.0,), (0,), (dirty,)),
    )
    curve, table, confusion, picture, scatter = (
        loads(dumps(replace(RESULT, checks=(replace(CHECK, exhibits=exhibits),))))
        .checks[0]
        .exhibits
    )
    clean = plain(dirty)
    assert curve == TrainingCurve(clean, {clean: (1.0,)}, {clean: 1.0})
    assert table == Table(clean, (clean,), ((clean,),))
    assert confusion == ConfusionMatrix(clean, (clean,), ((1,),))
    assert picture == small_picture(clean, alternative=clean)
    assert scatter == Scatter(clean, (1.0,), (1.0,), (0,), (clean,))


def test_a_curve_that_is_no_column_of_numbers_is_refused() -> None:
    with pytest.raises(ResultError, match=r"checks\[0\].exhibits\[0\]"):
        dumps(with_curve({"loss": ("much",)}, {}))  # type: ignore[dict-item]


def test_an_exhibit_of_another_kind_is_refused() -> None:
    with pytest.raises(ResultError, match=r"checks\[0\].exhibits\[0\].kind: is \"film\"; expected"):
        loads(with_changed(0, kind="film"))


def test_an_exhibit_is_held_against_the_schema_of_its_kind_alone() -> None:
    with pytest.raises(ResultError) as caught:
        loads(with_changed(1, title=7))
    said = "checks[0].exhibits[1].title: is 7; expected a string"
    assert str(caught.value) == f"not a valid rnngrade/result/v1:\n{said}"


def test_the_text_has_no_token_outside_of_json() -> None:
    def refuse(token: str) -> None:
        raise AssertionError(token)

    json.loads(dumps(with_evidence({"error": math.nan})), parse_constant=refuse)


@pytest.mark.parametrize(
    ("number", "read"),
    [(2**53 - 1, 2**53 - 1), (2**60, float(2**60)), (-(10**5000), -math.inf)],
    ids=["exact", "rounded", "infinite"],
)
def test_whole_numbers_that_parsers_would_change_become_floats(number: int, read: float) -> None:
    back = loads(dumps(with_evidence({"count": number}))).checks[0].evidence["count"]
    assert back == read
    assert type(back) is type(read)


def test_texts_are_made_plain_everywhere() -> None:
    dirty = "\x1b[31mred\x1b[0m \ud800\x00"
    result = replace(
        with_evidence({dirty: dirty}), output=dirty, submission=SubmissionTag(dirty, "0a" * 32)
    )
    document = to_json(result)
    assert document["output"] == document["submission"]["name"] == "red \\ud800\\x00"
    assert document["checks"][0]["evidence"] == {"red \\ud800\\x00": "red \\ud800\\x00"}


class Anything:
    """A value that is no JSON."""


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"a": Anything()}, "checks.outputs.evidence.a: is a Anything; expected a JSON value"),
        ({"a": [0, {1, 2}]}, "checks.outputs.evidence.a[1]: is a set; expected a JSON value"),
        ({"a": b"x"}, "checks.outputs.evidence.a: is a bytes"),
        ({1: "a"}, "checks.outputs.evidence: has the key 1; expected text"),
        ({"$float": "x"}, "checks.outputs.evidence: has the key '$float'; expected text other"),
    ],
)
def test_evidence_that_is_no_json_is_refused(evidence: dict[Any, Any], said: str) -> None:
    with pytest.raises(ResultError) as caught:
        dumps(with_evidence(evidence))
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"score": -1.0}, "score"),
        ({"score": None}, "score"),
        ({"passed": "yes"}, "passed"),
        ({"seed": 2**53}, "seed"),
        ({"times": Times("yesterday", 1.0)}, "times.started"),
        ({"submission": SubmissionTag("a.py", "not a digest")}, "submission.sha256"),
        ({"limits": {}}, "limits.wall_seconds"),
        ({"checks": (replace(CHECK, location=Location("a.py", 0)),)}, "checks[0].location.line"),
    ],
)
def test_a_result_that_the_schema_does_not_allow_is_not_written(
    tmp_path: Path, changes: dict[str, Any], key: str
) -> None:
    with pytest.raises(ResultError, match="not a valid rnngrade/result/v1") as caught:
        write(replace(RESULT, **changes), tmp_path / "result.json")
    assert f"\n{key}: " in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_score_that_is_no_number_is_not_written(number: float) -> None:
    with pytest.raises(ResultError, match="JSON"):
        dumps(replace(RESULT, score=number))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", "[" * 100_000])
def test_text_that_holds_no_result_is_refused(text: str) -> None:
    with pytest.raises(ResultError):
        loads(text)


def test_a_key_that_the_schema_does_not_know_is_refused() -> None:
    document = to_json(RESULT)
    document["checks"][0]["pionts"] = 3
    with pytest.raises(ResultError, match=r'checks\[0\].pionts: .* did you mean "points"\?'):
        validate(document)


@pytest.mark.parametrize("value", [{"$float": "huge"}, {"$float": "nan", "more": 1}])
def test_a_number_that_is_encoded_wrongly_is_refused(value: object) -> None:
    document = copy.deepcopy(to_json(RESULT))
    document["checks"][0]["evidence"]["error"] = [value]
    with pytest.raises(ResultError, match=r"checks\[0\].evidence.error\[0\]"):
        validate(document)


def test_a_result_is_written_whole(tmp_path: Path) -> None:
    write(RESULT, tmp_path / "result.json")
    assert loads((tmp_path / "result.json").read_text(encoding="utf-8")) == RESULT


ANY_TEXT = st.text(st.characters(codec=None), max_size=20)
CLEAN_TEXT = ANY_TEXT.map(plain)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False)


def json_values(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | NUMBERS | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=10,
    )


def exhibits(texts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    numbers = st.lists(NUMBERS, max_size=3).map(tuple)
    cells = st.lists(texts, max_size=3).map(tuple)
    curves = st.builds(
        TrainingCurve,
        texts,
        st.dictionaries(texts, numbers, max_size=3),
        st.dictionaries(texts, NUMBERS, max_size=2),
    )
    tables = st.builds(Table, texts, cells, st.lists(cells, max_size=3).map(tuple))
    labels = st.lists(texts, max_size=3, unique_by=plain).map(tuple)
    confusions = labels.flatmap(
        lambda names: st.builds(ConfusionMatrix, texts, st.just(names), square(len(names)))
    )
    sides = st.integers(1, 20)
    pictures = st.builds(small_picture, texts, sides, sides, texts)
    kinds = curves | tables | confusions | pictures | scatters(texts)
    return st.lists(kinds, max_size=2).map(tuple)


@st.composite
def scatters(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Scatter:
    groups = draw(st.lists(texts, min_size=1, max_size=6, unique_by=plain))
    coordinate = st.floats(allow_nan=False, allow_infinity=False)
    point = st.tuples(coordinate, coordinate, st.integers(0, len(groups) - 1))
    points = draw(st.lists(point, max_size=4))
    x, y, group = (tuple(column) for column in zip(*points, strict=True)) if points else ((),) * 3
    return Scatter(draw(texts), x, y, group, tuple(groups))


def square(size: int) -> st.SearchStrategy[tuple[tuple[int, ...], ...]]:
    row = st.tuples(*[st.integers(0, 2**53 - 1)] * size)
    return st.tuples(*[row] * size)


def results(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Result]:
    checks = st.builds(
        CheckResult,
        id=texts,
        label=texts,
        outcome=st.sampled_from(Outcome),
        points=st.integers(0, 10_000).map(lambda cents: cents / 100),
        max_points=st.integers(0, 10_000).map(lambda cents: cents / 100),
        message=texts,
        diagnosis=st.lists(st.builds(Diagnosis, texts, texts, texts), max_size=2).map(tuple),
        hint=st.none() | texts,
        notes=st.lists(texts, max_size=2).map(tuple),
        evidence=st.dictionaries(texts, json_values(texts), max_size=3),
        exhibits=exhibits(texts),
        location=st.none() | st.builds(Location, texts, st.integers(1, 99), st.none()),
        source_line=texts,
        duration=st.floats(0, 1e6),
        bonus=st.booleans(),
    )
    return st.builds(
        replace,
        st.just(RESULT),
        checks=st.lists(checks, max_size=3).map(tuple),
        output=texts,
        layers=st.lists(texts, max_size=2).map(tuple),
    )


@given(results(CLEAN_TEXT))
def test_any_result_comes_back_as_it_was(result: Result) -> None:
    assert loads(dumps(result)) == result


@given(results(ANY_TEXT))
def test_whatever_the_texts_hold_the_json_is_utf_8_and_settles_at_once(result: Result) -> None:
    text = dumps(result)
    assert not any(0x7F <= ord(ch) < 0xA0 or (ord(ch) < 0x20 and ch != "\n") for ch in text)
    assert json.loads(text.encode("utf-8")) == to_json(result)
    assert dumps(loads(text)) == text


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "1" + "0" * 400])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    text = json.dumps(json.loads(dumps(with_evidence({}))) | {"score": -1234.5})
    with pytest.raises(ResultError, match=f"not JSON: it holds {number[:40]}; expected a finite"):
        loads(text.replace("-1234.5", number))
