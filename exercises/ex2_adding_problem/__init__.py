"""Exercise 2: the adding problem, at several lengths."""

REQUIRED = ("adding_target", "make_batch", "AddingModel", "train", "evaluate")
"""The names that a submission must define."""
