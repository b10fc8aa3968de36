"""What was found, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

import rnngrade
from rnngrade.doctor.interface import Examined, Finding, Health
from rnngrade.plain_text import plain

_STYLES = {Health.OK: "green", Health.ABSENT: "yellow", Health.MISSING: "bold red"}
_SIGNS = {Health.OK: "✓", Health.ABSENT: "○", Health.MISSING: "✗"}
_ASCII_SIGNS = {Health.OK: "ok", Health.ABSENT: "-", Health.MISSING: "x"}
_INDENT = 4


def print_examined(examined: Examined, console: Console) -> None:
    """Print all findings, aligned, and what follows from them."""
    console.print(Text(f"rnngrade {rnngrade.__version__}", style="bold"))
    named = [finding.name for section in examined.sections for finding in section.findings]
    column = _INDENT + max(map(len, named)) + 2
    for section in examined.sections:
        console.print()
        console.print(Text(section.title, style="bold"))
        for finding in section.findings:
            for line in _finding(finding, column, console):
                console.print(line, soft_wrap=True, highlight=False)
    console.print()
    for sentence in conclusion(examined):
        console.print(Text(sentence, style="" if examined.can_check else "bold red"))


def conclusion(examined: Examined) -> Iterator[str]:
    """Yield what can be done here, and what cannot."""
    if not examined.can_check:
        yield f"Checks cannot run: see {', '.join(f.name for f in examined.missing)}."
    elif examined.unguarded:
        without = " and ".join(examined.unguarded)
        yield "rnngrade check can run."
        yield f"rnngrade grade refuses without {without}, unless you say --isolation best."
    else:
        yield "rnngrade check and rnngrade grade can run."


def _finding(finding: Finding, column: int, console: Console) -> Iterator[Text]:
    """Yield the lines of a finding: its sign and name, and its text and hint hung from them."""
    signs = _SIGNS if console.encoding.lower().startswith("utf") else _ASCII_SIGNS
    lead = Text(f"{signs[finding.health]:>{_INDENT - 1}} ", style=_STYLES[finding.health])
    lead.append(finding.name, style="default")
    lead.pad_right(column - lead.cell_len)
    paragraphs = [finding.text, *([f"Try: {finding.hint}"] if finding.hint else [])]
    for paragraph in paragraphs:
        room = max(console.width - column, 20)
        for line in Text(plain(paragraph)).wrap(console, room, overflow="fold"):
            line.rstrip()
            yield Text.assemble(lead, line)
            lead = Text(" " * column)
