"""What is built and installed: all that students need, and no solutions."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

import rnngrade

ROOT = Path(__file__).parents[1]


def built(kind: str, source: Path, folder: Path) -> Path:
    """Build a ``wheel`` or an ``sdist`` of the tree at ``source`` with the backend itself."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)  # noqa: S603
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(built("wheel", ROOT, tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def project() -> dict[str, list[str]]:
    table: dict[str, list[str]] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return table


def below(folder: Path) -> set[str]:
    """Return the files below a folder that are no caches, by their paths in it."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(path) for path in files if not re.search(r"__pycache__|/\.|^\.", str(path))}


@pytest.mark.parametrize("folder", ["exercises", "rubrics"])
def test_the_wheel_carries_exercises_and_rubrics_whole(wheel: zipfile.ZipFile, folder: str) -> None:
    expected = {f"rnngrade/{folder}/{name}" for name in below(ROOT / folder)}
    carried = {name for name in wheel.namelist() if name.startswith(f"rnngrade/{folder}/")}
    assert carried == expected


def test_the_wheel_carries_the_package_with_schemas_and_the_typing_marker(
    wheel: zipfile.ZipFile,
) -> None:
    expected = {f"rnngrade/{name}" for name in below(ROOT / "rnngrade")}
    assert "rnngrade/py.typed" in expected
    assert "rnngrade/schemas/result-v1.schema.json" in expected
    assert expected <= set(wheel.namelist())


def test_the_wheel_carries_no_solution_no_test_and_no_cache(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert tops == {"rnngrade", f"rnngrade-{rnngrade.__version__}.dist-info"}
    assert not [n for n in wheel.namelist() if re.search(r"solution|tests/|__pycache__|\.pyc", n)]
    contents = {wheel.read(name) for name in wheel.namelist()}
    for solution in (ROOT / "solutions").glob("*.py"):
        assert solution.read_bytes() not in contents


def test_the_metadata_say_what_is_installed_and_what_it_needs(metadata: Message) -> None:
    assert metadata["Name"] == "rnngrade"
    assert metadata["Version"] == rnngrade.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_payload().startswith("# rnngrade")  # type: ignore[union-attr]
    needed = [text for text in metadata.get_all("Requires-Dist", []) if "extra ==" not in text]
    assert sorted(needed) == sorted(project()["dependencies"])


def test_the_sdist_builds_the_same_wheel(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    shutil.unpack_archive(built("sdist", ROOT, tmp_path / "sdist"), tmp_path)
    (tree,) = tmp_path.glob("rnngrade-*")
    again = zipfile.ZipFile(built("wheel", tree, tmp_path / "wheel"))
    assert sorted(again.namelist()) == sorted(wheel.namelist())


def test_from_the_wheel_alone_the_stub_gets_a_friendly_zero(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path / "site")
    home = tmp_path / "home"
    home.mkdir()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "rnngrade", *arguments],
            cwd=home,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
            capture_output=True,
            text=True,
            check=False,
        )

    started = run("start", "ex1")
    assert (started.returncode, started.stderr) == (0, "")
    assert (home / "ex1_my_rnn.py").is_file()
    checked = run("check", "ex1", "--json", "result.json")
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "Score 0/100" in checked.stdout
    assert "Try: " in checked.stdout
    assert "Traceback" not in checked.stdout + checked.stderr
    assert json.loads((home / "result.json").read_text())["score"] == 0
    refused = run("validate", "ex1")
    assert refused.returncode == 2
    assert "validate in a checkout" in refused.stderr


def pins() -> dict[str, str]:
    """Return the version that ``constraints.txt`` pins, by normalized name."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    found = dict(line.split("==") for line in lines if not line.startswith("#"))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found.items()}


def test_every_direct_dependency_is_pinned() -> None:
    direct = project()["dependencies"] + project()["optional-dependencies"]["dev"]  # type: ignore[call-overload]
    named = {re.split(r"[^a-z0-9-]", requirement)[0] for requirement in direct}
    assert named <= pins().keys()


def test_pins_are_plain_public_versions_and_name_no_index() -> None:
    assert pins()["torch"] == "2.13.0"
    for name, version in pins().items():
        assert re.fullmatch(r"[a-z0-9-]+", name)
        assert re.fullmatch(r"[0-9]+(\.[0-9]+)*(\.post[0-9]+)?", version)
