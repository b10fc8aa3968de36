"""The modules of exercise 1, imported under the name that the grader gives them."""

from __future__ import annotations

from importlib import import_module

from rnngrade.content import find_exercise

EX1 = find_exercise("ex1")
PACKAGE = EX1.checks[0].function.__module__.rpartition(".")[0]

checks = import_module(f"{PACKAGE}.checks")
gradient = import_module(f"{PACKAGE}.gradient")
hypotheses = import_module(f"{PACKAGE}.hypotheses")
identification = import_module(f"{PACKAGE}.identification")
mistakes = import_module(f"{PACKAGE}.mistakes")
oracle = import_module(f"{PACKAGE}.oracle")
subject = import_module(f"{PACKAGE}.subject")
