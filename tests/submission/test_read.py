"""Every kind of path and content that is not a submission ends in a message that says so."""

from __future__ import annotations

import hashlib
import os
import pickle
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from rnngrade.submission import SubmissionError, read, read_bytes
from rnngrade.submission.folder import MAX_CANDIDATES

GOOD = "class MyRNN:\n    pass\n"
REQUIRED = ("MyRNN",)


def refusal(path: Path) -> str:
    with pytest.raises(SubmissionError) as caught:
        read(path, REQUIRED)
    assert caught.value.message
    assert caught.value.hint
    return f"{caught.value.message} {caught.value.hint}"


def written(path: Path, content: str | bytes = GOOD) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_script_is_read_as_it_is(tmp_path: Path) -> None:
    submission = read(written(tmp_path / "mine.py"), REQUIRED)
    assert submission.text == GOOD
    assert submission.name == "mine.py"
    assert submission.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert str(submission.locate(2)) == "mine.py, line 2"
    assert len(submission.lines) == 3
    assert submission.problems == ()


def test_a_link_to_a_script_is_followed(tmp_path: Path) -> None:
    written(tmp_path / "mine.py")
    (tmp_path / "link.py").symlink_to("mine.py")
    assert read(tmp_path / "link.py", REQUIRED).text == GOOD


def test_a_missing_file_points_to_start(tmp_path: Path) -> None:
    message = refusal(tmp_path / "ex1_my_rnn.py")
    assert "no such file" in message
    assert "rnngrade start" in message


def test_a_misspelled_file_is_suggested(tmp_path: Path) -> None:
    written(tmp_path / "ex1_my_rnn.ipynb")
    written(tmp_path / "other.py")
    assert f"Did you mean {tmp_path / 'ex1_my_rnn.ipynb'}?" in refusal(tmp_path / "ex1_myrnn.py")


def test_the_only_file_beside_a_missing_one_is_suggested(tmp_path: Path) -> None:
    written(tmp_path / "zzz.py")
    assert "The only file there is zzz.py" in refusal(tmp_path / "ex1_my_rnn.py")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert f"there is no folder {tmp_path / 'no'}" in refusal(tmp_path / "no" / "mine.py")


def test_a_file_used_as_a_folder_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "mine.py")
    assert "there is no folder" in refusal(tmp_path / "mine.py" / "mine.py")


def test_a_dangling_link_says_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "mine.py").symlink_to("gone.py")
    assert "a link to gone.py, which does not exist" in refusal(tmp_path / "mine.py")


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.py").symlink_to("mine.py")
    assert "cannot be read" in refusal(tmp_path / "mine.py")


def test_a_fifo_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mine.py")
    assert "a pipe (FIFO)" in refusal(tmp_path / "mine.py")


def test_a_device_is_refused() -> None:
    assert "a device" in refusal(Path("/dev/zero"))


@pytest.mark.parametrize("name", ["x" * 5000 + ".py", "a\0b.py"])
def test_an_impossible_name_is_refused(tmp_path: Path, name: str) -> None:
    assert "cannot be read" in refusal(tmp_path / name)


@contextmanager
def no_more_rights_than_granted() -> Iterator[None]:
    """Be an ordinary user for a while: root may read everything."""
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("name", ["mine.py", "."])
def test_what_may_not_be_read_is_refused(tmp_path: Path, name: str) -> None:
    for folder in (tmp_path.parent.parent, tmp_path.parent):
        folder.chmod(0o755)
    path = tmp_path / name
    written(tmp_path / "mine.py")
    path.chmod(0)
    with no_more_rights_than_granted():
        message = refusal(path)
    path.chmod(0o755)
    assert "no permission" in message


