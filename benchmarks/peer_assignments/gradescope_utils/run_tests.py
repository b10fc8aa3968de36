"""Runs the tests of gradescope-utils on one submission, and writes what Gradescope reads."""

import unittest
from pathlib import Path

from gradescope_utils.autograder_utils.json_test_runner import (  # type: ignore[import-not-found]
    JSONTestRunner,
)

if __name__ == "__main__":
    suite = unittest.defaultTestLoader.discover("tests")
    with Path("../results/results.json").open("w", encoding="utf-8") as file:
        JSONTestRunner(visibility="visible", stream=file).run(suite)
