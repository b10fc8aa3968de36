"""Lets ``python -m rnngrade`` stand for ``rnngrade``."""

from rnngrade.cli import main

main()
