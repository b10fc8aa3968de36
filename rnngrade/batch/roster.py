"""placeholder"""
from pathlib import Path

from rnngrade.batch.interface import Student


def read(path: Path) -> tuple[Student, ...]:
    raise NotImplementedError
