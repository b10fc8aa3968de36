"""What a submission may import is what is installed, and no folder that is merely on our path."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from types import SimpleNamespace

import pytest

from rnngrade.worker.launch import import_path


def test_python_and_its_packages_are_kept() -> None:
    kept = import_path()
    assert sysconfig.get_path("stdlib") in kept
    assert sysconfig.get_path("purelib") in kept


def test_other_folders_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = Path(__file__).parents[2]
    monkeypatch.syspath_prepend(str(tmp_path))  # as PYTHONPATH does, or a package in place
    monkeypatch.syspath_prepend(str(checkout))
    monkeypatch.setattr(sys, "path", ["", ".", *sys.path])
    kept = import_path()
    assert not {"", ".", str(tmp_path), str(checkout)} & set(kept)


def test_a_folder_of_packages_elsewhere_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    monkeypatch.syspath_prepend(str(packages))
    assert str(packages) in import_path()


def test_a_checkout_around_the_environment_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the environment is .venv in a clone, and rnngrade is installed in place."""
    packages = tmp_path / "clone" / ".venv" / "lib" / "site-packages"
    (packages / "torch").mkdir(parents=True)
    (packages / "torch" / "__init__.py").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "clone" / ".venv"))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "clone"), str(packages)])
    monkeypatch.setattr(
        "importlib.util.find_spec",
        lambda name: SimpleNamespace(origin=str(packages / name / "__init__.py")),
    )
    assert import_path() == [str(packages)]


def test_the_folder_that_torch_is_in_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "modules" / "pytorch"
    monkeypatch.setattr(sys, "path", [str(folder), str(folder.parent)])
    monkeypatch.setattr(
        "importlib.util.find_spec",
        lambda name: SimpleNamespace(origin=str(folder / name / "__init__.py")),
    )
    assert import_path() == [str(folder)]
