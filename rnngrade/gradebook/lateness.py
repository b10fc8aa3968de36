"""What lateness costs, by the rubric's policy."""

from __future__ import annotations

import math
from datetime import timedelta

from rnngrade.gradebook.interface import Penalty
from rnngrade.intake.interface import Entry
from rnngrade.rubric import LatePolicy
from rnngrade.scoring import share
from rnngrade.words import counted

_DAY = timedelta(days=1)


def penalty(entry: Entry, policy: LatePolicy | None, max_score: float) -> Penalty | None:
    """Return what the lateness of a submission costs; None where nothing is known of it.

    The time of handing in counts where there is one, and the mark of an LMS where there is none.
    """
    if policy is None or (entry.submitted is None and not entry.late):
        return None
    if entry.submitted is None:
        percent = min(policy.marked_percent, policy.most_percent)
        return _penalty(max_score, percent, "marked late, at a time not known")
    late_by = entry.submitted - policy.due
    if late_by <= timedelta(0):
        marked = ", though marked late where it was downloaded from" if entry.late else ""
        return Penalty(0.0, f"in time{marked}")
    if late_by <= timedelta(minutes=policy.grace_minutes):
        return Penalty(0.0, f"{_in_words(late_by)} late, which is within the grace")
    percent = min(math.ceil(late_by / _DAY) * policy.percent_per_day, policy.most_percent)
    return _penalty(max_score, percent, f"{_in_words(late_by)} late")


def _penalty(max_score: float, percent: float, how_late: str) -> Penalty:
    return Penalty(share(max_score, percent), f"{how_late}: {percent:g} % of the points to be had")


def _in_words(duration: timedelta) -> str:
    minutes = math.ceil(duration / timedelta(minutes=1))
    days, hours = duration.days, duration.seconds // 3600
    if minutes < 60:
        return counted(minutes, "minute")
    if days == 0:
        return counted(hours, "hour")
    return counted(days, "day") + (f" {counted(hours, 'hour')}" if hours else "")
