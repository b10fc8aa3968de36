"""The report that a student reads.

``golden/`` holds every sample at 80 columns, to be read by a person. After a change that is meant:

    RNNGRADE_REFRESH_GOLDEN=1 python -m pytest tests/reports/test_terminal.py

and read what ``git diff tests/reports/golden`` shows.
"""

from __future__ import annotations

import io
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from curves import ERRORS, blows_up, learns, never_learns
from results import (
    ALL_RIGHT,
    BONUS,
    CONFUSED,
    DRAWN,
    GRADER_ERROR,
    HOSTILE,
    NO_TANH,
    NOTEBOOK_EXCEPTION,
    ONE_DIAGNOSIS,
    SAMPLES,
    STUB,
    SYNTAX_ERROR,
    TIMEOUT,
    TWO_DIAGNOSES,
    lost,
    no_gpu,
    passed,
    result,
)
from rich.cells import cell_len
from rich.console import Console

from rnngrade.reports.terminal import print_result, render
from rnngrade.result import Outcome, Result, Table, TrainingCurve

GOLDEN = Path(__file__).parent / "golden"
OUR_CODES = re.compile(r"\x1b\[[0-9;]*m")


def flat(text: str) -> str:
    """Return a report with its line breaks undone, so that a sentence can be looked for."""
    return " ".join(text.split())


