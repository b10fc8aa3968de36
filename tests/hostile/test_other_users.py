"""The same as another user: an ordinary one, and root where Python can be read by everyone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import other_user
import pytest

HERE = os.path.dirname(__file__)  # noqa: PTH120 - a word of a command
TESTS = os.path.dirname(HERE)  # noqa: PTH120


@pytest.mark.long
@pytest.mark.skipif(not other_user.possible(), reason="only root on Linux may be other users")
@pytest.mark.parametrize("user", [other_user.ORDINARY_USER, 0], ids=["ordinary user", "root"])
@pytest.mark.parametrize("tests", ["worker/test_layers.py", "hostile/test_hostile.py"])
def test_the_layers_hold_for_another_user(user: int, tests: str) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not long"]
    words += ["-p", "no:cacheprovider", os.path.join(TESTS, tests)]  # noqa: PTH118
    with tempfile.TemporaryDirectory() as home:
        os.chown(home, user, user)
        environment = {**os.environ, "HOME": home, "PYTHONDONTWRITEBYTECODE": "1"}
        ended = subprocess.run(  # noqa: S603
            other_user.command(words, user),
            env={name: value for name, value in environment.items() if "PYTEST" not in name},
            cwd=other_user.PROJECT,
            capture_output=True,
            text=True,
        )
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-2000:]
