"""What runs in the worker's processes: alone with student code, importing nothing of the grader's.

``zygote`` forks a ``supervisor`` for each worker, which forks the payload (``serve``), which runs
the student's code.
"""
