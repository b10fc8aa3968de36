"""Exercise 2: the adding problem, at several lengths."""

REQUIRED = ("adding_target", "make_batch", "AddingModel", "train", "evaluate")
"""The names that a submission must define."""

PRELOAD = ("torch._dynamo",)
"""What every optimizer imports when it is first made: 2 s, which no training should be charged."""
