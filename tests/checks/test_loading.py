"""Whether the file loads, and what is said where it does not."""

from __future__ import annotations

import pytest
from scripted import CODE, examination, loaded, worker

from rnngrade.checks.context import Examination
from rnngrade.checks.interface import Failed
from rnngrade.checks.loading import load_required
from rnngrade.result import Outcome
from rnngrade.submission.interface import Location, Submission, SubmissionError
from rnngrade.worker.interface import Frame, StudentError, WorkerTimeout


def refused(examined: Examination) -> Failed:
    with pytest.raises(Failed) as caught:
        load_required(examined)
    return caught.value


def test_a_file_that_defines_what_is_asked_for_loads_without_a_word() -> None:
    assert load_required(examination(worker())) == ()


def test_a_submission_that_could_not_be_read_fails_with_the_reason() -> None:
    examined = examination()
    examined.submission = Submission(
        "a.py", "", "", "", (), refusal=SubmissionError("a.py: the file is empty.", "Save it.")
    )
    failure = refused(examined)
    assert (failure.message, failure.hint) == ("a.py: the file is empty.", "Save it.")


def test_a_file_that_cannot_be_parsed_is_shown_at_its_line_and_never_run() -> None:
    unused = worker()
    failure = refused(examination(unused, code=b"import torch\nclass MyRNN(:\n    pass\n"))
    assert "Python cannot read the code" in failure.message
    assert failure.location == Location("ex1_my_rnn.py", 2)
    assert failure.source_line == "class MyRNN(:"
    assert failure.hint is not None
    assert unused.loaded == []


def test_a_missing_name_is_named() -> None:
    failure = refused(examination(worker(loaded())))
    assert failure.message == "ex1_my_rnn.py does not define MyRNN."
    assert failure.hint is not None
    assert "Define MyRNN" in failure.hint


def test_every_missing_name_is_named() -> None:
    examined = examination(worker(loaded("train")))
    examined.required = ("Encoder", "train", "Decoder")
    assert "does not define Encoder and Decoder" in refused(examined).message


def test_a_whole_file_that_was_run_is_said_to_have_been_and_why() -> None:
    (note,) = load_required(examination(worker(loaded("MyRNN", missing="n_letters"))))
    assert note == "The whole file was run, because a definition needs the name `n_letters`."


def test_a_statement_that_raised_and_was_passed_over_is_noted_with_its_line() -> None:
    error = StudentError("FileNotFoundError", "names.txt", (Frame(2, "<module>"),))
    (note,) = load_required(examination(worker(loaded("MyRNN", skipped=[error]))))
    assert note.startswith("ex1_my_rnn.py, line 2 was passed over")
    assert "FileNotFoundError: names.txt" in note


def test_a_statement_without_a_line_that_was_passed_over_is_noted_too() -> None:
    error = StudentError("SystemExit", "0")
    (note,) = load_required(examination(worker(loaded("MyRNN", skipped=[error]))))
    assert note == "A statement was passed over: it raised SystemExit: 0."


def test_an_exception_that_kept_the_names_from_being_defined_is_the_students() -> None:
    error = StudentError("ImportError", "no module named d2l", (Frame(1, "<module>"),))
    with pytest.raises(StudentError, match="no module named d2l"):
        load_required(examination(worker(error)))


def test_a_load_that_never_ends_is_a_timeout() -> None:
    with pytest.raises(Failed) as stopped:
        load_required(examination(worker(WorkerTimeout("stopped", [Frame(1, "<module>")]))))
    assert stopped.value.outcome is Outcome.TIMEOUT
    assert stopped.value.location is not None
    assert stopped.value.location.line == 1
    assert "while the file is loaded" in (stopped.value.hint or "")


NOTEBOOK_WITH_A_BROKEN_CELL = b"""{"cells": [
 {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [],
  "source": ["class MyRNN:\\n", "    pass"]},
 {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "outputs": [],
  "source": ["for i in\\n"]}
], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""


def with_a_broken_cell(examined: Examination) -> Examination:
    from rnngrade import submission

    examined.submission = submission.read_bytes("a.ipynb", NOTEBOOK_WITH_A_BROKEN_CELL)
    return examined


def test_a_cell_that_cannot_be_parsed_is_left_out_with_a_note() -> None:
    (note,) = load_required(with_a_broken_cell(examination(worker())))
    assert note.startswith("a.ipynb, cell 2, line 1 was left out: ")


def test_a_missing_name_is_put_down_to_the_part_that_cannot_be_parsed() -> None:
    failure = refused(with_a_broken_cell(examination(worker(loaded()))))
    assert "MyRNN is not there, and this part of a.ipynb cannot be read" in failure.message
    assert failure.hint == "Mend this line first."
    assert failure.location == Location("a.ipynb", 1, cell=2)


def test_the_code_that_these_tests_load_defines_what_is_asked_for() -> None:
    assert b"class MyRNN" in CODE
