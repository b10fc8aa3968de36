"""Names of downloads, as Canvas and Moodle write them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnngrade.intake.lms import CANVAS, MOODLE, Download, read_name

NAMES = {
    # Canvas
    "lovelaceada_12345_67890_file.py": Download(
        CANVAS, "lovelaceada", "12345", "file.py", attachment=67890
    ),
    "lovelaceada_LATE_12345_67890_file-1.py": Download(
        CANVAS, "lovelaceada", "12345", "file.py", late=True, again=1, attachment=67890
    ),
    "lovelaceada_12345_67890_my_own_2026_ex1.py": Download(
        CANVAS, "lovelaceada", "12345", "my_own_2026_ex1.py", attachment=67890
    ),
    "müllerjosé_9_208490284_a b (2).tar.gz": Download(
        CANVAS, "müllerjosé", "9", "a b (2).tar.gz", attachment=208490284
    ),
    "王小明_12_4567_作业-12.ipynb": Download(
        CANVAS, "王小明", "12", "作业.ipynb", again=12, attachment=4567
    ),
    "παπαδόπουλοςνίκος_12_4567_x.py": Download(
        CANVAS, "παπαδόπουλοςνίκος", "12", "x.py", attachment=4567
    ),
    "von_neumannjohn_7_45678_x.py": Download(
        CANVAS, "von_neumannjohn", "7", "x.py", attachment=45678
    ),
    "anon_AbC12_67890_x.py": Download(CANVAS, "", "anon_AbC12", "x.py", attachment=67890),
    "LATE_anon_AbC12_67890_x.py": Download(
        CANVAS, "", "anon_AbC12", "x.py", late=True, attachment=67890
    ),
    "lovelaceada_12345_text.html": Download(CANVAS, "lovelaceada", "12345", "", typed=True),
    "lovelaceada_LATE_12345_link.html": Download(
        CANVAS, "lovelaceada", "12345", "", late=True, typed=True
    ),
    # Moodle
    "Ada Lovelace_12345_assignsubmission_file": Download(MOODLE, "Ada Lovelace", "12345", ""),
    "Ada Lovelace_12345_assignsubmission_file_": Download(MOODLE, "Ada Lovelace", "12345", ""),
    "Ada Lovelace_12345_assignsubmission_file_my_net.py": Download(
        MOODLE, "Ada Lovelace", "12345", "my_net.py"
    ),
    "Željko Đurić_5_assignsubmission_file": Download(MOODLE, "Željko Đurić", "5", ""),
    "محمد علي_6_assignsubmission_file": Download(MOODLE, "محمد علي", "6", ""),
    "Default group_assignsubmission_file": Download(MOODLE, "Default group", "", ""),
    "Participant 7_7_assignsubmission_file": Download(MOODLE, "Participant 7", "7", ""),
    "Ada Lovelace_12345_assignsubmission_onlinetext": Download(
        MOODLE, "Ada Lovelace", "12345", "", typed=True
    ),
    "Ada Lovelace_12345_assignsubmission_onlinetext_onlinetext.html": Download(
        MOODLE, "Ada Lovelace", "12345", "onlinetext.html", typed=True
    ),
}


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_a_download_is_read_from_its_name(name: str, expected: Download) -> None:
    assert read_name(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "anna.py",
        "ex1_my_rnn.py",
        "anna_2026_01_31.py",
        "Anna_2026_12345_x.py",
        "anna lee_2026_12345_x.py",
        "lab_3_1_anna.py",
        "anna_12345_67890_",
        "report_12345.html",
        "assignsubmission_file",
        "",
    ],
)
def test_other_names_are_nobodys_download(name: str) -> None:
    assert read_name(name) is None


@given(
    st.from_regex(r"[a-zäß一-龥]{1,20}", fullmatch=True),
    st.integers(1, 10**7),
    st.integers(1000, 10**17),
    st.text(st.characters(exclude_characters="/\0"), min_size=1).filter(lambda t: "-" not in t),
    st.booleans(),
)
@example("a", 1, 1000, ".", False)  # which as a path has no name
def test_whatever_a_student_calls_a_file_it_remains_theirs(
    person: str, number: int, attachment: int, file: str, late: bool
) -> None:
    read = read_name(f"{person}_{'LATE_' if late else ''}{number}_{attachment}_{file}")
    if "_assignsubmission_" not in file:
        assert read == Download(CANVAS, person, str(number), file, late=late, attachment=attachment)


@given(st.text())
def test_any_text_can_be_read(name: str) -> None:
    read = read_name(name)
    assert read is None or read.system in (CANVAS, MOODLE)
