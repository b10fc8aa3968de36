"""The whole examination: one section after the other."""

from __future__ import annotations

from collections.abc import Callable

from rnngrade.doctor.devices import ask_gpu, devices
from rnngrade.doctor.interface import Examined, Health, Section
from rnngrade.doctor.isolation import isolation, layers_here, not_tried
from rnngrade.doctor.machine import Machine, this_machine
from rnngrade.doctor.software import Torch, ask_torch, software
from rnngrade.doctor.storage import content, data, folders
from rnngrade.worker.zygote import DEMANDED


def examine(
    machine: Machine | None = None,
    *,
    torch: Callable[[], Torch] = ask_torch,
    gpu: Callable[[], str | None] = ask_gpu,
    layers: Callable[[], tuple[str, ...]] = layers_here,
) -> Examined:
    """Look at this machine, or at what a test gives in its place.

    Where a package is missing, nothing is started that would need it.
    """
    here = machine or this_machine()
    installed = tuple(software(here, torch))
    usable = all(finding.health is not Health.MISSING for finding in installed)
    found = isolation(layers, here) if usable else not_tried()
    held = {finding.name for finding in found if finding.health is Health.OK}
    return Examined(
        (
            Section("Software", installed),
            Section("Devices", devices(gpu if usable else lambda: None)),
            Section("Isolation of student code", found),
            Section("Exercises", tuple(content())),
            Section("Data", tuple(data())),
            Section("Folders", tuple(folders())),
        ),
        unguarded=tuple(sorted(DEMANDED - held)),
    )
