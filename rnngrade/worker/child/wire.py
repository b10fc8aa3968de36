"""Frames and the values in them: the one codec, used by both ends of the channel.

The format is specified in ``rnngrade/worker/protocol.py``. Decoding is strict, for the grader
decodes what an adversary may have written: whatever is wrong raises ``Damaged``, and nothing is
allocated on the word of a length that the bytes at hand do not bear out.
"""

from __future__ import annotations

import json
import math
import socket
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import safetensors
import torch

MAGIC = b"RNNG"
VERSION = 1
PREFIX = struct.Struct("!4sBIQ")
"""Magic, version, length of the header, length of the body."""
MAX_DEPTH = 40
MAX_INT_BITS = 1000
MAX_DIMENSIONS = 64
MAX_TENSORS_BYTES = 2**20
"""Of the part of a body that describes its tensors: some 10,000 of them fit."""
MAX_EXTENT = 2**40
"""Of one dimension, which a tensor without elements could otherwise claim at no cost."""

DTYPES = {
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F32": torch.float32,
    "F64": torch.float64,
    "I8": torch.int8,
    "I16": torch.int16,
    "I32": torch.int32,
    "I64": torch.int64,
    "U8": torch.uint8,
    "U16": torch.uint16,
    "U32": torch.uint32,
    "U64": torch.uint64,
    "BOOL": torch.bool,
}
"""What a body may hold, by safetensors' names. Complex tensors travel as pairs of reals."""
COMPLEX_DTYPES = (torch.complex64, torch.complex128)


class Damaged(ValueError):
    """The bytes are not a frame of this format."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that does not cross the boundary."""

    type_name: str
    text: str


def encode(kind: str, value: object) -> bytes:
    """Return the frame of a value. Raises ``TypeError`` for one that is no wire value."""
    tensors: list[torch.Tensor] = []
    tree = {"kind": kind, "value": _tree(value, tensors)}
    header = json.dumps(tree, allow_nan=False, separators=(",", ":")).encode("ascii")
    body = _body(tensors) if tensors else b""
    return PREFIX.pack(MAGIC, VERSION, len(header), len(body)) + header + body


