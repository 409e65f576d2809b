"""What goes wrong with a machine, in a sentence for whoever sits before it."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError

FULL = "the disk is full. Make room, then run the command again: nothing that was finished is lost"


def in_a_sentence(error: BaseException) -> str:
    """An error of the disk or the database in words, without SQL; others by their name.

    Args:
        error: What was raised.
    """
    if isinstance(error, DBAPIError):
        said = str(error.orig).strip().splitlines()[0] if error.orig is not None else "no answer"
        if "disk is full" in said or "No space left" in said:
            return FULL
        if "readonly" in said or "read-only" in said:
            return f"the gradebook cannot be written to ({said})"
        if "malformed" in said or "not a database" in said or "disk image" in said:
            return f"the gradebook is damaged ({said}); `backpass restore` puts a backup back"
        return f"the gradebook answers: {said}"
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return FULL
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or type(error).__name__}{where}"
    return f"{type(error).__name__}: {error}"