@pytest.mark.parametrize("content", ["", " \n\n\t", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("name", ["mine.py", "mine.ipynb"])
def test_an_empty_file_is_refused(tmp_path: Path, name: str, content: str | bytes) -> None:
    assert "the file is empty" in refusal(written(tmp_path / name, content))


def test_a_script_over_the_limit_is_refused_with_its_size(tmp_path: Path) -> None:
    message = refusal(written(tmp_path / "mine.py", b"#" * 30_000_000))
    assert "at most 10 MB was expected, but it has 30.0 MB" in message
    assert "data" in message


def test_a_notebook_over_the_limit_points_to_its_outputs(tmp_path: Path) -> None:
    assert "Clear the notebook's outputs" in refusal(
        written(tmp_path / "a.ipynb", b" " * 10_000_001)
    )


def test_content_in_memory_over_the_limit_is_refused() -> None:
    with pytest.raises(SubmissionError, match="at most 10 MB"):
        read_bytes("mine.py", b"#" * 10_000_001)


def test_code_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    assert read(written(tmp_path / "mine.py", b"#" * 250_000), REQUIRED).problems == ()


def test_code_over_the_limit_is_refused_in_a_script_and_a_notebook(tmp_path: Path) -> None:
    told = "at most 250 kB of code was expected, but it has 300 kB"
    assert told in refusal(written(tmp_path / "mine.py", b"#" * 300_000))
    cells = [nbformat.v4.new_code_cell("#" * 100_000) for _ in range(3)]
    notebook = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    assert told in refusal(written(tmp_path / "mine.ipynb", notebook))


def test_a_notebook_that_is_large_beside_its_plots_is_refused_before_it_is_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nbformat.reader, "reads", lambda _: pytest.fail("it was converted"))
    empty = '{"cell_type":"code","input":[]}'
    cells = ",".join([empty] * 40_000)
    old = (
        f'{{"nbformat":3,"nbformat_minor":0,"metadata":{{}},"worksheets":[{{"cells":[{cells}]}}]}}'
    )
    assert "at most 1 MB was expected beside plots" in refusal(written(tmp_path / "a.ipynb", old))


def test_plots_of_some_megabytes_in_a_notebook_do_not_matter(tmp_path: Path) -> None:
    plot = nbformat.v4.new_output("display_data", {"image/png": "iVBO" * 500_000})
    cell = nbformat.v4.new_code_cell("class MyRNN: pass", outputs=[plot] * 4)
    notebook = nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))
    assert "class MyRNN" in read(written(tmp_path / "mine.ipynb", notebook), REQUIRED).text


