"""The submission stage."""
