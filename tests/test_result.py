"""What a result may be made of."""

from __future__ import annotations

import math
from typing import Any

import pytest
from small_png import encoded, small_png

from rnngrade.result import ConfusionMatrix, Picture, Scatter


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


PNG = small_png(3, 2)


@pytest.mark.parametrize(
    ("png", "said"),
    [
        ("", "content has not the signature of a PNG file"),
        ("<svg>", "base64"),
        (f"{encoded(PNG)}\n", "base64"),
        ("é", "ASCII"),
        ("AB==", "in a form that no encoder gives"),
        (encoded(b"GIF89a" + PNG[6:]), "content has not the signature of a PNG file"),
        (encoded(PNG[:20]), "content has not the signature of a PNG file"),
        (encoded(PNG.replace(b"IHDR", b"iHDR")), "another chunk than a PNG's header"),
        (encoded(small_png(2, 3)), r"a picture is \(2, 3\) pixels large; expected \(3, 2\)"),
        (encoded(PNG + bytes(1_000_000)), "bytes; at most 1000000"),
    ],
)
def test_what_is_no_png_of_that_size_is_no_picture(png: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Picture("t", png, 3, 2, "a")


@pytest.mark.parametrize(("width", "height"), [(0, 2), (2, 0), (2001, 2), (2, 2001)])
def test_a_picture_has_pixels_and_not_too_many(width: int, height: int) -> None:
    with pytest.raises(ValueError, match="expected 1 to 2000 each"):
        Picture("t", encoded(small_png(width, height)), width, height, "a")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"x": (1.0,)}, r"points have \[1, 2\] values; expected equally many of each"),
        ({"group": (0, 1, 1)}, r"points have \[2, 3\] values"),
        ({"y": (1.0, math.nan)}, "a point is not finite"),
        ({"x": (math.inf, 1.0)}, "a point is not finite"),
        ({"group": (0, 2)}, "a point is in none of the 2 groups"),
        ({"group": (0, -1)}, "a point is in none of the 2 groups"),
        ({"groups": ("a", "a\x1b[0m")}, "expected each of them once"),
        ({"groups": tuple("abcdefg")}, "there are 7 groups; at most 6"),
        (
            {"x": (0.0,) * 2001, "y": (0.0,) * 2001, "group": (0,) * 2001},
            "there are 2001 points; at most 2000",
        ),
    ],
)
def test_points_that_cannot_be_drawn_are_refused(changes: dict[str, Any], said: str) -> None:
    given = {"x": (1.0, 2.0), "y": (3.0, 4.0), "group": (0, 1), "groups": ("a", "b"), **changes}
    with pytest.raises(ValueError, match=said):
        Scatter("t", **given)


def test_a_scatter_may_have_no_points_yet() -> None:
    assert Scatter("t", (), (), (), ()).x == ()
