"""Runs the steps of a CI job here, as a runner would, in a machine of fakes.

Nothing is installed: on PATH stand a ``pip`` and an ``apt-get`` that only record their arguments,
a ``python3`` that makes virtual environments of these, and as ``rnngrade`` the one under test, in
the tiny project of ``small_project`` with its exercise ex9. Everything else is the real thing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RIGHT = "def double(n):\n    return 2 * n\n"
WRONG = "def double(n):\n    return n**2\n"
NAME = "ex9_double.py"
SEED = "8315"
HOSTILE_NAMES = (
    "$(touch pwned).py",
    "`touch pwned`.py",
    "-rf",
    "--force.py",
    "; touch pwned;.py",
    "a\nb.py",
    "name with spaces.py",
    "'quoted\".py",
)
"""Names of files that lie beside a submission."""
SHADOWS = ("pip.py", "venv.py", "json.py", "subprocess.py", "rnngrade.py", "torch.py")
"""Modules that Python imports in place of its own where it is started carelessly."""

_PIP = """\
#!/bin/sh
printf '%s\\n' "pip $*" >> "$FAKE_RECORD"
exit "${FAKE_PIP_STATUS:-0}"
"""
_APT = """\
#!/bin/sh
printf '%s\\n' "apt-get $*" >> "$FAKE_RECORD"
"""
_PYTHON = """\
#!/bin/sh
case "$*" in
*"-m venv"*)
    for folder do :; done
    printf '%s\\n' "venv" >> "$FAKE_RECORD"
    site=$folder/lib/python3.11/site-packages/rnngrade
    mkdir -p "$folder/bin" "$site/exercises" "$site/rubrics"
    ln -s "$FAKE_BIN"/* "$folder/bin/"
    ln -s python3 "$folder/bin/python"
    ;;
*) exec {python} "$@" ;;
esac
"""
_RNNGRADE = """\
#!{python}
import os, sys
from pathlib import Path
if sys.argv[1:3] == ["data", "fetch"]:
    with open(os.environ["FAKE_RECORD"], "a") as record:
        print(*sys.argv[1:], file=record)
    sys.exit()
sys.path.insert(0, {source!r})
from rnngrade import content
from rnngrade.cli import main
content.PACKAGE = Path({package!r})
main(prog_name="rnngrade")
"""


@dataclass
class Runner:
    """A machine of fakes, with a folder that jobs run in."""

    root: Path
    small_root: Path
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the fakes in place."""
        self.bin, self.temp, self.workspace = (
            self._folder(name) for name in ("bin", "temp", "workspace")
        )
        source = str(Path(__file__).parents[2])
        package = str(self.small_root / "rnngrade")
        fakes = {
            "pip": _PIP,
            "apt-get": _APT,
            "python3": _PYTHON.format(python=sys.executable),
            "rnngrade": _RNNGRADE.format(python=sys.executable, source=source, package=package),
        }
        for name, text in fakes.items():
            path = self.bin / name
            path.write_text(text)
            path.chmod(0o755)
        (self.root / "record").touch()
        self.env = {
            **{name: os.environ[name] for name in ("HOME", "RNNGRADE_DATA") if name in os.environ},
            "PATH": f"{self.bin}:/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "FAKE_BIN": str(self.bin),
            "FAKE_RECORD": str(self.root / "record"),
            "RUNNER_TEMP": str(self.temp),
            **self.env,
        }

    def _folder(self, name: str) -> Path:
        path = self.root / name
        path.mkdir()
        return path

    @property
    def record(self) -> list[str]:
        """What the fakes were asked."""
        return (self.root / "record").read_text().splitlines()

    def hand_in(self, text: str, name: str = NAME) -> Path:
        """Write a submission, among files with names that break careless scripts."""
        for hostile in HOSTILE_NAMES:
            (self.workspace / hostile).write_text("touch pwned\n")
        for shadow in SHADOWS:
            (self.workspace / shadow).write_text("open('pwned', 'w').close()\n")
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    @property
    def pwned(self) -> list[Path]:
        """Traces of commands that were hidden in names and files."""
        return list(self.root.rglob("pwned"))

    def run(
        self, command: list[str | Path], env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the workspace."""
        return subprocess.run(  # noqa: S603
            command,
            cwd=self.workspace,
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def script(
        self, text: str, env: Mapping[str, str] | None = None, by: str = "bash"
    ) -> subprocess.CompletedProcess[str]:
        """Run a script by the shell that runners use: ``bash`` of GitHub, or a bare ``sh``."""
        path = self.root / "script.sh"
        path.write_text(text)
        options = {"bash": ["--noprofile", "--norc", "-eo", "pipefail"], "sh": ["-e"]}
        return self.run([by, *options[by], path], env)


def expanded(text: str, context: Mapping[str, str]) -> str:
    """Return a value of a workflow with its ``${{ … }}`` looked up in ``context``."""
    return re.sub(r"\$\{\{\s*(.+?)\s*\}\}", lambda found: context[found[1]], text)


def run_steps(
    runner: Runner, steps: list[dict[str, Any]], context: Mapping[str, str]
) -> list[subprocess.CompletedProcess[str]]:
    """Run the ``run:`` steps of a GitHub job until one fails, as GitHub does."""
    ended = []
    for step in steps:
        if "run" not in step:
            continue
        env = {name: expanded(value, context) for name, value in step.get("env", {}).items()}
        ended.append(runner.script(step["run"], env))
        if ended[-1].returncode != 0:
            break
    return ended
