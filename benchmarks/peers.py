"""Submissions a minute: rnngrade beside otter-grader, nbgrader and gradescope-utils.

    python -m venv peers
    peers/bin/pip install torch==2.13.0 otter-grader nbgrader gradescope-utils
    python benchmarks/peers.py --peers peers [--rounds 5] [--json FILE]

All grade the same right submission of ex1, as a script or a notebook, one at a time (rnngrade also
two at a time), and look at the same four things of it: shapes, outputs, h_0 and h_n, gradients
(``peer_assignments/my_rnn_tests.py``). rnngrade does so thrice: by the very same tests, made an
exercise (``peer_assignments/peers_my_rnn``), by its own checks of these things, which ask far more,
and by its whole rubric. The rounds are interleaved; each figure is the median. Starting a grader
that stays is left out, of rnngrade as of the peers: theirs is the difference between a larger and a
smaller class. CPU seconds are those of all processes together; on a machine that has other work to
do, they are the steadier measure.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from benchmarks import peer_runs
from rnngrade import result_json, submission
from rnngrade.content import Exercise, find_exercise
from rnngrade.grader import Grader
from rnngrade.result import Result

GOAL = 50
BASE = "import torch"
OURS = "rnngrade, "
PEERS_TESTS = peer_runs.PEERS / "peers_my_rnn"
SETTLING = 0.3
"""Seconds after which a worker that was told to end has ended."""
SMALL, LARGE = 1, 3
"""Sizes of a class of which one process grades every submission."""


@dataclass(frozen=True)
class Spent:
    """Seconds for one submission."""

    wall: float
    cpu: float


Run = Callable[[], Spent]


def main() -> None:
    """Measure, print the tables, and write the record that was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--peers", type=Path, required=True, help="their virtual environment")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write every round to this file")
    given = parser.parse_args()
    python = given.peers / "bin" / "python"
    if not python.exists():
        sys.exit(f"{python} does not exist. Make the environment first:\n{__doc__}")
    exercise, same = find_exercise("ex1"), Exercise(PEERS_TESTS)
    assert exercise.solution is not None, "run this in a checkout"
    with (
        tempfile.TemporaryDirectory() as folder,
        Grader(exercise, device="cpu", isolation="required") as whole,
        Grader(
            same, rubric=PEERS_TESTS / "rubric.json", device="cpu", isolation="required"
        ) as thin,
    ):
        classes = (
            Class("the peers' tests", thin, (), 24),
            Class("its own checks of the same", whole, peer_runs.TESTS, 24),
            Class("whole rubric", whole, (), 8),
        )
        runs: dict[str, Run] = {
            f"{OURS}{each.name}, -j {jobs}": partial(each.spend, exercise.solution, jobs)
            for each in classes
            for jobs in (1, 2)
        }
        runs |= peers(python.parent.absolute(), Path(folder), exercise.solution)
        rounds = []
        for found in measure(runs, given.rounds):
            rounds.append(found)
            if given.json:
                write_record(rounds, given.json)
    print_rates(medians(rounds), rounds)
    for each in classes:
        each.print_shares()


@dataclass(frozen=True)
class Class:
    """Right submissions that a warm grader grades, and how long each check took one at a time."""

    name: str
    grader: Grader
    only: tuple[str, ...]
    """Checks; none stands for all."""
    size: int
    durations: dict[str, list[float]] = field(default_factory=dict)

    def spend(self, solution: Path, jobs: int) -> Spent:
        """Grade all, so many at a time, and return what one of them costs."""
        with spending(self.size) as spent, ThreadPoolExecutor(jobs) as pool:
            verdicts = list(pool.map(lambda _: self._grade(solution), range(self.size)))
        for verdict in verdicts:
            peer_runs.demand(verdict.score == verdict.max_score, f"rnngrade gave {verdict.score}")
            if jobs == 1:
                self._note(verdict)
        return spent[0]

    def _grade(self, solution: Path) -> Result:
        handed_in = submission.read(solution, self.grader.exercise.required)
        verdict = self.grader.grade(handed_in, only=self.only)
        with tempfile.TemporaryDirectory() as folder:
            result_json.write(verdict, Path(folder) / "result.json")
        return verdict

    def _note(self, verdict: Result) -> None:
        for check in verdict.checks:
            self.durations.setdefault(check.id, []).append(check.duration)
        rest = verdict.times.seconds - sum(check.duration for check in verdict.checks)
        self.durations.setdefault("the rest", []).append(rest)

    def print_shares(self) -> None:
        """Print how long each check took, by the wall, one submission at a time."""
        print(f"\n{OURS}{self.name}, -j 1: median milliseconds of each check")
        for check, times in self.durations.items():
            print(f"  {check:16} {1000 * statistics.median(times):6.1f}")


