"""Refuse a mark given by hand that is not a number.

Databases keep ``nan`` as nothing at all. The mark by hand would be gone without a word, and the
automatic one would count again.
"""

from __future__ import annotations

import math
from typing import Any

from nbgrader import api
from sqlalchemy import event
from sqlalchemy.orm import InstrumentedAttribute


class NotAMark(ValueError):
    """What somebody gave as a mark is no number of points."""


def _require_number(grade: Any, value: Any, _: Any, initiator: Any) -> None:
    """Called when a mark by hand or extra points are given.

    Raises:
        NotAMark: They are not a finite number.
    """
    if value is None:
        return
    try:
        finite = math.isfinite(value)
    except TypeError:
        finite = False
    if not finite:
        raise NotAMark(
            f"{value!r} is no number of points for {getattr(grade, 'name', None) or 'a cell'} "
            f"({initiator.key}). The mark stays as it was."
        )


def watch() -> None:
    """Look at every mark that is given by hand in this process."""
    attributes: tuple[InstrumentedAttribute[Any], ...] = (
        api.Grade.manual_score,
        api.Grade.extra_credit,
    )
    for attribute in attributes:
        if not event.contains(attribute, "set", _require_number):
            event.listen(attribute, "set", _require_number)
