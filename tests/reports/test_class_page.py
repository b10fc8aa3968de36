"""The page of a class, as a file: what is in it, that it stands alone, and how it is written."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from classes import HOSTILE_TEXTS, hostile, some_class, standing
from hypothesis import given
from hypothesis import strategies as st
from results import ALL_RIGHT, ONE_DIAGNOSIS, TWO_DIAGNOSES, lost, passed, result

from rnngrade.gradebook.interface import Standing
from rnngrade.intake.interface import LeftOut
from rnngrade.reports.class_page import write
from rnngrade.reports.class_page.feedback import packed
from rnngrade.reports.class_page.figures import MOST_COLUMNS, bands, columns, histogram
from rnngrade.reports.class_page.row import dumps, loads, row_of
from rnngrade.reports.class_page.summary import OUTCOMES, Judged, Summary
from rnngrade.result import Outcome

TITLE = "ex1: MyRNN from scratch"


class Reader(HTMLParser):
    """Collects what a browser would find: the tags, attributes, and texts by their tag."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.texts.append((self.tags[-1][0] if self.tags else "", data))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def written(standings: Sequence[Standing], folder: Path) -> str:
    path = folder / "report.html"
    assert write(standings, path, title=TITLE) == len(standings)
    assert [found.name for found in folder.iterdir()] == ["report.html"]
    return path.read_text(encoding="utf-8")


def unpacked(page: str) -> list[str]:
    blocks = re.findall(r'<i id="feedback-\d+"><!--(.*?)--></i>', page)
    return [gzip.decompress(base64.b64decode(block)).decode() for block in blocks]


def test_it_is_one_file_that_loads_nothing_and_runs_its_own_scripts(tmp_path: Path) -> None:
    page = written(some_class(), tmp_path)
    reader = Reader(page)
    addresses = [a[name] for _, a in reader.tags for name in ("src", "href") if name in a]
    assert all(address.startswith(("data:,", "#student=")) for address in addresses)
    assert not {"iframe", "object", "embed", "base", "form", "img"} & {
        tag for tag, _ in reader.tags
    }
    assert reader.all("script") == [{}, {}]
    assert not [name for _, a in reader.tags for name in a if name.startswith("on")]


def test_its_policy_lets_these_scripts_run_and_no_other(tmp_path: Path) -> None:
    page = written(some_class(), tmp_path)
    policy = next(
        a["content"]
        for a in Reader(page).all("meta")
        if a.get("http-equiv") == "Content-Security-Policy"
    )
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    assert policy.split("; ") == [
        "default-src 'none'",
        "img-src data:",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digests[0]}' 'sha256-{digests[1]}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_every_student_has_a_row_and_a_block_in_the_order_given(tmp_path: Path) -> None:
    page = written(some_class(), tmp_path)
    names = [s.student.name for s in some_class() if s.student]
    rows = re.findall(r'<th scope="row"><a [^>]*><bdi>([^<]*)</bdi>', page)
    assert rows == names
    assert [name in said for name, said in zip(names, unpacked(page), strict=True)] == [True] * 14


def test_feedback_says_what_machine_person_and_calendar_say(tmp_path: Path) -> None:
    said = dict(zip("abcdefghijklmz", unpacked(written(some_class(), tmp_path)), strict=True))
    assert "There is no tanh" in said["b"]
    assert "raise NotImplementedError" in said["d"]
    assert said["e"].count("<svg") > 1
    assert "A day late." in said["f"] and "−12.5" in said["f"] and "87.5 of 100" in said["f"]
    assert "Still to be graded by a person: Shapes, dtypes and device are right" in said["h"]
    assert "Say what you see in the second view." in said["i"] and "7.5/10" in said["i"]
    assert "not graded yet" in said["l"]
    assert "nothing was handed in" in said["m"]


def test_a_picture_that_several_are_shown_is_there_once(tmp_path: Path) -> None:
    page = written(some_class(), tmp_path)
    kept = re.findall(r'id="picture-(\w+)"', page)
    wanted = [name for said in unpacked(page) for name in re.findall(r'picture="(\w+)"', said)]
    assert len(kept) == len(set(kept)) < len(wanted)
    assert set(kept) == set(wanted)


