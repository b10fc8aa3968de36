"""Names of other scripts in Latin letters."""

from __future__ import annotations

import pytest

from rnngrade.data.transliteration import from_greek, from_korean, from_russian


@pytest.mark.parametrize(
    ("greek", "latin"),
    [
        ("Παπαδόπουλος", "Papadopoulos"),
        ("Μπουρνάς", "Bournas"),
        ("Ευαγγέλου", "Evangelou"),
        ("Χατζηθωμάς", "Chatzithomas"),
    ],
)
def test_greek(greek: str, latin: str) -> None:
    assert from_greek(greek) == latin


@pytest.mark.parametrize(
    ("russian", "latin"),
    [
        ("Жуков", "Zhukov"),
        ("Соловьёв", "Solov'yov"),
        ("Щербаков", "Shcherbakov"),
        ("Юдин", "Yudin"),
    ],
)
def test_russian(russian: str, latin: str) -> None:
    assert from_russian(russian) == latin


def test_korean() -> None:
    assert [from_korean(name) for name in ("김", "박", "남궁")] == ["Gim", "Bag", "Namgung"]
