"""Checks as pytest's tests: what is collected, what is judged, what is shown."""

from __future__ import annotations

import subprocess
import sys
import threading
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import small_project

from rnngrade import content, stepwise, submission
from rnngrade.content import Exercise, find_exercise
from rnngrade.grader import Grader
from rnngrade.worker.interface import WorkerPoolError

pytest_plugins = "pytester"

RIGHT = "def double(n):\n    return n + n\n"
SQUARES = "def double(n):\n    return n**2\n"
RAISES = "def double(n):\n    x = n\n    return x.twice\n"
BROKEN = "def double(n:\n"
FILE = "ex9_double.py"
INSTALLED = entry_points(group="pytest11", name="rnngrade")
PLUGIN = () if INSTALLED else ("-p", "rnngrade.pytest_plugin")
"""An installation from before there was a plugin does not know it."""

Pytest = Callable[..., pytest.RunResult]


@pytest.fixture(scope="module", autouse=True)
def warm(small_grader: Grader) -> Grader:
    """A grader, made before a run in this process, which forgets what it imports first."""
    import_module("rnngrade.pytest_checks")
    return small_grader


@pytest.fixture
def run(
    warm: Grader,
    ex9: Exercise,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
) -> Pytest:
    """Run pytest in the folder of a submission, whose text comes first, with a warm grader."""

    def choose(exercise: Exercise, rubric: Path | None = None) -> AbstractContextManager[Grader]:
        if rubric is not None:
            return Grader(exercise, rubric=rubric, device="cpu")
        return nullcontext(warm)

    monkeypatch.setattr(stepwise, "Grader", choose)
    (pytester.path / ".git").mkdir()

    def started(text: str | None, *arguments: str) -> pytest.RunResult:
        if text is not None:
            (pytester.path / FILE).write_text(text)
        ended = pytester.runpytest_inprocess(*PLUGIN, "-p", "no:cacheprovider", *arguments)
        said = ended.stdout.str() + ended.stderr.str()
        assert "Traceback" not in said
        assert "INTERNALERROR" not in said
        assert str(Path(stepwise.__file__).parent) not in said
        return ended

    return started


def said(ended: pytest.RunResult) -> str:
    """Return all that was printed, on one line."""
    return " ".join(ended.stdout.str().split())


def test_every_check_is_a_test_with_its_label(run: Pytest) -> None:
    ended = run(RIGHT, "--rnngrade", "ex9", "-v")
    ended.assert_outcomes(passed=3)
    ended.stdout.fnmatch_lines(
        [
            f"rnngrade: ex9 ({FILE})",
            f"{FILE}::loads?It loads? PASSED*",
            f"{FILE}::doubles?It doubles? PASSED*",
            f"{FILE}::faulty?It is at fault where a key is missing? PASSED*",
        ]
    )


def test_collecting_runs_nothing_of_the_students(run: Pytest, pytester: pytest.Pytester) -> None:
    mark = pytester.path / "was_run"
    ended = run(
        f"open({str(mark)!r}, 'w')\nraise SystemExit(0)\n", "--rnngrade", "ex9", "--co", "-q"
    )
    ended.stdout.fnmatch_lines(["*doubles?It doubles?*", "3 tests collected*"])
    assert not mark.exists()


def test_a_failure_shows_the_diagnosis_and_what_to_try(run: Pytest) -> None:
    ended = run(SQUARES, "--rnngrade", "ex9", "-ra")
    ended.assert_outcomes(passed=2, failed=1)
    ended.stdout.fnmatch_lines(
        [
            "*_ It doubles _*",
            "It squares.",
            "Try: Add n to n.",
            "expected 14, got 49",
            f"FAILED {FILE}::doubles?It doubles? - It squares.",
        ]
    )


def test_an_exception_is_shown_at_the_students_line(run: Pytest) -> None:
    ended = run(RAISES, "--rnngrade", "ex9")
    ended.assert_outcomes(passed=2, failed=1)
    ended.stdout.fnmatch_lines(["*AttributeError*", "*return x.twice*", f"{FILE}:3"])
    run(None, "--rnngrade", "ex9", "--tb=line").stdout.fnmatch_lines([f"*{FILE}:3: *"])


