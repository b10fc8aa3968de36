"""What a batch has: every layout, whoever made it, and nothing is lost without a word."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from layouts import (
    CODE,
    FORMS,
    LAYOUTS,
    NOTEBOOK,
    WEIGHTS,
    Files,
    tarred,
    within,
    written,
    zipped,
)

from rnngrade import submission
from rnngrade.intake import BatchError, Entry, collect, work
from rnngrade.intake.interface import Collected, Student
from rnngrade.submission import SubmissionError, read_checkpoint

Collect = Callable[..., Collected]

DEFINED = ("double",)


@pytest.fixture
def collected(tmp_path: Path) -> Collect:
    """Collect what is at paths: each time into another empty folder."""
    count = iter(range(1000))

    def run(
        *paths: Path,
        roster: list[Student] | None = None,
        known: Mapping[str, str] | None = None,
    ) -> Collected:
        unpack_to = tmp_path / f"unpacked {next(count)}"
        unpack_to.mkdir(mode=0o700)
        return collect(paths, unpack_to=unpack_to, roster=roster, known=known)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Files], Path]:
    """Write a class's folder."""
    return lambda files: written(tmp_path / "class", files)


def names(collected: Collected) -> list[str]:
    return [entry.name for entry in collected.entries]


def reasons(collected: Collected) -> dict[str, str]:
    return {left.source: left.reason for left in collected.left_out}


def read(entry: Entry) -> str:
    """Return the code that is graded."""
    return submission.read(entry.path, DEFINED).text


# Layouts.


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_taken_in_every_form(
    collected: Collect, tmp_path: Path, layout: str, form: str
) -> None:
    files, expected = LAYOUTS[layout]
    result = collected(FORMS[form](tmp_path, files))
    assert names(result) == expected
    assert result.left_out == result.absent == result.unmatched == ()
    assert all("def double" in read(entry) for entry in result.entries)
    assert [entry.late for entry in result.entries] == [False, layout == "Canvas", False]


def test_all_layouts_may_be_mixed_in_one_folder(collected: Collect, tmp_path: Path) -> None:
    mixed: dict[str, bytes] = {}
    expected = []
    for number, (files, called) in enumerate(LAYOUTS.values()):
        first, first_called = next(iter(files.items())), called[0]
        person = f"p{number}"
        mixed[first[0].lower().replace("anna", person)] = first[1]
        expected.append(first_called.lower().replace("anna", person))
    mixed["p3/mine.py"] = CODE
    result = collected(written(tmp_path / "class", mixed))
    assert names(result) == sorted(expected)


