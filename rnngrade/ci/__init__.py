"""The ci stage: the files with which GitHub, GitLab, Gradescope or Classroom 50 run checks."""

from rnngrade.ci import classroom50, gradescope
from rnngrade.ci.interface import CiFile, Classroom, Files, Platform
from rnngrade.ci.package import Package, PackageError, package
from rnngrade.ci.repositories import GITHUB, GITLAB
from rnngrade.ci.write import InTheWayError, write

PLATFORMS: dict[str, Platform] = {
    platform.name: platform for platform in (GITHUB, GITLAB, gradescope, classroom50)
}

__all__ = [
    "PLATFORMS",
    "CiFile",
    "Classroom",
    "Files",
    "InTheWayError",
    "Package",
    "PackageError",
    "Platform",
    "package",
    "write",
]
