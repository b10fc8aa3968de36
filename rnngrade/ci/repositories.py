"""GitHub and GitLab: a pipeline that lies in the repository that students work in."""

from __future__ import annotations

from dataclasses import dataclass

from rnngrade.ci.fill import fill
from rnngrade.ci.interface import CiFile, Classroom, Files
from rnngrade.ci.taken_along import configuration, said, taken_along


@dataclass(frozen=True)
class Repository:
    """A platform that keeps its pipeline in the repository."""

    name: str
    pipeline: str
    """Where the platform looks for it."""
    folder: str
    """Where what is taken along lies; ends in /."""
    next_steps: tuple[str, ...]
    output: str = "."
    one_exercise: bool = False
    keeps_seed: bool = False

    def files(self, classroom: Classroom) -> Files:
        """Return the pipeline, the configuration, and what they take along."""
        values = said(classroom, f"./{self.folder}")
        return {
            self.pipeline: CiFile(fill(f"{self.name}.yml.j2", **values)),
            **configuration(values),
            **taken_along(classroom, self.folder),
        }


GITHUB = Repository(
    "github",
    ".github/workflows/rnngrade.yml",
    ".github/rnngrade/",
    (
        "Commit these files to the repository that students get theirs from.",
        "For inputs that students have not seen, set the secret RNNGRADE_SEED to a random number "
        "of up to 15 digits, in the settings of the organization or of the repository.",
        "Whoever can push can also change the workflow: for marks, run rnngrade grade yourself.",
    ),
)
GITLAB = Repository(
    "gitlab",
    ".gitlab-ci.yml",
    ".gitlab/rnngrade/",
    (
        "Commit these files to the project that students fork.",
        "For inputs that students have not seen, set the masked CI/CD variable RNNGRADE_SEED to a "
        "random number of up to 15 digits, in the settings of the group.",
        "Whoever can push can also change the pipeline: for marks, run rnngrade grade yourself.",
    ),
)
