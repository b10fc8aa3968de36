"""Of a zip or a folder only the names are taken, whoever made it."""

from __future__ import annotations

import io
import stat
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published import SMALL, zipped

from rnngrade.data import archive
from rnngrade.data.archive import MAX_FILE_BYTES, MAX_FILES, from_folder, from_zip
from rnngrade.data.interface import DataError

Change = Callable[[zipfile.ZipInfo], object]


def with_entry(name: str, change: Change = lambda _: None, content: bytes = b"x") -> bytes:
    """Return a zip with one more entry, changed so."""
    stream = io.BytesIO(zipped(SMALL))
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    change(entry)
    with zipfile.ZipFile(stream, "a") as opened:
        opened.writestr(entry, content)
    return stream.getvalue()


def linked(entry: zipfile.ZipInfo) -> None:
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16


@pytest.mark.parametrize("folder", ["data/names/", "names/", "tutorial/data/names/"])
def test_the_files_in_the_folder_named_names_are_taken(folder: str) -> None:
    assert from_zip(zipped(SMALL, folder)) == SMALL


@pytest.mark.parametrize(
    "name",
    ["__MACOSX/data/names/._Czech.txt", "data/names/.hidden.txt", "data/names/read me.md", "names"],
)
def test_what_is_no_list_of_names_is_left_alone(name: str) -> None:
    assert from_zip(zipped(SMALL, **{name: b"x"})) == SMALL


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a zip"),
        (b"<html>404</html>", "not a zip"),
        (zipped(SMALL)[:-40], "not a zip"),
        (zipped({}), "no names in it: expected the files LANGUAGE.txt"),
        (with_entry("../../names/Evil.txt"), "leads out of it"),
        (with_entry("/names/Evil.txt"), "leads out of it"),
        (with_entry("other/names/Evil.txt"), "more than one folder named names"),
        (with_entry("data/names/Evil.txt", linked, b"/etc/passwd"), "no regular file"),
        (with_entry("data/names/Evil.txt", content=bytes(MAX_FILE_BYTES + 1)), "larger than 1 MB"),
        (
            zipped({f"L{chr(97 + n // 26)}{chr(97 + n % 26)}.txt": b"" for n in range(61)}),
            f"more than {MAX_FILES} files",
        ),
    ],
)
def test_what_is_no_zip_of_names_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said):
        from_zip(content)


def test_the_same_file_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = with_entry("data/names/Czech.txt")
    with pytest.raises(DataError, match=r"Czech\.txt twice"):
        from_zip(twice)


def test_a_bomb_that_lies_about_its_size_takes_no_memory() -> None:
    size = 2**28 + 0x12345
    bomb = with_entry("data/names/Bomb.txt", content=bytes(size))
    declared = size.to_bytes(4, "little")
    assert bomb.count(declared) == 2
    lying = bomb.replace(declared, (1000).to_bytes(4, "little"))
    tracemalloc.start()
    with pytest.raises(DataError):
        from_zip(lying)
    assert tracemalloc.get_traced_memory()[1] < 2**24
    tracemalloc.stop()


def test_a_damaged_file_is_refused() -> None:
    content = zipped({"Czech.txt": b"Adamek\n" * 100})
    place = content.index(b"Czech.txt") + len(b"Czech.txt") + 2
    with pytest.raises(DataError, match="not a zip that can be read"):
        from_zip(content[:place] + b"\xff\xff\xff" + content[place + 3 :])


@given(st.data())
def test_no_change_to_a_zip_raises_anything_else(data: st.DataObject) -> None:
    content = bytearray(zipped(SMALL))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        from_zip(bytes(content))
    except DataError as error:
        assert str(error)


@pytest.mark.parametrize("inside", ["", "names", "data/names"])
def test_a_folder_is_as_good_as_a_zip(tmp_path: Path, inside: str) -> None:
    folder = tmp_path / inside
    folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / "names-LICENSE.txt.md").touch()
    for name, content in SMALL.items():
        (folder / name).write_bytes(content)
    assert from_folder(tmp_path) == SMALL


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no names in it"):
        from_folder(tmp_path)


def test_a_huge_file_in_a_folder_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "Czech.txt").open("wb") as file:
        file.truncate(archive.MAX_FILE_BYTES + 1)
    with pytest.raises(DataError, match="larger than 1 MB"):
        from_folder(tmp_path)
