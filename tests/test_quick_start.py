"""Help and error messages must not wait for torch."""

from __future__ import annotations

import subprocess
import sys

import pytest

TORCH_FREE = [
    "rnngrade.commands.check",
    "rnngrade.configuration",
    "rnngrade.repository",
    "rnngrade.rubric",
    "rnngrade.scoring",
    "rnngrade.result",
    "rnngrade.result_json",
    "rnngrade.gradebook.export",
    "rnngrade.gradebook.marking",
    "rnngrade.gradebook.rescore",
    "rnngrade.gradebook.tables",
    "rnngrade.reports.html",
    "rnngrade.reports.terminal",
]


@pytest.mark.parametrize("module", TORCH_FREE)
def test_torch_is_not_imported_by(module: str) -> None:
    code = f"import {module}, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
