"""What the documents say is so: commands, help text, keys, links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rnngrade import result_json, schema, submission
from rnngrade.cli import main
from rnngrade.content import exercises
from rnngrade.grader import Grader
from rnngrade.reports import terminal

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
SETUP = "python3 -m venv .venv && .venv/bin/python -m pip install -c constraints.txt -e "


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def keys(node: Any) -> Iterator[str]:
    """Yield every fixed key that a schema knows."""
    if isinstance(node, dict):
        if node.get("additionalProperties") is False:
            yield from node["properties"]
        for part in node.values():
            yield from keys(part)


def test_two_lines_of_the_readme_do_all_the_setting_up() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert lines == [
        f"{SETUP}. && .venv/bin/rnngrade check ex1 solutions/ex1_my_rnn.py",
        f"{SETUP}'.[dev]' && .venv/bin/python -m pytest -n 2 -m \"not long\"",
    ]
    assert blocks(README, "sh")[:2] == [f"{line}\n" for line in lines]


def test_continuous_integration_runs_the_readmes_own_lines() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep '^python3 -m venv' README.md" in script
    assert 'pytest -n 2 -m "not long"' not in script


def test_the_readme_shows_the_help_that_check_prints() -> None:
    command = ["check", "--help"]
    width = 78  # of 80 columns click leaves two free
    asked = CliRunner().invoke(main, command, prog_name="rnngrade", terminal_width=width)
    assert f"$ rnngrade check --help\n{asked.output}" in blocks(README, "text")


def test_the_readme_shows_the_report_that_check_prints(grader: Grader) -> None:
    student = (ROOT / "tests/submissions/ex1/fail/no_tanh.py").read_bytes()
    result = grader.grade(submission.read_bytes("ex1_my_rnn.py", student))
    report = terminal.render(result).partition("\nPython ")[0]
    assert f"$ rnngrade check ex1\n{report.strip()}\n" in blocks(README, "text")


def test_the_readme_lists_every_exercise() -> None:
    for exercise in exercises():
        assert f"| `{exercise.id}` | `{exercise.file_name}` |" in README


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files_and_headings_that_are_there(document: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", document.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        path, _, heading = target.partition("#")
        file = document.parent / path if path else document
        assert file.exists(), target
        headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert not heading or heading in {h.lower().replace(" ", "-") for h in headings}, target


@pytest.mark.parametrize("name", ["result", "rubric"])
def test_every_key_of_the_format_is_explained(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    file = Path(schema.__file__).parent / "schemas" / f"{name}-v1.schema.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    assert {key for key in keys(document) if f"`{key}`" not in text} == set()


def test_every_setting_of_every_rubric_is_explained() -> None:
    text = (ROOT / "docs" / "rubric.md").read_text(encoding="utf-8")
    for exercise in exercises():
        for name, check in json.loads(exercise.rubric.read_text())["checks"].items():
            for setting in check.get("settings", {}):
                assert f"`{name}`" in text
                assert f"`{setting}`" in text


def test_the_example_of_a_result_is_one() -> None:
    (example,) = blocks((ROOT / "docs" / "result.md").read_text(encoding="utf-8"), "json")
    result_json.validate(json.loads(example))
