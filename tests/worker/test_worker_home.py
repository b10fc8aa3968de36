"""What a killed grader leaves is swept away by the next one, and nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnngrade.worker import home
from rnngrade.worker.home import Home, sweep

LEAVE = """
import os, signal, sys
from rnngrade.worker.home import Home
home = Home()
(home.new_folder("worker-") / "file").write_text("left")
print(home.path, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def left(temporary: Path) -> Path:
    """The folder of a process that held it and was killed."""
    environment = os.environ | {"TMPDIR": str(temporary)}
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", LEAVE], capture_output=True, text=True, env=environment
    )
    assert ended.returncode == -signal.SIGKILL
    return Path(ended.stdout.strip())


def test_the_folder_of_a_killed_grader_is_removed(left: Path) -> None:
    assert left.exists()
    sweep()
    assert not left.exists()


def test_the_folder_of_a_living_grader_is_kept() -> None:
    living = Home()
    sweep()
    assert living.path.exists()
    living.close()
    living.close()
    assert living.closed
    assert not living.path.exists()


@pytest.mark.parametrize("lock", [None, "", "another's\n", "a directory"])
def test_a_folder_of_someone_elses_is_kept(temporary: Path, lock: str | None) -> None:
    other = temporary / f"{home.PREFIX}results"
    other.mkdir()
    if lock == "a directory":
        (other / home.LOCK).mkdir()
    elif lock is not None:
        (other / home.LOCK).write_text(lock)
    os.utime(other, (0, 0))
    sweep()
    assert other.exists()


def test_other_files_and_links_are_left_alone(temporary: Path, left: Path) -> None:
    (temporary / "notes").mkdir()
    (temporary / f"{home.PREFIX}link").symlink_to(temporary / "notes")
    (temporary / f"{home.PREFIX}file").write_text("not a folder")
    sweep()
    assert not left.exists()
    assert sorted(p.name for p in temporary.iterdir()) == [
        "notes",
        f"{home.PREFIX}file",
        f"{home.PREFIX}link",
    ]


@pytest.fixture
def straggler(left: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that was started in the folder of a killed grader."""
    environment = {"HOME": str(left / "worker-1"), "PATH": os.environ["PATH"]}
    with subprocess.Popen(["sleep", "60"], env=environment) as process:  # noqa: S607
        yield process
        process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_that_a_killed_grader_left_is_killed(
    straggler: subprocess.Popen[bytes],
) -> None:
    time.sleep(0.1)  # until it is the new program
    sweep()
    assert straggler.wait(10) == -signal.SIGKILL


def test_a_folder_that_was_taken_away_is_made_anew(temporary: Path) -> None:
    robbed = Home()
    robbed.path.rename(temporary / "elsewhere")
    assert robbed.new_folder("worker-").is_dir()
    robbed.close()
    assert [p.name for p in temporary.iterdir()] == ["elsewhere"]
