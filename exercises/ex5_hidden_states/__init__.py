"""Exercise 5: the hidden states of a sentiment model, made visible."""

REQUIRED = ("hidden_states", "project", "plot")
"""The names that a submission must define; ``OBSERVATIONS`` has a check of its own."""

PRELOAD = ("matplotlib.pyplot", "sklearn.decomposition", "sklearn.manifold")
"""What most submissions import: 2 s, and a list of fonts, which no worker should make anew."""

DATA = "sentiment"
"""Sentences of known sentiment, and a model trained on them."""
