"""Data lie where they were asked to, whole, and are what was fetched."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from published import NEEDS_REAL_DATA, SMALL, real

from rnngrade.data import store
from rnngrade.data.interface import DataError
from rnngrade.data.store import are_stored, keep, pairs, stored


def test_without_the_variable_data_lie_in_the_users_own_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("RNNGRADE_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = store.data_folder()
    assert folder == store.default_folder()
    assert folder.parts[-2:] == ("rnngrade", "data")


def test_a_relative_or_empty_variable_is_no_trap(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RNNGRADE_DATA", "here")
    assert store.data_folder() == tmp_path / "here"
    monkeypatch.setenv("RNNGRADE_DATA", "")
    assert store.data_folder() == store.default_folder()


def test_what_is_kept_is_read_again_and_replaced(data_folder: Path) -> None:
    assert not are_stored()
    edition = keep(SMALL)
    assert are_stored()
    assert stored() == (SMALL, edition)
    other = keep({"Greek.txt": b"Adamidis\n"})
    assert stored() == ({"Greek.txt": b"Adamidis\n"}, other)
    assert [path.name for path in data_folder.iterdir()] == ["names"]


@NEEDS_REAL_DATA
def test_a_known_edition_that_was_copied_there_by_hand_is_used(data_folder: Path) -> None:
    (data_folder / "names").mkdir(parents=True)
    for name, content in real().items():
        (data_folder / "names" / name).write_bytes(content)
    assert stored()[1] == "20,050 lines"


def test_an_unknown_edition_that_was_not_asked_for_is_refused(data_folder: Path) -> None:
    (data_folder / "names").mkdir(parents=True)
    (data_folder / "names" / "Czech.txt").write_bytes(b"Adamek\n")
    with pytest.raises(DataError, match="neither of the known editions") as caught:
        stored()
    assert "rnngrade data fetch names" in caught.value.hint


def test_a_file_that_was_changed_is_refused(data_folder: Path) -> None:
    keep(SMALL)
    (data_folder / "names" / "Czech.txt").write_bytes(b"Abel\n")
    with pytest.raises(DataError, match="neither of the known editions"):
        stored()


def test_what_cannot_be_read_is_named(data_folder: Path) -> None:
    (data_folder / "names" / "Czech.txt").mkdir(parents=True)
    with pytest.raises(DataError, match="names: Is a directory"):
        stored()


@pytest.mark.parametrize("locked", ["names", "."])
def test_a_folder_that_may_not_be_listed_is_not_taken_for_an_empty_one(
    data_folder: Path, locked: str
) -> None:
    keep(SMALL)
    before = os.geteuid()
    for path in (data_folder, *data_folder.parents[:3]):
        path.chmod(0o755)
    (data_folder / locked).chmod(0o700)
    try:
        if before == 0:
            os.seteuid(61000)
        else:
            (data_folder / locked).chmod(0)
        with pytest.raises(DataError, match=r"names: Permission denied"):
            are_stored()
    finally:
        os.seteuid(before)
        (data_folder / locked).chmod(0o700)


def test_a_home_of_nobody_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RNNGRADE_DATA", "~nobody-is-called-so/data")
    with pytest.raises(DataError, match="RNNGRADE_DATA=~nobody-is-called-so/data"):
        store.data_folder()


def test_what_a_mac_leaves_beside_the_files_is_none_of_them(data_folder: Path) -> None:
    edition = keep(SMALL)
    (data_folder / "names" / "._Czech.txt").write_bytes(b"\x00\x05\x16\x07")
    assert stored() == (SMALL, edition)


def test_a_damaged_note_of_the_edition_is_as_good_as_none(data_folder: Path) -> None:
    keep(SMALL)
    (data_folder / "names" / store.ALLOWED).write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="neither of the known editions"):
        stored()


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_full_disk_leaves_what_was_there(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = keep(SMALL)
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "new")
    if step == "fsync":
        monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(full))
    else:
        rename = Path.rename

        def failing(path: Path, target: Path) -> Path:
            if path.name == "new":
                raise full
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(DataError, match="new: No space left on device; nothing was stored"):
        keep({"Greek.txt": b"Adamidis\n"})
    monkeypatch.undo()
    monkeypatch.setenv("RNNGRADE_DATA", str(data_folder))
    assert stored() == (SMALL, before)
    assert [path.name for path in data_folder.iterdir()] == ["names"]


def test_a_file_in_the_place_of_the_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("RNNGRADE_DATA", str(tmp_path / "file"))
    with pytest.raises(DataError, match=r"file: .*; nothing was stored"):
        keep(SMALL)


def test_every_line_is_a_name_of_the_files_language() -> None:
    assert pairs(SMALL) == (
        ("Adamek", "Czech"),
        ("Adsit", "Czech"),
        ("Ahn ", "Korean"),
        ("Baik ", "Korean"),
    )
