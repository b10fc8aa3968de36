"""Prints which layers stop which hostile submission, as a table for docs/security.md.

    python tests/hostile/table.py [PATTERN]

Each submission is graded without isolation first; those of which something comes, then with the
namespaces and mounts alone, with Landlock alone, with seccomp alone, and with everything. To be run
as an ordinary user: what comes of them without isolation is real.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from arena import Arena, header
from levels import NAMESPACES, grader_without
from trial import FILES, HERE, judged_otherwise, run

from rnngrade.grader import Grader
from rnngrade.worker.child.records import LAYERS

COLUMNS = {
    "nothing": LAYERS,
    "namespaces, mounts": ("landlock", "seccomp"),
    "Landlock": (*NAMESPACES, "no-capabilities", "seccomp"),
    "seccomp": (*NAMESPACES, "no-capabilities", "landlock"),
    "everything": (),
}
"""What is withheld, by what is left."""
STOPS_ITS_GRADER = "grader"
"""Submissions in this folder may stop the process that grades them: they get one to themselves."""
SECONDS = 120


def comes_of_it(path: Path, column: str) -> list[str]:
    """Grade one submission with these layers; return what came of it."""
    with ExitStack() as stack:
        rubric = Path(stack.enter_context(TemporaryDirectory()))
        return _comes_of_it(path, stack.enter_context(grader_without(COLUMNS[column], rubric)))


def _comes_of_it(path: Path, grader: Grader) -> list[str]:
    with TemporaryDirectory() as place, TemporaryDirectory() as folder:
        arena = Arena(Path(place))
        trial = run(path, grader, arena, Path(folder))
        arena.close()
        return [*trial.breaches, *judged_otherwise(grader)]


def in_a_process_of_its_own(path: Path, column: str) -> list[str]:
    """Do the same in another process, which may be stopped or ended."""
    command = [sys.executable, __file__, "--one", str(path), column]
    try:
        ended = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return ["stopped the grader"]
    if ended.returncode:
        return ["ended the grader"]
    return ended.stdout.splitlines()


def main(pattern: str) -> None:
    """Print the table, a row as soon as it is known."""
    print("| submission |", " | ".join(COLUMNS), "|")
    print("|---|" + "---|" * len(COLUMNS))
    with ExitStack() as stack:
        rubric = Path(stack.enter_context(TemporaryDirectory()))
        graders = {
            column: stack.enter_context(grader_without(withheld, rubric))
            for column, withheld in COLUMNS.items()
        }
        tried = came = 0
        for path in FILES:
            name = str(path.relative_to(HERE))
            if not fnmatch(name, pattern):
                continue
            tried += 1
            alone = path.parent.name == STOPS_ITS_GRADER
            cells = []
            for column, grader in graders.items():
                found = (
                    in_a_process_of_its_own(path, column) if alone else _comes_of_it(path, grader)
                )
                if column == "nothing" and not found:
                    break
                cells.append(_in_short(found))
            else:
                came += 1
                print(f"| `{name}`: {header(path, 'does')} |", " | ".join(cells), "|", flush=True)
    print(f"\n{tried} submissions tried; something comes of {came} of them without isolation.")


def _in_short(found: list[str]) -> str:
    kinds = {entry.partition(":")[0] for entry in found}
    return "**" + ", ".join(sorted(kinds)) + "**" if kinds else "stopped"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(*comes_of_it(Path(sys.argv[2]), sys.argv[3]), sep="\n", end="")
    else:
        main(sys.argv[1] if len(sys.argv) > 1 else "*")
