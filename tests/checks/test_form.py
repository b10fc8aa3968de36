"""An answer is what its question's form says, or it is no answer."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.checks.form import Several, in_form
from rnngrade.worker.interface import BadReply

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (True, bool),
        (3, int),
        (None, None),
        (None, (int, None)),
        ("a", (int, str)),
        ([1, 2], Several(int)),
        ([], Several(int)),
        ([1, "a"], [int, str]),
        ({"a": 1, "b": None}, {"a": int, "b": Any}),
        ({"x": torch.ones(1), "y": torch.ones(2)}, {str: torch.Tensor}),
        ({}, {str: torch.Tensor}),
    ],
)
def test_what_has_the_form_is_returned(value: object, form: object) -> None:
    assert in_form(value, form) is value


@pytest.mark.parametrize(
    ("value", "form", "where"),
    [
        (1, bool, "the answer is a int"),
        (True, int, "the answer is a bool"),
        (1.0, (int, None), "the answer is a float"),
        ((1, 2), Several(int), "the answer is a tuple"),
        ([1, "a"], Several(int), r"the answer\[1\] is a str"),
        ([1], [int, int], "has 1 parts, not 2"),
        ({"a": 1}, {"a": int, "b": int}, "has other keys"),
        ({"a": 1, "b": 2}, {"a": int}, "has other keys"),
        ({"x": 1}, {str: torch.Tensor}, r"the answer\['x'\] is a int"),
        (None, {"a": int}, "the answer is a NoneType"),
        ([{"n": [None]}], Several({"n": Several(int)}), r"\[0\]\['n'\]\[0\] is a NoneType"),
    ],
)
def test_what_has_not_the_form_is_no_answer(value: object, form: object, where: str) -> None:
    with pytest.raises(BadReply, match=where):
        in_form(value, form)


@given(VALUES)
def test_any_value_has_the_form_or_is_refused(value: object) -> None:
    for form in (Any, Several(int), {str: (int, None)}, [bool, str], ({"a": int}, None)):
        try:
            assert in_form(value, form) is value
        except BadReply:
            assert form is not Any
