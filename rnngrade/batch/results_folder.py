"""The results folder of a batch: claimed by one grader at a time, each file whole or not there."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rnngrade import result_json, submission
from rnngrade.batch import manifest
from rnngrade.batch.manifest import Manifest
from rnngrade.intake.interface import BatchError, Entry
from rnngrade.whole_file import unfinished, write_whole

SUBMISSIONS = "submissions"
REVIEWS = "reviews"
RUBRIC = "rubric.json"
OURS = frozenset({SUBMISSIONS, RUBRIC, REVIEWS, "gradebook.csv", "checks.csv"})
"""What a results folder holds besides its manifest."""


def result_path(folder: Path, name: str) -> Path:
    """Return where the result of the entry ``name`` is, or is to be."""
    return folder / SUBMISSIONS / f"{name}.json"


def earlier_result(folder: Path, name: str) -> dict[str, Any]:
    """Return the result that is there of an entry, as JSON; empty where there is no valid one."""
    try:
        text = result_path(folder, name).read_text(encoding="utf-8")
        result_json.loads(text)
    except (OSError, ValueError):
        return {}
    document: dict[str, Any] = json.loads(text)
    return document


def newer_before(folder: Path, before: Manifest, entries: Sequence[Entry]) -> dict[str, Entry]:
    """Return by name what was graded before of a student whose entry is an older submission now."""
    graded = {entry.name: entry for entry in before.entries}
    found = {}
    for entry in entries:
        was = graded.get(entry.name)
        if was is None or was.path == entry.path or not (was.submitted and entry.submitted):
            continue
        document = earlier_result(folder, entry.name)
        judged = document["submission"].get("handed_in_sha256") if document else None
        if was.submitted > entry.submitted and judged and judged != handed_in_sha256(entry):
            found[entry.name] = was
    return found


@contextmanager
def claimed(
    folder: Path, about: Manifest, rubric: bytes, *, again: bool = False
) -> Iterator[Manifest]:
    """Make a results folder ready for a batch, and keep other graders out of it.

    Yields what the folder is about from now on: this batch, and those graded into it before.
    ``again`` says that all of the batch is judged anew, which may be with another seed.
    Raises ``BatchError`` where it holds something else, another exercise or another grader is at
    work in it, and OSError where it cannot be written; nothing in it has changed then.
    """
    if folder.is_dir() and not (folder / manifest.NAME).exists():
        _refuse_full(folder)
    (folder / SUBMISSIONS).mkdir(parents=True, exist_ok=True)
    with locked(folder):
        _sweep(folder)
        joined = about
        if (folder / manifest.NAME).exists():
            before = manifest.read(folder)
            refuse_another_exercise(folder, before.exercise, about.exercise)
            _refuse_mixture(folder, before, about, rubric, again=again)
            joined = manifest.joined(before, about)
            _rename(folder, before, joined)
        _drop_superseded(folder, about)
        manifest.write(joined, folder)
        write_whole(folder / RUBRIC, rubric.decode("utf-8"))
        yield joined


def _refuse_full(folder: Path) -> None:
    # Of a start that was cut off, or where a damaged manifest was moved away, ours are there.
    there = set(folder.iterdir()) - set(unfinished(folder))
    others = sorted({path.name for path in there} - OURS)
    if others:
        shown = ", ".join(others[:3])
        raise BatchError(
            f"{folder} is not empty and holds no results of rnngrade ({shown}); "
            "give a new folder with -o"
        )


def refuse_another_exercise(folder: Path, found: str, wanted: str) -> None:
    """Raise ``BatchError`` where a folder holds results of another exercise."""
    if found != wanted:
        raise BatchError(
            f"{folder} holds results of {found}, not of {wanted}; give another folder with -o"
        )


def _refuse_mixture(
    folder: Path, before: Manifest, about: Manifest, rubric: bytes, *, again: bool
) -> None:
    """Refuse to judge some of a class otherwise than the others."""
    names = {entry.name for entry in manifest.joined(before, about).entries}
    others = sorted(names - {entry.name for entry in about.entries})
    if before.seed is not None and about.seed != before.seed and (others or not again):
        raise BatchError(
            f"{folder} holds results of seed {before.seed}, not of {about.seed}; leave --seed out "
            "to go on with it, name all submissions and say --again to judge them with another, "
            "or give another folder with -o"
        )
    if before.on_a_roster and not about.on_a_roster:
        raise BatchError(
            f"{folder} holds results of students on a roster; give it again with --roster"
        )
    judged_by = folder / RUBRIC
    if others and judged_by.exists() and judged_by.read_bytes() != rubric:
        shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
        raise BatchError(
            f"{folder} holds results by another rubric, some of them not of these submissions "
            f"({shown}): name all submissions; or, where points and words alone have changed, "
            f"change them all with rnngrade rescore {folder} --rubric FILE first"
        )


def _rename(folder: Path, before: Manifest, now: Manifest) -> None:
    """Have result and review follow a submission that has another name now, as by a roster."""
    named = {entry.source: entry.name for entry in now.entries}
    changed = {entry.name: named.get(entry.source, entry.name) for entry in before.entries}
    left = {old: new for old, new in changed.items() if old != new}
    # Whoever takes a name that another gives up comes after that one.
    while free := [old for old, new in left.items() if new not in left]:
        for name in free:
            for place in (SUBMISSIONS, REVIEWS):
                old, new = (folder / place / f"{each}.json" for each in (name, left[name]))
                if old.exists() and not new.exists():
                    old.rename(new)
            del left[name]


def _drop_superseded(folder: Path, about: Manifest) -> None:
    """Remove results of what has been handed in anew since, and those of another seed.

    Before anything else is done: whatever comes between, no earlier grade is taken for the new one.
    """
    for entry in about.entries:
        document = earlier_result(folder, entry.name)
        if not document:
            continue
        judged = document["submission"].get("handed_in_sha256")
        other_seed = about.seed is not None and document["seed"] not in (None, about.seed)
        if other_seed or (judged and judged != handed_in_sha256(entry)):
            result_path(folder, entry.name).unlink()


def handed_in_sha256(entry: Entry) -> str:
    """Return the digest of all that was handed in; empty where that cannot be looked at."""
    try:
        return submission.handed_in_sha256(entry.path)
    except Exception:  # it is judged anew, and refused
        return ""


def _sweep(folder: Path) -> None:
    """Remove what a grader that was killed has begun to write."""
    for place in (folder, folder / SUBMISSIONS):
        for left in unfinished(place):
            left.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep everybody else out who would change this results folder. Raises ``BatchError``."""
    # The lock is on the folder itself: it leaves no file, and ends with the process.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BatchError(
            f"another rnngrade is at work in {folder}; wait until it has ended"
        ) from None
    finally:
        os.close(descriptor)
