"""Exercise 1: a vanilla RNN from scratch."""

REQUIRED = ("MyRNN",)
"""The names that a submission must define."""
