"""The codec gives back what it was given, and refuses every other thing in one way."""

import json
import math
import socket
import struct
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from rnngrade.worker import BadReply, ForbiddenCall, Loaded, Opaque, StudentError
from rnngrade.worker.child import wire
from rnngrade.worker.protocol import (
    MAX_HEADER_BYTES,
    ReplyReader,
    read_hello,
    read_loaded,
    read_ready,
    read_value,
)

REPLY_BYTES = 2**16

DTYPES = [*wire.DTYPES.values(), *wire.COMPLEX_DTYPES]


@st.composite
def tensors(draw: st.DrawFn) -> torch.Tensor:
    shape = draw(st.lists(st.integers(0, 3), max_size=4))
    dtype = draw(st.sampled_from(DTYPES))
    numbers = draw(
        st.lists(st.integers(0, 1), min_size=math.prod(shape), max_size=math.prod(shape))
    )
    return torch.tensor(numbers).to(dtype).reshape(shape)


def values() -> SearchStrategy[Any]:
    leaves = (
        st.none()
        | st.booleans()
        | st.integers(-(2**999), 2**999)
        | st.floats()
        | st.text(st.characters())
        | tensors()
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.lists(inner, max_size=4).map(tuple)
            | st.dictionaries(st.text(st.characters(), max_size=4), inner, max_size=4)
        ),
        max_leaves=12,
    )


def same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        alike = one.dtype == other.dtype and one.shape == other.shape
        return alike and torch.equal(one, other)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return repr(one) == repr(other)


def read(data: bytes, reply_bytes: int = REPLY_BYTES) -> Any:
    """Read a frame as the grader does, never taking more than it asks for."""
    reader = ReplyReader(reply_bytes)
    position = 0
    while missing := reader.missing():
        if position == len(data):
            raise BadReply("the worker ended")
        piece = data[position : position + min(missing, 7000)]
        reader.feed(piece)
        position += len(piece)
    return reader.reply()


@settings(deadline=None)
@given(values())
def test_a_value_survives_the_round_trip(value: Any) -> None:
    kind, answer = read(wire.encode("value", value))
    assert kind == "value"
    assert same(answer, value)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_are_a_bad_reply(data: bytes) -> None:
    with pytest.raises(BadReply):
        read(data)


