"""Grades the notebooks that are named, one after the other, through otter-grader's Python API."""

import sys

from otter.api import grade_submission  # type: ignore[import-not-found]

if __name__ == "__main__":
    autograder, *notebooks = sys.argv[1:]
    for notebook in notebooks:
        results = grade_submission(notebook, autograder, quiet=True)
        print(results.total, "of", results.possible)
