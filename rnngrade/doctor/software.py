"""Python, torch and the other packages: which there are, and whether they can be used."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata

from rnngrade.doctor.interface import Finding, Health
from rnngrade.doctor.machine import Machine

SECONDS = 180.0
"""How long an import of torch may take, on a cold and busy machine."""
QUESTION = """
import json, time
start = time.perf_counter()
import torch
seconds = time.perf_counter() - start
print(json.dumps([torch.__version__, torch.version.cuda, torch.version.hip, seconds]))
"""
_OPTIONAL = {"distributed": "grade --scheduler"}


class TorchError(Exception):
    """torch cannot be imported; the message says what Python said."""


@dataclass(frozen=True)
class Torch:
    """What torch says of itself."""

    version: str
    cuda: str | None
    """The version of CUDA that it is built for."""
    hip: str | None
    seconds: float
    """Wall time of its import."""

    @property
    def build(self) -> str:
        """What it is built for."""
        if self.cuda:
            return f"CUDA {self.cuda}"
        return f"ROCm {self.hip}" if self.hip else "the CPU"


def ask_torch() -> Torch:
    """Import torch in a process of its own, which may crash. Raises ``TorchError``."""
    try:
        answer = subprocess.run(  # noqa: S603 - the question is a constant
            [sys.executable, "-P", "-s", "-c", QUESTION],
            capture_output=True,
            text=True,
            errors="backslashreplace",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TorchError(f"{type(error).__name__} after at most {SECONDS:g} s") from None
    if answer.returncode != 0:
        said = answer.stderr.strip().splitlines() or [f"Python ended with {answer.returncode}"]
        raise TorchError(said[-1])
    return Torch(*json.loads(answer.stdout.splitlines()[-1]))


def software(machine: Machine, ask: Callable[[], Torch]) -> Iterator[Finding]:
    """Yield a finding for the system, for Python, and for each package that is needed."""
    system = f"{machine.system} {machine.release}, {machine.architecture}"
    yield Finding("system", Health.OK, system)
    yield Finding("Python", Health.OK, platform.python_version())
    try:
        torch = ask()
    except TorchError as error:
        hint = "pip install torch, or install it as https://pytorch.org says."
        yield Finding("torch", Health.MISSING, f"cannot be imported: {error}", hint)
    else:
        text = f"{torch.version}, built for {torch.build}; imported in {torch.seconds:.1f} s"
        yield Finding("torch", Health.OK, text)
    yield from (_package(name) for name in needed() if name != "torch")
    for name, purpose in _OPTIONAL.items():
        yield _package(name, purpose)


def needed() -> list[str]:
    """Return the names of the packages that rnngrade needs; none where it is not installed."""
    try:
        lines = metadata.requires("rnngrade") or []
    except metadata.PackageNotFoundError:
        return []
    plain = (line for line in lines if "extra ==" not in line)
    return sorted(re.split(r"[^A-Za-z0-9._-]", line)[0] for line in plain)


def _package(name: str, purpose: str = "") -> Finding:
    """Return what is there of a package: needed, or but for ``purpose``."""
    try:
        return Finding(name, Health.OK, metadata.version(name))
    except metadata.PackageNotFoundError:
        health = Health.ABSENT if purpose else Health.MISSING
        text = f"not installed; {purpose} needs it" if purpose else "not installed"
        return Finding(name, health, text, f"pip install {name}")
