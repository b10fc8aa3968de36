"""The report for machines: the result as JSON, by its published schema."""

from __future__ import annotations

from rnngrade.result import Result
from rnngrade.result_json import dumps

name = "json"


def render(result: Result) -> str:
    """Return ``result`` as JSON text, valid against ``schemas/result-v1.schema.json``."""
    return dumps(result)