def test_the_same_names_are_given_in_every_run_and_whoever_else_is_there(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder({"anna.py": CODE, "weird\n.py": CODE})
    before = names(collected(root))
    folder({"ben.py": CODE, "zoe.zip": zipped({"a.py": CODE}), "carl/a.py": CODE})
    after = names(collected(root))
    assert set(before) < set(after)
    assert after == names(collected(root))


def test_several_paths_may_be_files_folders_and_archives(
    collected: Collect, tmp_path: Path
) -> None:
    root = written(
        tmp_path,
        {
            "bob.py": CODE,
            "eve/ex9_double.py": CODE,
            "zoe.zip": zipped({"x/ex9_double.py": CODE}),
        },
    )
    result = collected(*(root / name for name in ("bob.py", "eve", "zoe.zip")))
    assert names(result) == ["bob", "eve", "zoe"]
    assert [entry.source for entry in result.entries] == ["bob.py", "eve", "zoe.zip"]


def test_several_paths_may_be_sections(collected: Collect, tmp_path: Path) -> None:
    files = {"a/anna.py": CODE, "a/ben.py": CODE, "b/eve/x.py": CODE, "b/zoe/x.py": CODE}
    root = written(tmp_path / "sections", files)
    result = collected(root / "a", root / "b")
    assert [entry.source for entry in result.entries] == ["a/anna.py", "a/ben.py", "b/eve", "b/zoe"]


FORGED: Files = {"ben.py": b"", "eve.py": b"", "benb_2_99999_net-9.py": b""}


@pytest.mark.parametrize("with_roster", [True, False])
def test_of_several_paths_no_students_work_is_a_class(
    collected: Collect, tmp_path: Path, with_roster: bool
) -> None:
    files = {"ada.zip": zipped(FORGED), "ben.py": CODE, "eve.zip": zipped({"x.py": CODE})}
    root = written(tmp_path / "class", {**files, **within("ivo", FORGED), "zoe/x.py": CODE})
    roster = [Student("ben"), Student("eve")] if with_roster else None
    for given in ("*", "*.zip", "*o*", "[ai]*"):
        paths = sorted(root.glob(given))
        result = collected(*paths, roster=roster)
        assert names(result) == sorted(path.stem for path in paths)


@pytest.mark.parametrize("name", ["adal_1_50001_net.zip", "ada.zip", "Ada L.tar.gz", "ada"])
@pytest.mark.parametrize("alone", [True, False])
def test_what_is_called_like_one_students_is_no_class_where_it_is_alone(
    collected: Collect, folder: Callable[[Files], Path], name: str, alone: bool
) -> None:
    packed = tarred(FORGED) if name.endswith("gz") else zipped(FORGED)
    root = folder({name: packed} if "." in name else within(name, FORGED))
    roster = [Student("ada", name="Ada L", email="adal@x.org"), Student("ben"), Student("eve")]
    result = collected(root / name if alone else root, roster=roster)
    (entry,) = result.entries
    assert entry.student is None or entry.student.id == "ada"
    assert {"ben", "eve"} <= {student.id for student in result.absent}


def test_files_of_one_name_in_several_folders_are_called_by_their_folders(
    collected: Collect, tmp_path: Path
) -> None:
    root = written(tmp_path, {"ada/mine.py": CODE, "ben/mine.py": CODE, "eve/other.py": CODE})
    result = collected(root / "ada/mine.py", root / "ben/mine.py", root / "eve/other.py")
    assert names(result) == ["ada mine", "ben mine", "other"]
    assert len({entry.source for entry in result.entries}) == 3


def test_a_path_that_is_given_twice_is_taken_once(collected: Collect, tmp_path: Path) -> None:
    path = written(tmp_path, {"ada.py": CODE}) / "ada.py"
    assert names(collected(path, path)) == ["ada"]


def test_names_that_differ_in_case_alone_are_not_one_file(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    result = collected(folder({"Ada.py": CODE, "ada.py": CODE}))
    assert len({name.casefold() for name in names(result)}) == 2


def test_who_has_a_name_keeps_it_when_another_comes_who_would_share_it(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder({"ada.py": CODE})
    (first,) = collected(root).entries
    (root / "Ada.py").write_bytes(CODE)
    both = collected(root, known={first.source: first.name})
    by_source = {entry.source: entry.name for entry in both.entries}
    assert by_source.pop(first.source) == first.name == "ada"
    (other,) = by_source.values()
    assert other == "class Ada"


# What belongs together, and what is newer.


def touched(path: Path, time: float) -> None:
    os.utime(path, (time, time))


def test_a_script_a_notebook_and_a_folder_of_one_name_are_one_student_and_the_newest_is_graded(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder({"ada.py": CODE, "ada.ipynb": NOTEBOOK, "ada/mine.py": CODE, "ben.py": CODE})
    touched(root / "ada.py", 1_700_000_000)
    touched(root / "ada.ipynb", 1_700_000_900)
    touched(root / "ada/mine.py", 1_700_000_500)
    result = collected(root)
    assert [(entry.name, entry.source) for entry in result.entries] == [
        ("ada", "ada.ipynb"),
        ("ben", "ben.py"),
    ]
    said = "The newest of this student, ada.ipynb, is graded."
    assert reasons(result) == {"ada.py": said, "ada": said}


def test_weights_stay_beside_the_code(collected: Collect, folder: Callable[[Files], Path]) -> None:
    root = folder(
        {"ada.py": CODE, "ada.pt": WEIGHTS, "ben/x.py": CODE, "ben/x.pth": b"b", "eve.pt": WEIGHTS}
    )
    result = collected(root)
    found = [submission.read(entry.path, DEFINED).checkpoints for entry in result.entries]
    contents = [checkpoint.content for one in found if (checkpoint := read_checkpoint(one))]
    assert contents == [WEIGHTS, b"b"]
    assert reasons(result) == {
        "eve.pt": "It holds weights, and there is no code that they go with."
    }


def test_files_of_a_canvas_student_belong_together_under_the_names_that_they_gave(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder(
        {
            "adal_1_50001_net-2.py": CODE,
            "adal_1_50002_net-1.pt": WEIGHTS,
            "adal_1_50003_report.pdf": b"%PDF-",
            "benb_2_50004_net.py": CODE,
            "benb_2_50005_other.pt": WEIGHTS,
        }
    )
    result = collected(root)
    ada, ben = (submission.read(entry.path, DEFINED) for entry in result.entries)
    checkpoint = read_checkpoint(ada.checkpoints)
    assert (ada.name, checkpoint and checkpoint.content) == ("net.py", WEIGHTS)
    assert ben.checkpoints.misnamed == "other.pt"
    assert list(reasons(result)) == ["adal_1_50003_report.pdf"]
    assert "neither code (.py, .ipynb) nor" in reasons(result)["adal_1_50003_report.pdf"]


def test_of_a_file_that_was_handed_in_again_the_last_is_graded(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder(
        {
            "adal_1_50001_net.py": b"def double(n): return 1\n",
            "adal_1_50004_net-2.py": b"def double(n): return 3\n",
            "adal_LATE_1_50003_net-1.py": b"def double(n): return 2\n",
        }
    )
    result = collected(root)
    (entry,) = result.entries
    assert "return 3" in read(entry)
    assert entry.source == "adal_1_50004_net-2.py"
    said = "A later file of that name is taken: adal_1_50004_net-2.py."
    assert reasons(result) == {
        "adal_1_50001_net.py": said,
        "adal_LATE_1_50003_net-1.py": said,
    }
    assert not entry.late


def test_of_two_canvas_downloads_the_later_submission_is_graded(
    collected: Collect, tmp_path: Path
) -> None:
    root = written(
        tmp_path,
        {"late/adal_1_60001_final.py": CODE, "soon/adal_1_50001_net.py": CODE, "soon/b.py": CODE},
    )
    result = collected(root / "soon", root / "late")
    assert [entry.source for entry in result.entries] == ["late/adal_1_60001_final.py", "soon/b.py"]
    assert list(reasons(result)) == ["soon/adal_1_50001_net.py"]


def test_two_of_one_number_are_no_downloads_of_canvas(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder({"ex_2025_2026_ada.py": CODE, "ex_2025_2026_ben.py": CODE})
    assert names(collected(root)) == ["ex_2025_2026_ada", "ex_2025_2026_ben"]


def test_three_numbers_of_one_name_are_no_downloads_of_canvas(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    files = {f"group_{number % 3 + 1}_2023{number}234_p{number}.py": CODE for number in range(6)}
    assert len(names(collected(folder(files)))) == 6


def test_nobody_else_is_called_by_an_id_of_the_roster(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    roster = [Student("alex", "Alex One", "a1@u.org"), Student("s2", "Alex Two", "alex@u.org")]
    root = folder({"alex.py": CODE})
    result = collect([root], unpack_to=root.parent, roster=roster, known={"alex.py": "alex"})
    assert result.unmatched == ("alex.py",)
    assert names(result) != ["alex"]
    alone = collect([root], unpack_to=root.parent, known={"alex.py": "alex"})
    assert names(alone) == ["alex"]


def test_what_was_typed_into_the_system_is_left_out(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder(
        {
            "adal_1_text.html": b"<p>",
            "benb_LATE_2_link.html": b"",
            "Eve E_3_assignsubmission_onlinetext/onlinetext.html": b"<p>",
            "Eve E_3_assignsubmission_file/x.py": CODE,
            "Ivo I_4_assignsubmission_onlinetext_onlinetext.html": b"<p>",
        }
    )
    result = collected(root)
    assert names(result) == ["Eve E_3"]
    assert set(reasons(result).values()) == {
        "It was typed into Canvas, and not handed in as a file.",
        "It was typed into Moodle, and not handed in as a file.",
    }
    assert len(result.left_out) == 4


def test_code_in_a_subfolder_is_found_and_in_several_is_not_chosen(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder(
        {
            "ada/a/b/c/mine.py": CODE,
            "ben/src/mine.py": CODE,
            "ben/tests/test_mine.py": CODE,
            "eve/a/b/c/d/too_deep.py": CODE,
            "ivo/one.zip": zipped({"a.py": CODE}),
            "ivo/two.zip": zipped({"a.py": CODE}),
        }
    )
    result = collected(root)
    assert names(result) == ["ada", "ben", "eve", "ivo"]
    ada, *others = result.entries
    assert "double" in read(ada)
    for entry in others:
        assert entry.path == root / entry.name
        with pytest.raises(SubmissionError, match=f"^{entry.name}: a .py or .ipynb file was"):
            read(entry)
    assert reasons(result) == {
        "ben": "There is code in several of its folders: src, tests. Which one is it?",
        "ivo": "There are 2 archives in it, and no code.",
    }


# When it was handed in.


def times(result: Collected) -> list[datetime | None]:
    return [entry.submitted for entry in result.entries]


def test_a_file_was_handed_in_when_it_was_changed_and_a_clone_at_no_known_time(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder({"ada.py": CODE, "ben/.git/HEAD": b"", "ben/x.py": CODE, "eve/x.py": CODE})
    for name in ("ada.py", "ben/x.py", "eve/x.py"):
        touched(root / name, 1_700_000_000)
    known = datetime.fromtimestamp(1_700_000_000, UTC)
    assert times(collected(root)) == [known, None, known]


def test_times_in_an_archive_of_the_class_are_those_of_its_files(
    collected: Collect, tmp_path: Path
) -> None:
    written(tmp_path, {"class.tar": tarred({"a.py": CODE, "b/x.py": CODE}, "", 1_700_000_000)})
    known = datetime.fromtimestamp(1_700_000_000, UTC)
    assert times(collected(tmp_path / "class.tar")) == [known, known]


def test_a_students_own_archive_was_handed_in_when_it_was_and_not_when_its_files_say(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    early = tarred({"x.py": CODE}, time=1_600_000_000)
    root = folder({"ada.tgz": early, "ben/ben.tgz": early})
    touched(root / "ada.tgz", 1_700_000_000)
    touched(root / "ben/ben.tgz", 1_700_000_000)
    known = datetime.fromtimestamp(1_700_000_000, UTC)
    assert times(collected(root)) == [known, known]


@pytest.mark.parametrize("layout", ["Canvas", "Moodle", "Moodle without folders"])
def test_a_download_tells_no_time_for_it_has_that_of_the_download(
    collected: Collect, folder: Callable[[Files], Path], layout: str
) -> None:
    assert times(collected(folder(LAYOUTS[layout][0]))) == [None, None, None]


def test_a_time_that_programs_write_for_none_is_none(collected: Collect, tmp_path: Path) -> None:
    written(tmp_path, {"class.zip": zipped({"a.py": CODE, "b.py": CODE}, (1980, 1, 1, 0, 0, 0))})
    assert times(collected(tmp_path / "class.zip")) == [None, None]


# What is not followed, not unpacked or not code.


def test_what_is_no_submission_is_listed_and_what_tools_made_is_not(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder(
        {
            "ada.py": CODE,
            "notes.txt": b"",
            ".hidden.py": CODE,
            "._ada.py": b"?",
            ".DS_Store": b"",
            "__pycache__/ada.py": CODE,
            "__MACOSX/x.py": CODE,
            "Thumbs.db": b"",
        }
    )
    result = collected(root)
    assert names(result) == ["ada"]
    assert sorted(reasons(result)) == [".hidden.py", "notes.txt"]


def test_links_that_lead_out_are_not_followed(
    collected: Collect, folder: Callable[[Files], Path], tmp_path: Path
) -> None:
    secret = written(tmp_path / "secret", {"solution.py": b"SECRET = 1\n", "w.pt": b"SECRET"})
    root = folder({"ada/helper.py": CODE, "ben.py": CODE, "eve/notes.txt": b"", "ivo.py": CODE})
    (root / "ada/mine.py").symlink_to(secret / "solution.py")
    (root / "ada/helper.pt").symlink_to(secret / "w.pt")
    (root / "ben.pt").symlink_to(secret / "w.pt")
    (root / "eve/mine.py").symlink_to("../ivo.py")
    (root / "eve/more").symlink_to(secret)
    (root / "out.py").symlink_to(secret / "solution.py")
    (root / "folder").symlink_to(secret)
    (root / "loop.py").symlink_to("loop.py")
    (root / "ivo_too.py").symlink_to("ivo.py")
    result = collected(root)
    assert names(result) == ["ada", "ben", "eve", "ivo", "ivo_too"]
    ada, ben, eve, ivo, ivo_too = result.entries
    for entry in (ada, ben, ivo, ivo_too):
        found = submission.read(entry.path, DEFINED)
        assert "def double" in found.text
        assert read_checkpoint(found.checkpoints) is None
    with pytest.raises(SubmissionError, match="there is none"):
        read(eve)
    assert sorted(reasons(result)) == [
        "ada/helper.pt",
        "ada/mine.py",
        "ben.pt",
        "eve/mine.py",
        "eve/more",
        "folder",
        "loop.py",
        "out.py",
    ]
    assert {reason.partition(",")[0] for reason in reasons(result).values()} == {
        "It is a link that leads out of the folder"
    }


def test_a_link_that_is_given_alone_is_followed(collected: Collect, tmp_path: Path) -> None:
    root = written(tmp_path / "elsewhere", {"x.py": CODE, "class/ada.py": CODE})
    for name, target in (("ben.py", root / "x.py"), ("class", root / "class")):
        (tmp_path / name).symlink_to(target)
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    result = collected(tmp_path / "ben.py")
    assert names(result) == ["ben"]
    assert "double" in read(result.entries[0])
    assert names(collected(tmp_path / "gone.py")) == ["gone"]
    assert names(collected(tmp_path / "class")) == ["ada"]


def test_of_several_files_that_are_given_a_link_that_leads_out_is_not_followed(
    collected: Collect, tmp_path: Path
) -> None:
    secret = written(tmp_path / "secret", {"solution.py": b"SECRET = 1\n"}) / "solution.py"
    root = written(tmp_path / "class", {"ada.py": CODE, "ben.py": CODE})
    (root / "eve.py").symlink_to(secret)
    (root / "ben.pt").symlink_to(secret)
    result = collected(*sorted(root.glob("*.py")))
    assert names(result) == ["ada", "ben"]
    assert list(reasons(result)) == ["eve.py"]
    checkpoint = read_checkpoint(submission.read(result.entries[1].path, DEFINED).checkpoints)
    assert checkpoint is not None
    assert (checkpoint.content, checkpoint.refusal is not None) == (b"", True)


def test_pipes_and_sockets_are_left_out(
    collected: Collect, folder: Callable[[Files], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder({"ada.py": CODE, "ben/mine.py": CODE})
    os.mkfifo(root / "pipe.py")
    os.mkfifo(root / "ben/more.py")
    os.mkfifo(root / "archive.zip")
    monkeypatch.chdir(root)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.py")
        result = collected(root)
    assert names(result) == ["ada", "ben"]
    assert "double" in read(result.entries[1])
    assert reasons(result) == dict.fromkeys(
        ["archive.zip", "ben/more.py", "pipe.py", "socket.py"],
        "It is a pipe, a device or a socket.",
    )


@pytest.fixture
def powerless() -> Iterator[Path]:
    """A folder of somebody who may not read everything, as root may; the test is run as them."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        before = os.geteuid()
        if before == 0:
            os.seteuid(61000)
        try:
            yield Path(folder)
        finally:
            os.seteuid(before)


def test_what_may_not_be_read_has_its_entry_and_a_row_that_says_so(powerless: Path) -> None:
    files = {"ada.py": CODE, "ben/x.py": CODE, "eve/x.py": CODE, "ivo.zip": zipped({})}
    root = written(powerless / "class", {**files, "zoe.py": CODE})
    modes = {"ada.py": 0, "ben": 0, "eve": 0o400, "ivo.zip": 0}
    for name, mode in modes.items():
        (root / name).chmod(mode)
    (powerless / "unpacked").mkdir()
    result = collect([root], unpack_to=powerless / "unpacked")
    assert names(result) == ["ada", "ben", "eve", "ivo", "zoe"]
    assert reasons(result) == {"ivo.zip": "There is no permission to read it."}
    for entry, words in zip(
        result.entries,
        ["no permission", "no permission", "there is none", "no permission", ""],
        strict=True,
    ):
        if words:
            with pytest.raises(SubmissionError, match=words):
                read(entry)
    for name in modes:
        (root / name).chmod(0o700)


def test_a_class_that_may_not_be_read_is_refused(powerless: Path) -> None:
    root = written(powerless / "class", {"ada.py": CODE})
    root.chmod(0)
    with pytest.raises(BatchError, match="class cannot be read: Permission denied"):
        collect([root], unpack_to=powerless)
    root.chmod(0o700)


BROKEN = {
    "truncated.zip": (zipped({"a.py": CODE})[:-30], "It is damaged, or no archive at all"),
    "cut off.tgz": (tarred({"a.py": CODE})[:-30], "It is damaged, or no archive at all"),
    "empty.zip": (b"", "It is damaged, or no archive at all"),
    "page.tar.xz": (b"<html>", "It is damaged, or no archive at all"),
    "notes.zip": (zipped({"notes.txt": b""}), "There is no .py or .ipynb file in it."),
    "old.rar": (b"Rar!", "A .rar archive cannot be unpacked: .zip or .tar.gz was expected."),
    "deep.zip": (
        zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"d.py": CODE})})})}),
        "It lies in more than 2 archives.",
    ),
}


def test_a_students_broken_archive_has_an_entry_and_a_reason(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder({name: content for name, (content, _) in BROKEN.items()})
    result = collected(root)
    assert len(result.entries) == len(BROKEN)
    for entry in result.entries:
        with pytest.raises(SubmissionError, match=r"a \.py or \.ipynb file was expected"):
            read(entry)
    said = {source.partition("/")[0]: reason for source, reason in reasons(result).items()}
    for name, (_, reason) in BROKEN.items():
        assert said[name].startswith(reason)


def test_a_students_archive_may_hold_an_archive(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    twice = zipped({"x/again.zip": zipped({"mine.py": CODE, "mine.pt": WEIGHTS})})
    result = collected(folder({"ada.zip": twice, "benb_1_50001_net.zip": twice}))
    assert names(result) == ["ada", "benb_1"]
    for entry in result.entries:
        found = submission.read(entry.path, DEFINED)
        assert found.checkpoints.beside
    assert result.left_out == ()


def test_a_students_archive_cannot_hand_in_for_others(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    forged = zipped({"benb_2_99999_net-9.py": b"", "eve_3_99999_x.py": b"", "ben.py": b""})
    result = collected(folder({"adal_1_50001_net.zip": forged, "benb_2_50002_net.py": CODE}))
    assert names(result) == ["adal_1", "benb_2"]
    assert read(result.entries[1]) == CODE.decode()
    assert "A whole class seems to be in it" in reasons(result)["adal_1_50001_net.zip"]


def test_one_bad_file_in_the_archive_of_a_class_does_not_cost_the_others_theirs(
    collected: Collect, tmp_path: Path
) -> None:
    files = {"ada.py": CODE, "../../evil.py": CODE, "ben.py": CODE, "ada.py/x.py": CODE}
    written(tmp_path, {"class.zip": zipped(files)})
    result = collected(tmp_path / "class.zip")
    assert names(result) == ["ada", "ben"]
    assert sorted(reasons(result)) == ["../../evil.py", "ada.py/x.py"]
    assert not (tmp_path / "evil.py").exists()


# What cannot start.


def test_a_path_that_is_not_there_is_refused(collected: Collect, tmp_path: Path) -> None:
    with pytest.raises(BatchError, match=r"missing\.py does not exist"):
        collected(tmp_path / "missing.py")


def test_an_empty_folder_is_refused(collected: Collect, folder: Callable[[Files], Path]) -> None:
    with pytest.raises(BatchError, match=r"there is nothing in .*class: expected \.py or"):
        collected(folder({}))


def test_a_folder_without_submissions_is_refused(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    with pytest.raises(BatchError, match=r"no submissions in .*expected \.py .*notes\.txt: It is"):
        collected(folder({"notes.txt": b""}))


@pytest.mark.parametrize("content", [b"", b"<html>", zipped({"a.py": CODE})[:-30]])
def test_a_class_archive_that_cannot_be_read_is_refused(
    collected: Collect, tmp_path: Path, content: bytes
) -> None:
    written(tmp_path, {"class.zip": content})
    with pytest.raises(BatchError, match=r"class\.zip cannot be unpacked\. It is damaged"):
        collected(tmp_path / "class.zip")


# A roster.

ROSTER = [
    Student("s1", "Ada Lovelace", "ada@example.edu"),
    Student("s2", "Benoît Müller", "ben@example.edu", columns={"submitted": "2026-02-01T10:00Z"}),
    Student("s3", "王小明", columns={"file": "wang's work.py"}),
    Student("s4", "Absent, Anton"),
]


def test_submissions_are_called_by_their_students_ids(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder(
        {
            "lovelaceada_1_50001_x.py": CODE,
            "MULLER_benoit/x.py": CODE,
            "wang's work.py": CODE,
            "stranger.py": CODE,
            "S4 (2).py": CODE,
        }
    )
    result = collected(root, roster=ROSTER)
    assert [(e.name, e.student and e.student.id) for e in result.entries] == [
        ("S4 (2)", None),
        ("s1", "s1"),
        ("s2", "s2"),
        ("s3", "s3"),
        ("stranger", None),
    ]
    assert result.unmatched == ("S4 (2).py", "stranger.py")
    assert result.absent == (ROSTER[3],)
    assert result.entries[2].submitted == datetime(2026, 2, 1, 10, tzinfo=UTC)


def test_of_two_submissions_of_one_on_the_roster_the_newest_is_graded(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder({"s1.py": CODE, "lovelace ada.py": CODE})
    touched(root / "s1.py", 1_700_000_000)
    result = collected(root, roster=ROSTER)
    assert [(entry.name, entry.source) for entry in result.entries] == [("s1", "lovelace ada.py")]
    assert reasons(result) == {
        "s1.py": "The newest of this student, lovelace ada.py, is graded.",
    }


def test_a_stranger_that_is_called_like_a_students_id_gives_way(
    collected: Collect, folder: Callable[[Files], Path]
) -> None:
    root = folder({"ada lovelace.py": CODE, "s1.py": CODE})
    roster = [Student("s1", "Ada Lovelace"), Student("s2", columns={"login": "s1"})]
    result = collected(root, roster=roster)
    assert [(entry.name, entry.student is None) for entry in result.entries] == [
        ("class s1", True),
        ("s1", False),
    ]


def test_an_archive_that_is_a_pipe_or_a_link_to_elsewhere_is_not_opened(
    collected: Collect, folder: Callable[[Files], Path], tmp_path: Path
) -> None:
    secret = written(tmp_path / "secret", {"solution.zip": zipped({"x.py": CODE})})
    root = folder({"ada/a.txt": b"", "ben/a.txt": b"", "eve/a.txt": b"", "ivo/x.py": CODE})
    os.mkfifo(root / "ada/work.zip")
    (root / "ben/work.tar").symlink_to("/dev/ptmx")
    (root / "eve/work.zip").symlink_to(secret / "solution.zip")
    result = collected(root)
    assert [entry.path for entry in result.entries if entry.name != "ivo"] == [
        root / "ada",
        root / "ben",
        root / "eve",
    ]
    assert list(reasons(result)) == ["ada/work.zip", "ben/work.tar", "eve/work.zip"]


def test_the_archive_of_a_class_has_the_same_digests_each_time(
    collected: Collect, tmp_path: Path
) -> None:
    files = {"ada.py": CODE, "ada.pt": WEIGHTS, "ben/x.py": CODE, "eve.zip": zipped({"x.py": CODE})}
    archive = written(tmp_path, {"class.zip": zipped(files)}) / "class.zip"
    first, second = (
        [submission.handed_in_sha256(entry.path) for entry in collected(archive).entries]
        for _ in range(2)
    )
    assert first == second
    assert len(first) == 3


def test_what_cannot_be_looked_at_costs_nobody_else_theirs_unless_the_disk_is_full(
    collected: Collect, folder: Callable[[Files], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpack(archive: Path, into: Path, limits: object) -> None:
        raise OSError(number, "said")

    monkeypatch.setattr(work, "unpack", unpack)
    root = folder({"ada.py": CODE, "ben.zip": b"", "benb_2_50002_net.zip": b""})
    number = errno.EINVAL
    result = collected(root)
    assert names(result) == ["ada"]
    assert list(reasons(result)) == ["benb_2_50002_net.zip", "ben.zip"]
    number = errno.ENOSPC
    with pytest.raises(OSError, match="said"):
        collected(root)
