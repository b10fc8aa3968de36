"""A machine of fakes for each test, and the files that a platform's ``ci init`` writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from jobs import Runner

from rnngrade.ci import PLATFORMS, Classroom, Files, Package
from rnngrade.content import Exercise

Made = Callable[..., Files]


@pytest.fixture
def runner(tmp_path: Path, small_root: Path) -> Runner:
    return Runner(tmp_path, small_root)


@pytest.fixture
def made(ex9: Exercise) -> Made:
    """Return what a platform writes: ``made("github", rubric=b"{}")``."""

    def make(
        platform: str, *, rubric: bytes | None = None, package: Package | None = None
    ) -> Files:
        carried = package or Package("rnngrade-9-py3-none-any.whl", b"a wheel")
        return PLATFORMS[platform].files(Classroom((ex9,), carried, rubric, 8315))

    return make
