"""What a submission finds in place of ``rnngrade``: the data for students, and nothing else."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from confined import LIMITS, source

from rnngrade import data
from rnngrade.data.load import load_sentiment
from rnngrade.data.opinions import grammar
from rnngrade.worker import Source, StudentError, Worker, Zygote

Start = Callable[..., Worker]
DATA = {"names": {"Czech": ["Adamek", "Čapek"], "Korean": ["Ahn"]}}
SENTIMENT = {
    "sentiment": {"train": [["it was dull", 0]], "test": [["it was , at last , good", 1]]},
    "sentiment_model": {
        "vocabulary": {"<pad>": 0, "dull": 1},
        "weights": {"linear.weight": torch.eye(2)},
    },
}
PAIRS = [("Adamek", "Czech"), ("Čapek", "Czech"), ("Ahn", "Korean")]
WAYS = {
    "import rnngrade.data": "rnngrade.data.names('train')",
    "from rnngrade.data import names": "names()",
    "from rnngrade import data": "data.names('train')",
    "import rnngrade": "rnngrade.data.names('train')",
    "import rnngrade.data as d": "d.names(part='train')",
}


def with_data(
    code: str, *required: str, text: str | None = None, data: dict[str, Any] = DATA
) -> Source:
    return dataclasses.replace(source(code, *required, text=text), data=data)


def raised(worker: Worker, code: str) -> StudentError:
    with pytest.raises(StudentError) as caught:
        worker.ask("run", {"code": code})
    return caught.value


@pytest.mark.parametrize("statement", WAYS)
def test_every_way_to_import_it_gives_the_names(start: Start, statement: str) -> None:
    worker = start()
    worker.load(with_data(f"{statement}\ndef f():\n    return {WAYS[statement]}\n", "f"))
    assert worker.ask("call", {"name": "f"}) == PAIRS


def test_the_languages_are_there_and_lists_are_the_students_own(start: Start) -> None:
    worker = start()
    worker.load(with_data("from rnngrade.data import *\nfound = languages()\nnames().clear()\n"))
    assert worker.ask("get", {"name": "found"}) == ["Czech", "Korean"]
    code = "import rnngrade.data as d; result = d.names()"
    assert worker.ask("run", {"code": code}) == PAIRS


def test_it_is_there_for_a_file_that_is_run_whole(start: Start) -> None:
    text = "if True:\n    from rnngrade.data import names\nx = names()\n"
    worker = start()
    loaded = worker.load(with_data("\n\nx = names()\n", "x", text=text))
    assert loaded.way == "whole"
    assert worker.ask("get", {"name": "x"}) == PAIRS


def test_there_is_no_test_part(start: Start) -> None:
    worker = start()
    worker.load(with_data(""))
    error = raised(worker, "import rnngrade; rnngrade.data.names('test')")
    assert error.type_name == "ValueError"
    assert "the test part is the grader's own" in error.message


def test_without_data_the_error_says_so(start: Start) -> None:
    worker = start()
    worker.load(source("import rnngrade.data\n"))
    for function in ("names", "sentiment", "sentiment_model"):
        error = raised(worker, f"import rnngrade; rnngrade.data.{function}()")
        assert str(error) == (
            f"RuntimeError: this exercise has no data for {function}(): "
            "rnngrade.data has nothing to serve"
        )


def test_sentences_and_the_model_are_the_students_own(start: Start) -> None:
    worker = start()
    worker.load(with_data("from rnngrade.data import sentiment, sentiment_model", data=SENTIMENT))
    spoil = (
        "import rnngrade.data as d; d.sentiment()[0][0].clear(); v, w = d.sentiment_model(); "
        "v.clear(); w['linear.weight'].zero_(); "
    )
    code = spoil + "result = (d.sentiment(), d.sentiment('test'), d.sentiment_model())"
    train, test, (vocabulary, weights) = worker.ask("run", {"code": code})
    assert train == [(["it", "was", "dull"], 0)]
    assert test == [(["it", "was", ",", "at", "last", ",", "good"], 1)]
    assert vocabulary == {"<pad>": 0, "dull": 1}
    assert torch.equal(weights["linear.weight"], torch.eye(2))


def test_another_exercises_data_and_another_part_are_refused_in_plain_words(start: Start) -> None:
    worker = start()
    worker.load(with_data("", data=SENTIMENT))
    for call, message in {
        "languages()": "RuntimeError: this exercise has no data for names(): rnngrade.data has "
        "sentiment() and sentiment_model() to serve",
        "sentiment('all')": "ValueError: there are the parts 'train' and 'test', not 'all'",
    }.items():
        assert str(raised(worker, f"import rnngrade; rnngrade.data.{call}")) == message


def test_the_built_in_data_cross_to_a_worker(start: Start) -> None:
    found = load_sentiment()
    worker = start()
    worker.load(with_data("", data=found.handed_out()))
    code = "import rnngrade.data as d; result = (d.sentiment('test'), d.sentiment_model()[1])"
    test, weights = worker.ask("run", {"code": code})
    assert test == data.sentiment("test")
    for name, weight in data.sentiment_model()[1].items():
        assert torch.equal(weight, weights[name])


@pytest.mark.parametrize("name", ["check", "__version__", "Result", "data.load", "data.Dataset"])
def test_what_else_rnngrade_has_is_refused_in_plain_words(start: Start, name: str) -> None:
    worker = start()
    worker.load(with_data(""))
    error = raised(worker, f"import rnngrade; rnngrade.{name}")
    assert error.type_name == "AttributeError"
    assert "of rnngrade there is only rnngrade.data" in error.message


@pytest.mark.parametrize("isolation", ["best", "none"])
def test_the_package_itself_cannot_be_imported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, isolation: str
) -> None:
    """Also where it lies among Python's packages, as once a wheel was installed."""
    site = tmp_path / "site-packages"
    site.mkdir()
    (site / "rnngrade").symlink_to(Path(__file__).parents[2] / "rnngrade")
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    pool = Zygote(isolation=isolation)
    try:
        worker = pool.start(LIMITS)
        worker.load(with_data(""))
        for module in ("rnngrade.cli", "rnngrade.content", "rnngrade.data.opinions.grammar"):
            error = raised(worker, f"import {module}")
            assert error.type_name == "ModuleNotFoundError"
        code = "import importlib.util as u; result = u.find_spec('rnngrade.worker') is None"
        assert worker.ask("run", {"code": code})
    finally:
        pool.close()


def test_what_makes_hidden_sentences_cannot_be_read(start: Start) -> None:
    worker = start()
    if "landlock" not in worker.layers:
        pytest.skip("this machine has no Landlock")
    worker.load(with_data("", data=SENTIMENT))
    error = raised(worker, f"open({grammar.__file__!r}).read()")
    assert error.type_name in ("PermissionError", "FileNotFoundError")


@pytest.mark.parametrize("place", ["data", "faker"])
def test_hidden_folders_are_not_read_though_they_lie_among_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    site = tmp_path / "site-packages"
    folder = site / place / "names"
    folder.mkdir(parents=True)
    (folder / "Czech.txt").write_text("Adamek\n")
    (site / "other.txt").write_text("free to read")
    os.chmod(tmp_path, 0o755)  # noqa: PTH101, S103 - a worker may be another user
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    pool = Zygote(hidden=(site / place,))
    try:
        worker = pool.start(LIMITS)
        if "landlock" not in worker.layers:
            pytest.skip("this machine has no Landlock")
        worker.load(with_data(""))
        error = raised(worker, f"open({str(folder / 'Czech.txt')!r}).read()")
        assert error.type_name == "PermissionError"
    finally:
        pool.close()
