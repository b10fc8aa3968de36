"""The page of a class: one HTML file with its scores, its mistakes and everybody's feedback.

What a student is told is compressed into a block of the page that a browser does not read until
somebody asks for it, so that a thousand students open as quickly as ten.
"""

from rnngrade.reports.class_page.render import write

__all__ = ["write"]
