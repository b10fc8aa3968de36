"""Coverage-guided fuzzing of what reads a student's bytes; needs ``pip install atheris``.

    python tests/fuzz.py replies|submissions [-max_total_time=300] [libFuzzer's options]

Anything but the errors that are promised is a crash: any other exception, more than 5 s for one
input, or more than 2 GB of memory. What came of the last runs is in docs/security.md.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["rnngrade", "json", "nbformat"]):
    from rnngrade.checks.form import Several, in_form
    from rnngrade.submission import SubmissionError, find_forbidden, read_bytes
    from rnngrade.worker import protocol
    from rnngrade.worker.child import wire
    from rnngrade.worker.interface import BadReply, StudentError

import torch

BOUNDS = ["-timeout=5", "-rss_limit_mb=2048", "-max_len=20000"]
FORMS = ({str: torch.Tensor}, Several({"name": str, "value": (int, None)}), [bool, [float, str]])
READERS: tuple[Callable[[protocol.Reply], object], ...] = (
    protocol.read_hello,
    protocol.read_ready,
    lambda reply: protocol.read_loaded(reply, ("MyRNN",)),
    protocol.read_value,
)
CELL = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}


def replies(data: bytes) -> None:
    """Read bytes as a worker's reply: as they are, and as the header and body of a frame."""
    _read(data)
    provider = atheris.FuzzedDataProvider(data)
    header = provider.ConsumeBytes(provider.ConsumeIntInRange(0, len(data)))
    body = provider.ConsumeBytes(len(data))
    prefix = wire.PREFIX.pack(wire.MAGIC, wire.VERSION, len(header), len(body))
    _read(prefix + header + body)
    tensors = struct.pack("<Q", len(header)) + header + body
    tree = json.dumps({"kind": "value", "value": [{"tensor": 0}, {"complex": 1}]}).encode()
    _read(wire.PREFIX.pack(wire.MAGIC, wire.VERSION, len(tree), len(tensors)) + tree + tensors)


def _read(data: bytes) -> None:
    try:
        reader = protocol.ReplyReader(2**20)
        while (missing := reader.missing()) and data:
            reader.feed(data[:missing])
            data = data[missing:]
        if reader.missing():
            return
        reply = reader.reply()
    except BadReply:
        return
    for read in READERS:
        try:
            value = read(reply)
        except (BadReply, StudentError, ValueError):
            continue
        for form in FORMS:
            try:
                in_form(value, form)
            except BadReply:
                continue


def submissions(data: bytes) -> None:
    """Read bytes as a script, as a notebook, and as a notebook's cell; then as the source check."""
    for name, content in (("s.py", data), ("n.ipynb", data), ("c.ipynb", _notebook(data))):
        try:
            handed_in = read_bytes(name, content)
        except SubmissionError:
            continue
        for number in range(1, handed_in.text.count("\n") + 1):
            handed_in.locate(number)
        find_forbidden(handed_in.text, ("MyRNN",), ("torch.nn.RNN", "torch.rnn_tanh"))


def _notebook(data: bytes) -> bytes:
    source = data.decode("utf-8", "replace")
    cells = [{**CELL, "source": part} for part in source.split("\0")]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook).encode()


if __name__ == "__main__":
    target = {"replies": replies, "submissions": submissions}[sys.argv.pop(1)]
    atheris.Setup([sys.argv[0], *BOUNDS, *sys.argv[1:]], target)
    atheris.Fuzz()
