"""What was fetched and checked is stored; what is wrong leaves all as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from published import FOLDERS, NEEDS_REAL_DATA, PUBLISHED, SMALL, real, zipped

from rnngrade.data.fetch import fetch_from_path, fetch_from_url
from rnngrade.data.interface import DataError
from rnngrade.data.store import are_stored, stored

Serve = Callable[..., str]


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@NEEDS_REAL_DATA
@pytest.mark.parametrize("edition", FOLDERS)
def test_both_editions_are_fetched_and_told_apart(
    serve: Serve, data_folder: Path, edition: str
) -> None:
    assert not are_stored()
    assert fetch_from_url(serve(zipped(real(edition)))) == edition
    assert stored() == (real(edition), edition)
    assert everything_in(data_folder) == {f"names/{n}": c for n, c in real(edition).items()}


@NEEDS_REAL_DATA
def test_a_folder_or_a_zip_is_taken_without_a_network(tmp_path: Path, data_folder: Path) -> None:
    file = tmp_path / "data.zip"
    file.write_bytes(zipped(real("20,074 lines")))
    assert fetch_from_path(file) == "20,074 lines"
    assert fetch_from_path(PUBLISHED) == "20,050 lines"
    assert stored()[1] == "20,050 lines"


@NEEDS_REAL_DATA
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"Greek.txt": b"Adamidis\n"}, r"other or missing files: Greek\.txt"),
        ({"Welsh.txt": b"Abad\n"}, r"other or missing files: Welsh\.txt"),
    ],
)
def test_a_wrong_digest_is_refused_with_the_file(
    serve: Serve, data_folder: Path, change: dict[str, bytes], named: str
) -> None:
    with pytest.raises(DataError, match=named) as caught:
        fetch_from_url(serve(zipped(real() | change)))
    assert "20,050 lines and 20,074 lines" in str(caught.value)
    assert "--allow-unknown" in caught.value.hint
    assert not data_folder.exists()


def test_an_unknown_edition_is_taken_from_those_who_mean_it(
    serve: Serve, data_folder: Path
) -> None:
    url = serve(zipped(SMALL))
    with pytest.raises(DataError, match="unknown edition"):
        fetch_from_url(url)
    edition = fetch_from_url(url, allow_unknown=True)
    assert edition.startswith("unknown, ")
    assert stored()[1] == edition


def test_an_unknown_edition_that_is_no_text_is_refused(serve: Serve, data_folder: Path) -> None:
    with pytest.raises(DataError, match=r"Czech\.txt is not UTF-8: .* at byte 2"):
        fetch_from_url(serve(zipped({"Czech.txt": b"Ab\xff\n"})), allow_unknown=True)
    assert not data_folder.exists()


@pytest.mark.parametrize("content", [b"<html>", zipped({}), zipped(SMALL)])
def test_a_failed_fetch_leaves_what_was_there(
    serve: Serve, data_folder: Path, tmp_path: Path, content: bytes
) -> None:
    before = {"Czech.txt": b"Adamek\n"}
    (tmp_path / "Czech.txt").write_bytes(b"Adamek\n")
    fetch_from_path(tmp_path, allow_unknown=True)
    with pytest.raises(DataError) as caught:
        fetch_from_url(serve(content))
    assert caught.value.hint
    assert stored()[0] == before
    assert [path.name for path in data_folder.iterdir()] == ["names"]


def test_without_a_network_the_way_round_is_named(serve: Serve) -> None:
    with pytest.raises(DataError, match="404") as caught:
        fetch_from_url(serve(answer=lambda request: request.send_error(404)))
    assert "--from data.zip" in caught.value.hint


@pytest.mark.parametrize("name", ["nowhere.zip", "empty"])
def test_a_path_with_nothing_in_it_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=name):
        fetch_from_path(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(serve: Serve, data_folder: Path) -> None:
    data_folder.mkdir(parents=True)
    data_folder.chmod(0o500)
    with pytest.raises(DataError, match="Permission denied; nothing was stored") as caught:
        fetch_from_url(serve(zipped(SMALL)), allow_unknown=True)
    assert "RNNGRADE_DATA" in caught.value.hint