@pytest.mark.parametrize("name", SAMPLES)
def test_the_report_reads_as_a_person_approved(name: str) -> None:
    path = GOLDEN / f"{name}.txt"
    shown = render(SAMPLES[name], width=80)
    if os.environ.get("RNNGRADE_REFRESH_GOLDEN"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("name", ["trained", "confused", "drawn"])
def test_exhibits_read_as_a_person_approved(name: str, width: int, encoding: str) -> None:
    path = GOLDEN / f"{name}_{width}_{encoding}.txt"
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    print_result(SAMPLES[name], Console(file=stream, width=width), verbose=True)
    stream.flush()
    shown = stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    if os.environ.get("RNNGRADE_REFRESH_GOLDEN"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [32, 40, 80, 200])
@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_line_is_wider_than_the_terminal_or_ends_in_spaces(
    name: str, verbose: bool, width: int
) -> None:
    for line in render(SAMPLES[name], verbose=verbose, width=width).split("\n"):
        assert cell_len(line) <= width, line
        assert line == line.rstrip()


@pytest.mark.parametrize("name", SAMPLES)
def test_colour_changes_no_word(name: str) -> None:
    coloured = render(SAMPLES[name], colour=True)
    assert OUR_CODES.search(coloured)
    assert OUR_CODES.sub("", coloured) == render(SAMPLES[name], colour=False)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8", "cp932"])
@pytest.mark.parametrize("name", SAMPLES)
def test_any_encoding_of_the_terminal_can_show_it(name: str, encoding: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    print_result(SAMPLES[name], Console(file=stream, width=80))
    stream.flush()
    assert "Score" in stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


def test_a_terminal_without_unicode_gets_words_for_symbols() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print_result(ONE_DIAGNOSIS, Console(file=stream, width=80))
    stream.flush()
    text = stream.buffer.getvalue().decode("ascii")  # type: ignore[attr-defined]
    assert " ok The file loads" in text
    assert "  x Outputs equal nn.RNN's" in text
    assert "############......" in text


def test_no_color_is_kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = io.StringIO()
    print_result(STUB, Console(file=stream, width=80, force_terminal=True))
    assert not re.search(r"\x1b\[(?:[0-9]+;)*3[0-9]", stream.getvalue())


def test_a_check_worth_points_shows_them_at_the_right_edge() -> None:
    lines = render(TWO_DIAGNOSES, width=80).split("\n")
    (line,) = (line for line in lines if "weights are registered" in line)
    assert line.endswith(" 7.5/15")
    assert len(line) == 80


def test_a_check_worth_nothing_shows_no_points() -> None:
    assert "  ✓ The file loads and defines MyRNN\n" in render(ALL_RIGHT)


def test_an_exception_shows_the_students_own_line() -> None:
    text = render(NOTEBOOK_EXCEPTION)
    assert "at ex1_my_rnn.ipynb, cell 4, line 7:\n" in text
    assert "\n      h = torch.tanh(h @ self.W_xh + x[:, t] @ self.W_hh)\n" in text


def test_a_syntax_error_shows_its_line() -> None:
    assert "at ex1_my_rnn.py, line 21:\n      h = torch.tanh(" in render(SYNTAX_ERROR)


def test_a_failure_ends_in_what_to_try() -> None:
    assert "Try: Look for a loop that never ends.\n" in render(TIMEOUT)


def test_checks_skipped_for_one_reason_are_one_line() -> None:
    text = render(STUB)
    assert "7 checks  Not run: it needs “MyRNN runs forward” first." in text
    assert "shapes, parameters, outputs, hidden_state" in text
    assert text.count("Not run") == 1


def test_a_diagnosis_comes_with_its_hint_and_the_numbers() -> None:
    text = flat(render(ONE_DIAGNOSIS))
    assert f"{NO_TANH.message} Try: {NO_TANH.hint} 1 204 of 1 260 numbers differ" in text


def test_a_diagnosis_is_explained_once() -> None:
    text = flat(render(ONE_DIAGNOSIS))
    assert text.count(NO_TANH.message) == text.count(NO_TANH.hint) == 1
    assert "The same mistake as above, under “Outputs equal nn.RNN's, step by step”." in text


def test_two_diagnoses_are_both_named() -> None:
    text = flat(render(TWO_DIAGNOSES))
    assert "Each of these mistakes alone reproduces your numbers: 1. Your outputs are" in text
    assert "2. State leaks between calls" in text


def test_a_fault_of_the_grader_is_not_the_students() -> None:
    text = flat(render(GRADER_ERROR))
    assert "rnngrade failed here, not your code" in text
    assert "?/30" in text
    assert "The grader itself failed, so that 30 points could not be judged." in text
    assert "10 points wait for a person to grade them." in text


@pytest.mark.parametrize("name", SAMPLES)
def test_it_says_that_an_instructor_grades_with_other_inputs(name: str) -> None:
    text = flat(render(SAMPLES[name]))
    assert "seed 20260417" in text
    assert "Your instructor's grading uses other inputs, from another seed." in text


def test_the_verdict_stands_beside_the_score() -> None:
    assert re.search(r"Score 100/100  ━{30}  passed\n", render(ALL_RIGHT))
    assert re.search(r"Score 0/100  ╌{30}  not passed yet \(60 needed\)\n", render(STUB))


def test_a_result_without_points_still_has_a_verdict() -> None:
    assert "Score without points  " in render(result(no_gpu()))


def test_output_is_bounded_and_says_so() -> None:
    text = render(ONE_DIAGNOSIS)
    assert text.count("h tensor") == 20
    assert "… (20 lines left out; the JSON report has them) …" in text


def test_output_one_line_over_the_bound_is_shown_whole() -> None:
    text = render(replace(STUB, output="".join(f"line {number}\n" for number in range(21))))
    assert "left out" not in text
    assert "line 10\n" in text


def test_a_progress_bar_leaves_its_last_state() -> None:
    assert "│ step 2\n  │ still here\n" in render(TIMEOUT)


def test_without_output_nothing_is_said_of_it() -> None:
    assert "printed" not in render(STUB)


def test_verbose_adds_evidence_durations_and_isolation() -> None:
    text = flat(render(ONE_DIAGNOSIS, verbose=True))
    assert "largest_error: 14.21; at: [0, 6, 2]; ratio: inf; loss: nan; took 0.02 s" in text
    assert "Isolation: memory-limit, cpu-limit, pid-namespace, landlock, seccomp" in text
    assert "memory_bytes=1,073,741,824" in text


def test_only_verbose_shows_what_passed_checks_say() -> None:
    assert "The loss fell to 0.0031." not in render(ALL_RIGHT)
    assert "The loss fell to 0.0031." in render(ALL_RIGHT, verbose=True)


def test_running_the_whole_file_is_said() -> None:
    assert "The whole file was run" in render(ONE_DIAGNOSIS)
    assert "The whole file was run" not in render(ALL_RIGHT)


def test_markup_in_a_students_text_is_shown_and_not_interpreted() -> None:
    text = render(replace(STUB, output="[bold]not bold[/bold] [/] :smile: [link=x]y[/link]"))
    assert "│ [bold]not bold[/bold] [/] :smile: [link=x]y[/link]\n" in text


def hostile(outcome: Outcome) -> Result:
    return result(lost("loads", outcome, HOSTILE, hint=HOSTILE), passed("forward", label=HOSTILE))


@pytest.mark.parametrize("outcome", Outcome)
def test_a_students_terminal_codes_never_get_through(outcome: Outcome) -> None:
    for verbose in (False, True):
        text = render(hostile(outcome), verbose=verbose, colour=True)
        assert "\x1b[2J" not in text
        assert "\x1b" not in OUR_CODES.sub("", text)
        assert "\x9b" not in text


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (("pid-namespace", "landlock", "seccomp"), None),
        (("landlock", "seccomp"), "Isolation: without namespaces."),
        (
            ("memory-limit",),
            "Isolation: without namespaces, Landlock, seccomp; run only code that you trust.",
        ),
        ((), None),
    ],
)
def test_missing_isolation_is_said_in_a_line(layers: tuple[str, ...], said: str | None) -> None:
    text = flat(render(replace(ALL_RIGHT, layers=layers)))
    assert ("Isolation:" in text) == (said is not None)
    assert said is None or said in text


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("::error::forged", "│ ::error::forged"),
        ("a ##[error]forged", "#\\#[error]forged"),
        ("##vso[task.complete]", "#\\#vso[task.complete]"),
    ],
)
def test_what_is_printed_gives_a_ci_system_no_order(printed: str, shown: str) -> None:
    text = render(replace(STUB, output=printed))
    assert shown in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def failed(*exhibits: TrainingCurve | Table) -> Result:
    return result(lost("learns", Outcome.FAIL, "It did not learn.", exhibits=exhibits))