@settings(deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_random_headers_and_bodies_are_a_bad_reply(header: bytes, body: bytes) -> None:
    prefix = wire.PREFIX.pack(wire.MAGIC, wire.VERSION, len(header), len(body))
    with pytest.raises(BadReply):
        read(prefix + header + body)


def test_a_body_that_describes_a_million_tensors_is_refused_before_they_are_made() -> None:
    entry = '"%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'
    described = ("{" + ",".join(entry % number for number in range(40_000)) + "}").encode()
    body = len(described).to_bytes(8, "little") + described
    header = b'{"kind":"value","value":null}'
    prefix = wire.PREFIX.pack(wire.MAGIC, wire.VERSION, len(header), len(body))
    with pytest.raises(BadReply, match="more tensors than are accepted"):
        read(prefix + header + body, reply_bytes=2**24)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["tensor", "tuple", "dict", "float", "opaque", "complex", "x"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(JSON)
def test_a_made_up_header_is_a_value_or_a_bad_reply(tree: Any) -> None:
    header = json.dumps({"kind": "value", "value": tree}).encode()
    prefix = wire.PREFIX.pack(wire.MAGIC, wire.VERSION, len(header), 0)
    try:
        read_value(read(prefix + header))
    except BadReply:
        return


SAMPLE = wire.encode(
    "value", {"a": [torch.arange(6.0).reshape(2, 3), torch.tensor([True, False])], "b": (1j.imag,)}
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=4))
def test_a_mutated_frame_is_a_value_or_a_bad_reply(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SAMPLE)
    for position, byte in changes:
        data[position] = byte
    try:
        read_value(read(bytes(data)))
    except BadReply:
        return


@settings(deadline=None)
@given(st.integers(0, len(SAMPLE) - 1))
def test_a_frame_that_is_cut_off_is_a_bad_reply(length: int) -> None:
    with pytest.raises(BadReply):
        read(SAMPLE[:length])


@pytest.mark.parametrize(
    ("header", "body"), [(2**32 - 1, 0), (MAX_HEADER_BYTES + 1, 0), (2, 2**60), (2, 2**64 - 1)]
)
def test_a_length_that_lies_is_refused_before_anything_is_read(header: int, body: int) -> None:
    reader = ReplyReader(REPLY_BYTES)
    assert reader.missing() == wire.PREFIX.size
    with pytest.raises(BadReply, match="announced a reply of"):
        reader.feed(wire.PREFIX.pack(wire.MAGIC, wire.VERSION, header, body))


def frame(header: str, body: bytes = b"") -> bytes:
    return (
        wire.PREFIX.pack(wire.MAGIC, wire.VERSION, len(header), len(body)) + header.encode() + body
    )


def body(
    shape: str = "[1]", *, dtype: str = "F32", name: str = "0", end: int = 4, size: int = 4
) -> bytes:
    """Return a body of one tensor, which these say the truth of or not."""
    header = f'{{"{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[0,{end}]}}}}'
    return struct.pack("<Q", len(header)) + header.encode() + bytes(size)


ONE = '{"kind":"value","value":{"tensor":0}}'

DAMAGED = {
    "a nest of 100,000": frame('{"kind":"value","value":' + "[" * 100_000 + "]" * 100_000 + "}"),
    "a nest of 41": frame('{"kind":"value","value":' + "[" * 41 + "]" * 41 + "}"),
    "a constant": frame('{"kind":"value","value":NaN}'),
    "10,000 digits": frame('{"kind":"value","value":1' + "0" * 10_000 + "}"),
    "1,000 digits": frame('{"kind":"value","value":1' + "0" * 1000 + "}"),
    "no value": frame('{"kind":"value"}'),
    "a kind of no text": frame('{"kind":1,"value":1}'),
    "a list": frame("[]"),
    "an unknown tag": frame('{"kind":"value","value":{"pickle":"x"}}'),
    "two tags": frame('{"kind":"value","value":{"tuple":1,"dict":2}}'),
    "no tag": frame('{"kind":"value","value":{}}'),
    "a float of the wrong tag": frame('{"kind":"value","value":{"float":"1e5"}}'),
    "no ASCII": frame('{"kind":"value","value":"ä"}'),
    "a tensor that is not there": frame(ONE),
    "a tensor that is not named": frame('{"kind":"value","value":null}', body()),
    "a tensor named twice": frame(
        '{"kind":"value","value":[{"tensor":0},{"tensor":0}]}',
        body(),
    ),
    "a tensor named by a truth": frame(ONE.replace("0", "true"), body(name="1")),
    "a tensor of no number": frame(ONE, body(name="x")),
    "a huge shape": frame(ONE, body("[4611686018427387904]")),
    "a negative shape": frame(ONE, body("[-1]")),
    "a shape that is too large": frame(ONE, body("[2]")),
    "an offset that is too large": frame(ONE, body(end=400)),
    "a dtype that is not accepted": frame(ONE, body("[4]", dtype="F8_E5M2")),
    "an empty tensor of a huge extent": frame(ONE, body("[0,1099511627777]", end=0, size=0)),
    "an empty tensor of many": frame(ONE, body("[0" + ",1099511627776" * 9 + "]", end=0, size=0)),
    "65 dimensions": frame(ONE, body("[" + "1," * 64 + "1]")),
    "a complex tensor of no pairs": frame(ONE.replace("tensor", "complex"), body()),
    "a safetensors length that lies": frame(ONE, struct.pack("<Q", 2**60) + b"{}"),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_frame_is_a_bad_reply(data: bytes) -> None:
    with pytest.raises(BadReply, match="damaged"):
        read(data)


def test_a_wrong_version_is_a_bad_reply() -> None:
    with pytest.raises(BadReply, match="not a reply"):
        read(wire.PREFIX.pack(wire.MAGIC, 2, 0, 0))


def test_a_boolean_tensor_of_other_bytes_is_true_where_it_is_not_zero() -> None:
    data = body("[3]", dtype="BOOL", end=3, size=0) + b"\x00\x01\xff"
    _, answer = read(frame(ONE, data))
    assert torch.equal(answer, torch.tensor([False, True, True]))
    assert answer.sum() == 2


@pytest.mark.parametrize("value", [object(), {1: 2}, {"a": {1}}, 2**1001, 1j], ids=type)
def test_what_is_no_wire_value_is_not_encoded(value: object) -> None:
    with pytest.raises(TypeError):
        wire.encode("ask", value)


def test_an_opaque_value_arrives_as_the_graders_own_type() -> None:
    assert read(wire.encode("value", wire.Opaque("A", "b"))) == ("value", Opaque("A", "b"))


def test_a_trusted_peer_is_read_from_a_socket() -> None:
    one, other = socket.socketpair()
    with other:
        with one:
            one.sendall(wire.encode("ask", {"x": torch.ones(2)}) + b"RNNG")
        received = wire.receive(other)
        assert received is not None
        assert same(received[1], {"x": torch.ones(2)})
        assert wire.receive(other) is None


ERROR = {"type": "ValueError", "message": "no", "frames": [[3, "f"]]}


def test_a_report_of_an_error_is_raised_as_the_students() -> None:
    with pytest.raises(StudentError, match="ValueError: no") as caught:
        read_value(("error", ERROR))
    assert caught.value.frames[0].line == 3
    with pytest.raises(ForbiddenCall):
        read_value(("forbidden", ERROR))


def test_a_report_of_loading_is_read() -> None:
    told = {"way": "whole", "missing": "n", "names": ["A"], "skipped": [ERROR]}
    loaded = read_loaded(("loaded", told), ["A", "B"])
    assert (loaded.way, loaded.missing, loaded.names) == ("whole", "n", ("A",))
    assert isinstance(loaded, Loaded)


LOADED = {"way": "whole", "missing": None, "names": [], "skipped": []}


@pytest.mark.parametrize(
    "reply",
    [
        ("value", 1),
        ("loaded", None),
        ("loaded", LOADED | {"way": "magic"}),
        ("loaded", LOADED | {"missing": 1}),
        ("loaded", LOADED | {"names": ["C"]}),
        ("loaded", LOADED | {"names": [[]]}),
        ("loaded", LOADED | {"skipped": [1]}),
        ("loaded", LOADED | {"skipped": [ERROR] * 1000}),
        ("error", {"type": "A"}),
        ("error", ERROR | {"message": torch.ones(1)}),
        ("error", ERROR | {"frames": [[3, "f"]] * 1000}),
        ("error", ERROR | {"frames": [[-1, "f"]]}),
        ("error", ERROR | {"frames": [[True, "f"]]}),
        ("error", ERROR | {"frames": [[3]]}),
        ("forbidden", None),
        ("x" * 10**6, None),
    ],
    ids=lambda reply: ascii(reply)[:60],
)
def test_a_reply_of_the_wrong_form_is_a_bad_reply(reply: tuple[str, Any]) -> None:
    with pytest.raises(BadReply):
        read_loaded(reply, ["A"])


@pytest.mark.parametrize("reply", [("ready", 1), ("loaded", LOADED), ("fault", None)])
def test_a_worker_that_is_not_ready_is_a_bad_reply(reply: tuple[str, Any]) -> None:
    with pytest.raises(BadReply):
        read_ready(reply)


@pytest.mark.parametrize("reply", [("hello", None), ("value", {"layers": []})])
def test_a_worker_without_a_hello_is_a_bad_reply(reply: tuple[str, Any]) -> None:
    with pytest.raises(BadReply):
        read_hello(reply)
