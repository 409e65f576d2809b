"""A rule for late submissions, set up in ``nbgrader_config.py``; nbgrader's takes all or nothing.

::

    c.AssignLatePenalties.plugin_class = "backpass.grading.hooks.late.ByTheDay"
    c.ByTheDay.points_per_day = 2.0
    c.ByTheDay.grace_minutes = 15
"""

from __future__ import annotations

import math

from nbgrader.plugins import BasePlugin
from traitlets import Float

DAY, MINUTE = 86_400.0, 60.0


class ByTheDay(BasePlugin):
    """Takes points for each day that was begun, after some minutes of grace."""

    points_per_day = Float(0.0, help="Points for each day begun.").tag(config=True)
    percent_per_day = Float(0.0, help="Per cent of the mark for each day begun.").tag(config=True)
    grace_minutes = Float(0.0, help="Minutes that cost nothing.").tag(config=True)
    most_percent = Float(100.0, help="No more than this share of the mark.").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """What a submission loses.

        Args:
            student_id: The student's id, which makes no difference.
            score: The mark before.
            total_seconds_late: How late it was, an extension taken off.

        Returns:
            Points; None where it loses none.
        """
        del student_id
        late = total_seconds_late - MINUTE * self.grace_minutes
        if late <= 0 or score <= 0:
            return None
        days = math.ceil(late / DAY)
        taken = days * (self.points_per_day + score * self.percent_per_day / 100.0)
        return min(taken, score * self.most_percent / 100.0) or None
