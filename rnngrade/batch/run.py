"""Grades every submission of a batch: what is finished is on disk at once, and not done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rnngrade import result_json, submission
from rnngrade.batch.conditions import Conditions, Holds
from rnngrade.batch.results_folder import earlier_result, handed_in_sha256, result_path
from rnngrade.intake.interface import BatchError, Entry
from rnngrade.rescoring import RescoringError, rescored
from rnngrade.result import Outcome
from rnngrade.rubric import Rubric
from rnngrade.submission.interface import Submission, SubmissionError
from rnngrade.whole_file import write_whole
from rnngrade.worker.interface import WorkerPoolError


@dataclass(frozen=True)
class Judging:
    """Where submissions are judged: here, or on a cluster."""

    executor: Executor
    judge: Callable[[Submission], str]
    """Returns the result as JSON. Both can be sent to where the executor runs it."""
    slots: int
    """How many submissions are judged at a time."""
    stop: Callable[[], None]
    """Ends what is under way at once; nothing is judged any more."""
    foreign: bool = False
    """Whether results come from other machines, so that each is looked at before it is kept."""


@dataclass
class Tally:
    """What has become of a batch so far: counts, and the names of what went wrong."""

    graded: int = 0
    kept: int = 0
    rescored: int = 0
    faulty: dict[str, str] = field(default_factory=dict)
    """Entries in whose results a check ended with a fault of the grader's own, and the first."""
    unjudged: dict[str, str] = field(default_factory=dict)
    """Entries without a result, and why."""
    not_loaded: dict[str, str] = field(default_factory=dict)
    """Entries whose first check did not pass, so that nothing else was judged; and why."""

    @property
    def finished(self) -> int:
        """How many entries have been dealt with."""
        return self.graded + self.kept + self.rescored + len(self.unjudged)

    def count(self, entry: Entry, document: Mapping[str, Any]) -> None:
        """Take note of what a result, given as JSON, says."""
        faults = (c for c in document["checks"] if c["outcome"] == Outcome.ERROR)
        if (fault := next(faults, None)) is not None:
            self.faulty[entry.name] = f"{fault['id']}: {fault['message']}"
        first = document["checks"][0]
        if first["outcome"] not in (Outcome.PASS, Outcome.ERROR):
            self.not_loaded[entry.name] = first["message"]


