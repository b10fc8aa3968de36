"""Nothing comes of a hostile submission, at any level of isolation that this machine has."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from arena import Arena, header
from levels import WITHHELD, grader_without
from trial import FILES, HERE, OF_NO_LAYER, Trial, judged_otherwise, run

from rnngrade.grader import Grader

NAMES = [str(path.relative_to(HERE)) for path in FILES]
OF_LAYERS = [name for name in NAMES if not name.startswith(OF_NO_LAYER)]


@pytest.fixture
def arena() -> Iterator[Arena]:
    # Not in pytest's folder, which is for its user alone: here every user may write.
    with TemporaryDirectory() as folder:
        found = Arena(Path(folder))
        yield found
        found.close()


@pytest.fixture(scope="session")
def grader_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Grader]]:
    """Return the warm grader of a level."""
    with ExitStack() as stack:
        warm: dict[str, Grader] = {}

        def get(level: str) -> Grader:
            if level not in warm:
                folder = tmp_path_factory.mktemp("rubric")
                warm[level] = stack.enter_context(grader_without(WITHHELD[level], folder))
            return warm[level]

        yield get


def test_at_least_eighty_attacks_are_tried() -> None:
    assert len(FILES) >= 80


@pytest.fixture
def attack(
    grader_at: Callable[[str], Grader], arena: Arena, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], Trial]:
    """Grade a hostile submission at a level, and then see that the next one is judged as ever."""

    def try_it(name: str, level: str) -> Trial:
        grader = grader_at(level)
        trial = run(HERE / name, grader, arena, tmp_path_factory.mktemp("handed_in"))
        assert not judged_otherwise(grader)
        return trial

    return try_it


@pytest.mark.parametrize("name", NAMES)
def test_nothing_comes_of_it(name: str, attack: Callable[[str, str], Trial]) -> None:
    trial = attack(name, "everything")
    assert not trial.breaches
    assert not trial.earned
    assert not trial.faults


@pytest.mark.long
@pytest.mark.parametrize("name", OF_LAYERS)
def test_nothing_comes_of_it_where_there_are_no_namespaces(
    name: str, attack: Callable[[str, str], Trial]
) -> None:
    trial = attack(name, "no namespaces")
    assert not trial.breaches
    assert not trial.earned
    assert not trial.faults


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() == 0, reason="as root, without isolation, they harm the machine")
@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("grader/")])
def test_no_points_and_no_process_come_of_it_without_isolation(
    name: str, attack: Callable[[str, str], Trial]
) -> None:
    """Those in grader/ are left out: without isolation they do stop it, by ptrace for example."""
    trial = attack(name, "nothing")
    assert not [breach for breach in trial.breaches if breach.startswith("outlived")]
    # What should earn everything may well stop itself here.
    assert header(HERE / name, "earns") == "all" or not trial.earned
