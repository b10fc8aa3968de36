"""What every format that other systems read must hold to, whatever students wrote."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published import (
    ANNOTATIONS,
    ENVIRONMENT,
    FORMATS,
    HOSTILE,
    hostile_result,
    obeyed,
    one,
    payload,
    with_outcome,
    words,
)
from results import NOTEBOOK_EXCEPTION, ONE_DIAGNOSIS, SAMPLES, STUB

from rnngrade.reports import gradescope
from rnngrade.reports.interface import Judged, Publication, PublicationError
from rnngrade.reports.publications import (
    OPTIONS,
    PublicationOption,
    ensure_possible,
    publish,
)
from rnngrade.result import ExerciseTag, Outcome, Result

each_format = pytest.mark.parametrize("publication", FORMATS, ids=lambda each: each.name)
MOST_CHARACTERS = 400_000


def assert_harmless(publication: Publication, judged: Sequence[Judged]) -> None:
    """Nothing is left that a terminal or a log would obey, or that is no text."""
    text = publication.render(judged)
    text.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)
    assert len(text) < MOST_CHARACTERS
    if publication is not ANNOTATIONS:
        assert obeyed(text) == []


@each_format
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_rendered_harmlessly(publication: Publication, name: str) -> None:
    assert_harmless(publication, one(SAMPLES[name]))


@each_format
@settings(max_examples=15, deadline=None)
@given(text=HOSTILE, path=HOSTILE, outcome=st.sampled_from(Outcome))
def test_no_text_breaks_a_format_or_orders_anything(
    publication: Publication, text: str, path: str, outcome: Outcome
) -> None:
    assert_harmless(publication, one(hostile_result(text, outcome), path))


@each_format
@pytest.mark.parametrize("piece", ["W", "\n", "]]>", "::error::x\n", "日", "| `"])
def test_a_megabyte_of_anything_is_bounded(publication: Publication, piece: str) -> None:
    flood = piece * (1_000_000 // len(piece))
    assert_harmless(publication, one(hostile_result(flood, Outcome.FAIL), flood))


@each_format
def test_many_exercises_at_once_are_told_apart(publication: Publication) -> None:
    names = ("ex1", "ex2", "ex3")
    results = [replace(ONE_DIAGNOSIS, exercise=ExerciseTag(name, "1.0.0")) for name in names]
    said = words(publication, [Judged(each, f"{each.exercise.id}.py") for each in results])
    assert all(name in said for name in names)


@each_format
def test_nothing_judged_is_no_trouble(publication: Publication) -> None:
    assert_harmless(publication, [])


@each_format
def test_words_and_points_are_those_of_the_terminal(publication: Publication) -> None:
    said = words(publication, one(ONE_DIAGNOSIS))
    failed = [check for check in ONE_DIAGNOSIS.checks if check.outcome is Outcome.FAIL]
    for check in failed:
        assert check.label in said
        assert " ".join(check.message.split()) in said
    assert failed[0].diagnosis[0].hint in said
    assert "The same mistake as above, under “Outputs equal nn.RNN's, step by step”." in said


@each_format
@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.TIMEOUT, Outcome.CRASH])
def test_what_did_not_pass_is_explained(publication: Publication, outcome: Outcome) -> None:
    assert "Said of it." in words(publication, one(with_outcome(outcome)))


@each_format
def test_partial_credit_is_said(publication: Publication) -> None:
    said = words(publication, one(with_outcome(Outcome.FAIL, points=7.5)))
    assert "7.5/30" in said or publication is gradescope  # It has a field for each.


@each_format
def test_no_format_tells_the_seed(publication: Publication) -> None:
    text = publication.render(one(STUB))
    decoded = str(payload(text)) if publication.name == "autograding" else text
    assert str(STUB.seed) not in decoded


@each_format
def test_a_place_in_a_notebook_names_the_cell(publication: Publication) -> None:
    said = words(publication, one(NOTEBOOK_EXCEPTION, "week3/ex1_my_rnn.ipynb"))
    assert "ex1_my_rnn.ipynb, cell 4, line 7" in said


def option(name: str) -> PublicationOption:
    return next(option for option in OPTIONS if option.name == name)


def published(
    name: str, environment: Mapping[str, str], path: Path | None = None, sample: Result = STUB
) -> str:
    """Publish a sample, and return what was printed."""
    printed: list[str] = []
    publish(option(name), one(sample), environment, path=path, write=printed.append)
    return "".join(printed)


def test_the_options_are_those_of_the_command() -> None:
    names = {option.name: option.takes_file for option in OPTIONS}
    assert names == {
        "junit": True,
        "github": False,
        "gradescope": True,
        "classroom50": True,
        "autograding": True,
    }


@pytest.mark.parametrize("name", ["junit", "gradescope", "classroom50", "autograding"])
def test_a_file_is_written_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / "written"
    assert published(name, ENVIRONMENT, path) == ""
    publication = next(each for each in FORMATS if each.name == name)
    assert path.read_text(encoding="utf-8") == publication.render(one(STUB))
    assert list(tmp_path.iterdir()) == [path]


def test_on_github_annotations_are_printed_and_the_summary_grows(tmp_path: Path) -> None:
    summary = tmp_path / "summary"
    summary.write_text("Before.\n\n")
    printed = published("github", ENVIRONMENT | {"GITHUB_STEP_SUMMARY": str(summary)})
    assert [each.name for each in obeyed(printed)] == ["error"]
    before, after = summary.read_text(encoding="utf-8").split("\n\n", 1)
    assert before == "Before."
    assert after.startswith("## ex1")


def test_elsewhere_only_annotations_are_printed(tmp_path: Path) -> None:
    assert published("github", {}).startswith("::error ")
    assert list(tmp_path.iterdir()) == []


def test_the_reporter_finds_the_payload_as_a_steps_output(tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.write_text("earlier=1\n")
    published("autograding", {"GITHUB_OUTPUT": str(output)}, tmp_path / "payload")
    earlier, line, end = output.read_text().split("\n")
    assert (earlier, end) == ("earlier=1", "")
    assert line == f"result={(tmp_path / 'payload').read_text()}"


def test_what_the_environment_lacks_is_said_before_any_work() -> None:
    for each in OPTIONS:
        if each.name != "classroom50":
            ensure_possible(each, {})
    with pytest.raises(PublicationError, match="SUBMISSION_TAG is not set"):
        ensure_possible(option("classroom50"), {})
    ensure_possible(option("classroom50"), ENVIRONMENT)


def test_knowing_the_formats_loads_none_of_them() -> None:
    script = "import sys, rnngrade.reports.publications; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not {"junitparser", "rich", "torch", "rnngrade.reports.junit"} & set(done.stdout.split())
