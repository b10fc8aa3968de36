"""A batch on a real cluster of several processes, one of which is lost midway."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import small_project
from distributed import LocalCluster
from made_up import entries_of

from rnngrade import content, result_json
from rnngrade.batch import Manifest, Tally, claimed, grade_all
from rnngrade.batch import cluster as cluster_module
from rnngrade.batch.cluster import Setting, connected, judging_there
from rnngrade.batch.local import judging_here
from rnngrade.content import find_exercise
from rnngrade.grader import Grader
from rnngrade.intake import BatchError
from rnngrade.result import Result

PRELOAD = """
from pathlib import Path
from rnngrade import content

def dask_setup(worker):
    content.PACKAGE = Path({package!r})
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    small_project.write(root)
    return root


@pytest.fixture(scope="module")
def cluster(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """Two processes of one thread each, in which the tiny exercise stands in for ours."""
    preload = PRELOAD.format(package=str(project / "rnngrade"))
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(tmp_path_factory.mktemp("dask")),
        preload=[preload],
    ) as made:
        yield made


@pytest.fixture
def setting(project: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    monkeypatch.setattr(content, "PACKAGE", project / "rnngrade")
    return Setting("ex9", find_exercise("ex9").rubric.read_bytes(), "cpu", "best", seed=3)


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    texts = [
        "def double(n):\n    return 2 * n\n",
        "def double(n):\n    return n**2\n",
        "double = (\n",
    ]
    for number in range(18):
        (folder / f"s{number:02}.py").write_text(texts[number % 3])
    return folder


def without_times(folder: Path) -> dict[str, tuple[float, list[tuple[str, str, str]]]]:
    """Return what results say, but for when and how long."""

    def said(result: Result) -> tuple[float, list[tuple[str, str, str]]]:
        return result.score, [(c.id, c.outcome, c.message) for c in result.checks]

    paths = sorted((folder / "submissions").glob("*.json"))
    return {path.stem: said(result_json.loads(path.read_text("utf-8"))) for path in paths}


def test_a_lost_process_costs_no_result_and_all_are_those_of_this_machine(
    cluster: LocalCluster, setting: Setting, submissions: Path, tmp_path: Path
) -> None:
    exercise = find_exercise("ex9")
    entries = entries_of(submissions)
    about = Manifest("ex9", entries)
    first = next(iter(cluster.workers.values()))
    lost: list[int] = []

    def lose_one(tally: Tally) -> None:
        if tally.graded >= 4 and not lost:
            lost.append(first.pid)
            os.kill(first.pid, signal.SIGKILL)

    there, here = tmp_path / "there", tmp_path / "here"
    with Grader(exercise, device="cpu") as grader:
        rubric = grader.assignment.rubric
        with (
            connected(cluster.scheduler_address) as client,
            judging_there(client, setting) as (judging, conditions),
            claimed(there, about, b"{}"),
        ):
            tally = grade_all(
                entries, judging, there, conditions, rubric, required=("double",), done=lose_one
            )
        with judging_here(grader, seed=3, jobs=1) as judging, claimed(here, about, b"{}"):
            grade_all(entries, judging, here, conditions, rubric, required=("double",))
    assert lost
    assert (tally.graded, tally.unjudged, tally.faulty) == (18, {}, {})
    assert without_times(there) == without_times(here)
    assert len(without_times(there)) == 18


def test_a_worker_that_cannot_judge_is_told_before_work_begins(
    cluster: LocalCluster, setting: Setting, project: Path
) -> None:
    broken = Setting("ex9", b"{", "cpu", "best", seed=3)
    with (
        connected(cluster.scheduler_address) as client,
        pytest.raises(BatchError, match=r"the worker tcp://\S+ cannot judge ex9: .*JSON"),
        judging_there(client, broken),
    ):
        pass


def test_a_worker_with_another_exercise_is_told_before_work_begins(
    cluster: LocalCluster, setting: Setting, project: Path
) -> None:
    checks = project / "exercises" / "ex9_double" / "checks.py"
    before = checks.read_text()
    with connected(cluster.scheduler_address) as client:
        with judging_there(client, setting):
            pass  # Their graders are warm now, and know the exercise as it was.
        checks.write_text(before + "# changed\n")
        try:
            with (
                pytest.raises(BatchError, match=r"would judge otherwise \(exercise: \w+, here"),
                judging_there(client, setting),
            ):
                pass
        finally:
            checks.write_text(before)


def test_an_address_at_which_nothing_answers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_SECONDS", 1.0)
    with (
        pytest.raises(BatchError, match="no Dask scheduler answers at"),
        connected("tcp://127.0.0.1:1"),
    ):
        pass


@pytest.mark.parametrize("address", ["nonsense", "http://127.0.0.1:80", "", "tcp://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BatchError, match="expected an address such as"), connected(address):
        pass
