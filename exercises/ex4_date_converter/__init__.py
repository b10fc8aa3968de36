"""Exercise 4: dates, by encoder and decoder."""

REQUIRED = ("make_pairs", "DateConverter", "train", "convert")
"""The names that a submission must define."""

PRELOAD = ("torch._dynamo",)
"""What every optimizer imports when it is first made: 2 s, which no training should be charged."""
