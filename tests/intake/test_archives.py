"""Archives that anybody may have made: what is in them lands in one folder, bounded, or nowhere."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import tracemalloc
import warnings
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import CODE, Files, tarred, zipped

from rnngrade.intake.archives import STUDENT, Limits, Refused, archive_suffix, unpack
from rnngrade.intake.members import ArchiveError

SMALL = Limits(members=20, file_bytes=10_000, total_bytes=25_000)


def unpacked(
    root: Path, content: bytes, suffix: str = ".zip", limits: Limits = SMALL
) -> tuple[list[Refused], dict[str, bytes]]:
    """Unpack an archive; return what was refused, and the files that came out."""
    archive, into = root / f"some{suffix}", root / "into"
    archive.write_bytes(content)
    refused = unpack(archive, into, limits)
    assert {path.name for path in root.iterdir()} == {archive.name, "into"}
    return refused, files_in(into)


def files_in(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in folder.rglob("*"):
        mode = path.lstat().st_mode
        assert stat.S_ISREG(mode) or stat.S_ISDIR(mode), path
        if stat.S_ISREG(mode):
            assert stat.S_IMODE(mode) == 0o600
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def zip_of(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice
        for entry, content in entries:
            archive.writestr(entry, content)
    return stream.getvalue()


def tar_of(*entries: tuple[tarfile.TarInfo, bytes], pax: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", pax_headers=pax) as archive:
        for entry, content in entries:
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def tar_entry(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.mode = kind, target, 0o6777
    return entry


def zip_entry(name: str, mode: int = stat.S_IFREG | 0o6777) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    entry.create_system = 3
    return entry


GOOD = {"ada/mine.py": CODE, "ada/mine.pt": b"w", "ben.ipynb": b"{}", "own.zip": zipped({})}


@pytest.mark.parametrize("packing", ["zip", "", "gz", "bz2", "xz"])
def test_code_weights_and_archives_come_out_as_they_are_and_the_rest_empty(
    tmp_path: Path, packing: str
) -> None:
    files = {**GOOD, "ada/report.pdf": b"%PDF-", "ada/.git/config": b"x", "__MACOSX/a.py": b"x"}
    content = zipped(files) if packing == "zip" else tarred(files, packing)
    suffix = f".{packing}" if packing == "zip" else f".tar.{packing}".rstrip(".")
    refused, found = unpacked(tmp_path, content, suffix)
    assert refused == []
    assert found == {**GOOD, "ada/report.pdf": b""}
    assert (tmp_path / "into/ada/.git").is_dir()


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.zip", ".zip"), ("a.b.TAR.GZ", ".TAR.GZ"), ("a.tgz", ".tgz"), ("a.gz", ""), ("zip", "")],
)
def test_an_archive_is_one_by_its_suffix(name: str, suffix: str) -> None:
    assert archive_suffix(name) == suffix


LEADS_OUT = "Its path leads out of the archive."
BAD_PATHS = {
    "../evil.py": LEADS_OUT,
    "a/../../evil.py": LEADS_OUT,
    "/evil.py": LEADS_OUT,
    "C:/evil.py": LEADS_OUT,
    "..\\evil.py": LEADS_OUT,
    f"{'x' * 256}.py": "Its name is too long, or it lies too deep.",
    f"{'a/' * 40}x.py": "Its name is too long, or it lies too deep.",
}


@pytest.mark.parametrize(("name", "reason"), BAD_PATHS.items())
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_path_that_leads_elsewhere_is_refused_and_the_others_are_not(
    tmp_path: Path, kind: str, name: str, reason: str
) -> None:
    files = {name: b"evil", "good.py": CODE}
    content = zipped(files) if kind == "zip" else tarred(files, "")
    refused, found = unpacked(tmp_path, content, f".{kind}")
    assert refused == [Refused(name, reason)]
    assert found == {"good.py": CODE}


LINK, DEVICE = "It is a link.", "It is a device or a pipe."
SPECIAL_IN_TAR = {
    "a link": (tarfile.SYMTYPE, LINK),
    "a hard link": (tarfile.LNKTYPE, LINK),
    "a pipe": (tarfile.FIFOTYPE, DEVICE),
    "a disk": (tarfile.BLKTYPE, DEVICE),
    "a terminal": (tarfile.CHRTYPE, DEVICE),
    "something unheard of": (b"Z", DEVICE),
}


@pytest.mark.parametrize(("kind", "reason"), SPECIAL_IN_TAR.values(), ids=SPECIAL_IN_TAR)
def test_what_is_no_file_in_a_tar_becomes_an_empty_one(
    tmp_path: Path, kind: bytes, reason: str
) -> None:
    content = tar_of((tar_entry("x.py", kind, "/etc/passwd"), b""), (tar_entry("y.py"), CODE))
    refused, found = unpacked(tmp_path, content, ".tar")
    assert refused == [Refused("x.py", reason)]
    assert found == {"x.py": b"", "y.py": CODE}


@pytest.mark.parametrize(
    ("mode", "reason"), [(stat.S_IFLNK, LINK), (stat.S_IFIFO, DEVICE), (stat.S_IFBLK, DEVICE)]
)
def test_what_is_no_file_in_a_zip_becomes_an_empty_one(
    tmp_path: Path, mode: int, reason: str
) -> None:
    content = zip_of((zip_entry("x.py", mode | 0o777), b"/etc/passwd"), (zip_entry("y.py"), CODE))
    refused, found = unpacked(tmp_path, content)
    assert refused == [Refused("x.py", reason)]
    assert found == {"x.py": b"", "y.py": CODE}


@pytest.mark.parametrize("folder_first", [True, False])
def test_nothing_is_written_through_a_link_or_over_a_file(
    tmp_path: Path, folder_first: bool
) -> None:
    (tmp_path / "victim").mkdir()
    entries = [
        (tar_entry("x", tarfile.SYMTYPE, str(tmp_path / "victim")), b""),
        (tar_entry("x/evil.py"), b"evil"),
        (tar_entry("y.py"), CODE),
        (tar_entry("y.py"), b"evil"),
    ]
    if folder_first:
        entries = entries[::-1]
    archive = tmp_path / "some.tar"
    archive.write_bytes(tar_of(*entries))
    refused = unpack(archive, tmp_path / "into", SMALL)
    assert len(refused) >= 2
    assert list((tmp_path / "victim").iterdir()) == []
    assert len(files_in(tmp_path / "into")) == 2


def test_a_name_that_is_there_twice_is_taken_once(tmp_path: Path) -> None:
    content = zip_of((zip_entry("x.py"), CODE), (zip_entry("x.py"), b"evil"))
    refused, found = unpacked(tmp_path, content)
    assert refused == [Refused("x.py", "The archive has something of that name already.")]
    assert found == {"x.py": CODE}


def test_a_member_with_a_password_becomes_an_empty_file(tmp_path: Path) -> None:
    content = bytearray(zipped({"x.py": CODE}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    refused, found = unpacked(tmp_path, bytes(content))
    assert refused == [Refused("x.py", "It is protected by a password.")]
    assert found == {"x.py": b""}


def test_a_damaged_member_becomes_an_empty_file(tmp_path: Path) -> None:
    stored = zip_of((zip_entry("x.py"), CODE), (zip_entry("y.py"), b"y = 1\n"))
    refused, found = unpacked(tmp_path, stored.replace(CODE, CODE.swapcase()))
    assert [one.name for one in refused] == ["x.py"]
    assert refused[0].reason.startswith("It is damaged (Bad CRC-32")
    assert found == {"x.py": b"", "y.py": b"y = 1\n"}


# Bounds.


@pytest.mark.parametrize("suffix", [".zip", ".tar"])
def test_a_file_that_is_too_large_becomes_an_empty_one(tmp_path: Path, suffix: str) -> None:
    files = {"large.py": os.urandom(10_001), "x.py": CODE}
    content = zipped(files) if suffix == ".zip" else tarred(files, "")
    refused, found = unpacked(tmp_path, content, suffix)
    assert refused == [Refused("large.py", "It is larger than 0.01 MB.")]
    assert found == {"large.py": b"", "x.py": CODE}


def overlapping(names: list[str], content: bytes) -> bytes:
    """Return a zip in which each file quotes the header of the next, and then is that file too.

    So all are of the same packed bytes, as in David Fifield's "A better zip bomb".
    """
    packer = zlib.compressobj(wbits=-15)
    body = packer.compress(content) + packer.flush()
    quoted, rest, records = b"", body, []
    for name in reversed(names):
        size, crc = len(quoted) + len(content), zlib.crc32(quoted + content)
        fields = (20, 0, 8, 0, 0x21, crc, len(rest), size, len(name), 0)
        header = struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields) + name.encode()
        records.append((fields, name, len(header) + len(rest)))
        quoted = header + quoted
        length = len(header)
        rest = struct.pack("<BHH", 0, length, length ^ 0xFFFF) + header + rest
    rest = rest[5:]  # nothing quotes the first header
    directory = b"".join(
        struct.pack("<4sH5H3L5H2L", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, len(rest) - at)
        + name.encode()
        for fields, name, at in reversed(records)
    )
    end = (0, 0, len(names), len(names), len(directory), len(rest), 0)
    return rest + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", *end)


MANY: Files = {f"{number}.py": b"" for number in range(21)}
BOMBS: dict[str, tuple[bytes, str, str]] = {
    "many files": (zipped(MANY), ".zip", "It holds more than 20 files."),
    "many files in a tar": (tarred(MANY), ".tgz", "more than"),
    "many folders": (zipped({f"{n}/": b"" for n in range(21)}), ".zip", "more than 20 files"),
    "many folders that no member names": (
        zipped({f"{n}/{'a/' * 20}x.py": b"" for n in range(2)}),
        ".zip",
        "It holds more than 20 folders.",
    ),
    "a list of far too many files": (
        zipped({f"{number}.py": b"" for number in range(20_000)}),
        ".zip",
        "It holds more than 20 files.",
    ),
    "much together": (
        zipped({f"{n}.py": os.urandom(9_000) for n in range(3)}),
        ".zip",
        "It unpacks to more than 0.025 MB.",
    ),
    "a large file that is passed over": (
        tarred({"film.mp4": bytes(1_000_000)}),
        ".tar.gz",
        "It unpacks to more than 0 MB.",
    ),
    "a large header": (
        tar_of((tar_entry("x.py"), CODE), pax={"comment": "x" * 2_000_000}),
        ".tar",
        "It has a header that is larger than any header is.",
    ),
}


def test_a_list_that_is_far_too_long_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[object] = []
    monkeypatch.setattr("zipfile.ZipInfo", lambda *entry, **_: listed.append(entry))
    with pytest.raises(ArchiveError, match="more than 20 files"):
        unpacked(tmp_path, *BOMBS["a list of far too many files"][:2])
    assert listed == []


@pytest.mark.parametrize(("content", "suffix", "reason"), BOMBS.values(), ids=BOMBS)
def test_an_archive_that_exceeds_its_bounds_is_refused(
    tmp_path: Path, content: bytes, suffix: str, reason: str
) -> None:
    with pytest.raises(ArchiveError, match=reason):
        unpacked(tmp_path, content, suffix)


def test_what_is_counted_is_what_is_written_and_not_what_headers_say(tmp_path: Path) -> None:
    content = bytearray(zipped({f"{n}.py": bytes(9_000) for n in range(3)}))
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        struct.pack_into("<L", content, at + 24, 1)  # the unpacked size
        at += 4
    refused, found = unpacked(tmp_path, bytes(content))
    assert sum(map(len, found.values())) <= SMALL.total_bytes
    assert len(refused) == 3


def test_overlapping_files_unpack_to_no_more_than_the_bound(tmp_path: Path) -> None:
    archive = tmp_path / "some.zip"
    archive.write_bytes(overlapping(["a.py", "b.py"], CODE))
    unpack(archive, tmp_path / "two", SMALL)
    sizes = [len(content) for content in files_in(tmp_path / "two").values()]
    assert max(sizes) >= len(CODE)  # else this is no zip that could be a bomb
    archive.write_bytes(overlapping([f"{number}.py" for number in range(20)], bytes(9_000)))
    try:
        unpack(archive, tmp_path / "into", SMALL)
    except ArchiveError as error:  # newer versions of zipfile refuse each that overlaps
        assert "It unpacks to more" in str(error)
    assert sum(map(len, files_in(tmp_path / "into").values())) <= SMALL.total_bytes


def test_a_ratio_is_bounded_above_the_size_from_which_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnngrade.intake.archives.RATIO_COUNTS_FROM", 1_000)
    with pytest.raises(ArchiveError, match="It unpacks to more than 200 times its size"):
        unpacked(tmp_path, zipped({"x.py": bytes(200_000)}), limits=STUDENT)


def test_memory_does_not_follow_a_members_size(tmp_path: Path) -> None:
    archive = tmp_path / "some.tgz"
    archive.write_bytes(tarred({"x.py": bytes(20_000_000)}))
    tracemalloc.start()
    assert unpack(archive, tmp_path / "into", STUDENT) == []
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz"])
@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.8])
def test_a_truncated_archive_is_refused(tmp_path: Path, suffix: str, share: float) -> None:
    files = {f"{n}.py": os.urandom(3_000) for n in range(5)}
    packing = suffix.removeprefix(".tar").removeprefix(".")
    content = zipped(files) if suffix == ".zip" else tarred(files, packing)
    with pytest.raises(ArchiveError, match="It is damaged, or no archive at all"):
        unpacked(tmp_path, content[: int(len(content) * share)], suffix)


def test_a_tar_with_a_damaged_header_in_the_middle_is_refused(tmp_path: Path) -> None:
    content = bytearray(tarred({"a.py": CODE, "b.py": CODE}, ""))
    content[1024 + 150] ^= 0xFF  # in the second header's checksum
    with pytest.raises(ArchiveError, match="a header is damaged"):
        unpacked(tmp_path, bytes(content), ".tar")


def test_a_full_disk_is_no_fault_of_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rnngrade.intake.archives.os.open", full)
    with pytest.raises(OSError, match="No space left"):
        unpacked(tmp_path, zipped({"x.py": CODE}))


# Names and times.


def test_names_that_a_zip_does_not_mark_as_utf8_are_read_as_such_where_they_can_be(
    tmp_path: Path,
) -> None:
    marked = zipped({"Zoë.py": CODE})
    at = [marked.index(b"PK\x03\x04") + 6, marked.index(b"PK\x01\x02") + 8]
    unmarked = bytearray(marked)
    for place in at:
        unmarked[place + 1] &= ~0x08
    assert unpacked(tmp_path, bytes(unmarked)) == ([], {"Zoë.py": CODE})


def test_paths_in_windows_way_are_paths(tmp_path: Path) -> None:
    _, found = unpacked(tmp_path, tarred({"ada\\mine.py": CODE}, ""), ".tar")
    assert found == {"ada/mine.py": CODE}


def test_a_name_that_is_no_utf8_is_kept_as_it_is(tmp_path: Path) -> None:
    name = os.fsdecode(b"M\xfcller.py")
    _, found = unpacked(tmp_path, tarred({name: CODE}, ""), ".tar")
    assert found == {name: CODE}


def time_of(root: Path, content: bytes) -> float:
    unpacked(root, content)
    return (root / "into/x.py").stat().st_mtime


def test_a_zips_time_is_a_local_one_unless_it_has_the_extended_timestamp(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("x.py", (2026, 1, 31, 12, 0, 2))
    (tmp_path / "local").mkdir()
    (tmp_path / "extended").mkdir()
    local = datetime(2026, 1, 31, 12, 0, 2).astimezone().timestamp()
    assert time_of(tmp_path / "local", zip_of((entry, CODE))) == local
    entry.extra = struct.pack("<HHBi", 0x5455, 5, 1, 1_700_000_000)
    assert time_of(tmp_path / "extended", zip_of((entry, CODE))) == 1_700_000_000


@pytest.mark.parametrize(
    "extra", [b"UT", b"UT\x05\x00", b"UT\xff\xff\x01", struct.pack("<HH", 0x5455, 0), b"\0" * 7]
)
def test_a_broken_extra_field_is_no_time(tmp_path: Path, extra: bytes) -> None:
    content = bytearray(zipped({"x.py": CODE}))
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 30, len(extra))
    name_ends = at + 46 + len("x.py")
    content[name_ends:name_ends] = extra
    end = content.index(b"PK\x05\x06")
    (size,) = struct.unpack_from("<L", content, end + 12)
    struct.pack_into("<L", content, end + 12, size + len(extra))
    try:
        assert time_of(tmp_path, bytes(content)) > 0
    except ArchiveError as error:  # where zipfile looks at the field itself
        assert "Corrupt extra field" in str(error)


# Anything.

MEMBERS = st.lists(
    st.tuples(
        st.one_of(
            st.text(max_size=20),
            st.lists(st.sampled_from(["..", ".", "", "a", "b.py", "/", "C:"]), max_size=5).map(
                "/".join
            ),
        ).filter(lambda name: name and "\0" not in name),
        st.binary(max_size=50),
    ),
    max_size=6,
)


@pytest.mark.parametrize("make", [zipped, lambda files: tarred(files, "")], ids=["zip", "tar"])
@settings(max_examples=60)
@given(members=MEMBERS)
def test_whatever_the_names_are_nothing_comes_to_be_outside(
    tmp_path_factory: pytest.TempPathFactory,
    make: Callable[[Files], bytes],
    members: list[tuple[str, bytes]],
) -> None:
    try:
        content = make(dict(members))
    except UnicodeEncodeError:  # lone surrogates, which a zip cannot have
        return
    suffix = ".zip" if content[:2] == b"PK" else ".tar"
    try:
        unpacked(tmp_path_factory.mktemp("any"), content, suffix)
    except ArchiveError:
        assert suffix == ".tar" or not members


@settings(max_examples=60)
@given(
    start=st.sampled_from([zipped(GOOD), tarred(GOOD, ""), tarred(GOOD, "gz"), tarred(GOOD, "xz")]),
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
)
def test_whatever_bytes_are_changed_nothing_but_an_error_comes_of_it(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(start)
    for at, byte in changes:
        content[at % len(content)] = byte
    suffix = {b"PK": ".zip", b"\x1f\x8b": ".tgz", b"\xfd7": ".txz"}.get(start[:2], ".tar")
    try:
        unpacked(tmp_path_factory.mktemp("changed"), bytes(content), suffix)
    except ArchiveError as error:
        assert str(error).endswith(".")


def test_a_path_that_is_too_long_costs_that_member(tmp_path: Path) -> None:
    long = "/".join(["d" * 250] * 20)
    refused, files = unpacked(tmp_path, zipped({f"{long}/x.py": CODE, "y.py": CODE}))
    assert [member.reason for member in refused] == ["It cannot be written: File name too long."]
    assert files == {"y.py": CODE}


@pytest.mark.parametrize("time", ["nan", "inf", "1e300"])
def test_a_time_that_is_none_is_that_of_no_submission(tmp_path: Path, time: str) -> None:
    info = tarfile.TarInfo("x.py")
    info.size = len(CODE)
    info.pax_headers = {"mtime": time}
    refused, files = unpacked(tmp_path, tar_of((info, CODE)), ".tar")
    assert (refused, files) == ([], {"x.py": CODE})
    assert (tmp_path / "into/x.py").stat().st_mtime == 0


def test_a_pipe_is_no_archive(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.zip")
    with pytest.raises(ArchiveError, match="It is no file"):
        unpack(tmp_path / "x.zip", tmp_path / "into", STUDENT)
