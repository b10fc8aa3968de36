"""Templates, filled in: Jinja2, with marks that neither GitHub, a shell nor Python knows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import rnngrade


def fill(template: str, **values: Any) -> bytes:
    """Return the template of that name under ``templates/``, filled in, in UTF-8.

    ``{@ value @}`` stands for a value. The filter ``quoted`` writes it as a string or a list that
    YAML, JSON and Python read alike.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("rnngrade.ci"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - no HTML is written, and no text of a student's
        variable_start_string="{@",
        variable_end_string="@}",
        trim_blocks=True,
        comment_start_string="{@#",  # a shell has {#
        comment_end_string="#@}",
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = _quoted
    text = environment.get_template(template).render(version=rnngrade.__version__, **values)
    return text.encode("utf-8")


def _quoted(value: str | int | Iterable[str]) -> str:
    return json.dumps(value if isinstance(value, (str, int)) else list(value))
