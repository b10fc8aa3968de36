"""What a result may be made of."""

from __future__ import annotations

import pytest

from rnngrade.result import ConfusionMatrix


@pytest.mark.parametrize(
    ("labels", "counts", "said"),
    [
        (("a", "b"), ((1, 0),), r"rows of counts are \[2\] long; expected 2 of 2 each"),
        (("a", "b"), ((1, 0), (1, 0, 0)), r"are \[2, 3\] long; expected 2 of 2 each"),
        (("a",), ((1, 0),), r"are \[2\] long; expected 1 of 1 each"),
        (("a", "b"), ((1, 0), (-1, 0)), "a count is negative; expected 0 or more"),
        (("a", "a"), ((1, 0), (0, 1)), "expected each of them once"),
        (("a", "a\x1b[0m"), ((1, 0), (0, 1)), "expected each of them once"),
    ],
)
def test_what_is_no_confusion_matrix_is_refused(
    labels: tuple[str, ...], counts: tuple[tuple[int, ...], ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        ConfusionMatrix("t", labels, counts)


def test_a_confusion_matrix_may_have_no_classes_yet() -> None:
    assert ConfusionMatrix("t", (), ()).counts == ()