@pytest.mark.parametrize("name", ["mine.txt", "mine", "mine.pyc", "mine.zip"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    assert ".py or .ipynb" in refusal(written(tmp_path / name))


def archive(path: Path) -> bytes:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mine.py", GOOD)
    return path.read_bytes()


BINARY: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "zip": (lambda folder: archive(folder / "a.zip"), "a zip archive"),
    "pickle": (lambda _: pickle.dumps({"a": 1}), "a pickle file"),
    "png": (lambda _: b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
    "pdf": (lambda _: b"%PDF-1.4\n", "a PDF document"),
    "html": (lambda _: b"<!DOCTYPE html><html></html>", "an HTML page"),
    "nul": (lambda _: b"x = 1\ny\0 = 2\n", "a NUL byte at line 2"),
    "utf-16": (lambda _: GOOD.encode("utf-16"), "UTF-16"),
}


@pytest.mark.parametrize("kind", BINARY)
@pytest.mark.parametrize("name", ["mine.py", "mine.ipynb"])
def test_binary_content_is_named(tmp_path: Path, kind: str, name: str) -> None:
    content, expected = BINARY[kind]
    assert expected in refusal(written(tmp_path / name, content(tmp_path)))


def test_a_byte_order_mark_is_taken_off() -> None:
    assert read_bytes("a.py", b"\xef\xbb\xbfx = 1").text == "x = 1"


def test_an_encoding_comment_is_followed() -> None:
    assert read_bytes("a.py", "# coding: latin-1\nx = 'é'".encode("latin-1")).text.endswith("'é'")


def test_a_byte_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    message = refusal(written(tmp_path / "a.py", b"x = 1\r\ny = 2\rz = '\xe9'\n"))
    assert "byte 0xe9 at line 3 is not UTF-8" in message


def test_a_bad_byte_behind_a_byte_order_mark_is_named() -> None:
    with pytest.raises(SubmissionError, match="byte 0xe9 at line 2 is not UTF-8"):
        read_bytes("a.py", b"\xef\xbb\xbfx = 1\ny = 1\xe9")


def test_a_bad_byte_in_the_first_line_is_named() -> None:
    with pytest.raises(SubmissionError, match="byte 0xe9 at line 1 is not UTF-8"):
        read_bytes("a.py", b"# \xe9\n")


@pytest.mark.parametrize(
    "encoding", ["cp1252", "koi8-r", "gbk", "big5", "sjis", "euc-jp", "euc-kr", "iso-8859-15"]
)
def test_an_encoding_that_editors_write_is_read(encoding: str) -> None:
    source = f"# coding: {encoding}\nx = 1"
    assert read_bytes("a.py", source.encode(encoding)).text == source


@pytest.mark.parametrize(
    "encoding", ["klingon", "rot13", "zlib", "hex", "utf-16", "punycode", "idna", "utf-7"]
)
def test_an_encoding_comment_that_is_no_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(SubmissionError, match=r"encoding comment|is not utf-16"):
        read_bytes("a.py", f"# coding: {encoding}\nx = 1\n".encode())


def test_a_notebook_under_a_scripts_name_is_recognized() -> None:
    with pytest.raises(SubmissionError) as caught:
        read_bytes("mine.py", b'{"cells": [], "nbformat": 4}')
    assert caught.value.hint == "Rename it to mine.ipynb."


def test_a_file_name_that_is_not_unicode_can_be_printed() -> None:
    name = os.fsdecode(b"\xe9.py")
    assert read_bytes(name, GOOD.encode()).name.encode().endswith(b".py")


class TestFolder:
    def test_the_file_that_defines_the_names_is_taken(self, tmp_path: Path) -> None:
        written(tmp_path / "a.py", "import os\n")
        written(tmp_path / "b.py", "from mine import MyRNN\nMyRNN()\n")
        written(tmp_path / "broken.py", "class MyRNN(:\n")
        written(tmp_path / "empty.py", "")
        written(tmp_path / "mine.py")
        written(tmp_path / "notes.txt", "class MyRNN: pass")
        (tmp_path / "folder.py").mkdir()
        assert read(tmp_path, REQUIRED).name == "mine.py"

    def test_a_definition_in_a_block_counts(self, tmp_path: Path) -> None:
        written(tmp_path / "a.py", "x = 1\n")
        written(tmp_path / "b.py", "try:\n  MyRNN, y = 1, 2\nexcept E:\n  pass\n")
        assert read(tmp_path, REQUIRED).name == "b.py"

    def test_a_file_that_is_alone_is_taken_as_it_is(self, tmp_path: Path) -> None:
        written(tmp_path / "a.py", "class MyRNN(:\n")
        assert read(tmp_path, REQUIRED).problems

    def test_several_definitions_are_a_question(self, tmp_path: Path) -> None:
        for name in ("a.py", "b.py"):
            written(tmp_path / name)
        written(tmp_path / "c.py", "x = 1")
        assert "2 files define MyRNN. Which one is it: a.py, b.py?" in refusal(tmp_path)

    def test_no_definition_is_a_question_with_what_is_wrong(self, tmp_path: Path) -> None:
        written(tmp_path / "a.py", "x = 1\nclass MyRNN(:\n")
        written(tmp_path / "b.py", "x = 1")
        written(tmp_path / "c.py", "")
        message = refusal(tmp_path)
        assert "none of its 3 files defines MyRNN" in message
        assert "a.py (invalid syntax at line 2), b.py, c.py (cannot be read)" in message

    def test_a_long_list_is_cut(self, tmp_path: Path) -> None:
        for number in range(15):
            written(tmp_path / f"a{number:02}.py")
        assert "a09.py and 5 more?" in refusal(tmp_path)

    def test_all_of_the_names_must_be_there(self, tmp_path: Path) -> None:
        written(tmp_path / "a.py", "Cell = 1")
        written(tmp_path / "b.py", "Cell: int = 1\ndef MyRNN(): pass")
        assert read(tmp_path, ("MyRNN", "Cell")).name == "b.py"

    def test_a_folder_without_candidates_is_refused(self, tmp_path: Path) -> None:
        written(tmp_path / ".hidden.py")
        assert "but there is none" in refusal(tmp_path)

    def test_more_files_than_anybody_hands_in_are_not_looked_through(self, tmp_path: Path) -> None:
        for number in range(MAX_CANDIDATES + 1):
            written(tmp_path / f"a{number:03}.py")
        assert "at most 100 files of 30 MB together" in refusal(tmp_path)

    def test_more_megabytes_than_anybody_hands_in_are_not_looked_through(
        self, tmp_path: Path
    ) -> None:
        for number in range(4):
            written(tmp_path / f"a{number}.ipynb", " " * 9_000_000)
        assert "at most 100 files of 30 MB together" in refusal(tmp_path)
