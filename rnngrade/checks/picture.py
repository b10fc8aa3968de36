"""Pixels that a student's code has drawn, as a picture to show.

They come from a worker as a tensor of plain numbers, and are encoded here: no image file of an
adversary's is ever read.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from rnngrade.result import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_LONGEST_SIDE = 1_000
_MOST_BYTES = 400_000
_COLOURS = 256
"""Of a palette, which a picture of more colours gets where it is too large a file."""
_SMALLER = 0.75
_REDUCING_GAP = 3.0
"""How near to its size a much larger picture is brought in a faster way first."""


def picture(title: str, pixels: Tensor, alternative: str) -> Picture:
    """Return ``pixels``, red, green and blue of dtype uint8, (height, width, 3), as a picture.

    It is scaled down to at most 1,000 pixels in width and height, and gets fewer colours, then
    fewer pixels, until its file has at most 400,000 bytes. Raises ValueError for another shape or
    dtype.
    """
    shape = tuple(pixels.shape)
    if len(shape) != 3 or shape[2] != 3 or 0 in shape or pixels.dtype != torch.uint8:
        raise ValueError(
            f"pixels are of shape {shape} and dtype {pixels.dtype}; "
            "expected (height, width, 3) and torch.uint8"
        )
    fitting = ((_png(image), image.size) for image in _ever_smaller(_image(pixels)))
    content, size = next(found for found in fitting if len(found[0]) <= _MOST_BYTES)
    return Picture(title, base64.b64encode(content).decode(), *size, alternative)


def _image(pixels: Tensor) -> Image:
    import PIL.Image  # which a check without a picture need not wait for

    height, width, _ = pixels.shape
    image = PIL.Image.frombytes("RGB", (width, height), pixels.cpu().numpy().tobytes())
    factor = _LONGEST_SIDE / max(image.size)
    return _scaled(image, factor) if factor < 1 else image


def _ever_smaller(image: Image) -> Iterator[Image]:
    yield image
    while True:
        yield image.quantize(_COLOURS)
        image = _scaled(image, _SMALLER)


def _scaled(image: Image, factor: float) -> Image:
    from PIL.Image import Resampling

    width, height = (max(round(side * factor), 1) for side in image.size)
    return image.resize((width, height), Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)


def _png(image: Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
