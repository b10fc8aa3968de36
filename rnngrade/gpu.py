"""Whether there is a GPU that torch can use, found out in a process of its own.

A driver that hangs or crashes takes that process with it and not the grader, and no CUDA context
stays behind in a process that others are forked from.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import torch

SECONDS = 60.0
"""How long the import of torch and the driver's answer may take."""
QUESTION = """
import torch
if torch.cuda.is_available():
    print(torch.cuda.get_device_name())
"""


@cache
def cuda_device() -> str | None:
    """Return the name of the CUDA device; None where torch can use none. Asked once."""
    if torch.version.cuda is None:  # this torch was built without
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - the question is a constant
            [sys.executable, "-P", "-s", "-c", QUESTION],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None if answer.returncode == 0 else None
