"""What an exception of the student's says: type, message, and where in the student's own text."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import FrameType

from .describe import text_of, type_name

FILENAME = "<submission>"
"""The file name that the student's code is compiled with."""
MAX_MESSAGE_CHARACTERS = 2000
MAX_NAME_CHARACTERS = 100
FIRST_FRAMES, LAST_FRAMES = 10, 40

Report = dict[str, object]
"""``type``, ``message``, ``frames`` (outermost first, each a list of line and function)."""


def report(error: BaseException) -> Report:
    """Return what the grader is told of an exception."""
    return {
        "type": type_name(error),
        "message": text_of(str, error, MAX_MESSAGE_CHARACTERS),
        "frames": _student_frames(_raised_through(error)),
    }


def current_frames() -> list[list[object]]:
    """Return the student's frames of the running call, outermost first."""
    stack = []
    frame = sys._getframe()
    while frame is not None:
        stack.append((frame, frame.f_lineno))
        frame = frame.f_back  # type: ignore[assignment]
    return _student_frames(reversed(stack))


def _raised_through(error: BaseException) -> Iterable[tuple[FrameType, int]]:
    step = error.__traceback__
    while step is not None:
        yield step.tb_frame, step.tb_lineno
        step = step.tb_next


def _student_frames(frames: Iterable[tuple[FrameType, int]]) -> list[list[object]]:
    found: list[list[object]] = [
        [line, frame.f_code.co_name[:MAX_NAME_CHARACTERS]]
        for frame, line in frames
        if frame.f_code.co_filename == FILENAME
    ]
    if len(found) > FIRST_FRAMES + LAST_FRAMES:
        return found[:FIRST_FRAMES] + found[-LAST_FRAMES:]
    return found
