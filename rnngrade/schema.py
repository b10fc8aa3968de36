"""The published JSON Schemas, and what a document violates in them, said in plain words."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from rnngrade.plain_text import clipped

if TYPE_CHECKING:
    import jsonschema_rs
    from jsonschema import Draft202012Validator, ValidationError

_LONGEST_REASON = 300
_TYPES = {
    "object": "an object {…}",
    "array": "a list […]",
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


@dataclass(frozen=True)
class Violation:
    """One mistake in a document: at which key (``checks.outputs.points``), and which."""

    key: str
    reason: str


def violations(document: object, name: str) -> list[Violation]:
    """Return everything in ``document`` that the schema ``name`` (``rubric-v1``) does not allow."""
    if _is_surely_valid(document, name):
        return []
    errors = sorted(
        _validator(name).iter_errors(document), key=lambda error: list(map(str, error.path))
    )
    return [violation for error in errors for violation in _said(error)]


def dotted(path: Iterable[str | int]) -> str:
    """Return the name of a place in a document: ``("checks", 0, "id")`` is ``checks[0].id``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return what to say of an unknown word: the nearest known one, or all of them."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    if near:
        return f'did you mean "{near[0]}"?'
    return f"known are: {', '.join(sorted(known))}" if known else "there are none"


def _is_surely_valid(document: object, name: str) -> bool:
    """Return whether there is nothing to say; False also for what is not made of JSON's values.

    Asked first, since it takes a hundredth of the time, and nearly every document is valid.
    """
    try:
        return _quick_validator(name).is_valid(document)
    except ValueError:
        return False


@cache
def _quick_validator(name: str) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(_schema(name))


@cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # 0.1 s, for documents that are not valid alone

    return Draft202012Validator(_schema(name))


def _schema(name: str) -> dict[str, Any]:
    text = files("rnngrade").joinpath(f"schemas/{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _said(error: ValidationError) -> Iterator[Violation]:
    path = tuple(error.path)
    schema: Any = error.schema
    instance: Any = error.instance
    if error.validator == "required":
        yield Violation(dotted((*path, _missing(error))), "is missing; add it")
    elif error.validator == "additionalProperties":
        known = schema["properties"]
        for key in sorted(instance.keys() - known.keys()):
            yield Violation(dotted((*path, key)), f"is no known key; {did_you_mean(key, known)}")
    elif "propertyNames" in error.schema_path:
        yield Violation(dotted((*path, instance)), _name_reason(error))
    else:
        yield Violation(dotted(path), _reason(error))


def _missing(error: ValidationError) -> str:
    # jsonschema reports each missing key by itself, and names it in its message alone.
    keys: Any = error.validator_value
    return next(str(key) for key in keys if error.message.startswith(f"{key!r} "))


def _name_reason(error: ValidationError) -> str:
    return f"is not a valid name; names match {error.validator_value}"


def _reason(error: ValidationError) -> str:
    came = _shown(error.instance)
    wanted: Any = error.validator_value
    match error.validator:
        case "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            return f"is {came}; expected {' or '.join(_TYPES[kind] for kind in kinds)}"
        case "const":
            return f"is {came}; expected {_shown(wanted)}"
        case "enum":
            return f"is {came}; expected one of {', '.join(map(_shown, wanted))}"
        case "minimum":
            return f"is {came}; expected at least {wanted}"
        case "exclusiveMinimum":
            return f"is {came}; expected more than {wanted}"
        case "maximum":
            return f"is {came}; expected at most {wanted}"
        case "pattern" if wanted == "\\S":
            return "is empty; write what it should say"
        case "pattern":
            return f"is {came}; expected text that matches {wanted}"
        case _:
            return clipped(error.message, _LONGEST_REASON)  # It may hold the whole instance.


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 60 else f"{text[:57]}…"
