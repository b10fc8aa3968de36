"""The record of a study: what a validation has found, as JSON, continued where it was cut off.

A study goes over hours. A second run of the same keeps what the record holds of the same exercise,
rubric, version and example, and adds to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rnngrade
from rnngrade.result import ExerciseTag
from rnngrade.submission import handed_in_sha256
from rnngrade.validation import Case, Finding, ValidationReport
from rnngrade.whole_file import write_whole


@dataclass(frozen=True)
class Study:
    """What a record is about: the cases, and how all of them are judged."""

    path: Path
    tag: ExerciseTag
    selection: str
    """Which checks judge: a text that differs where the choice does."""
    digests: Mapping[str, str]
    """Of each case's file, by the case's name."""

    def earlier(self) -> list[Finding]:
        """Return what the record holds that is as good as found now; nothing where there is none.

        Raises ValueError where the file is something else: it would be overwritten.
        """
        if not self.path.exists():
            return []
        try:
            document = json.loads(self.path.read_text(encoding="utf-8"))
            if {name: document.get(name) for name in self._basis} != self._basis:
                return []
            return [f for name, case in document["cases"].items() for f in self._kept(name, case)]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(f"{self.path} is no record of a study; name another file") from None

    def write(self, report: ValidationReport) -> None:
        """Write all that was found so far, whole. Raises OSError."""
        seeds = sorted({finding.seed for finding in report.findings})
        document = self._basis | {
            "seeds": [seeds[0], seeds[-1]] if seeds else [],
            "runs": len(report.findings),
            "cases": {
                name: _recorded([f for f in report.findings if f.case == name], self.digests[name])
                for name in sorted({f.case for f in report.findings})
            },
        }
        write_whole(self.path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")

    @property
    def _basis(self) -> dict[str, Any]:
        return {
            "exercise": self.tag.id,
            "exercise_version": self.tag.version,
            "exercise_sha256": self.tag.sha256,
            "judging_sha256": self.tag.judging_sha256,
            "package_version": rnngrade.__version__,
            "selection": self.selection,
        }

    def _kept(self, name: str, case: Mapping[str, Any]) -> Iterator[Finding]:
        if case["sha256"] != self.digests.get(name):
            return
        for seed in case["judged"]:
            start = f"seed {seed}: "
            yield Finding(
                case=name,
                seed=seed,
                differences=tuple(
                    d.removeprefix(start) for d in case["differences"] if d.startswith(start)
                ),
                largest_error=case["largest_error"],
                trained={
                    check: (metric, tries)
                    for check, reached in case.get("trained", {}).items()
                    for trained_seed, metric, tries in reached
                    if trained_seed == seed
                },
            )


def study_of(path: Path, tag: ExerciseTag, cases: Sequence[Case], selection: str) -> Study:
    """Return the study of ``cases`` that is recorded at ``path``."""
    return Study(path, tag, selection, {case.name: handed_in_sha256(case.path) for case in cases})


def _recorded(findings: Sequence[Finding], sha256: str) -> dict[str, Any]:
    """Return the record of one case: its runs, by seed, and what its trainings reached."""
    record: dict[str, Any] = {
        "sha256": sha256,
        "runs": len(findings),
        "judged": [f.seed for f in findings],
        "largest_error": max(f.largest_error for f in findings),
        "differences": [f"seed {f.seed}: {d}" for f in findings for d in f.differences],
    }
    if checks := dict.fromkeys(check for f in findings for check in f.trained):
        record["trained"] = {
            check: [[f.seed, *f.trained[check]] for f in findings if check in f.trained]
            for check in checks
        }
    return record
