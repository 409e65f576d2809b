"""Explain errors of the operating system in a sentence."""

from __future__ import annotations

import errno
import sys

FULL = "the disk is full. Make room, then run the command again: nothing that was finished is lost"


#: What SQLite says of a file that it cannot make sense of.
DAMAGED = ("malformed", "not a database", "disk image")


def troubles() -> tuple[type[Exception], ...]:
    """What a disk or a database may raise; of a database only once one was spoken to.

    SQLAlchemy takes a third of a second to import, which is spared to commands that need none.
    """
    database = sys.modules.get("sqlalchemy.exc")
    return (OSError,) if database is None else (OSError, database.DBAPIError)


def is_damage(error: BaseException) -> bool:
    """Whether a database says that it is damaged, and not that there is no room, say."""
    return any(word in str(error) for word in DAMAGED)


def retold(said: str) -> str:
    """What a program said of an error; a full disk in our words."""
    full = "disk is full" in said or "No space left on device" in said
    return FULL if full else said


def in_a_sentence(error: BaseException) -> str:
    """An error of the disk or the database in words, without SQL; others by their name.

    Args:
        error: What was raised.
    """
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return FULL
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror or type(error).__name__}{where}"
    if isinstance(error, troubles()):
        origin = getattr(error, "orig", None)
        said = "no answer" if origin is None else str(origin).strip().splitlines()[0]
        if retold(said) == FULL:
            return FULL
        if "readonly" in said or "read-only" in said:
            return f"the gradebook cannot be written to ({said})"
        if is_damage(origin or error):
            return f"the gradebook is damaged ({said}); `backpass restore` puts a backup back"
        return f"the gradebook answers: {said}"
    return retold(f"{type(error).__name__}: {error}")
