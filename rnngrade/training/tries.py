"""Several trainings of one submission, side by side where cores allow, each tried a few times."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from rnngrade.training.interface import Attempt

Key = TypeVar("Key", bound=Hashable)


class Trainings(Generic[Key]):
    """Runs ``attempt(key, number)`` for each key until one reaches its goal.

    The first success ends the tries, and so does an attempt that another seed would not mend. Of
    several that miss, the best is kept, and the workers of the others are ended.
    """

    def __init__(self, attempt: Callable[[Key, int], Attempt], tries: Callable[[Key], int]) -> None:
        self._attempt = attempt
        self._tries = tries
        self._pool = ThreadPoolExecutor(thread_name_prefix="training")
        self._running: dict[Key, Future[list[Attempt]]] = {}

    def begin(self, keys: Iterable[Key]) -> None:
        """Begin to train for these keys; those that have begun go on."""
        for key in keys:
            if key not in self._running:
                self._running[key] = self._pool.submit(self._all_tries, key)

    def begun(self) -> list[Key]:
        """Return the keys for which training has begun, in that order."""
        return list(self._running)

    def attempts(self, key: Key) -> list[Attempt]:
        """Return every try for a key, in order; waits for them."""
        self.begin([key])
        return self._running[key].result()

    def best(self, key: Key) -> Attempt:
        """Return the try that came nearest to the goal; the last one where none was measured."""
        return best(self.attempts(key))

    def _all_tries(self, key: Key) -> list[Attempt]:
        attempts: list[Attempt] = []
        for number in range(self._tries(key)):
            attempts.append(self._attempt(key, number))
            kept = best(attempts)
            for attempt in attempts:
                if attempt is not kept:
                    attempt.training.close()
            if attempts[-1].reached or attempts[-1].hopeless:
                break
        return attempts


def best(attempts: list[Attempt]) -> Attempt:
    """Return the attempt with the smallest metric; the last one where none was measured.

    One that passes is better than any that does not, and one that is NaN worse than any other.
    """
    measured = [
        (not attempt.passes, math.inf if math.isnan(attempt.metric) else attempt.metric, number)
        for number, attempt in enumerate(attempts)
        if attempt.metric is not None
    ]
    return attempts[min(measured)[-1] if measured else -1]
