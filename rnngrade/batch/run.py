"""Grades every submission of a batch, each result on disk as soon as it is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path

from rnngrade import result_json, submission
from rnngrade.batch.interface import Entry
from rnngrade.grader import Grader
from rnngrade.reports import gradebook
from rnngrade.reports.gradebook import Row
from rnngrade.submission.interface import Submission, SubmissionError
from rnngrade.whole_file import write_whole


def grade_all(
    entries: Sequence[Entry],
    grader: Grader,
    folder: Path,
    *,
    seed: int,
    jobs: int,
    done: Callable[[Row], None] = lambda _: None,
) -> list[Row]:
    """Grade ``entries``, ``jobs`` at a time, into ``folder``: a JSON each, and ``gradebook.csv``.

    Every entry has a row, whatever becomes of it. ``done`` is told of each as it is finished.
    Raises ``OSError`` where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pending: dict[str, Future[Row]] = {}
    try:
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            for entry in entries:
                pending[entry.name] = pool.submit(_grade, entry, grader, folder, seed)
            try:
                for future in as_completed(pending.values()):
                    done(future.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        # Also after an interruption, when those that were under way have ended.
        rows = [future.result() for future in pending.values() if _finished(future)]
        write_whole(folder / "gradebook.csv", gradebook.render(rows))
    return rows


def _finished(future: Future[Row]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _grade(entry: Entry, grader: Grader, folder: Path, seed: int) -> Row:
    handed_in = read_entry(entry, grader.exercise.required)
    verdict = grader.grade(handed_in, seed=seed)
    result_json.write(verdict, folder / f"{entry.name}.json")
    return Row(entry.name, verdict, handed_in.refusal.message if handed_in.refusal else "")


def read_entry(entry: Entry, required: Sequence[str]) -> Submission:
    """Return the submission, or one that says why there is none: it gets its row all the same."""
    try:
        return submission.read(entry.path, required)
    except SubmissionError as error:
        return Submission(
            name=entry.name,
            sha256=sha256(_bytes(entry.path)).hexdigest(),
            text="",
            definitions="",
            lines=(),
            refusal=error,
        )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""
