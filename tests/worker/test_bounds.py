"""What a student reads when a limit or isolation stopped their code."""

from __future__ import annotations

import pytest
from confined import LIMITS

from rnngrade.worker.bounds import excess_sentence, refusal_hint
from rnngrade.worker.child.records import EXCESSES


@pytest.mark.parametrize("excess", EXCESSES[1:])
def test_every_excess_has_a_sentence_with_its_limit(excess: str) -> None:
    sentence = excess_sentence(excess, LIMITS)
    assert sentence.startswith("your code was stopped, because it ")
    assert any(number in sentence for number in ("512 MB", "1 MB", "100 files", "16 threads"))


@pytest.mark.parametrize(
    ("exception", "words"),
    [
        ("MemoryError", "512 MB of memory"),
        ("RuntimeError: DefaultCPUAllocator: can't allocate memory: you tried", "512 MB of memory"),
        ("RuntimeError: can't start new thread", "16 threads at a time"),
        ("OSError: [Errno 28] No space left on device", "1 MB, in at most 100 files"),
        ("PermissionError: [Errno 1] Operation not permitted", "without network"),
        ("PermissionError: [Errno 13] Permission denied: '/etc/passwd'", "no files but those"),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'data.csv'", "empty folder"),
    ],
)
def test_exceptions_of_a_limit_or_a_layer_have_a_hint(exception: str, words: str) -> None:
    assert words in str(refusal_hint(exception, LIMITS))


def test_other_exceptions_have_none() -> None:
    assert refusal_hint("ValueError: too many values to unpack", LIMITS) is None
