"""Pixels of a worker's as a picture."""

from __future__ import annotations

import base64
import io
import subprocess
import sys

import numpy as np
import PIL.Image
import pytest
import torch
from torch import Tensor

from rnngrade.checks.picture import picture
from rnngrade.result import Picture


def pixels(height: int, width: int) -> Tensor:
    """Smooth colours, no two rows or columns of which are alike."""
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return torch.stack([rows % 256, columns % 256, (rows + columns) % 256], -1).to(torch.uint8)


def noise(height: int, width: int) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, 256, (height, width, 3), dtype=torch.uint8, generator=generator)


def content(made: Picture) -> bytes:
    return base64.b64decode(made.png)


def decoded(made: Picture) -> Tensor:
    with PIL.Image.open(io.BytesIO(content(made))) as image:
        return torch.from_numpy(np.asarray(image.convert("RGB")).copy())


def test_pixels_are_kept_as_they_are_where_there_is_room() -> None:
    drawn = pixels(40, 60)
    made = picture("Your figure", drawn, "Colours.")
    assert (made.title, made.alternative, made.width, made.height) == (
        *("Your figure", "Colours.", 60, 40),
    )
    assert torch.equal(decoded(made), drawn)


def test_pixels_that_do_not_lie_side_by_side_in_memory_are_no_trouble() -> None:
    drawn = pixels(40, 60).transpose(0, 1)
    assert torch.equal(decoded(picture("t", drawn, "a")), drawn)


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        ((500, 1000), (1000, 500)),
        ((500, 2000), (1000, 250)),
        ((3000, 1500), (500, 1000)),
        ((1, 40_000), (1000, 1)),
        ((1, 1), (1, 1)),
    ],
)
def test_it_is_at_most_1000_pixels_wide_and_high(
    shape: tuple[int, int], size: tuple[int, int]
) -> None:
    made = picture("t", torch.full((*shape, 3), 200, dtype=torch.uint8), "a")
    assert (made.width, made.height) == size
    assert (decoded(made) == 200).all()


def test_a_file_too_large_gets_fewer_colours_and_keeps_its_size() -> None:
    drawn = pixels(900, 900) // 2 + noise(900, 900) // 32
    made = picture("t", drawn, "a")
    assert (made.width, made.height) == (900, 900)
    assert len(content(made)) <= 400_000
    assert (decoded(made).int() - drawn.int()).abs().float().mean() < 12


def test_what_no_palette_makes_small_gets_fewer_pixels() -> None:
    made = picture("t", noise(800, 1000), "a")
    assert len(content(made)) <= 400_000
    assert 400 <= made.width < 1000
    assert made.width / made.height == pytest.approx(1.25, rel=0.01)


@pytest.mark.parametrize(
    "wrong",
    [
        torch.zeros(4, 4, dtype=torch.uint8),
        torch.zeros(4, 4, 4, dtype=torch.uint8),
        torch.zeros(3, 4, 4, dtype=torch.uint8),
        torch.zeros(1, 4, 4, 3, dtype=torch.uint8),
        torch.zeros(0, 4, 3, dtype=torch.uint8),
        torch.zeros(4, 0, 3, dtype=torch.uint8),
        torch.zeros(4, 4, 3),
        torch.zeros(4, 4, 3, dtype=torch.bool),
    ],
)
def test_other_shapes_and_dtypes_are_refused(wrong: Tensor) -> None:
    with pytest.raises(ValueError, match=r"expected \(height, width, 3\) and torch.uint8"):
        picture("t", wrong, "a")


def test_the_same_pixels_are_the_same_file() -> None:
    assert picture("t", noise(300, 500), "a") == picture("t", noise(300, 500), "a")


def test_a_check_without_a_picture_does_not_wait_for_pillow() -> None:
    code = "import sys, rnngrade.checks.picture; sys.exit('PIL.Image' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
