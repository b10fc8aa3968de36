"""Whether the memory of ``rnngrade grade`` grows with the class.

    python benchmarks/class_memory.py [SIZE ...]

For classes of each SIZE (100, 1000, 10000) the command is run as an instructor would, with -j 2.
Each submission is a stub of exercise 1 in a file of its own; nine of ten do not parse, so that no
worker is needed, and 10,000 take minutes. Meanwhile the command's resident memory is read, and how
many results there are. Printed are the memory after the first tenth and at its highest, and the
slope of a straight line through what was read from the first tenth to the last result.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rnngrade.content import Exercise, find_exercise

SIZES = (100, 1000, 10000)
JOBS = 2
WITH_WORKER = 10
"""One of so many submissions parses, and needs a worker."""
PAUSE = 0.2
"""Seconds between two readings."""


@dataclass(frozen=True)
class Reading:
    """What was seen of the command at one time."""

    finished: int
    """Results that are on disk."""
    kilobytes: int
    """Resident memory of the process that grades; its workers' is not in it."""


def main(sizes: list[int]) -> None:
    """Grade a class of each size, and print a line for each."""
    exercise = find_exercise("ex1")
    print("  class  MB after a tenth  MB at most  bytes a submission  seconds")
    for size in sizes:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            readings, most = grade(exercise, Path(folder), size)
        after = [reading for reading in readings if size / 10 <= reading.finished < size]
        slope = statistics.linear_regression(
            [reading.finished for reading in after], [1024 * r.kilobytes for r in after]
        ).slope
        print(
            f"{size:7}  {after[0].kilobytes / 1024:16.1f}  {most / 1024:10.1f}"
            f"  {slope:18.0f}  {time.perf_counter() - started:7.0f}",
            flush=True,
        )


def grade(exercise: Exercise, folder: Path, size: int) -> tuple[list[Reading], int]:
    """Grade a class; return the readings, and the most kilobytes that there ever were."""
    students, results = folder / "submissions", folder / "results"
    students.mkdir()
    for number in range(size):
        broken = "" if number % WITH_WORKER == 0 else ")"
        text = f"{exercise.stub}\n# student {number}\n{broken}"
        (students / f"student{number:05}.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "rnngrade", "grade", exercise.id, str(students)]
    readings: list[Reading] = []
    most = 0
    printed = folder / "printed.txt"
    with (
        printed.open("w", encoding="utf-8") as file,
        subprocess.Popen(
            [*command, "-o", str(results), "-j", str(JOBS), "--device", "cpu"],
            stdout=file,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        while process.poll() is None:
            if read := memory(process.pid):
                readings.append(Reading(count_results(results), read["VmRSS"]))
                most = read["VmHWM"]
            time.sleep(PAUSE)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} failed: {printed.read_text(encoding='utf-8')}")
    return readings, most


def memory(pid: int) -> dict[str, int]:
    """Return what the kernel tells of a process's memory, in kB; empty where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    fields = (line.partition(":") for line in lines if line.startswith("Vm"))
    return {name: int(value.split()[0]) for name, _, value in fields}


def count_results(folder: Path) -> int:
    """Return how many results there are by now."""
    return sum(1 for _ in folder.rglob("student*.json"))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
