"""Who is in a class, from the tables that instructors have, and whose a submission is."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngrade.intake import BatchError, roster
from rnngrade.intake.interface import Student
from rnngrade.intake.lms import CANVAS, MOODLE
from rnngrade.intake.matching import Matching, Sender

Read = Callable[[str | bytes], tuple[Student, ...]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a roster of this content."""
    path = tmp_path / "roster.csv"

    def run(content: str | bytes) -> tuple[Student, ...]:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return roster.read(path)

    return run


def of(student: Student) -> tuple[str, str, str, str]:
    return student.id, student.name, student.email, student.section


OWN = "id,name,email,section\ns1,Ada Lovelace,ada@example.edu,A\n"
CANVAS_BOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (4711)
,,,,,Manual Posting
    Points Possible,,,,,10.00
"Lovelace, Ada",101,2026001,al26,Math 1 and Math 2,8.00
"Müller, Zoë",102,2026002,zm26,Math 1,
"Student, Test",199,,0a1b2c,Math 1,
"""
MOODLE_PEOPLE = """\
First name,Surname,ID number,Email address,Username,Groups
Ada,Lovelace,2026001,ada@example.edu,al26,A
Zoë,Müller,2026002,zoe@example.edu,zm26,
"""
MOODLE_SHEET = """\
Identifier,Full name,Email address,Status,Grade
Participant 711,Ada Lovelace,ada@example.edu,Submitted,
Participant 712,Zoë Müller,zoe@example.edu,No submission,
"""
NBGRADER = "id,last_name,first_name,email\nal26,Lovelace,Ada,ada@example.edu\n"


@pytest.mark.parametrize(
    ("table", "students"),
    [
        (OWN, [("s1", "Ada Lovelace", "ada@example.edu", "A")]),
        (
            CANVAS_BOOK,
            [
                ("2026001", "Lovelace, Ada", "", "Math 1 and Math 2"),
                ("2026002", "Müller, Zoë", "", "Math 1"),
            ],
        ),
        (
            CANVAS_BOOK.replace(",2026002,", ",,"),
            [
                ("al26", "Lovelace, Ada", "", "Math 1 and Math 2"),
                ("zm26", "Müller, Zoë", "", "Math 1"),
            ],
        ),
        (
            MOODLE_PEOPLE,
            [
                ("2026001", "Ada Lovelace", "ada@example.edu", "A"),
                ("2026002", "Zoë Müller", "zoe@example.edu", ""),
            ],
        ),
        (
            MOODLE_SHEET,
            [
                ("ada@example.edu", "Ada Lovelace", "ada@example.edu", ""),
                ("zoe@example.edu", "Zoë Müller", "zoe@example.edu", ""),
            ],
        ),
        (NBGRADER, [("al26", "Ada Lovelace", "ada@example.edu", "")]),
        (
            NBGRADER.replace("id,", "student_id,", 1),
            [("al26", "Ada Lovelace", "ada@example.edu", "")],
        ),
    ],
    ids=[
        "own",
        "canvas",
        "canvas without SIS",
        "moodle",
        "moodle grading",
        "nbgrader",
        "student_id",
    ],
)
def test_the_tables_that_instructors_have_are_read(
    read: Read, table: str, students: list[tuple[str, str, str, str]]
) -> None:
    assert [of(student) for student in read(table)] == students


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_separators_line_ends_and_a_byte_order_mark_do_not_matter(
    read: Read, mark: str, ends: str, start: str
) -> None:
    table = 'ID|"Name"|E-Mail|||\ns1|"Lovelace, Ada; ""Ada"""|a@x|||\n\n|||||\ns2|Zoë\n'
    students = read(start + table.replace("|", mark).replace("\n", ends))
    assert [of(student)[:3] for student in students] == [
        ("s1", 'Lovelace, Ada; "Ada"', "a@x"),
        ("s2", "Zoë", ""),
    ]


