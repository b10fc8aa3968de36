"""What the tests of publications share: the formats, results for them, and readers of theirs."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from results import SAMPLES, lost, passed, result

from rnngrade.reports import autograding, github_summary, gradescope, junit
from rnngrade.reports.classroom50 import Classroom50
from rnngrade.reports.github import Annotations
from rnngrade.reports.interface import Judged, Publication
from rnngrade.result import CheckResult, Diagnosis, ExerciseTag, Outcome, Result, Table
from rnngrade.submission.interface import Location

ENVIRONMENT = {
    "CLASSROOM": "deep-learning",
    "ASSIGNMENT": "rnn",
    "OWNER": "ada",
    "SUBMISSION_TAG": "submit/2026-04-17T09-29-00Z-5f5f5f5",
    "GITHUB_REPOSITORY": "school/deep-learning-rnn-ada",
    "GITHUB_SHA": "5f" * 20,
    "GITHUB_WORKSPACE": "/github/workspace/rnn",
}
ANNOTATIONS = Annotations(ENVIRONMENT, Path("/github/workspace/rnn"))
CLASSROOM50 = Classroom50(ENVIRONMENT)
FORMATS: list[Publication] = [
    junit,
    ANNOTATIONS,
    github_summary,
    gradescope,
    CLASSROOM50,
    autograding,
]
_SCHEMAS = Path(__file__).parent / "schemas"
HOSTILE_PIECES = (
    "]]>", "<script>alert(1)</script>", "</testsuite>", "&#0;", "&lt;", "\x00", "\x1b[31m", "\r\n",
    "\n::error file=a::forged", "\n  ::stop-commands::x", "::add-mask::a", "##[error]forged",
    "##vso[task.complete]", "%0A::error::x", "\ud800", "\udfff", "\ufffe", "\uffff", "\u202e",
    "\u2028", "\x85", "| a | b |\n|---|---|\n", "```", "~~~", "\n# a", "[a](javascript:b)",
    "![a](b)", "\n</details>\n", "<!--", "**", "@team", "$x$", "www.a.b", "https://a.b", "\n1. ",
    "\n    code", "[[ATTACHMENT|/etc/passwd]]", "\\", "=cmd|' /C calc'!A0", "{{ secrets.TOKEN }}",
    "日", "٣", " ",
)  # fmt: skip
HOSTILE = st.lists(
    st.sampled_from(HOSTILE_PIECES) | st.text(st.characters(codec=None), max_size=8), max_size=12
).map("".join)


def hostile_result(text: str, outcome: Outcome, *, exercise: str = "ex1") -> Result:
    """A result with ``text`` in every place where a student may have written."""
    check = lost(
        "outputs",
        outcome,
        text,
        label=text,
        hint=text,
        notes=(text,),
        diagnosis=(Diagnosis("a", text, text),),
        location=Location(text, 3),
        source_line=text,
        exhibits=(Table(text, (text, text), ((text, text),)),),
    )
    made = result(check, passed("learns", notes=(text,)), check, name=text, output=text)
    return replace(made, exercise=ExerciseTag(exercise, text))


def one(sample: Result, path: str = "ex1_my_rnn.py") -> list[Judged]:
    return [Judged(sample, path)]


def several() -> list[Judged]:
    """Every sample at once, each of them as an exercise of its own."""
    return [
        Judged(replace(sample, exercise=ExerciseTag(f"ex{number}", "1.0.0")), f"{name}.py")
        for number, (name, sample) in enumerate(SAMPLES.items())
    ]


def with_outcome(outcome: Outcome, **changes: object) -> Result:
    """A result of two checks: one that passed, and ``outputs``, of 30 points, with ``outcome``."""
    return result(passed("shapes"), lost("outputs", outcome, "Said of it.", **changes))


def of(*checks: CheckResult) -> list[Judged]:
    return one(result(*checks))


def payload(text: str) -> Any:
    """The document in base64 JSON."""
    return json.loads(base64.b64decode(text, validate=True))


def assert_valid(document: object, schema: str) -> None:
    validator = Draft202012Validator(json.loads((_SCHEMAS / f"{schema}.schema.json").read_text()))
    assert [error.message for error in validator.iter_errors(document)] == []


@dataclass(frozen=True)
class Command:
    """A workflow command as GitHub's runner reads it."""

    name: str
    properties: dict[str, str]
    message: str


def command(line: str) -> Command | None:
    """Read one line of a log as the runner does: in either of its two grammars."""
    stripped = line.lstrip()
    if stripped.startswith("::") and "::" in stripped[2:]:
        head, _, message = stripped[2:].partition("::")
        name, _, listed = head.partition(" ")
        pairs = [pair.split("=", 1) for pair in listed.strip().split(",") if "=" in pair]
        values = {key: _unescaped(value, "\r\n:,%") for key, value in pairs}
        return Command(name, values, _unescaped(message, "\r\n%"))
    head, closed, message = line.partition("##[")[2].partition("]")
    return Command(head, {}, message) if closed else None


def obeyed(log: str) -> list[Command]:
    """Return the commands that a runner takes from a log, with stopping and resuming."""
    token, found = None, []
    for line in log.replace("\r", "\n").split("\n"):
        came = command(line)
        if came is None or (token is not None and came.name != token):
            continue
        if token is not None:
            token = None
        elif came.name == "stop-commands":
            token = came.message
        else:
            found.append(came)
    return found


def _unescaped(text: str, escaped: str) -> str:
    for character in escaped:  # % last, as the runner does
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def words(publication: Publication, judged: Sequence[Judged]) -> str:
    """Everything that a format says to a reader, its own escapes undone, in single spaces."""
    text = publication.render(judged)
    match publication.name:
        case "junit":
            tree = ElementTree.fromstring(text)  # noqa: S314
            attributes = (value for element in tree.iter() for value in element.attrib.values())
            text = " ".join((*tree.itertext(), *attributes))
        case "github":
            said = (f"{each.properties['title']} {each.message}" for each in obeyed(text))
            text = " ".join(said)
        case "github-summary":
            text = html.unescape(text)
        case "autograding":
            text = " ".join(_strings(payload(text)))
        case _:
            text = " ".join(_strings(json.loads(text)))
    return " ".join(text.split())


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []
