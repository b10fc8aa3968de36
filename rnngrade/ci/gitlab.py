"""GitLab CI/CD: a pipeline whose merge requests show every check."""

from __future__ import annotations

from rnngrade.ci.fill import fill
from rnngrade.ci.interface import CiFile, Classroom, Files
from rnngrade.ci.taken_along import configuration, said, taken_along

name = "gitlab"
output = "."
one_exercise = False
keeps_seed = False
next_steps = (
    "Commit these files to the project that students fork.",
    "For inputs that students have not seen, set the masked CI/CD variable RNNGRADE_SEED to a "
    "random number of up to 15 digits, in the settings of the group.",
    "Whoever can push can also change the pipeline: for marks, run rnngrade grade yourself.",
)

PIPELINE = ".gitlab-ci.yml"
_FOLDER = ".gitlab/rnngrade/"


def files(classroom: Classroom) -> Files:
    """Return the pipeline, and what it takes along."""
    values = said(classroom, f"./{_FOLDER}")
    return {
        PIPELINE: CiFile(fill("gitlab.yml.j2", **values)),
        **configuration(values),
        **taken_along(classroom, _FOLDER),
    }