def test_a_row_survives_the_way_through_a_file() -> None:
    for each in some_class():
        row = row_of(each)
        assert loads(dumps(row)) == row


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("ada", {"passed"}),
        ("bo", {"failed"}),
        ("dee", {"failed", "unexplained"}),
        ("fay", {"passed", "late"}),
        ("gus", {"passed", "error"}),
        ("hal", {"passed", "review"}),
        ("lu", {"unjudged"}),
        ("mo", {"absent"}),
    ],
)
def test_a_student_can_be_filtered_by_how_they_stand(name: str, flags: set[str]) -> None:
    found = next(each for each in some_class() if each.name == name)
    assert set(row_of(found).flags) == flags


def test_a_check_that_a_person_has_graded_ends_as_they_say() -> None:
    ivy = next(each for each in some_class() if each.name == "ivy")
    assert row_of(ivy).cells["shapes"].outcome == Outcome.PASS
    assert row_of(ivy).cells["shapes"].said == "pass 7.5/10, by a person"


def summary_of(standings: Sequence[Standing]) -> Summary:
    summary = Summary()
    for each in standings:
        summary.add(row_of(each), each.result)
    return summary


def test_a_mistake_counts_once_for_each_student_and_the_most_common_comes_first() -> None:
    verdicts = (TWO_DIAGNOSES, ONE_DIAGNOSIS, ONE_DIAGNOSIS, ALL_RIGHT)
    summary = summary_of([standing(f"s{n}", verdict) for n, verdict in enumerate(verdicts)])
    first = summary.most_common()[0]
    assert (first.id, first.students) == ("no_tanh", 2)
    assert [key for key, _ in first.first] == ["s1", "s2"]
    assert sum(mistake.students for mistake in summary.most_common()[1:]) == len(
        {found.id for check in TWO_DIAGNOSES.checks for found in check.diagnosis}
    )


def test_of_many_with_one_mistake_only_a_few_names_are_kept() -> None:
    summary = summary_of([standing(f"s{n}", ONE_DIAGNOSIS) for n in range(30)])
    (mistake,) = summary.most_common()
    assert mistake.students == 30
    assert len(mistake.first) < 10


def test_the_histogram_counts_everybody_once() -> None:
    bars = histogram((0.0, 0.049, 0.05, 0.6, 0.95, 1.0, 1.2))
    assert {bar.bin: bar.students for bar in bars if bar.students} == {0: 2, 1: 1, 12: 1, 19: 3}
    assert bars[19].height == 100


def test_the_histogram_of_nobody_is_empty() -> None:
    assert not any(bar.students for bar in histogram(()))


@pytest.mark.parametrize("share", [n / 20 for n in range(20)])
def test_a_score_on_the_edge_of_two_bars_is_in_the_upper_one(share: float) -> None:
    (bar,) = (bar for bar in histogram((share,)) if bar.students)
    assert bar.low == pytest.approx(100 * share)


def judged(share: float, *outcomes: Outcome) -> Judged:
    return Judged(share, bytes(map(OUTCOMES.index, outcomes)))


def test_the_heat_map_runs_from_the_best_score_to_the_worst() -> None:
    students = columns(
        [
            judged(0.1, Outcome.FAIL),
            judged(0.9, Outcome.PASS),
            judged(0.5, Outcome.PASS),
            judged(0.5, Outcome.FAIL),
        ]
    )
    (band,) = bands(["Outputs"], students)
    assert band.counts == (("pass", 2), ("fail", 2))
    assert dict(band.paths) == {"pass": "M0 0H2V1H0z", "fail": "M2 0H4V1H2z"}


def test_a_heat_map_of_thousands_has_few_columns_that_show_shares() -> None:
    half = [judged(0.5, outcome) for outcome in (Outcome.PASS, Outcome.FAIL)] * 5_000
    students = columns(half)
    assert len(students) <= MOST_COLUMNS
    assert sum(map(len, students)) == 10_000
    mixed = [(judged(0.5, Outcome.PASS), judged(0.5, Outcome.FAIL))] * 3
    (band,) = bands(["Outputs"], mixed)
    assert dict(band.paths) == {"pass": "M0 0.5H3V1H0z", "fail": "M0 0H3V0.5H0z"}