def test_the_whole_row_is_kept(read: Read) -> None:
    assert read(CANVAS_BOOK)[0].columns == {
        "Student": "Lovelace, Ada",
        "ID": "101",
        "SIS User ID": "2026001",
        "SIS Login ID": "al26",
        "Section": "Math 1 and Math 2",
        "Homework 1 (4711)": "8.00",
    }


def test_a_time_is_one_of_iso_8601_and_local_without_a_zone(read: Read) -> None:
    table = "id,submitted\na,2026-01-31T23:59:00+01:00\nb,2026-01-31 23:59\nc,\n"
    times = [roster.submitted(student) for student in read(table)]
    assert times == [
        datetime(2026, 1, 31, 22, 59, tzinfo=UTC),
        datetime(2026, 1, 31, 23, 59).astimezone(),
        None,
    ]


BAD = {
    "empty": ("", "the roster is empty"),
    "blank": ("\ufeff \r\n", "the roster is empty"),
    "headings alone": ("id,name\n", "the roster has headings, and no student below them"),
    "no id": (
        "naam,klas\nAda,1\n",
        "the roster has the columns naam, klas; needed is one that tells students apart: id",
    ),
    "twice the same": (
        "id,name\nx,Ada\ny,Ben\nx,Eve\nx,Ivo\ny,Zoë\n",
        r"there is x in lines 2, 4 and 5; y in lines 3 and 6",
    ),
    "a row without id": ("id,name\nx,Ada\n,Ben\n", "line 3: there is nothing in the column id"),
    "a row that is too long": (
        "id,name\nx,Lovelace, Ada\n",
        "line 2: 2 cells were expected, as there are headings, but there are 3",
    ),
    "a column twice": ("id,name,name\nx,a,b\n", "the roster has two columns name"),
    "not a time": ("id,submitted\nx,yesterday\n", "line 2: in the column submitted, a time such"),
    "UTF-16": ("id,name\nx,Zoë\n".encode("utf-16"), "this is not UTF-8; save it again as"),
    "Latin-1": ("id,name\nx,Zoë\n".encode("latin-1"), "this is not UTF-8; save it again as"),
    "no CSV": ('id,name\n"x,Ada\n', "the roster is no CSV that can be read"),
    "binary": (b"PK\x03\x04\x00", "this is not UTF-8"),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_a_roster_that_cannot_be_used_is_refused(
    read: Read, content: str | bytes, words: str
) -> None:
    with pytest.raises(BatchError, match=r"roster\.csv.*" + words):
        read(content)


def test_what_is_no_file_is_no_roster(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, words in (("", "a folder"), ("none.csv", "no such file"), ("pipe", "a pipe")):
        with pytest.raises(BatchError, match=words):
            roster.read(tmp_path / name)


@given(st.text())
def test_any_table_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(f"id,name\n{text}".encode("utf-8", "surrogatepass"))
    try:
        students = roster.read(path)
    except BatchError:
        return
    assert students
    assert len({student.id for student in students}) == len(students)


# Whose a submission is.

CLASS = [
    Student("s1", "Ada Lovelace", "ada.l@example.edu", columns={"Login": "al26"}),
    Student("s2", "Müller, Zoë", "zoe@example.edu", columns={"file": "the late one.py"}),
    Student("s3", "Gabriel García Márquez", "gabo@example.edu"),
    Student("s4", "Łukasz Żółw", "zoe@example.org"),
    Student("s5", "王小明"),
    Student("s6", "Παπαδόπουλος, Νίκος"),
    Student("s7", "Kim Lee"),
    Student("s8", "Lee Kim"),
    Student("s9", "Patrick O'Brien-Smith"),
    Student("s10", "محمد علي"),
    Student("s11", "हिन्दी शर्मा"),
    Student("12345", "Number One"),
    Student("12346", ""),
]

MATCHES = {
    "an id": (Sender(("S1",)), "s1"),
    "a login": (Sender(("al26",)), "s1"),
    "an address": (Sender(("ada.l@example.edu",)), "s1"),
    "what is before the @": (Sender(("ada.l",)), "s1"),
    "the same before the @ of two": (Sender(("zoe",)), None),
    "the column file, of a download": (
        Sender(("somebody",), CANVAS, "7", ("somebody_7_60001_x.py", "the late one.py")),
        "s2",
    ),
    "the column file": (Sender(("the late one", "the late one.py")), "s2"),
    "first and last name": (Sender(("ada_lovelace",)), "s1"),
    "last and first name": (Sender(("Lovelace-ADA",)), "s1"),
    "without accents": (Sender(("zoe muller",)), "s2"),
    "Canvas": (Sender(("müllerzoë",), CANVAS, "7"), "s2"),
    "Canvas, two last names": (Sender(("garcíamárquezgabriel",), CANVAS, "7"), "s3"),
    "Chinese": (Sender(("王小明",), CANVAS, "8"), "s5"),
    "Greek": (Sender(("παπαδοπουλοςνικος",), CANVAS, "9"), "s6"),
    "Greek in order": (Sender(("Νίκος Παπαδόπουλος",), MOODLE, "9"), "s6"),
    "Moodle drops apostrophes": (Sender(("Patrick OBrien-Smith",), MOODLE, "9"), "s9"),
    "Arabic": (Sender(("محمد علي",), MOODLE, "9"), "s10"),
    "Devanagari": (Sender(("शर्मा हिन्दी",), MOODLE, "9"), "s11"),
    "two of one name": (Sender(("leekim",), CANVAS, "9"), None),
    "a part of a name": (Sender(("lovelace",)), None),
    "a number that is an id, of another name": (Sender(("doejane",), CANVAS, "12345"), None),
    "a number that is an id": (Sender(("onenumber",), CANVAS, "12345"), "12345"),
    "a participant's number that is an id": (Sender(("jane doe",), MOODLE, "12346"), None),
    "a participant's number and name": (Sender(("Number One",), MOODLE, "12345"), "12345"),
    "a number that is an id without a name": (Sender(("doejane",), CANVAS, "12346"), "12346"),
    "anonymous": (Sender(("",), CANVAS, "anon_x1"), None),
    "no letters": (Sender(("👩‍💻",)), None),
    "nobody": (Sender(("ex1_my_rnn", "ex1_my_rnn.py")), None),
}


@pytest.mark.parametrize(("sender", "expected"), MATCHES.values(), ids=MATCHES)
def test_a_submission_is_matched_where_it_is_clear_whose_it_is(
    sender: Sender, expected: str | None
) -> None:
    student = Matching(CLASS).student(sender)
    assert (student and student.id) == expected


def test_canvas_own_number_tells_two_of_one_name_apart(read: Read) -> None:
    table = "Student,ID,SIS User ID,SIS Login ID,Section\n"
    table += '"Kim, Lee",21,u1,l1,A\n"Kim, Lee",22,u2,l2,A\n'
    matching = Matching(read(table))
    found = [matching.student(Sender(("kimlee",), CANVAS, number)) for number in ("21", "22", "23")]
    assert [student and student.id for student in found] == ["u1", "u2", None]


def test_moodles_participants_are_those_of_its_grading_sheet(read: Read) -> None:
    matching = Matching(read(MOODLE_SHEET))
    found = [matching.student(Sender(("Participant",), MOODLE, number)) for number in ("712", "1")]
    assert [student and student.name for student in found] == ["Zoë Müller", None]
    assert matching.student(Sender(("anybody",), CANVAS, "712")) is None


@given(st.text(), st.sampled_from(["", CANVAS, MOODLE]), st.text())
def test_anything_is_matched_or_not(called: str, system: str, number: str) -> None:
    student = Matching(CLASS).student(Sender((called,), system, number))
    assert student is None or student in CLASS
