"""What counts as handed in: the code and the weights beside it, and nothing of anybody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnngrade.submission import handed_in_sha256
from rnngrade.submission.checkpoint import CHECKPOINT_SUFFIXES


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "student1.py"
    path.write_text("x = 1\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["student2.py", "student2.pt", "student1.ipynb"])
def test_a_file_counts_as_the_same_when_others_hand_in_beside_it(mine: Path, name: str) -> None:
    alone = handed_in_sha256(mine)
    mine.with_name(name).write_text("y = 2\n", encoding="utf-8")
    assert handed_in_sha256(mine) == alone


@pytest.mark.parametrize("weights", ["none", "a link to nothing"])
def test_the_same_file_counts_as_the_same_in_another_folder(tmp_path: Path, weights: str) -> None:
    found = set()
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        (folder / "student1.py").write_text("x = 1\n", encoding="utf-8")
        if weights != "none":
            (folder / "student1.pt").symlink_to("nothing")
        found.add(handed_in_sha256(folder / "student1.py"))
    assert len(found) == 1


def test_a_class_of_thousands_is_not_searched_for_weights_that_nobody_handed_in(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listed(folder: Path) -> None:
        raise AssertionError(f"{folder} was listed")

    monkeypatch.setattr(Path, "iterdir", listed)
    handed_in_sha256(mine)


@pytest.mark.parametrize("suffix", CHECKPOINT_SUFFIXES)
def test_weights_beside_a_file_count_and_so_does_what_is_in_them(mine: Path, suffix: str) -> None:
    found = {handed_in_sha256(mine)}
    for content in (b"", b"1"):
        mine.with_suffix(suffix).write_bytes(content)
        found.add(handed_in_sha256(mine))
    assert len(found) == 3


def test_a_link_to_nothing_in_place_of_weights_counts(mine: Path) -> None:
    alone = handed_in_sha256(mine)
    mine.with_suffix(".pt").symlink_to(mine.with_name("nothing"))
    assert handed_in_sha256(mine) != alone