def peers(bin_folder: Path, folder: Path, solution: Path) -> dict[str, Run]:
    """Return what is run of the peers in each round, by name; one import of torch first."""

    def import_torch(count: int) -> None:
        for _ in range(count):
            peer_runs.run(bin_folder, ["python", "-c", "import torch"], folder)

    gradescope = peer_runs.prepare_gradescope(bin_folder, folder / "gradescope", solution)
    otter_run = peer_runs.prepare_otter_run(bin_folder, folder / "otter run", solution)
    otter_api = peer_runs.prepare_otter_api(bin_folder, folder / "otter api", solution)
    nbgrader = peer_runs.prepare_nbgrader(bin_folder, folder / "nbgrader", solution)
    return {
        BASE: lambda: spend(import_torch, 1),
        "gradescope-utils, run_autograder": lambda: spend(gradescope, 1),
        "otter run": lambda: spend(otter_run, 1),
        "otter.api.grade_submission": lambda: spend_more(otter_api),
        "nbgrader autograde": lambda: spend_more(nbgrader),
    }


def spend(grade: peer_runs.Grade, count: int) -> Spent:
    """Return what one of ``count`` submissions costs."""
    with spending(count) as spent:
        grade(count)
    return spent[0]


def spend_more(grade: peer_runs.Grade) -> Spent:
    """Return what one more submission of a class costs."""
    small, large = spend(grade, SMALL), spend(grade, LARGE)
    more = LARGE - SMALL
    return Spent(
        (LARGE * large.wall - SMALL * small.wall) / more,
        (LARGE * large.cpu - SMALL * small.cpu) / more,
    )


@contextmanager
def spending(count: int) -> Iterator[list[Spent]]:
    """Yield a list that has, in the end, what one of ``count`` submissions has cost."""
    spent: list[Spent] = []
    cpu, wall = cpu_seconds(), time.perf_counter()
    yield spent
    wall = time.perf_counter() - wall
    time.sleep(SETTLING)
    spent.append(Spent(wall / count, (cpu_seconds() - cpu) / count))


def cpu_seconds() -> float:
    """Return the CPU time of this process, of all that it has started, and of all that ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    living = [psutil.Process(), *psutil.Process().children(recursive=True)]
    total = time.process_time() + ended.ru_utime + ended.ru_stime
    for process in living[1:]:
        with suppress(psutil.NoSuchProcess):
            total += sum(process.cpu_times()[:4])  # its own, and its children's that have ended
    return total


def measure(runs: dict[str, Run], rounds: int) -> Iterator[dict[str, Spent]]:
    """Run all in turn, once to warm up where it is our own, and yield what each has cost."""
    for name in runs:
        if name.startswith(OURS):
            runs[name]()
    for number in range(rounds):
        found = {}
        for name, run in runs.items():
            found[name] = spent = run()
            took = f"{spent.wall:.3f} s, {spent.cpu:.3f} s of CPU"
            print(f"round {number + 1} of {rounds}: {name}: {took}", file=sys.stderr)
        yield found


def write_record(rounds: list[dict[str, Spent]], path: Path) -> None:
    """Write what each has cost in every round so far."""
    record = [{name: asdict(spent) for name, spent in found.items()} for found in rounds]
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def medians(rounds: list[dict[str, Spent]]) -> dict[str, Spent]:
    """Return the median over the rounds for each name."""
    return {
        name: Spent(
            statistics.median(found[name].wall for found in rounds),
            statistics.median(found[name].cpu for found in rounds),
        )
        for name in rounds[0]
    }


def print_rates(figures: dict[str, Spent], rounds: list[dict[str, Spent]]) -> None:
    """Print a line for each, and how rnngrade stands beside the fastest of the peers."""
    print(f"{'':44}  wall s   a minute   CPU s   times {BASE} (CPU)")
    for name, spent in figures.items():
        base = statistics.median(found[name].cpu / found[BASE].cpu for found in rounds)
        rate = f"{60 / spent.wall:8.1f}"
        print(f"{name:44} {spent.wall:7.3f}  {rate}  {spent.cpu:7.3f}  {base:8.3f}")
    print(f"\nTimes as fast as the fastest peer (goal: more than {GOAL}, by their tests)")
    for name in figures:
        if name.startswith(OURS):
            wall = ratio(rounds, name, lambda spent: spent.wall)
            cpu = ratio(rounds, name, lambda spent: spent.cpu)
            print(f"{name:44} {wall:7.1f} by wall time  {cpu:7.1f} by CPU time")


def ratio(rounds: list[dict[str, Spent]], name: str, seconds: Callable[[Spent], float]) -> float:
    """Return how many times as much the cheapest peer spends, the median over the rounds."""
    peers = [peer for peer in rounds[0] if not peer.startswith(OURS) and peer != BASE]
    return statistics.median(
        min(seconds(found[peer]) for peer in peers) / seconds(found[name]) for found in rounds
    )


if __name__ == "__main__":
    main()
