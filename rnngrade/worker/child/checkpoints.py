"""A student's checkpoint, from bytes into a model: weights alone, never a pickled object.

What is wrong with one is told in parts, of which the grader makes sentences.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn

WRAPPINGS = ("state_dict", "model_state_dict", "model")
"""Under which a state_dict is often kept, beside the optimizer's and the epoch."""
PREFIXES = ("module.", "_orig_mod.")
"""What DataParallel and torch.compile put before every name."""
PICKLED = re.compile(r"(?i)unsupported (?:global: GLOBAL|global|class) ([\w.]+)")
"""How torch begins to say what it found that is no tensor."""
KINDS = ("missing", "unexpected", "reshaped")
SHOWN = 3
"""Names of each kind that are told."""
MAX_CHARACTERS = 200

State = dict[str, Any]


class Refused(Exception):
    """A checkpoint that cannot be used. ``told`` is the answer that says why."""

    def __init__(self, refused: str, said: str = "", **names: list[Any]) -> None:
        super().__init__(refused)
        self.told = {
            "refused": refused,
            "said": said[:MAX_CHARACTERS],
            "counts": [len(names.get(kind, [])) for kind in KINDS],
            **{kind: names.get(kind, [])[:SHOWN] for kind in KINDS},
        }


def read(content: bytes, kind: str) -> State:
    """Return the state_dict in a file's bytes; ``kind`` is its suffix. Raises ``Refused``."""
    try:
        loaded = _loaded(content, kind)
    except Exception as error:  # zip files, pickles and headers can be broken in many ways
        if found := PICKLED.search(str(error)):
            raise Refused("pickled", found[1]) from None
        raise Refused("unreadable", _first_sentence(error)) from None
    return _unwrapped(loaded)


def fill(model: nn.Module, state: State) -> None:
    """Load a state_dict into a model. Raises ``Refused`` where they do not fit."""
    own = model.state_dict()
    state = _unprefixed(state, own.keys())
    try:
        model.load_state_dict(state, strict=True)
    except Exception as error:
        raise Refused("misfit", _first_sentence(error), **_differences(own, state)) from None
    broken = [name for name, value in model.state_dict().items() if _has_nan(value)]
    if broken:
        raise Refused("nan", broken[0])


def _loaded(content: bytes, kind: str) -> Any:
    if kind == ".safetensors":
        return safetensors.torch.load(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of old formats, among what the student's code prints
        return torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)


def _first_sentence(error: Exception) -> str:
    # What follows is advice to torch's users, such as to do without weights_only.
    sentence = re.split(r"\.\s|\n", f"{type(error).__name__}: {error}", maxsplit=1)[0]
    return sentence.rstrip(".: ")


def _unwrapped(loaded: Any) -> State:
    """Return the state_dict itself, where it is kept beside other things."""
    if isinstance(loaded, Mapping):
        inner = (loaded[name] for name in WRAPPINGS if isinstance(loaded.get(name), Mapping))
        loaded = next(inner, loaded)
    if not isinstance(loaded, Mapping) or not all(isinstance(name, str) for name in loaded):
        raise Refused("no_state", type(loaded).__name__)
    return dict(loaded)


def _unprefixed(state: State, own: Iterable[str]) -> State:
    """Return the state without what stands before every name, if the model's own have it not."""
    names = set(own)
    while state and names.isdisjoint(state):
        prefix = next((p for p in PREFIXES if all(name.startswith(p) for name in state)), None)
        if prefix is None:
            break
        state = {name.removeprefix(prefix): value for name, value in state.items()}
    return state


def _differences(own: State, state: State) -> dict[str, list[Any]]:
    both = [name for name in own if name in state]
    shapes = [(name, _shape(state[name]), _shape(own[name])) for name in both]
    return {
        "missing": [_short(name) for name in own if name not in state],
        "unexpected": [_short(name) for name in state if name not in own],
        "reshaped": [[_short(name), came, is_] for name, came, is_ in shapes if came != is_],
    }


def _shape(value: Any) -> list[int]:
    return list(value.shape) if isinstance(value, Tensor) else []


def _short(name: str) -> str:
    return name[:100]


def _has_nan(value: Any) -> bool:
    if not isinstance(value, Tensor) or not (value.is_floating_point() or value.is_complex()):
        return False
    return bool(value.isnan().any())
