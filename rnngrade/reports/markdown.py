"""Text in GitHub's Markdown that says what it says, and marks up nothing."""

from __future__ import annotations

import re

_MARKUP = re.compile(
    r"[\\`*_{}\[\]()#+\-!|<>&~:@^$=]"  # CommonMark, tables, mentions, emoji, formulas, addresses
    r"|(?<=\d)\.|(?<=www)\.",  # numbers of a list, addresses without a scheme
    re.IGNORECASE,
)
_BACKTICKS = re.compile("`+")


def inert(text: str) -> str:
    """Return plain ``text`` as one line of Markdown, with nothing of it left to interpret.

    What could be markup becomes a numeric character reference, which CommonMark never takes for
    any: neither at the start of a line, nor in a cell of a table, nor in a link.
    """
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def bold(text: str) -> str:
    """Return plain ``text`` as one bold line, or nothing where there is none."""
    line = inert(text)
    return f"**{line}**" if line else ""


def fenced(text: str, language: str = "") -> str:
    """Return plain ``text`` as a block of code, whose fence is longer than any in it."""
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table of cells that are Markdown already; a column named with ``:`` ends right."""
    lines = [
        [column.removesuffix(":") for column in columns],
        ["--:" if column.endswith(":") else "---" for column in columns],
        *rows,
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
