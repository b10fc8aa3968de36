"""A checkpoint becomes a model's weights, or is refused with what is wrong with it."""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import safetensors.torch
import torch
from torch import Tensor, nn

from rnngrade.checks.form import in_form
from rnngrade.checks.restored import REFUSED
from rnngrade.checks.trained import TRAINED
from rnngrade.worker.child.models import Models

State = dict[str, Tensor]


class Model(nn.Module):
    """Small, with a buffer."""

    def __init__(self, size: int = 4) -> None:
        super().__init__()
        self.rnn = nn.RNN(2, size)
        self.register_buffer("mask", torch.full((2,), -torch.inf))


class Wrapped(nn.Module):
    """One whose only child has the name of a wrapper's."""

    def __init__(self) -> None:
        super().__init__()
        self.module = nn.RNN(2, 4)


class Runs:
    """Runs a command where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.path}",)


def saved(thing: object, **options: Any) -> bytes:
    buffer = io.BytesIO()
    torch.save(thing, buffer, **options)
    return buffer.getvalue()


def restored(content: bytes, kind: str = ".pt", cls: type[nn.Module] = Model) -> Any:
    """Return the answer, and the weights that are kept; None where none are."""
    kept = Models(lambda student: student.Model(), lambda model, length: ({}, torch.zeros(length)))
    student = SimpleNamespace(Model=cls)
    bytes_ = torch.frombuffer(bytearray(content), dtype=torch.uint8)
    told = kept.restore(student, cls, bytes_, kind, "cpu")
    if "refused" in told:
        with pytest.raises(LookupError):
            kept.trained()
        return in_form(told, REFUSED), None
    return in_form(told, TRAINED), kept.trained().state_dict()


def weights(cls: type[nn.Module] = Model) -> State:
    torch.manual_seed(7)
    return cls().state_dict()


def with_prefix(prefix: str) -> State:
    return {prefix + name: value for name, value in weights().items()}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (saved(weights()), ".pt"),
        (saved(weights()), ".pth"),
        (saved(weights(), _use_new_zipfile_serialization=False), ".pt"),
        (safetensors.torch.save(weights()), ".safetensors"),
        (saved({"epoch": 3, "state_dict": weights()}), ".pt"),
        (saved({"optimizer": {}, "model_state_dict": weights()}), ".pt"),
        (saved({"model": weights()}), ".pt"),
        (saved(with_prefix("module.")), ".pt"),
        (saved(with_prefix("_orig_mod.")), ".pt"),
        (safetensors.torch.save(with_prefix("module._orig_mod.")), ".safetensors"),
        (saved({name: value.double() for name, value in weights().items()}), ".pt"),
    ],
)
def test_the_weights_are_those_of_the_checkpoint(content: bytes, kind: str) -> None:
    told, state = restored(content, kind)
    assert told["is_expected"]
    assert told["devices"] == ["cpu"]
    assert state.keys() == weights().keys()
    assert all(torch.equal(state[name], value) for name, value in weights().items())


def test_a_prefix_that_is_the_models_own_stays() -> None:
    for state in (weights(Wrapped), {f"module.{n}": v for n, v in weights(Wrapped).items()}):
        told, _ = restored(saved(state), cls=Wrapped)
        assert told["type"] == "Wrapped"


def test_a_pickle_runs_nothing_and_is_named(tmp_path: Path) -> None:
    breach = tmp_path / "breach"
    for content in (saved({"weight": Runs(breach)}), pickle.dumps(Runs(breach))):
        for kind in (".pt", ".pth", ".safetensors"):
            told, _ = restored(content, kind)
            assert told["refused"] in ("pickled", "unreadable")
    told, _ = restored(saved({"weight": Runs(breach)}))
    assert (told["refused"], told["said"]) == ("pickled", "posix.system")
    assert not breach.exists()


def test_a_whole_model_is_not_loaded() -> None:
    told, _ = restored(saved(Model()))
    assert told["refused"] == "pickled"
    assert told["said"].endswith("Model")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"hello", ".pt"),
        (saved(weights())[:-300], ".pt"),
        (saved(weights(), _use_new_zipfile_serialization=False)[:-9], ".pt"),
        (safetensors.torch.save(weights())[:-9], ".safetensors"),
        (saved(weights()), ".safetensors"),
        (safetensors.torch.save(weights()), ".pt"),
    ],
)
def test_what_cannot_be_read_is_said_without_torchs_advice(content: bytes, kind: str) -> None:
    told, _ = restored(content, kind)
    assert told["refused"] == "unreadable"
    assert 0 < len(told["said"]) <= 200
    assert "\n" not in told["said"]
    assert "arbitrary code" not in told["said"]


@pytest.mark.parametrize("thing", [[1], torch.zeros(3), {1: torch.zeros(2)}, "text"])
def test_what_is_no_state_dict_is_named(thing: object) -> None:
    told, _ = restored(saved(thing))
    assert (told["refused"], told["said"]) == ("no_state", type(thing).__name__)


def test_keys_and_shapes_that_do_not_fit_are_told_three_of_each() -> None:
    told, _ = restored(saved(Model(size=3).state_dict()))
    assert (told["refused"], told["counts"]) == ("misfit", [0, 0, 4])
    assert told["reshaped"][0] == ["rnn.weight_ih_l0", [3, 2], [4, 2]]
    assert len(told["reshaped"]) == 3
    state = weights()
    del state["mask"]
    told, _ = restored(saved({**state, "fc.weight": torch.zeros(1)}))
    assert told["missing"] == ["mask"]
    assert told["unexpected"] == ["fc.weight"]
    assert told["counts"] == [1, 1, 0]


def test_nan_is_refused_and_an_infinite_mask_is_not() -> None:
    state = weights()
    assert state["mask"].isinf().all()
    state["rnn.weight_hh_l0"][0, 0] = torch.nan
    told, _ = restored(saved(state))
    assert (told["refused"], told["said"]) == ("nan", "rnn.weight_hh_l0")
