"""What the peers test, as an exercise of rnngrade: it shows what the way of grading costs."""

REQUIRED = ("MyRNN",)
"""The names that a submission must define."""
