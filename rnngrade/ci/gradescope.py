"""Gradescope: the zip that is uploaded as a programming assignment's autograder.

Its layout is in https://gradescope-autograders.readthedocs.io/en/latest/specs/.
"""

from __future__ import annotations

from rnngrade.ci.fill import fill
from rnngrade.ci.interface import CiFile, Classroom, Files
from rnngrade.ci.taken_along import configuration, said, taken_along

name = "gradescope"
output = "autograder.zip"
one_exercise = True
keeps_seed = True
next_steps = (
    "Upload the zip (of a folder: all that is in it, zipped) under Configure Autograder, with the "
    "base image Ubuntu 24.04 or 22.04.",
    "In the assignment's settings give the container 4 GB of memory and at least 1 CPU, and "
    "for an exercise that trains 40 minutes.",
    "Gradescope's containers may lack layers of isolation: student code is run with what there "
    "is (--isolation best), and as a user of its own.",
)


def files(classroom: Classroom) -> Files:
    """Return the contents of the zip."""
    values = said(classroom, "$source/")
    run = fill("gradescope_run.py.j2", **values, seed=classroom.seed)
    return {
        "setup.sh": CiFile(fill("gradescope_setup.sh.j2", **values), executable=True),
        "run_autograder": CiFile(run, executable=True),
        **configuration({**values, "exercises": ()}),
        **taken_along(classroom),
    }