def test_a_curve_is_drawn_for_a_check_that_did_not_pass() -> None:
    text = render(failed(never_learns()))
    assert "\u28ff" in text
    assert "to pass 0.05\n" in text
    assert "step 5,998, 42.6 CPU seconds\n" in text


def test_a_passed_checks_curve_is_drawn_on_request_only() -> None:
    trained = result(passed("learns", exhibits=(learns(),)))
    assert "Training at" not in render(trained)
    assert "Training at length 50 (loss, log axis)" in render(trained, verbose=True)


def test_of_several_tries_the_last_is_drawn() -> None:
    text = render(failed(blows_up(), never_learns()))
    assert "try 2 (loss; one of 2 tries)" in text
    assert "try 1" not in text


def test_a_table_is_always_shown() -> None:
    text = render(result(passed("learns", exhibits=(ERRORS,))))
    assert "length   yours  to pass  reference  what it says\n" in text
    assert "   100  0.1662     0.03     0.0040  as good as always answering the mean,\n" in text


def test_a_curve_without_rows_is_not_mentioned() -> None:
    empty = TrainingCurve("Training", {"step": (), "loss": ()})
    assert render(failed(empty)) == render(failed())


def test_losses_that_could_not_be_observed_are_said_in_words() -> None:
    curve = TrainingCurve("Training", {"step": (1.0, 2.0), "gradient_norm": (0.5, 2.0)})
    text = flat(render(failed(curve)))
    assert "loss: no finite value; it was NaN or infinite, or could not be observed" in text
    assert "gradient norm: median 1.25, largest 2 at step 2" in text


def test_a_confusion_matrix_is_drawn_for_a_check_that_did_not_pass() -> None:
    text = render(CONFUSED, width=80)
    assert "Ar Ch Cz Du En Fr Ge  Gr Ir It  Ja Ko Po Pr Ru Sc Sp Vi      n\n" in text
    assert "Scottish taken for English: 11 of 12 (92 %)\n" in text


def test_a_passed_checks_confusion_matrix_is_its_words_unless_asked_for() -> None:
    matrix = "    neutral    20   55   25  100\n"
    text = render(CONFUSED)
    assert matrix not in text
    assert "neutral taken for positive: 25 of 100 (25 %)\n" in text
    assert matrix in render(CONFUSED, verbose=True)


def test_where_there_is_no_room_for_a_matrix_its_words_are_said() -> None:
    text = render(CONFUSED, width=60)
    assert "Arabic" not in text
    assert "1,643 of 1,858 right (88 %); most confused:\n" in text
    assert "Polish taken for Czech: 13 of 40 (33 %)\n" in text


def test_right_answers_stand_out_where_there_is_colour() -> None:
    text = render(CONFUSED, colour=True)
    assert re.search(r"\x1b\[1;32m +87\x1b", text)
    assert re.search(r"\x1b\[1;31m +92\x1b", text)


def test_a_picture_is_said_in_words_and_where_it_can_be_seen() -> None:
    assert (
        "    Your figure (a picture of 640 by 400 pixels)\n"
        "    Two views of 160 points.\n"
        "    To see it: rnngrade.check in a notebook, or the PNG in --json FILE.\n"
    ) in render(DRAWN)


def test_a_scatter_is_drawn_for_a_check_that_did_not_pass() -> None:
    text = render(DRAWN)
    assert "\n    + negative  o positive  * several\n" in text
    assert "\n    160 points: negative (76), positive (84)\n" in text


def test_pictures_and_scatters_of_passed_checks_are_shown_on_request_only() -> None:
    for words in ("a picture of 900 by 450 pixels", "Drift over the positions"):
        assert words not in render(DRAWN)
        assert words in render(DRAWN, verbose=True)


def test_groups_have_colours_where_there_are_any() -> None:
    text = render(DRAWN, colour=True)
    assert "\x1b[1;36m+\x1b[0m negative  \x1b[1;33mo\x1b[0m positive" in text
    assert re.search(r"\x1b\[1;36m\++\x1b\[0m +\x1b\[1;33mo", text)


def test_bonus_points_are_marked_and_may_exceed_the_score() -> None:
    text = render(replace(BONUS, score=50.0, max_score=45.0, passed=True))
    assert re.search(r"It learns at length 200 +bonus \+10/10\n", text)
    assert re.search(r"It does so with 10,000 weights +bonus \+3/15\n", text)
    assert re.search(r"Score 50/45  ━{30}  passed\n", text)


def test_a_bonus_that_a_person_must_give_and_skipped_ones_are_marked_too() -> None:
    text = render(BONUS)
    assert re.search(r" bonus \?/15\n", text)
    assert re.search(r"2 checks  .* 0/15, bonus \+0/5\n", text)
    assert "The score holds +13 of 45 bonus points.\n" in text


def test_a_score_of_bonus_points_alone_is_said() -> None:
    text = render(result(replace(passed("learns"), bonus=True)))
    assert "Score bonus +10/10  " in text
