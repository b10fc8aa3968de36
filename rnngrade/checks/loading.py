"""The first question of every exercise: whether the file loads, and defines what is asked for."""

from __future__ import annotations

from rnngrade.checks import restored
from rnngrade.checks.interface import Context, Failed
from rnngrade.submission.interface import Submission
from rnngrade.worker.interface import WorkerCrash, WorkerTimeout


def load_required(context: Context) -> tuple[str, ...]:
    """Load the submission, and return notes on how.

    Raises ``Failed`` where it cannot be parsed or a required name is missing, and ``StudentError``
    where an exception kept the names from being defined.
    """
    submission = context.submission
    if submission.refusal is not None:
        raise Failed(submission.refusal.message, hint=submission.refusal.hint)
    if submission.problems and not submission.definitions.strip():
        problem = submission.problems[0]
        raise Failed(
            f"Python cannot read the code: {problem.message}.",
            hint="Mend this line first; nothing else can be judged before.",
            location=problem.location,
            source_line=problem.source_line,
        )
    try:
        loaded = context.load()
    except (WorkerTimeout, WorkerCrash) as stopped:
        raise _stopped(context, stopped) from None
    missing = [name for name in context.required if name not in loaded.names]
    if missing:
        raise _missing(missing, submission)
    notes = [f"{p.location} was left out: {p.message}." for p in submission.problems]
    if submission.passed_over:
        others = ", ".join(submission.passed_over)
        notes.append(f"{submission.name} was taken, of several files; not judged: {others}.")
    notes.extend(restored.notes(context))
    if loaded.way == "whole":
        notes.append(
            f"The whole file was run, because a definition needs the name `{loaded.missing}`."
        )
    for error in loaded.skipped:
        failure = context.raised(error)
        said = f"{failure.location or 'A statement'} was passed over: it raised {error}."
        notes.append(f"{said} {failure.hint or ''}".rstrip())
    return tuple(notes)


def _stopped(context: Context, error: WorkerTimeout | WorkerCrash) -> Failed:
    """Return the failure of a file that did not load to its end, at the statement that ran."""
    failure = context.stopped(error)
    if error.frames:
        line = error.frames[0].line
        failure.location = context.submission.locate(line)
        failure.source_line = context.submission.source_line(line)
    failure.hint = (
        "This statement runs while the file is loaded. Put what tries out your code under "
        '`if __name__ == "__main__":`; in a notebook, into a cell that begins with that line.'
    )
    return failure


def _missing(names: list[str], submission: Submission) -> Failed:
    listed = " and ".join(names)
    hint = f"Define {listed}, spelt exactly so, at the top level of the file."
    if not submission.problems:
        return Failed(f"{submission.name} does not define {listed}.", hint=hint)
    problem = submission.problems[0]
    return Failed(
        f"{listed} is not there, and this part of {submission.name} cannot be read: "
        f"{problem.message}.",
        hint="Mend this line first.",
        location=problem.location,
        source_line=problem.source_line,
    )
