"""The batch stage."""
