"""What checks and trainings can run on."""

from __future__ import annotations

import os
from collections.abc import Callable

from rnngrade.doctor.interface import Finding, Health


def devices(cuda_device: Callable[[], str | None]) -> tuple[Finding, ...]:
    """Return a finding for the CPU and one for a GPU."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    gpu = cuda_device()
    return (
        Finding("CPU", Health.OK, f"{cores} cores to be used"),
        Finding("GPU", Health.OK, gpu)
        if gpu
        else Finding("GPU", Health.ABSENT, "none that torch can use; what needs one costs nothing"),
    )


def ask_gpu() -> str | None:
    """Return the name of the GPU, if torch can use one."""
    from rnngrade.gpu import cuda_device  # torch comes with it

    return cuda_device()
