"""The worker stage: runs a student's code in a confined process, and sends back values.

Importing it does not import torch, so that a zygote can be started first.
"""

from rnngrade.worker.interface import (
    BadReply,
    ForbiddenCall,
    Frame,
    IsolationError,
    Limits,
    Loaded,
    Opaque,
    Source,
    StudentError,
    Value,
    Worker,
    WorkerCrash,
    WorkerError,
    WorkerPool,
    WorkerPoolError,
    WorkerTimeout,
)
from rnngrade.worker.zygote import Zygote

__all__ = [
    "BadReply",
    "ForbiddenCall",
    "Frame",
    "IsolationError",
    "Limits",
    "Loaded",
    "Opaque",
    "Source",
    "StudentError",
    "Value",
    "Worker",
    "WorkerCrash",
    "WorkerError",
    "WorkerPool",
    "WorkerPoolError",
    "WorkerTimeout",
    "Zygote",
]
