"""The form of an answer: what a probe's function returns, as the grader demands it.

A worker may say anything. An answer of another form than the probe's function gives was not made by
it, and is no answer.

A form is a type (a bool is no int), None, ``typing.Any``, a tuple of alternatives, a dict of forms
by key, ``{str: form}`` for any keys, a list of forms for a list of just these, or ``Several``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor

from rnngrade.worker.interface import BadReply, Opaque


@dataclass(frozen=True)
class Several:
    """A list of any number of values of one form."""

    form: Any


def in_form(value: Any, form: Any, where: str = "the answer") -> Any:
    """Return ``value``, or raise ``BadReply`` where it has not the form."""
    if isinstance(form, tuple):
        if not any(_fits(value, alternative) for alternative in form):
            raise _wrong(where, value)
    elif isinstance(form, (list, Several)):
        _list_in_form(value, form, where)
    elif isinstance(form, dict):
        _dict_in_form(value, form, where)
    elif form is not Any and not (value is form or _is_a(value, form)):
        raise _wrong(where, value)
    return value


def in_words(value: Any) -> str:
    """Say in a few words what a value of the student's is."""
    if isinstance(value, Tensor):
        return f"one tensor of shape {tuple(value.shape)}"
    if isinstance(value, Opaque):
        return f"an object of type {value.type_name}"
    if isinstance(value, (list, tuple, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"{value!r}"[:80]


def _list_in_form(value: Any, form: list[Any] | Several, where: str) -> None:
    if type(value) is not list:
        raise _wrong(where, value)
    forms = form if isinstance(form, list) else [form.form] * len(value)
    if len(forms) != len(value):
        raise BadReply(
            f"your code's process sent something else: {where} has {len(value)} parts, "
            f"not {len(forms)}"
        )
    for number, (item, wanted) in enumerate(zip(value, forms, strict=True)):
        in_form(item, wanted, f"{where}[{number}]")


def _dict_in_form(value: Any, form: dict[Any, Any], where: str) -> None:
    if type(value) is not dict:
        raise _wrong(where, value)
    any_key = form.get(str)
    if any_key is None and value.keys() != form.keys():
        raise BadReply(f"your code's process sent something else: {where} has other keys")
    for key, item in value.items():
        in_form(item, any_key or form[key], f"{where}[{key[:40]!r}]")


def _is_a(value: Any, form: Any) -> bool:
    if not isinstance(form, type):
        return False
    return isinstance(value, form) and (type(value) is bool) == (form is bool)


def _fits(value: Any, form: Any) -> bool:
    try:
        in_form(value, form)
    except BadReply:
        return False
    return True


def _wrong(where: str, value: Any) -> BadReply:
    return BadReply(f"your code's process sent something else: {where} is a {type(value).__name__}")