def _body(tensors: Sequence[torch.Tensor]) -> bytes:
    """Return the tensors as safetensors, each by its number.

    The format is a header's length (little-endian u64), a JSON header, and the buffers. It is
    written here because the library's own writer for torch takes ten times as long for a few small
    tensors; the library reads it.
    """
    names = {dtype: name for name, dtype in DTYPES.items()}
    header, buffers, end = {}, [], 0
    for number, tensor in enumerate(tensors):
        # A clone has stride 1 also where a single element passes for contiguous with another.
        flat = tensor.reshape(-1).clone(memory_format=torch.contiguous_format)
        buffer = flat.view(torch.uint8).numpy().tobytes()
        start, end = end, end + len(buffer)
        header[str(number)] = {
            "dtype": names[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [start, end],
        }
        buffers.append(buffer)
    text = json.dumps(header).encode("ascii")
    text += b" " * (-len(text) % 8)
    return b"".join([struct.pack("<Q", len(text)), text, *buffers])


def _tree(value: object, tensors: list[torch.Tensor]) -> object:
    """Return the JSON of a value; its tensors are appended to ``tensors``."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and value.bit_length() <= MAX_INT_BITS:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": repr(value)}
    if isinstance(value, torch.Tensor):
        return _tensor_tree(value, tensors)
    if isinstance(value, list):
        return [_tree(item, tensors) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_tree(item, tensors) for item in value]}
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {"dict": {key: _tree(item, tensors) for key, item in value.items()}}
    if isinstance(value, Opaque):
        return {"opaque": [value.type_name, value.text]}
    raise TypeError(f"a {type(value).__name__} does not cross to a worker or back: {value!r:.200}")


def _tensor_tree(tensor: torch.Tensor, tensors: list[torch.Tensor]) -> object:
    plain = tensor.detach().cpu().resolve_conj().resolve_neg()
    tag = "complex" if plain.is_complex() else "tensor"
    tensors.append(torch.view_as_real(plain) if plain.is_complex() else plain)
    return {tag: len(tensors) - 1}


def decode(
    header: bytes, body: bytes, opaque: Callable[[str, str], object] = Opaque
) -> tuple[str, Any]:
    """Return the kind and the value of a frame. Raises ``Damaged``."""
    top = _parse(header)
    if type(top) is not dict or top.keys() != {"kind", "value"} or type(top["kind"]) is not str:
        raise Damaged("the header is not a kind and a value")
    tensors = _read_tensors(body)
    value = _value(top["value"], tensors, opaque, MAX_DEPTH)
    if tensors:
        raise Damaged("the body holds tensors that the header does not name")
    return top["kind"], value


def _parse(header: bytes) -> Any:
    try:
        return json.loads(header.decode("ascii"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Damaged(f"the header is not JSON: {error}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise Damaged(f"{name} is not JSON")


def _value(
    tree: Any, tensors: dict[int, torch.Tensor], opaque: Callable[[str, str], object], depth: int
) -> Any:
    """Return the value of its JSON, taking its tensors out of ``tensors``."""
    if depth == 0:
        raise Damaged(f"the value is nested deeper than {MAX_DEPTH}")
    if type(tree) is int and tree.bit_length() > MAX_INT_BITS:
        raise Damaged("an integer is too large")
    if type(tree) is list:
        return [_value(item, tensors, opaque, depth - 1) for item in tree]
    if type(tree) is not dict:
        return tree
    if len(tree) != 1:
        raise Damaged("an object of the header must have one tag")
    ((tag, content),) = tree.items()
    match tag, content:
        case "float", "nan" | "inf" | "-inf":
            return float(content)
        case "tuple", list():
            return tuple(_value(item, tensors, opaque, depth - 1) for item in content)
        case "dict", dict():
            return {k: _value(item, tensors, opaque, depth - 1) for k, item in content.items()}
        case "opaque", [str() as type_name, str() as text]:
            return opaque(type_name, text)
        case "tensor" | "complex", int() if type(content) is int and content in tensors:
            tensor = tensors.pop(content)
            return tensor if tag == "tensor" else _as_complex(tensor)
    raise Damaged(f"the header holds an unknown or wrong {tag[:20]!r}")


def _as_complex(tensor: torch.Tensor) -> torch.Tensor:
    pairs = tensor.dim() > 0 and tensor.shape[-1] == 2
    if not pairs or tensor.dtype not in (torch.float32, torch.float64):
        raise Damaged("a complex tensor is not made of pairs of float32 or float64")
    return torch.view_as_complex(tensor)


def _read_tensors(body: bytes) -> dict[int, torch.Tensor]:
    if not body:
        return {}
    if int.from_bytes(body[:8], "little") > MAX_TENSORS_BYTES:
        raise Damaged("the body describes more tensors than are accepted")
    try:
        entries = safetensors.deserialize(body)  # type: ignore[no-untyped-call]
    except safetensors.SafetensorError as error:
        raise Damaged(f"the body is not safetensors: {error}") from None
    return {
        _index(name): _tensor(entry["dtype"], entry["shape"], entry["data"])
        for name, entry in entries
    }


def _index(name: str) -> int:
    if not (name.isascii() and name.isdecimal() and len(name) < 8):
        raise Damaged(f"{name[:20]!r} is not a tensor's number")
    return int(name)


def _tensor(dtype_name: str, shape: Sequence[int], data: bytearray) -> torch.Tensor:
    dtype = DTYPES.get(dtype_name)
    if dtype is None:
        raise Damaged(f"tensors of dtype {dtype_name[:20]} are not accepted")
    if len(shape) > MAX_DIMENSIONS or not all(0 <= extent <= MAX_EXTENT for extent in shape):
        raise Damaged(f"a tensor's shape is out of bounds: {list(shape[:9])}")
    if math.prod(shape) * dtype.itemsize != len(data):
        raise Damaged(f"{len(data)} bytes are not a {dtype} tensor of shape {list(shape)}")
    if not data:
        return _empty(shape, dtype)
    if dtype is torch.bool:  # bytes other than 0 and 1 would be neither true nor false
        return torch.frombuffer(data, dtype=torch.uint8).ne(0).reshape(shape)
    return torch.frombuffer(data, dtype=dtype).reshape(shape)


def _empty(shape: Sequence[int], dtype: torch.dtype) -> torch.Tensor:
    try:
        return torch.empty(shape, dtype=dtype)
    except RuntimeError as error:  # the product of the other extents overflows
        raise Damaged(f"a tensor's shape is out of bounds: {error}") from None


def receive(channel: socket.socket) -> tuple[str, Any] | None:
    """Wait for the next frame of a peer that is trusted; None where there will be none."""
    prefix = _receive_exactly(channel, PREFIX.size)
    if prefix is None:
        return None
    _, _, header_length, body_length = PREFIX.unpack(prefix)
    header = _receive_exactly(channel, header_length)
    body = _receive_exactly(channel, body_length)
    return None if header is None or body is None else decode(header, body)


def _receive_exactly(channel: socket.socket, length: int) -> bytes | None:
    data = bytearray(length)
    view = memoryview(data)
    while view:
        count = channel.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return bytes(data)
