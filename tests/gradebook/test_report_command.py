"""``rnngrade report``: one page on a results folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from classroom import small_class
from click.testing import Result

Command = Callable[..., Result]


def test_it_writes_a_page_on_everybody_in_the_folder(rnngrade: Command, tmp_path: Path) -> None:
    small_class(tmp_path / "results")
    page = tmp_path / "report.html"
    ended = rnngrade("report", tmp_path / "results", "-o", page)
    assert ended.exit_code == 0, ended.output
    assert ended.output == f"Wrote {page}, with 4 students.\n"
    text = page.read_text(encoding="utf-8")
    assert "ex9: Hidden states" in text
    assert [name in text for name in ("Ada Lovelace", "Bo Li", "Cy Young", "nobody")] == [True] * 4


def test_a_result_that_cannot_be_read_is_said_and_stops_nothing(
    rnngrade: Command, tmp_path: Path
) -> None:
    room = small_class(tmp_path / "results")
    (room.path / "submissions" / "ada.json").write_text("{", encoding="utf-8")
    ended = rnngrade("report", room.path, "-o", tmp_path / "report.html")
    assert ended.exit_code == 0, ended.output
    assert 'data-flags="unjudged"' in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_what_is_no_results_folder_is_refused(rnngrade: Command, tmp_path: Path) -> None:
    ended = rnngrade("report", tmp_path, "-o", tmp_path / "report.html")
    assert ended.exit_code == 2
    assert "is no results folder" in ended.output
    assert not (tmp_path / "report.html").exists()


def test_nothing_but_a_page_is_overwritten(rnngrade: Command, tmp_path: Path) -> None:
    room = small_class(tmp_path / "results")
    manifest = room.path / "batch.json"
    before = manifest.read_bytes()
    ended = rnngrade("report", room.path, "-o", manifest)
    assert (ended.exit_code, "ends with .html" in ended.output) == (2, True)
    assert manifest.read_bytes() == before


def test_a_page_in_no_folder_is_refused(rnngrade: Command, tmp_path: Path) -> None:
    small_class(tmp_path / "results")
    ended = rnngrade("report", tmp_path / "results", "-o", tmp_path / "none" / "report.html")
    assert ended.exit_code == 2
    assert "does not exist" in ended.output
