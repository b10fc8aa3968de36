"""Weights beside the code: which file counts, and that it is read as nothing but bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import nbformat
import pytest

from rnngrade.submission import (
    Checkpoint,
    SubmissionError,
    read,
    read_bytes,
    read_checkpoint,
)
from rnngrade.submission.checkpoint import CHECKPOINT_SUFFIXES, MAX_CHECKPOINT_BYTES

REQUIRED = ("Model",)
CODE = "class Model:\n    pass\n"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    path = tmp_path / "ex4_model.py"
    path.write_text(CODE)
    return path


def beside(code: Path, *names: str) -> None:
    for name in names:
        (code.parent / name).write_bytes(name.encode())


def found_by(path: Path) -> Checkpoint | None:
    return read_checkpoint(read(path, REQUIRED).checkpoints)


def refusal(code: Path) -> str:
    checkpoint = found_by(code)
    assert checkpoint is not None
    assert (checkpoint.content, checkpoint.sha256) == (b"", "")
    assert checkpoint.refusal is not None
    return f"{checkpoint.refusal.message} {checkpoint.refusal.hint}"


@pytest.mark.parametrize("suffix", CHECKPOINT_SUFFIXES)
@pytest.mark.parametrize("handed_in", ["file", "folder"])
def test_the_file_of_the_same_stem_is_the_checkpoint(
    code: Path, suffix: str, handed_in: str
) -> None:
    name = f"ex4_model{suffix}"
    beside(code, name)
    checkpoint = found_by(code if handed_in == "file" else code.parent)
    assert checkpoint == Checkpoint(
        name, name.encode(), hashlib.sha256(name.encode()).hexdigest(), None
    )


def test_of_several_files_in_a_folder_it_is_that_of_the_chosen_one(code: Path) -> None:
    (code.parent / "notes.py").write_text("x = 1\n")
    beside(code, "notes.pt", "ex4_model.pth")
    checkpoint = found_by(code.parent)
    assert checkpoint is not None
    assert checkpoint.name == "ex4_model.pth"


def test_a_notebook_has_one_as_well(tmp_path: Path) -> None:
    notebook = tmp_path / "mine.ipynb"
    cell = nbformat.v4.new_code_cell("x = 1")
    notebook.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=[cell])))
    beside(notebook, "mine.safetensors")
    assert read(notebook, ()).checkpoints.beside == (tmp_path / "mine.safetensors",)


def test_without_one_there_is_none(code: Path) -> None:
    beside(code, "other.pt", "ex4_model.txt", "ex4_model_2.pt")
    (code.parent / "ex4_model.pt").mkdir()
    assert found_by(code) is None
    assert read_bytes("ex4_model.py", CODE.encode()).checkpoints.beside == ()


def test_several_are_a_question(code: Path) -> None:
    beside(code, "ex4_model.pt", "ex4_model.pth", "ex4_model.safetensors")
    said = refusal(code)
    assert "There are ex4_model.safetensors, ex4_model.pt and ex4_model.pth beside the code" in said
    assert "which one is it?" in said


def test_finding_one_reads_nothing_of_it(code: Path) -> None:
    os.mkfifo(code.with_suffix(".pt"))
    assert read(code, REQUIRED).checkpoints.beside == (code.with_suffix(".pt"),)


def test_what_is_no_file_of_weights_is_said(code: Path) -> None:
    path = code.with_suffix(".pt")
    os.mkfifo(path)
    assert "a file was expected, but this is a pipe (FIFO)" in refusal(code)
    path.unlink()
    path.symlink_to("gone.pt")
    assert "a link to gone.pt, which does not exist" in refusal(code)
    path.unlink()
    path.touch()
    assert "ex4_model.pt: the file is empty" in refusal(code)
    with path.open("wb") as file:
        file.truncate(MAX_CHECKPOINT_BYTES + 1)
    assert "ex4_model.pt: at most 64 MB was expected, but it has 64.0 MB" in refusal(code)


def test_a_link_to_a_file_is_followed(code: Path) -> None:
    beside(code, "run_7.pt")
    code.with_suffix(".pt").symlink_to("run_7.pt")
    checkpoint = found_by(code)
    assert checkpoint is not None
    assert checkpoint.content == b"run_7.pt"


@pytest.mark.parametrize("handed_in", ["file", "folder"])
def test_a_link_out_of_the_folder_of_the_code_is_not_followed(
    tmp_path: Path, handed_in: str
) -> None:
    folder = tmp_path / "ada"
    folder.mkdir()
    code = folder / "ex4_model.py"
    code.write_text(CODE)
    (tmp_path / "secret").write_bytes(b"SECRET")
    for target in ("/proc/self/environ", "/sys/kernel/notes", tmp_path / "secret", "../secret"):
        code.with_suffix(".pt").symlink_to(target)
        assert "leads out of the folder" in refusal(code if handed_in == "file" else folder)
        code.with_suffix(".pt").unlink()


def test_weights_lie_beside_the_code_that_a_link_leads_to(code: Path, tmp_path: Path) -> None:
    beside(code, "ex4_model.pt")
    laid_out = tmp_path / "laid out"
    laid_out.mkdir()
    (laid_out / "net.py").symlink_to(code)
    (laid_out / "net.pt").symlink_to(code.with_suffix(".pt"))
    checkpoint = found_by(laid_out)
    assert checkpoint is not None
    assert checkpoint.content == b"ex4_model.pt"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc")
def test_what_the_system_tells_of_itself_is_never_read(tmp_path: Path) -> None:
    code = tmp_path / "ex4_model.py"
    code.symlink_to("/proc/self/environ")
    with pytest.raises(SubmissionError, match="what the system tells of itself"):
        read(code, REQUIRED)


def test_a_name_that_is_too_long_with_the_suffix_of_weights_has_none(tmp_path: Path) -> None:
    code = tmp_path / f"{'a' * 252}.py"
    code.write_text(CODE)
    assert read(code, REQUIRED).checkpoints.beside == ()


def test_the_only_one_in_a_students_folder_is_told_where_it_has_another_name(code: Path) -> None:
    beside(code, "weights.pt")
    assert read(code.parent, REQUIRED).checkpoints.misnamed == "weights.pt"
    assert read(code, REQUIRED).checkpoints.misnamed is None
    beside(code, ".hidden.pt")
    assert read(code.parent, REQUIRED).checkpoints.misnamed == "weights.pt"
    beside(code, "others.pt")
    assert read(code.parent, REQUIRED).checkpoints.misnamed is None
    beside(code, "ex4_model.pt")
    (code.parent / "others.pt").unlink()
    assert read(code.parent, REQUIRED).checkpoints.misnamed is None
