"""The worker stage."""
