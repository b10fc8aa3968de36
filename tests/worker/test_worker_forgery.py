"""A submission that finds the channel and writes to it itself: bytes from an adversary."""

from collections.abc import Callable

import pytest

from rnngrade.worker import BadReply, Worker, WorkerCrash, WorkerTimeout

Load = Callable[..., Worker]

CHANNEL = """
import os, struct, sys, time
def channel():
    for number in range(3, 100):
        try:
            if os.readlink(f"/proc/self/fd/{number}").startswith("socket"):
                return number
        except OSError:
            pass
def prefix(header, body):
    return struct.pack("!4sBIQ", b"RNNG", 1, header, body)
def value(tree):
    header = b'{"kind":"value","value":%s}' % tree
    return prefix(len(header), 0) + header
def g():
    return 1
"""


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("b'x' * 100", "not a reply"),
        ("prefix(2**32 - 1, 0)", "announced a reply"),
        ("prefix(2, 2**60)", "announced a reply"),
        ("value(b'[' * 10**5 + b']' * 10**5)", "damaged"),
        ("value(b'{\"pickle\":1}')", "damaged"),
        ("prefix(2, 0) + b'{}'", "damaged"),
    ],
)
def test_damaged_bytes_are_a_bad_reply_and_end_the_worker(
    load: Load, written: str, words: str
) -> None:
    worker = load(CHANNEL + f"def f():\n    os.write(channel(), {written})\n    time.sleep(100)\n")
    with pytest.raises(BadReply, match=words):
        worker.ask("call", {"name": "f"})
    assert not worker.alive


def test_one_byte_at_a_time_does_not_hold_off_the_deadline(load: Load) -> None:
    code = """
def f():
    for byte in value(b"[" + b"1," * 10**5 + b"1]"):
        os.write(channel(), bytes([byte]))
        time.sleep(0.05)
"""
    worker = load(CHANNEL + code, wall_seconds=0.5)
    with pytest.raises(WorkerTimeout):
        worker.ask("call", {"name": "f"})


def test_a_second_reply_is_not_taken_for_the_next_answer(load: Load) -> None:
    worker = load(CHANNEL + "def f():\n    os.write(channel(), value(b'1') + value(b'2'))\n")
    assert worker.ask("call", {"name": "f"}) == 1
    with pytest.raises(BadReply, match="without being asked"):
        worker.ask("call", {"name": "g"})
    assert not worker.alive


def test_a_closed_channel_is_a_crash(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rnngrade.worker.channel.SETTLE_SECONDS", 0.2)
    worker = load(CHANNEL + "def f():\n    os.close(channel())\n    time.sleep(100)\n")
    with pytest.raises(WorkerCrash, match="broke off"):
        worker.ask("call", {"name": "f"})
    assert not worker.alive


def test_closed_output_costs_the_grader_nothing(load: Load) -> None:
    worker = load(CHANNEL + "def f():\n    os.close(1)\n    os.close(2)\n    return 1\n")
    assert [worker.ask("call", {"name": "f"}), worker.ask("call", {"name": "g"})] == [1, 1]


def test_a_forged_place_is_bounded_and_does_no_harm(load: Load) -> None:
    code = """
def f():
    for number in range(3, 100):
        try:
            os.write(number, b'(most recent call first)\\n')
            while True:
                os.write(number, b'  File "<submission>", line 7 in lie\\n')
        except OSError:
            pass
    while True:
        pass
"""
    worker = load(CHANNEL.replace("RNNG", "none") + code, wall_seconds=2)
    with pytest.raises((BadReply, WorkerTimeout)) as caught:
        worker.ask("call", {"name": "f"})
    assert len(getattr(caught.value, "frames", ())) <= 100