def test_what_a_failure_kept_from_being_run_is_skipped(run: Pytest) -> None:
    ended = run(BROKEN, "--rnngrade", "ex9", "-rs")
    ended.assert_outcomes(failed=1, skipped=2)
    ended.stdout.fnmatch_lines([f"SKIPPED ?2? {FILE}:1: Not run: it needs “It loads” first."])


def test_k_selects_checks_and_what_they_need_is_judged_unseen(run: Pytest) -> None:
    run(SQUARES, "--rnngrade", "ex9", "-k", "doubles").assert_outcomes(failed=1, deselected=2)
    run(None, "--rnngrade", "ex9", "-k", "ex9 and loads").assert_outcomes(passed=1, deselected=2)


def test_what_fails_because_of_a_check_that_was_not_selected_is_no_skip(run: Pytest) -> None:
    ended = run(BROKEN, "--rnngrade", "ex9", "-k", "doubles")
    ended.assert_outcomes(failed=1, deselected=2)
    ended.stdout.fnmatch_lines(
        ["Not run: it needs “It loads” first.", "*never closed.", f"{FILE}:1"]
    )


def test_x_stops_at_the_first_failure(run: Pytest) -> None:
    run(BROKEN, "--rnngrade", "ex9", "-x").assert_outcomes(failed=1)


def test_no_check_is_judged_before_it_is_asked_for(
    run: Pytest, ex9: Exercise, pytester: pytest.Pytester
) -> None:
    handed_in = submission.read_bytes(FILE, SQUARES.encode())
    grading = stepwise.StepwiseGrading(ex9, handed_in, rubric=None, seed=0, only=())
    try:
        assert grading.result("loads").points == 0
        assert list(grading.judged) == ["loads"]
        assert grading.result("faulty").outcome == "pass"
        assert list(grading.judged) == ["loads", "doubles", "faulty"]
        with pytest.raises(stepwise.StoppedError):
            grading.result("no such check")
    finally:
        grading.close()


def test_a_check_that_is_interrupted_ends_with_its_grader(
    ex9: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, closed = threading.Event(), threading.Event()

    class Endless:
        """A grader whose check ends when its workers do."""

        def grade(self, handed_in: object, **_: object) -> None:
            begun.set()
            closed.wait()
            raise WorkerPoolError("the zygote ended")

    @contextmanager
    def grader(exercise: Exercise, rubric: Path | None = None) -> Iterator[Endless]:
        yield Endless()
        closed.set()

    monkeypatch.setattr(stepwise, "Grader", grader)
    handed_in = submission.read_bytes(FILE, RIGHT.encode())
    grading = stepwise.StepwiseGrading(ex9, handed_in, rubric=None, seed=0, only=())
    asked = threading.Thread(target=pytest.raises, args=(WorkerPoolError, grading.result, "loads"))
    asked.start()
    begun.wait()
    grading.close()
    asked.join()
    assert closed.is_set()


def test_junit_xml_has_labels_and_diagnoses(run: Pytest, pytester: pytest.Pytester) -> None:
    run(SQUARES, "--rnngrade", "ex9", "--junitxml", "junit.xml")
    cases = ET.parse(pytester.path / "junit.xml").findall(".//testcase")  # noqa: S314
    assert [case.get("name") for case in cases][:2] == ["loads[It loads]", "doubles[It doubles]"]
    failures = [failure.text or "" for failure in cases[1].findall("failure")]
    assert ["It squares." in text for text in failures] == [True]


def test_a_file_elsewhere_is_named_by_submission(run: Pytest, pytester: pytest.Pytester) -> None:
    (pytester.path / "mine").mkdir()
    (pytester.path / "mine" / "work.py").write_text(RIGHT)
    for path in ("mine", "mine/work.py"):
        ended = run(None, "--rnngrade", "ex9", "--submission", path, "-v")
        ended.assert_outcomes(passed=3)
        ended.stdout.fnmatch_lines(["mine/work.py::loads*"])


def test_without_an_exercise_it_is_what_check_would_check(
    run: Pytest, pytester: pytest.Pytester
) -> None:
    (pytester.path / "work.py").write_text(RIGHT)
    (pytester.path / "rnngrade.toml").write_text(
        'seed-from = "HIDDEN"\n[exercises.ex9]\npath = "work.py"\n'
    )
    ended = run(None, "--rnngrade")
    ended.assert_outcomes(passed=3)
    assert "HIDDEN is not set" in ended.stdout.str()


def test_other_tests_are_left_out_unless_they_are_named(
    run: Pytest, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(test_mine="def test_mine():\n    pass\n")
    run(RIGHT, "--rnngrade", "ex9").assert_outcomes(passed=3)
    run(None, "--rnngrade", "ex9", "test_mine.py").assert_outcomes(passed=4)
    run(None).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rnngrade", "ex10"), "there is no exercise 'ex10'; there are: ex9"),
        (("--rnngrade", "ex9"), f"there is no {FILE} (or ex9_double.ipynb) in this folder."),
        (("--rnngrade",), "there is nothing to check in this folder"),
        (("--rnngrade", "ex9", "--submission", "no.py"), "no.py: there is no such file."),
        (("--submission", "no.py"), "--submission is for --rnngrade EXERCISE"),
        (("--rnngrade", "--submission", "no.py"), "--submission is for one exercise"),
    ],
)
def test_what_cannot_be_checked_is_wrong_usage(
    run: Pytest, arguments: tuple[str, ...], words: str
) -> None:
    ended = run(None, *arguments)
    assert ended.ret == pytest.ExitCode.USAGE_ERROR
    assert words in ended.stderr.str()


