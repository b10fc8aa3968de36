"""Scripts: line numbers as an editor counts them, and problems at their line."""

from __future__ import annotations

import ast
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rnngrade.submission import Submission, read_bytes
from rnngrade.submission.parsing import parse
from rnngrade.submission.script import read_script


def script(text: str) -> Submission:
    return read_bytes("a.py", text.encode())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_ending_becomes_one(end: str) -> None:
    assert script(f"x = 1{end}{end}y = 2").text == "x = 1\n\ny = 2"


@pytest.mark.parametrize("odd", ["\f", "\v", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_odd_line_separators_do_not_count_as_lines(odd: str) -> None:
    submission = script(f"# {odd}\nx = '{odd}'\n1 +\n")
    (problem,) = submission.problems
    assert problem.location.line == 3
    assert problem.source_line == "1 +"
    assert len(submission.lines) == 4


PROBLEMS = {
    "unclosed": ("x = 1\ny = (2\nz = 3", 2, "invalid syntax: '(' was never closed"),
    "plain": ("x = 1\nx y", 2, "invalid syntax"),
    "indent": ("x = 1\n  y = 2", 2, "invalid syntax: unexpected indent"),
    "tabs": ("if x:\n\ty\n        z", 3, "invalid syntax: inconsistent use of tabs"),
    "return": ("x = 1\n\nreturn x", 3, "invalid syntax: 'return' outside function"),
    "nonlocal": ("\nnonlocal x", 2, "invalid syntax: nonlocal declaration not allowed"),
    "await": ("await x", 1, "invalid syntax: 'await' outside function"),
    "twice": ("def f(a, a): pass", 1, "invalid syntax: duplicate argument 'a'"),
    "future": ("x = 1\nfrom __future__ import annotations", 2, "invalid syntax: from __future__"),
    "parentheses": ("(" * 300 + ")" * 300, 1, "invalid syntax: too many nested parentheses"),
    "minus": ("x = " + "-" * 100_000 + "1", 1, "nested too deeply"),
    "attributes": ("a" + ".b" * 100_000, 1, "nested too deeply"),
    "sum": ("x = " + "+".join("1" * 100_000), 1, "nested too deeply"),
    "blocks": ("\n".join(" " * n + "if x:" for n in range(120)), 101, "too many levels"),
    "integer": ("\nx = " + "9" * 5000, 2, "Exceeds the limit"),
    "string": ("'''\n\n", 1, "unterminated triple-quoted string"),
    "end": ("x = \\", 1, "unexpected EOF"),
    "control": ("x = \x1a1", 1, "invalid non-printable character"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_script_that_does_not_compile_is_one_problem(name: str) -> None:
    text, line, message = PROBLEMS[name]
    submission = script(text)
    (problem,) = submission.problems
    assert message in problem.message
    assert (problem.location.file, problem.location.line) == ("a.py", line)
    assert problem.source_line == text.split("\n")[line - 1].strip()[:200]
    assert submission.text == submission.definitions == "\n" * text.count("\n")
    assert len(submission.lines) == text.count("\n") + 1


def test_a_nul_is_a_problem() -> None:
    submission = read_script("a.py", "", "\nx = 1\ny\0 = 1")
    (problem,) = submission.problems
    assert (problem.message, problem.location.line) == ("invalid syntax: a NUL character", 3)


def test_a_lone_surrogate_is_a_problem_that_can_be_printed() -> None:
    (problem,) = read_script("a.py", "", "\ny = '\ud800'").problems
    assert problem.location.line == 2
    assert "lone surrogate" in problem.message
    assert problem.source_line == "y = '?'"


def test_warnings_of_the_compiler_are_silent() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert script("x = 1\nx is 1\ny = '\\d'\nassert (x, 'y')").problems == ()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
@example("x = 1\n%")
def test_any_text_keeps_its_lines(text: str) -> None:
    submission = script("#" + text)
    lines = submission.text.count("\n") + 1
    assert lines == submission.definitions.count("\n") + 1 == len(submission.lines)
    assert lines == text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert [place.line for place in submission.lines] == list(range(1, lines + 1))


def test_other_threads_that_parse_meanwhile_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = ast.parse, iter(range(20))

    def disturbed(text: str) -> ast.Module:
        for _ in failures:
            raise SystemError("AST constructor recursion depth mismatch (before=126, after=132)")
        return real(text)

    monkeypatch.setattr(ast, "parse", disturbed)
    assert isinstance(parse("x = 1").body[0], ast.Assign)
    assert next(failures, None) is None
