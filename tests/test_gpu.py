"""A GPU is looked for in a process of its own, and only where torch could use one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
import torch

from rnngrade import gpu


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    gpu.cuda_device.cache_clear()
    yield
    gpu.cuda_device.cache_clear()


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("print('NVIDIA H200')", "NVIDIA H200"),
        ("", None),
        ("print('half a'); raise SystemExit(1)", None),
        ("import os; os.abort()", None),
        ("while True: pass", None),
    ],
)
def test_what_the_process_says_is_the_answer_however_it_ends(
    question: str, name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gpu, "QUESTION", question)
    monkeypatch.setattr(gpu, "SECONDS", 2.0)
    assert gpu.cuda_device() == name


def test_a_torch_without_cuda_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.version, "cuda", None)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was asked"))
    assert gpu.cuda_device() is None


def test_the_question_is_what_torch_says_here() -> None:
    expected = torch.cuda.get_device_name() if torch.cuda.is_available() else None
    assert gpu.cuda_device() == expected
