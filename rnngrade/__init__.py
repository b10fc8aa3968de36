"""rnngrade: an autograder for recurrent-network exercises in PyTorch."""

__version__ = "0.1.0"
