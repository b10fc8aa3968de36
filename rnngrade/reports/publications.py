"""Which option of ``check`` writes which formats for other systems, and where each one goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rnngrade.reports.interface import Judged, Publication
from rnngrade.whole_file import write_whole

Environment = Mapping[str, str]
"""Variables of the environment that the command runs in."""
Make = Callable[[Environment], Publication]


@dataclass(frozen=True)
class PublicationOption:
    """An option of ``check``: ``--junit FILE``, or ``--github`` where it takes no file."""

    name: str
    """Without dashes."""
    help: str
    file: Make | None = None
    """Makes what is written to the option's FILE; None where the option is a flag."""
    printed: Make | None = None
    """Makes what is printed, after every report for a reader."""
    appended: Mapping[str, Make] = field(default_factory=dict)
    """What is appended to the file that a variable of the environment names, by that variable."""

    @property
    def takes_file(self) -> bool:
        """Whether it is given with a FILE."""
        return self.file is not None


def ensure_possible(option: PublicationOption, environment: Environment) -> None:
    """Raise PublicationError where the environment lacks what ``option`` must know.

    To be called before any work, which ``publish`` would otherwise end with.
    """
    for make in (option.file, option.printed, *option.appended.values()):
        if make is not None:
            make(environment)


def publish(
    option: PublicationOption,
    judged: Sequence[Judged],
    environment: Environment,
    *,
    path: Path | None = None,
    write: Callable[[str], object],
) -> None:
    """Write all that ``option`` stands for: to ``path``, by ``write``, to the system's own files.

    ``path`` is the option's FILE. ``write`` prints a text that ends its own lines. A variable of
    the environment that is not set has nothing appended. Raises PublicationError, OSError. Call it
    when no worker is left, so that student code cannot reach what is written.
    """
    if option.file is not None and path is not None:
        write_whole(path, option.file(environment).render(judged))
    if option.printed is not None:
        write(option.printed(environment).render(judged))
    for variable, make in option.appended.items():
        if target := environment.get(variable):
            with Path(target).open("a", encoding="utf-8", newline="") as file:
                file.write(make(environment).render(judged))


def _junit(_: Environment) -> Publication:
    from rnngrade.reports import junit

    return junit


def _annotations(environment: Environment) -> Publication:
    from rnngrade.reports.github import Annotations

    return Annotations(environment, Path.cwd())


def _summary(_: Environment) -> Publication:
    from rnngrade.reports import github_summary

    return github_summary


def _gradescope(_: Environment) -> Publication:
    from rnngrade.reports import gradescope

    return gradescope


def _classroom50(environment: Environment) -> Publication:
    from rnngrade.reports.classroom50 import Classroom50

    return Classroom50(environment)


def _autograding(_: Environment) -> Publication:
    from rnngrade.reports import autograding

    return autograding


def _autograding_output(_: Environment) -> Publication:
    from rnngrade.reports.autograding import StepOutput

    return StepOutput()


OPTIONS = (
    PublicationOption("junit", "Write JUnit XML, as GitLab and others show it.", _junit),
    PublicationOption(
        "github",
        "Print GitHub annotations; append to the step's summary.",
        printed=_annotations,
        appended={"GITHUB_STEP_SUMMARY": _summary},
    ),
    PublicationOption("gradescope", "Write Gradescope's results.json.", _gradescope),
    PublicationOption("classroom50", "Write Classroom 50's result.json.", _classroom50),
    PublicationOption(
        "autograding",
        "Write the payload of GitHub Classroom's autograding-grading-reporter.",
        _autograding,
        appended={"GITHUB_OUTPUT": _autograding_output},
    ),
)
"""Every option, in the order of the help."""
