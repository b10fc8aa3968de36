"""Nothing comes of a hostile submission, at any level of isolation that this machine has."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from arena import Arena
from levels import WITHHELD, grader_without
from trial import FILES, HERE, judges_as_before, run

from rnngrade.grader import Grader

NAMES = [str(path.relative_to(HERE)) for path in FILES]


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


@pytest.mark.parametrize("name", NAMES)
def test_nothing_comes_of_it(
    name: str,
    grader_at: Callable[[str], Grader],
    arena: Arena,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    grader = grader_at("everything")
    trial = run(HERE / name, grader, arena, tmp_path_factory.mktemp("handed_in"))
    assert not trial.breaches
    assert not trial.earned
    assert not trial.faults
    assert judges_as_before(grader)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_nothing_comes_of_it_where_there_are_no_namespaces(
    name: str,
    grader_at: Callable[[str], Grader],
    arena: Arena,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    grader = grader_at("no namespaces")
    trial = run(HERE / name, grader, arena, tmp_path_factory.mktemp("handed_in"))
    assert not trial.breaches
    assert not trial.earned
    assert not trial.faults
    assert judges_as_before(grader)
