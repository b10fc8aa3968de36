"""The reports stage: a result, said to a student, a notebook, a machine or a spreadsheet.

Each module is one report; none is imported before it is used, for the sake of a quick start.
"""