def grade_all(
    entries: Iterable[Entry],
    judging: Judging,
    folder: Path,
    conditions: Conditions,
    rubric: Rubric,
    *,
    required: Sequence[str],
    named: str = "",
    again: bool = False,
    done: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Judge ``entries`` into a results folder that is claimed; return what has become of them.

    What is there already and still holds is kept; where only points are by another rubric, it is
    scored anew. ``again`` judges everything anew. ``done`` is told after every entry. At most
    twice as many submissions as there are slots are under way, however many there are. ``named`` is
    what a submission's file should be called, without suffix.

    Raises ``WorkerPoolError`` and ``IsolationError`` where nothing can be judged, and OSError where
    a result cannot be written. Then, and when it is interrupted, all that was finished is on disk.
    """
    batch = _Batch(judging, folder, conditions, done)
    try:
        for entry in entries:
            digest = handed_in_sha256(entry)
            if again or not batch.still_holds(entry, digest, rubric):
                handed_in = read_entry(entry, required, named=named, with_weights=rubric.checkpoint)
                batch.begin(entry, replace(handed_in, handed_in_sha256=digest))
        while batch.pending:
            batch.collect()
    except BaseException:
        batch.give_up()
        raise
    return batch.tally


class _Batch:
    """The submissions that are under way, and what has become of the others."""

    def __init__(
        self,
        judging: Judging,
        folder: Path,
        conditions: Conditions,
        done: Callable[[Tally], None],
    ) -> None:
        self.tally = Tally()
        self.pending: dict[Future[str], Entry] = {}
        self._judging = judging
        self._folder = folder
        self._conditions = conditions
        self._done = done

    def still_holds(self, entry: Entry, digest: str, rubric: Rubric) -> bool:
        """Whether an earlier result holds; one with other points is scored anew."""
        if not digest:
            return False
        document = earlier_result(self._folder, entry.name)
        match self._conditions.of(document, digest):
            case Holds.NOTHING:
                return False
            case Holds.ALL:
                self.tally.kept += 1
                self.tally.count(entry, document)
            case Holds.OUTCOMES:
                try:
                    anew = rescored(result_json.loads(json.dumps(document)), rubric)
                except RescoringError:
                    return False
                result_json.write(anew, result_path(self._folder, entry.name))
                self.tally.rescored += 1
                self.tally.count(entry, result_json.to_json(anew))
        self._done(self.tally)
        return True

    def begin(self, entry: Entry, handed_in: Submission) -> None:
        """Have a submission judged, as soon as there is room for it."""
        while len(self.pending) >= 2 * self._judging.slots:
            self.collect()
        future = self._judging.executor.submit(self._judging.judge, handed_in)
        self.pending[future] = entry

    def collect(self) -> None:
        """Wait until something is finished, and write what it came to."""
        finished, _ = wait(self.pending, return_when=FIRST_COMPLETED)
        for future in finished:
            entry = self.pending.pop(future)
            self._finish(entry, future)
            self._done(self.tally)

    def give_up(self) -> None:
        """Keep what is finished, and let nothing else begin."""
        try:
            for future, entry in self.pending.items():
                if not future.cancel() and future.done() and future.exception() is None:
                    self._finish(entry, future)
        finally:
            self._judging.stop()

    def _finish(self, entry: Entry, future: Future[str]) -> None:
        try:
            text = future.result()
            document = self._read(text)
        except WorkerPoolError:
            raise
        except Exception as error:
            self.tally.unjudged[entry.name] = _reason(error)
            return
        write_whole(result_path(self._folder, entry.name), text)
        self.tally.graded += 1
        self.tally.count(entry, document)

    def _read(self, text: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(text)
        if self._judging.foreign:
            result_json.loads(text)  # It must be a valid one.
            if others := self._conditions.differences(document):
                raise BatchError(f"it was judged elsewhere with another {', '.join(others)}")
        return document


def _reason(error: Exception) -> str:
    if isinstance(error, CancelledError):
        return "its judging was cancelled: the scheduler, or the way to it, was lost"
    return f"{type(error).__name__}: {error}"


def read_entry(
    entry: Entry, required: Sequence[str], *, named: str = "", with_weights: bool = False
) -> Submission:
    """Return the submission, or one that says why there is none: it gets its result all the same.

    Of several files the one called ``named``, without suffix, counts before others.
    ``with_weights`` reads the checkpoint that was handed in as well.
    """
    try:
        found = submission.read(entry.path, required, named=named, newest=True)
        if not with_weights:
            return found
        held = submission.read_checkpoint(found.checkpoints)
        return replace(found, checkpoints=replace(found.checkpoints, held=held))
    except SubmissionError as error:
        return _refused(entry, _by_source(error, entry))
    except Exception as error:  # whatever one student has handed in, the others are graded
        refusal = SubmissionError(
            f"{entry.source}: it cannot be read ({type(error).__name__}).",
            "Hand in one .py or .ipynb file with a short name.",
        )
        return _refused(entry, refusal)


def _refused(entry: Entry, refusal: SubmissionError) -> Submission:
    return Submission(
        name=entry.path.name.encode("utf-8", "replace").decode(),
        sha256=_sha256(entry.path),
        text="",
        definitions="",
        lines=(),
        refusal=refusal,
    )


def _by_source(error: SubmissionError, entry: Entry) -> SubmissionError:
    # A submission out of an archive lies in a folder that means nothing to anybody.
    where = str(entry.path)
    return SubmissionError(
        error.message.replace(where, entry.source), error.hint.replace(where, entry.source)
    )


def _sha256(path: Path) -> str:
    """Return the digest of a file's bytes, whatever it is; that of nothing for all else."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        pass
    return hashlib.sha256(b"").hexdigest()
