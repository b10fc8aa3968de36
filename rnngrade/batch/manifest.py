"""Who is in a results folder: its ``batch.json``, apart from what was judged of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rnngrade.intake.interface import BatchError, Entry, LeftOut, Student
from rnngrade.intake.naming import safe
from rnngrade.schema import violations
from rnngrade.whole_file import write_whole

SCHEMA = "rnngrade/batch/v1"
NAME = "batch.json"


@dataclass(frozen=True)
class Manifest:
    """The submissions of one exercise that a results folder is about."""

    exercise: str
    """Id, such as ``ex1``."""
    entries: tuple[Entry, ...]
    """By name. Their paths need not be there any more."""
    left_out: tuple[LeftOut, ...] = ()
    absent: tuple[Student, ...] = ()
    seed: int | None = None
    """That all of it is judged by; None where it is not known."""

    @property
    def on_a_roster(self) -> bool:
        """Whether anybody is known by a roster."""
        return bool(self.absent) or any(entry.student for entry in self.entries)

    @property
    def unmatched(self) -> tuple[str, ...]:
        """Sources of entries that belong to nobody on the roster; none where there was none."""
        return tuple(e.source for e in self.entries if not e.student) if self.on_a_roster else ()


def read(folder: Path) -> Manifest:
    """Return the manifest of a results folder.

    Raises ``BatchError`` where there is none, or it is none of ours.
    """
    path = folder / NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BatchError(
            f"{folder} is no results folder: it has no {NAME}; name the one that was given to "
            "rnngrade grade with -o"
        ) from None
    except OSError as error:
        raise BatchError(f"{path} cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError) as error:
        raise BatchError(
            f"{path} is not JSON ({error}); move it away, and grade again: results are kept"
        ) from None
    if problems := violations(document, "batch-v1"):
        first = problems[0]
        raise BatchError(f"{path}: {first.key or 'document'}: {first.reason}")
    for number, entry in enumerate(document["entries"]):
        if entry["name"] != safe(entry["name"]):
            raise BatchError(f"{path}: entries[{number}].name: {entry['name']!r} is no file's name")
    return Manifest(
        exercise=document["exercise"],
        entries=tuple(_entry(entry) for entry in document["entries"]),
        left_out=tuple(LeftOut(**each) for each in document["left_out"]),
        absent=tuple(Student(**each) for each in document["absent"]),
        seed=document.get("seed"),
    )


def write(manifest: Manifest, folder: Path) -> None:
    """Write ``batch.json`` into a results folder, whole or not at all. Raises OSError."""
    document = {
        "schema": SCHEMA,
        "exercise": manifest.exercise,
        "seed": manifest.seed,
        "entries": [_document(entry) for entry in manifest.entries],
        "left_out": [asdict(each) for each in manifest.left_out],
        "absent": [asdict(each) for each in manifest.absent],
    }
    # ASCII, so that no name, whatever it holds, is lost or cannot be written.
    write_whole(folder / NAME, json.dumps(document, indent=1) + "\n")


def joined(old: Manifest, new: Manifest) -> Manifest:
    """Return what a folder is about after a batch was graded into it once more.

    Who was there before stays; what is known of them is the newer, and so is whose a source is.
    """
    sources = {entry.source for entry in new.entries}
    kept = (entry for entry in old.entries if entry.source not in sources)
    entries = {entry.name: entry for entry in (*kept, *new.entries)}
    still_left_out = (each for each in old.left_out if not _is_among(each.source, sources))
    there = {entry.student.id for entry in entries.values() if entry.student}
    absent = {student.id: student for student in (*old.absent, *new.absent)}
    return replace(
        new,
        entries=tuple(entries[name] for name in sorted(entries)),
        left_out=tuple(dict.fromkeys((*still_left_out, *new.left_out))),
        absent=tuple(student for name, student in absent.items() if name not in there),
    )


def _is_among(source: str, sources: Set[str]) -> bool:
    """Whether ``source`` is one of ``sources``, or lies in one."""
    parts = source.split("/")
    return any("/".join(parts[:count]) in sources for count in range(1, len(parts) + 1))


def _document(entry: Entry) -> Mapping[str, Any]:
    return asdict(entry) | {
        "path": str(entry.path),
        "submitted": entry.submitted.isoformat() if entry.submitted else None,
    }


def _entry(document: Mapping[str, Any]) -> Entry:
    student, submitted = document["student"], document["submitted"]
    changed = {
        "path": Path(document["path"]),
        "student": Student(**student) if student else None,
        "submitted": datetime.fromisoformat(submitted) if submitted else None,
    }
    return Entry(**(dict(document) | changed))
