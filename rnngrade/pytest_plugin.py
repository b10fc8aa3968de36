"""The pytest plugin: ``pytest --rnngrade ex1`` shows each check of an exercise as a test.

Without that option it costs nothing: only then is anything else imported.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("rnngrade", "checks of exercises on recurrent networks")
    group.addoption(
        "--rnngrade",
        action="append",
        nargs="?",
        const="",
        metavar="EXERCISE",
        help="Show each check of EXERCISE as a test; may be given again. Without EXERCISE: of all "
        "that rnngrade check would check.",
    )
    group.addoption(
        "--submission",
        metavar="FILE",
        help="The file (or its folder) that --rnngrade EXERCISE checks, as rnngrade check's PATH.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Set the checks up, where they are asked for."""
    if config.getoption("--rnngrade"):
        from rnngrade.pytest_checks import set_up

        set_up(config)
    elif config.getoption("--submission"):
        raise pytest.UsageError("--submission is for --rnngrade EXERCISE: give both")
