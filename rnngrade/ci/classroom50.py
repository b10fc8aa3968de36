"""Classroom 50: an assignment's ``autograder.py``, with what it installs beside it.

Its contract is in https://github.com/foundation50/classroom50/wiki/Advanced-Autograding.
"""

from __future__ import annotations

from rnngrade.ci.fill import fill
from rnngrade.ci.interface import CiFile, Classroom, Files
from rnngrade.ci.taken_along import said, taken_along

name = "classroom50"
output = "."
one_exercise = True
keeps_seed = False
next_steps = (
    "Put these files into CLASSROOM/autograders/ASSIGNMENT/ of your classroom50 repository.",
    "Register the assignment with gh teacher assignment add … --runtime runtime.json.",
    "Classroom 50 publishes that folder on GitHub Pages: put no seed and no solution there. "
    "Inputs are those of the seed that students have; for marks, run rnngrade grade yourself.",
)


def files(classroom: Classroom) -> Files:
    """Return the files of the folder ``CLASSROOM/autograders/ASSIGNMENT/``."""
    return {
        "autograder.py": CiFile(fill("classroom50_autograder.py.j2", **said(classroom))),
        "runtime.json": CiFile(fill("classroom50_runtime.json.j2")),
        **taken_along(classroom),
    }
