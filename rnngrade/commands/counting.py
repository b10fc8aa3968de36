"""How far a long piece of work is: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

_LINE_SECONDS = 10.0
"""How often a line is printed where there is no terminal."""
_WINDOW_SECONDS = 60.0
"""Over how long the rate is taken: what a resumed batch has kept at its start is soon forgotten."""


class Pace:
    """The rate at which things are finished, over the last minute, and the time that is left."""

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._seen = deque([(clock(), 0)])
        self.finished = 0

    def reach(self, finished: int) -> None:
        """Take note of how many are finished."""
        self.finished = finished
        now = self._clock()
        self._seen.append((now, finished))
        while now - self._seen[1][0] > _WINDOW_SECONDS:
            self._seen.popleft()

    @property
    def words(self) -> str:
        """Such as ``45 a minute, 4 min left``; empty while nothing can be said."""
        (began, before), (now, finished) = self._seen[0], self._seen[-1]
        if finished <= before or now <= began:
            return ""
        rate = (finished - before) / (now - began)
        left = (self._total - finished) / rate
        return f"{_number(60 * rate)} a minute, {_duration(left)} left"


@contextmanager
def counting(total: int, console: Console) -> Iterator[Callable[[int], None]]:
    """Show how many of ``total`` submissions are finished; yields a function to be told of it.

    Of what is interrupted it says so, too.
    """
    pace = Pace(total)
    try:
        with _bar(pace, total, console) if console.is_terminal else _lines(pace, total) as show:

            def tell(finished: int) -> None:
                pace.reach(finished)
                show()

            yield tell
    except KeyboardInterrupt:
        click.echo(f"{pace.finished} of {total} are finished.", err=True)
        raise


@contextmanager
def _bar(pace: Pace, total: int, console: Console) -> Iterator[Callable[[], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=total, pace="")
        yield lambda: bars.update(task, completed=pace.finished, pace=pace.words)


@contextmanager
def _lines(pace: Pace, total: int) -> Iterator[Callable[[], None]]:
    last = time.monotonic()

    def show() -> None:
        nonlocal last
        if time.monotonic() - last >= _LINE_SECONDS:
            last = time.monotonic()
            words = f", {pace.words}" if pace.words else ""
            click.echo(f"{pace.finished} of {total}{words}", err=True)

    yield show


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"
