"""The digest of what was handed in: of names and bytes, wherever they lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rnngrade.submission import file, handed_in_sha256


def handed_in(folder: Path) -> Path:
    """Write code, with weights beside it, of which some cannot be read."""
    folder.mkdir()
    (folder / "ada.py").write_text("x = 1")
    (folder / "ada.pt").write_bytes(b"weights")
    (folder / "ada.pth").symlink_to(folder / "gone.pth")
    os.mkfifo(folder / "ada.safetensors")
    return folder


@pytest.mark.parametrize("what", ["", "ada.py"])
def test_it_is_the_same_in_whatever_folder_that_lies(tmp_path: Path, what: str) -> None:
    here, there = handed_in(tmp_path / "here"), handed_in(tmp_path / "there")
    assert handed_in_sha256(here / what) == handed_in_sha256(there / what)


@pytest.mark.parametrize("what", ["", "ada.py"])
@pytest.mark.parametrize("changed", ["ada.py", "ada.pt", "ada.pth", "ada.safetensors"])
def test_it_is_another_when_anything_changes(tmp_path: Path, what: str, changed: str) -> None:
    here = handed_in(tmp_path / "here")
    before = handed_in_sha256(here / what)
    (here / changed).unlink()
    (here / changed).write_bytes(b"y = 2")
    assert handed_in_sha256(here / what) != before


def test_nothing_similar_is_looked_for_in_place_of_weights_that_are_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ada.py", "ben.py"):
        (tmp_path / name).touch()
    looked_for: list[Path] = []
    monkeypatch.setattr(file, "candidates", lambda folder: looked_for.append(folder) or [])
    handed_in_sha256(tmp_path / "ada.py")
    assert looked_for == []
