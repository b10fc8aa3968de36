"""GitHub Actions: a workflow for a repository that students work in."""

from __future__ import annotations

from rnngrade.ci.fill import fill
from rnngrade.ci.interface import CiFile, Classroom, Files
from rnngrade.ci.taken_along import configuration, said, taken_along

name = "github"
output = "."
one_exercise = False
keeps_seed = False
next_steps = (
    "Commit these files to the repository that students get theirs from.",
    "For inputs that students have not seen, set the secret RNNGRADE_SEED to a random number of "
    "up to 15 digits, in the settings of the organization or of the repository.",
    "Whoever can push can also change the workflow: for marks, run rnngrade grade yourself.",
)

WORKFLOW = ".github/workflows/rnngrade.yml"
_FOLDER = ".github/rnngrade/"


def files(classroom: Classroom) -> Files:
    """Return the workflow, and what it takes along."""
    values = said(classroom, f"./{_FOLDER}")
    return {
        WORKFLOW: CiFile(fill("github.yml.j2", **values)),
        **configuration(values),
        **taken_along(classroom, _FOLDER),
    }
