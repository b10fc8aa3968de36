"""The same as another user: an ordinary one, and root where Python can be read by everyone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import other_user
import pytest
from trial import OF_NO_LAYER

HERE = os.path.dirname(__file__)  # noqa: PTH120 - a word of a command
TESTS = os.path.dirname(HERE)  # noqa: PTH120


pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not other_user.possible(), reason="only root on Linux may be other users"),
]


@pytest.mark.parametrize("user", [other_user.ORDINARY_USER, 0], ids=["ordinary user", "root"])
@pytest.mark.parametrize("tests", ["worker/test_layers.py", "hostile/test_hostile.py"])
def test_the_layers_hold_for_another_user(user: int, tests: str) -> None:
    others = " or ".join(f"[{folder}/" for folder in OF_NO_LAYER)
    run_as(user, tests, "-m", "not long", "-k", f"not ({others})")


# Each as a user of its own, for these tests may run side by side, and without isolation an attack
# reaches whatever else its user runs.
@pytest.mark.parametrize(
    ("user", "level"),
    [
        (other_user.ORDINARY_USER + 1, "no_namespaces"),
        (other_user.ORDINARY_USER + 2, "without_isolation"),
    ],
)
def test_attacks_at_the_lower_levels_of_isolation_by_an_ordinary_user(
    user: int, level: str
) -> None:
    run_as(user, "hostile/test_hostile.py", "-k", level)


def run_as(user: int, tests: str, *options: str) -> None:
    """Run tests as a user; they must pass."""
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]
    words += [os.path.join(TESTS, tests), *options]  # noqa: PTH118
    with tempfile.TemporaryDirectory() as home:
        os.chown(home, user, user)
        # pytest's own folder in /tmp is another user's by now.
        words += ["--basetemp", os.path.join(home, "pytest")]  # noqa: PTH118
        environment = {**os.environ, "HOME": home, "PYTHONDONTWRITEBYTECODE": "1"}
        ended = subprocess.run(  # noqa: S603
            other_user.command(words, user),
            env={name: value for name, value in environment.items() if "PYTEST" not in name},
            cwd=other_user.PROJECT,
            capture_output=True,
            text=True,
        )
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-2000:]
