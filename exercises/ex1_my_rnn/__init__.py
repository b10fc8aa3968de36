"""Exercise 1: a vanilla RNN from scratch."""
