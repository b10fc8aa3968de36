"""Sentences of known sentiment that a small grammar makes, and a model trained on them."""
