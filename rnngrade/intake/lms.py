"""What the names tell that learning management systems give to downloaded submissions.

Canvas (``lib/content_zipper.rb``) writes ``lovelaceada_LATE_12345_67890_mine-1.py``: the sortable
name in small letters, without spaces and punctuation; ``LATE``; the ids of the user and of the
file; the name that the student gave it, to which ``-1`` is added when one of that name is handed in
again. Where students are anonymous, ``anon_`` and letters stand for the user. What was typed into
Canvas is ``lovelaceada_12345_text.html``, an address ``…_link.html``.

Moodle (``mod/assign/classes/downloader.php``) writes
``Ada Lovelace_12345_assignsubmission_file/mine.py``, or all in one folder
``Ada Lovelace_12345_assignsubmission_file_mine.py``: the full name, in which ``_`` has become a
space, and the participant's number in this assignment; a group's name and number where groups hand
in. What was typed is in ``…_assignsubmission_onlinetext``.

Neither writes when something was handed in: both give every file the time of the download.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

CANVAS, MOODLE = "Canvas", "Moodle"

# A file's number has four digits and more: ``anna_2026_01_31.py`` is a date.
_CANVAS = re.compile(
    r"(?:(?P<person>[^\s.]+?)_)??(?P<late>LATE_)?(?P<number>[1-9]\d*|anon_[A-Za-z0-9]+)_"
    r"(?:(?P<attachment>[1-9]\d{3,})_(?P<file>.+)|(?P<typed>text|link)\.html)",
    re.DOTALL,
)
_MOODLE = re.compile(
    r"(?P<person>[^_]+)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<file>.*))?",
    re.DOTALL,
)
_AGAIN = re.compile(r"(?P<stem>.+)-(?P<again>\d{1,3})", re.DOTALL)


@dataclass(frozen=True)
class Download:
    """What the name of a downloaded file, or of a downloaded folder, says."""

    system: str
    """``CANVAS`` or ``MOODLE``."""
    person: str
    """A name as the system writes it; empty where it is not told."""
    number: str
    """Canvas's of the user; Moodle's of the participant, which it has in this assignment alone."""
    file: str
    """What the student has called the file, without Canvas's ``-1``; empty for a folder."""
    late: bool = False
    again: int = 0
    """How often Canvas had a file of that name before."""
    attachment: int = 0
    """Canvas's number of the file; a later file has a larger one."""
    typed: bool = False
    """Whether it was typed into the system, and not handed in as a file."""


def read_name(name: str) -> Download | None:
    """Return what the name of a file or a folder says; None where it is nobody's download."""
    return _moodle(name) or _canvas(name)


def _canvas(name: str) -> Download | None:
    found = _CANVAS.fullmatch(name)
    if found is None or (found["person"] or "") != (found["person"] or "").lower():
        return None
    file = found["file"] or ""
    path = PurePath(file)
    again = _AGAIN.fullmatch(path.stem)
    return Download(
        CANVAS,
        found["person"] or "",
        found["number"],
        (again["stem"] + path.suffix) if again else file,
        late=bool(found["late"]),
        again=int(again["again"]) if again else 0,
        attachment=int(found["attachment"] or 0),
        typed=bool(found["typed"]),
    )


def _moodle(name: str) -> Download | None:
    found = _MOODLE.fullmatch(name)
    if found is None:
        return None
    return Download(
        MOODLE,
        found["person"],
        found["number"] or "",
        found["file"] or "",
        typed=found["plugin"] != "file",
    )
