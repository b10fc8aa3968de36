"""The two validators of a schema agree: the quick one never lets through what the other refuses."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_result_json import RESULT

from rnngrade.content import exercises
from rnngrade.result_json import to_json
from rnngrade.schema import _is_surely_valid, _validator, violations

VALID: list[tuple[str, Any]] = [
    ("result-v1", to_json(RESULT)),
    *(("rubric-v1", json.loads(exercise.rubric.read_bytes())) for exercise in exercises()),
]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.lists(st.text(max_size=3), max_size=2),
)


def test_valid_documents_are_known_at_once() -> None:
    assert all(_is_surely_valid(document, name) for name, document in VALID)


@given(st.data())
def test_both_validators_agree_on_documents_that_were_changed_anywhere(data: st.DataObject) -> None:
    name, valid = data.draw(st.sampled_from(VALID))
    document = copy.deepcopy(valid)
    place = document
    while True:
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
        )
        inner = place[key]
        if not (isinstance(inner, (dict, list)) and inner and data.draw(st.booleans())):
            break
        place = inner
    match data.draw(st.sampled_from(["another value", "removed", "one more"])):
        case "another value":
            place[key] = data.draw(VALUES)
        case "removed":
            del place[key]
        case "one more" if isinstance(place, dict):
            place[data.draw(st.text(max_size=5))] = data.draw(VALUES)
        case _:
            place.append(data.draw(VALUES))
    assert _is_surely_valid(document, name) == _validator(name).is_valid(document)


@pytest.mark.parametrize("value", [{1, 2}, object(), b"bytes"])
def test_what_is_no_json_is_left_to_the_validator_that_says_why(value: object) -> None:
    document = {**to_json(RESULT), "limits": value}
    assert not _is_surely_valid(document, "result-v1")
    assert violations(document, "result-v1")
