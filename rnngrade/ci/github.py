"""GitHub Actions: a workflow for a repository that students work in."""

from __future__ import annotations

from rnngrade.ci.fill import fill
from rnngrade.ci.interface import CiFile, Classroom, Files
from rnngrade.ci.taken_along import said, taken_along

name = "github"
output = "."
one_exercise = False
keeps_seed = False
next_steps = (
    "Commit these files to the repository that students get theirs from.",
    "For inputs that students have not seen, set the secret RNNGRADE_SEED to a number of your "
    "own, in the settings of the organization or of the repository.",
    "Whoever can push can also change the workflow: for marks, run rnngrade grade yourself.",
)

WORKFLOW = ".github/workflows/rnngrade.yml"
_FOLDER = ".github/rnngrade/"


def files(classroom: Classroom) -> Files:
    """Return the workflow, and what it takes along."""
    workflow = fill("github.yml.j2", **said(classroom, f"./{_FOLDER}"))
    return {WORKFLOW: CiFile(workflow), **taken_along(classroom, _FOLDER)}
