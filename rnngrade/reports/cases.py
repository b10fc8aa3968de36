"""Every check of all that was judged as one case, for formats that list tests.

What is said of a case is what the terminal says of the check, in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rnngrade.plain_text import clipped
from rnngrade.reports.interface import Judged
from rnngrade.reports.page import Item, Kind, Page, check_items, page
from rnngrade.reports.terminal import item_text
from rnngrade.reports.workflow_commands import without_command
from rnngrade.result import CheckResult, Outcome, Result

_LONGEST_TEXT = 20_000
_LONGEST_PATH = 400


@dataclass(frozen=True)
class Case:
    """One check of one submission."""

    check: CheckResult
    item: Item
    name: str
    """One plain line, which no other case of the same group has."""

    @property
    def counts(self) -> bool:
        """Whether it could be tried here at all."""
        return self.check.applies or self.check.outcome is not Outcome.SKIP

    @property
    def waits(self) -> bool:
        """Whether a person has still to say what it earns."""
        return self.check.outcome is Outcome.REVIEW

    @property
    def gist(self) -> str:
        """What is most worth knowing of it, in one line; may be empty."""
        causes_first = sorted(self.item.paragraphs, key=lambda said: said.kind is not Kind.CAUSE)
        said = self.item.aside or next((said.text for said in causes_first), "")
        return one_line(said)

    @cached_property
    def text(self) -> str:
        """All that is said of it below its name, in lines; may be empty."""
        said = self.item.aside, item_text(self.item)
        return clipped("\n".join(filter(None, map(without_command, said))), _LONGEST_TEXT)

    @property
    def text_and_points(self) -> str:
        """The same, and a line on its points where it is worth any."""
        partial = 0 < self.check.points < self.check.max_points
        points = f"{'Partial credit' if partial else 'Points'}: {self.item.points}"
        return "\n".join(filter(None, (self.text, points if self.item.points else "")))


@dataclass(frozen=True)
class Group:
    """One submission with its cases."""

    name: str
    """One plain line, which no other group has: the exercise, and the file where it takes that."""
    path: str
    """Of the submission's file, as one plain line."""
    result: Result
    page: Page
    cases: tuple[Case, ...]


def groups(judged: Sequence[Judged]) -> tuple[Group, ...]:
    """Return all that was judged, in its order, with names that tell everything apart."""
    exercises = [one_line(each.result.exercise.id) for each in judged]
    paths = [one_line(each.path) for each in judged]
    once = len(set(exercises)) == len(exercises)
    names = exercises if once else [f"{e} · {p}" for e, p in zip(exercises, paths, strict=True)]
    return tuple(
        Group(name, path, each.result, page(each.result), tuple(_cases(each.result)))
        for name, path, each in zip(_apart(names), paths, judged, strict=True)
    )


def one_line(text: str) -> str:
    """Return ``text`` as one plain line that orders nothing, bounded as the path of a file is."""
    return without_command(" ".join(clipped(text, _LONGEST_PATH).split()))


def closing(content: Page) -> str:
    """Return what stands below the checks: what was printed, the score, what it leaves open."""
    printed = ["Your code printed:", *(f"  {line}" for line in content.printed), ""]
    total = f"Score {content.score or 'without points'}: {content.verdict}"
    lines = [*(printed if content.printed else ()), total, *content.remarks]
    return without_command("\n".join(lines))


def _cases(result: Result) -> Iterator[Case]:
    items = tuple(check_items(result.checks))
    headlines = (
        one_line(item.headline or check.id)
        for check, item in zip(result.checks, items, strict=True)
    )
    for check, item, name in zip(result.checks, items, _apart(headlines), strict=True):
        yield Case(check, item, name)


def _apart(names: Iterable[str]) -> Iterator[str]:
    """Yield each name, the second of the same one with a number."""
    taken: set[str] = set()
    for name in names:
        told, number = name or "?", 1
        while told in taken:
            number += 1
            told = f"{name} ({number})"
        taken.add(told)
        yield told
