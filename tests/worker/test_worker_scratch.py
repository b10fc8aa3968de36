"""A worker's folder is removed whatever is in it, and nothing outside of it is touched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnngrade.worker.scratch import remove_folder


def test_a_nest_three_thousand_deep_is_removed(tmp_path: Path) -> None:
    nest = tmp_path / "nest"
    nest.mkdir()
    start = Path.cwd()
    os.chdir(nest)
    for _ in range(3000):
        Path("d" * 100).mkdir()
        Path("lifted-0").touch()
        os.chdir("d" * 100)
    os.chdir(start)
    remove_folder(nest)
    assert not nest.exists()


def test_links_are_removed_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    mode = outside.stat().st_mode
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    for parent in (folder, folder / "sub"):
        (parent / "to-folder").symlink_to(outside)
        (parent / "to-file").symlink_to(outside / "kept")
        (parent / "dangling").symlink_to("nowhere")
    remove_folder(folder)
    assert not folder.exists()
    assert (outside / "kept").exists()
    assert outside.stat().st_mode == mode


def test_a_link_in_the_folders_place_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    link = tmp_path / "link"
    link.symlink_to(outside)
    with pytest.raises(OSError, match=r"directory|links"):
        remove_folder(link)
    assert (outside / "kept").exists()


FORBIDDING = """
import os, tempfile
from pathlib import Path
from rnngrade.worker.scratch import remove_folder
if os.getuid() == 0:
    os.setuid(65534)  # nothing is forbidden to root
folder = Path(tempfile.mkdtemp())
for name in ("a/b/c", "d"):
    (folder / name).mkdir(parents=True)
    (folder / name / "file").touch()
for name in ("a/b/c", "a/b", "a", "d", ""):
    (folder / name).chmod(0)
remove_folder(folder)
print(folder.exists())
"""


def test_missing_permissions_do_not_matter() -> None:
    command = [sys.executable, "-c", FORBIDDING]
    answer = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    assert answer.stdout == "False\n", answer.stderr


def test_a_folder_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    remove_folder(tmp_path / "nothing")
