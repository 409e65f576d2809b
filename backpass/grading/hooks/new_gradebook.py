"""Make a new gradebook without starting a program for it.

nbgrader writes into a new gradebook which version of its tables it holds, and runs `alembic` to
find out: that program imports nbgrader once more, which takes seconds. The same library says it
here, from the same files.
"""

from __future__ import annotations

from nbgrader import api


def newest_version() -> str:
    """The version of the tables that nbgrader makes, as `alembic heads` prints it."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - only where a gradebook is made
    from nbgrader.dbutil import ALEMBIC_DIR  # noqa: PLC0415

    return str(ScriptDirectory(ALEMBIC_DIR).get_heads()[0])


def watch() -> None:
    """From now on, gradebooks of this process are made so."""
    api.get_alembic_version = newest_version