def test_a_rubric_that_cannot_be_used_is_an_error_of_every_check(
    run: Pytest, pytester: pytest.Pytester
) -> None:
    (pytester.path / "rubric.json").write_text("{}")
    (pytester.path / "rnngrade.toml").write_text('[exercises.ex9]\nrubric = "rubric.json"\n')
    ended = run(RIGHT, "--rnngrade", "ex9")
    ended.assert_outcomes(errors=3)
    assert "rnngrade cannot check this: rubric.json: schema: is missing" in said(ended)


def test_a_review_waits_and_a_fault_of_ours_is_an_error(
    run: Pytest, pytester: pytest.Pytester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in small_project.FILES.items():
        path = tmp_path / "other" / name.replace("ex9", "ex8")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            text.replace("ex9", "ex8")
            .replace('return Passed("It does."', 'return ForReview("It does."')
            .replace("import Failed,", "import Failed, ForReview,")
            .replace('"key": ""', '"key": "missing"')
        )
    monkeypatch.setattr(content, "PACKAGE", tmp_path / "other" / "rnngrade")
    (pytester.path / "rubric.json").write_text(find_exercise("ex8").rubric.read_text())
    (pytester.path / "rnngrade.toml").write_text(
        f'[exercises.ex8]\npath = "{FILE}"\nrubric = "rubric.json"\n'
    )
    ended = run(RIGHT, "--rnngrade", "ex8", "-rs")
    ended.assert_outcomes(passed=1, skipped=1, errors=1)
    assert "a person must grade it: It does." in said(ended)
    assert "rnngrade failed here, not your code (KeyError: 'missing')." in said(ended)


def test_xdist_judges_an_exercise_in_one_of_its_processes(
    small_root: Path, pytester: pytest.Pytester
) -> None:
    pytester.makeconftest(
        "from pathlib import Path\nfrom rnngrade import content\n"
        f"content.PACKAGE = Path({str(small_root / 'rnngrade')!r})\n"
    )
    (pytester.path / FILE).write_text(SQUARES)
    ended = pytester.runpytest_subprocess(*PLUGIN, "--rnngrade", "ex9", "-n", "2", "-v")
    ended.assert_outcomes(passed=2, failed=1)
    lines = [line for line in ended.stdout.lines if f"{FILE}::" in line and "[gw" in line]
    assert len({line.split("]")[0] for line in lines}) == 1
    ended.stdout.fnmatch_lines(["It squares."])


def test_without_the_option_nothing_else_is_imported() -> None:
    code = (
        "import sys, rnngrade.pytest_plugin\n"
        "print(sorted(name for name in sys.modules if name.startswith(('rnngrade', 'torch'))))"
    )
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert ended.stdout == "['rnngrade', 'rnngrade.pytest_plugin']\n"


def test_the_package_brings_the_plugin() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())
    plugins = project["project"]["entry-points"]["pytest11"]
    assert plugins == {"rnngrade": "rnngrade.pytest_plugin"}
