"""Read a notebook: its code cells become one module."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rnngrade.submission.cells import python_lines
from rnngrade.submission.definitions import definitions, without
from rnngrade.submission.file import CODE, MAX_CODE, too_much_code
from rnngrade.submission.interface import Location, Problem, Submission, SubmissionError
from rnngrade.submission.parsing import UnparsableError, parse, silent
from rnngrade.submission.script import source_line

MAX_BARE = 1_000_000
"""Characters of a notebook's JSON without outputs and texts: ``nbformat`` takes 2 s for so many."""
_ATTEMPTS = 20
"""How often cells that do not go together are joined again with one of them left out."""


@dataclass(frozen=True)
class _Cell:
    """A code cell: its number among all cells, its source and the lines of Python in it."""

    number: int
    source: str
    lines: list[str]
    future: tuple[tuple[str, int], ...] = ()
    """``from __future__`` imports taken out of it, with their lines: a module begins with them."""
    problem: Problem | None = None


def read_notebook(name: str, sha256: str, text: str) -> Submission:
    """Return the submission in a notebook's JSON: its code cells, in order, as one module.

    A cell that cannot be parsed becomes a ``Problem``, and the others count. Raises
    ``SubmissionError`` for what is not a Python notebook with code in it.
    """
    notebook = _load(name, text)
    _refuse_other_language(name, notebook)
    sources = [
        (number, cell["source"].replace("\r\n", "\n").replace("\r", "\n"))
        for number, cell in enumerate(notebook["cells"], 1)
        if cell["cell_type"] == "code"
    ]
    if not any(source.strip() for _, source in sources):
        raise SubmissionError(
            f"{name}: code cells were expected, but the notebook has none with code.",
            "Put your code into code cells, and save the notebook.",
        )
    size = sum(len(source) for _, source in sources)
    if size > MAX_CODE:
        raise too_much_code(name, size)
    return _assemble(name, sha256, [_read_cell(name, *source) for source in sources])


def _load(name: str, text: str) -> Any:
    """Return a notebook in the form of nbformat 4, with cells of known types."""
    try:
        raw = json.loads(text)
        _strip(raw)
        bare = json.dumps(raw)
    except json.JSONDecodeError as error:
        raise _not_json(name, f" (line {error.lineno}: {error.msg})") from None
    except (ValueError, RecursionError):
        raise _not_json(name) from None
    damaged = SubmissionError(
        f"{name}: a notebook of format 3 or 4 was expected, but this JSON is not one.",
        "Open the notebook in Jupyter and save it again.",
    )
    if not isinstance(raw, dict) or raw.get("nbformat") not in (3, 4):
        raise damaged
    if len(bare) > MAX_BARE:
        raise SubmissionError(
            f"{name}: at most {MAX_BARE / 1e6:g} MB was expected beside plots and texts, but the "
            f"notebook has {len(bare) / 1e6:.1f} MB.",
            CODE.smaller,
        )
    import nbformat  # here, for it takes long to import and scripts do without it

    try:
        with silent():
            raw_notebook = nbformat.reader.reads(bare)  # type: ignore[no-untyped-call]
            notebook = nbformat.convert(raw_notebook, 4)  # type: ignore[no-untyped-call]
    except Exception:  # whatever it stumbles over in JSON that is not a notebook
        raise damaged from None
    if not all(
        isinstance(cell, dict)
        and isinstance(cell.get("source"), str)
        and isinstance(cell.get("cell_type"), str)
        for cell in notebook.get("cells", [None])
    ):
        raise damaged
    return notebook


def _strip(raw: Any) -> None:
    """Empty, in a notebook's JSON of whatever form, what is large and is no code."""
    sheets = raw.get("worksheets") if isinstance(raw, dict) else None
    for holder in (raw, *(sheets if isinstance(sheets, list) else ())):
        cells = holder.get("cells") if isinstance(holder, dict) else None
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict):
                cell.pop("attachments", None)
                if "outputs" in cell:
                    cell["outputs"] = []
                if cell.get("cell_type") != "code" and "source" in cell:
                    cell["source"] = ""


def _not_json(name: str, where: str = "") -> SubmissionError:
    return SubmissionError(
        f"{name}: a notebook was expected, but this is not valid JSON{where}.",
        "Save the notebook again in Jupyter, or download it again (raw, not as a web page).",
    )


def _refuse_other_language(name: str, notebook: Any) -> None:
    metadata = notebook.get("metadata")
    for key, entry in (("language_info", "name"), ("kernelspec", "language")):
        about = metadata.get(key) if isinstance(metadata, dict) else None
        language = about.get(entry) if isinstance(about, dict) else None
        if isinstance(language, str) and language and "python" not in language.lower():
            raise SubmissionError(
                f"{name}: a Python notebook was expected, but its language is {language[:40]}.",
                "Hand in a notebook with a Python kernel.",
            )


def _read_cell(name: str, number: int, source: str) -> _Cell:
    lines = python_lines(source)
    try:
        tree = parse("\n".join(lines))
    except UnparsableError as error:
        return _spoiled(name, _Cell(number, source, lines), error.message, error.line)
    future = [
        node
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]
    if not future:
        return _Cell(number, source, lines)
    names = [(alias.name, node.lineno) for node in future for alias in node.names]
    return _Cell(number, source, without("\n".join(lines), future).split("\n"), tuple(names))


def _spoiled(name: str, cell: _Cell, message: str, line: int) -> _Cell:
    problem = Problem(
        message, Location(name, line, cell.number), source_line(cell.source.split("\n"), line)
    )
    return _Cell(cell.number, cell.source, [""] * len(cell.lines), (), problem)


def _assemble(name: str, sha256: str, cells: Sequence[_Cell]) -> Submission:
    """Join cells. One that does not go with those before it is a problem, too, and left out."""
    cells = list(cells)
    for attempt in range(_ATTEMPTS + 1):
        lines, places = zip(*_module(name, cells), strict=True)
        text = "\n".join(lines)
        problems = tuple(cell.problem for cell in cells if cell.problem is not None)
        try:
            tree = parse(text)
        except UnparsableError as error:
            at: Location = places[error.line - 1]
            for index, cell in enumerate(cells):
                if cell.number == at.cell or attempt + 1 == _ATTEMPTS:
                    cells[index] = _spoiled(name, cell, error.message, at.line)
        else:
            return Submission(name, sha256, text, definitions(text, tree), places, problems)
    raise AssertionError("blank lines can be parsed")


def _module(name: str, cells: Sequence[_Cell]) -> Iterator[tuple[str, Location]]:
    features = {
        feature: Location(name, line, cell.number)
        for cell in cells
        for feature, line in cell.future
    }
    if features:
        yield f"from __future__ import {', '.join(features)}", next(iter(features.values()))
    for cell in cells:
        for number, line in enumerate(cell.lines, 1):
            yield line, Location(name, number, cell.number)