def test_a_check_that_only_later_results_have_is_no_trouble(tmp_path: Path) -> None:
    page = written(
        [standing("a", result(passed("loads"))), standing("b", result(passed("shapes")))], tmp_path
    )
    assert page.count('class="check pass"') == 2


@pytest.mark.parametrize("standings", [[], [some_class()[-2]], [some_class()[-3]]])
def test_a_class_without_any_result_has_a_page(standings: list[Standing], tmp_path: Path) -> None:
    page = written(standings, tmp_path)
    assert TITLE in page
    assert '<section class="scores' not in page


def test_what_is_not_in_the_table_is_listed_below_it(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    hidden = LeftOut("<b>a.rar", "A .rar archive cannot be unpacked.")
    write([standing("ada")], path, title=TITLE, left_out=[hidden] * 2, unmatched=["x/eve.py"])
    page = path.read_text(encoding="utf-8")
    assert "2 files left out" in page
    assert "<li><bdi>&lt;b&gt;a.rar</bdi>: A .rar archive cannot be unpacked.</li>" in page
    assert "1 submission of nobody on the roster" in page
    assert "<li><bdi>x/eve.py</bdi></li>" in page
    assert_harmless(page)


def test_where_all_is_in_the_table_nothing_is_listed_below_it(tmp_path: Path) -> None:
    assert '<section class="apart"' not in written([standing("ada")], tmp_path)


def assert_harmless(page: str) -> None:
    page.encode("utf-8")
    for part in (page, *unpacked(page)):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", part)
    reader = Reader(page)
    assert reader.all("script") == [{}, {}]
    known = {"link": {"rel", "href"}, "base": set(), "iframe": set(), "form": set(), "img": set()}
    for inside in map(Reader, (page, *unpacked(page))):
        for tag, attributes in inside.tags:
            assert not [name for name in attributes if name.startswith("on")]
            assert tag not in known or attributes == {"rel": "icon", "href": "data:,"}
            assert attributes.get("href", "#").startswith(("#student=", "#", "data:,"))


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_nothing_that_others_wrote_is_left_to_interpret(text: str, tmp_path: Path) -> None:
    assert_harmless(written([hostile(text), standing("ada")], tmp_path))


@given(
    text=st.text(
        st.characters(codec=None) | st.sampled_from("<>&\"'/-!\x1b\ud800\u202e"), max_size=60
    )
)
def test_no_text_breaks_the_page(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert_harmless(written([hostile(text)], tmp_path_factory.mktemp("page")))


@pytest.mark.parametrize("piece", ["W", "\n", "<", "\ud800", "日", "a b "])
def test_a_megabyte_everywhere_makes_a_small_page(piece: str, tmp_path: Path) -> None:
    page = written([hostile(piece * (1_000_000 // len(piece)), name="flood")], tmp_path)
    assert_harmless(page)
    assert len(page) < 200_000


def with_long_output(number: int) -> Iterator[Standing]:
    for place in range(number):
        printed = "".join(f"{place * line:x} " for line in range(6_000))
        check = lost("loads", Outcome.FAIL, printed, notes=(printed,) * 10)
        yield standing(f"s{place}", replace(result(check), output=printed))


def test_memory_does_not_grow_with_what_students_have_handed_in(tmp_path: Path) -> None:
    peaks = []
    for number in (3, 3, 24):
        tracemalloc.start()
        write(with_long_output(number), tmp_path / "page.html", title=TITLE)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < peaks[1] + 400_000


def test_a_page_that_cannot_be_finished_leaves_the_one_before(tmp_path: Path) -> None:
    before = written([standing("ada")], tmp_path)

    def breaks_off() -> Iterator[Standing]:
        yield standing("bo")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(breaks_off(), tmp_path / "report.html", title=TITLE)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == before


def test_the_same_class_gives_the_same_page(tmp_path: Path) -> None:
    assert written(some_class(), tmp_path) == written(some_class(), tmp_path)


def test_what_is_packed_is_of_letters_that_end_nothing() -> None:
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", packed("</script><!-- -->"))
