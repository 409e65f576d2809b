"""Several courses in one PostgreSQL database: each keeps its gradebook in a schema of its own.

nbgrader finds assignments and students by their names alone, so two years or two sections cannot
share its tables. Every connection names the course's schema as the place to look in, for nbgrader
and its formgrader too; they know nothing of the other courses in the database.
"""

from __future__ import annotations

import hashlib
import re

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from backpass.grading.course import UNNAMED

#: Schemas that this process has seen, with their addresses: a command reads its settings many
#: times, and each look would be a connection of its own.
_SEEN: set[tuple[str, str]] = set()
#: Longest name that PostgreSQL takes, in bytes.
LONGEST = 63


def schema_of(course_id: str) -> str:
    """The schema of a course.

    Args:
        course_id: What the course is called.
    """
    plain = re.sub(r"[^a-z0-9]+", "_", course_id.lower()).strip("_")
    name = f"course_{plain}"
    # another id never has the same one: without capitals and underscores nothing was levelled
    if plain.replace("_", "-") == course_id and len(name) <= LONGEST:
        return name
    return f"{name[:40]}_{hashlib.sha256(course_id.encode()).hexdigest()[:12]}"


def gradebook_address(address: str, course_id: str) -> str:
    """The address of a course's gradebook: on a PostgreSQL server, of its schema in the database.

    The schema is made where it is missing. A gradebook of this course that already lies in the
    database's usual schema stays there. So does one whose user may make no schemas. The server is
    asked until the schema is there, and then no more by the same process.

    Args:
        address: The database's address, of any kind.
        course_id: What the course is called.
    """
    url = make_url(address)
    if url.get_backend_name() != "postgresql" or course_id == UNNAMED or "options" in url.query:
        return address
    schema = schema_of(course_id)
    own = url.update_query_dict({"options": f"-csearch_path={schema}"})
    if (address, schema) in _SEEN:
        return own.render_as_string(hide_password=False)
    try:
        engine = create_engine(url)
    except ModuleNotFoundError:  # said by who opens the gradebook
        return address
    try:
        with engine.connect() as db:
            if not _is_there(db, schema):
                if _holds(db, course_id):
                    return address
                db.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
                db.commit()
    except DBAPIError as error:
        if error.connection_invalidated or not _may_go_on(engine, schema):
            return address
    finally:
        engine.dispose()
    _SEEN.add((address, schema))
    return own.render_as_string(hide_password=False)


def _is_there(db: Connection, schema: str) -> bool:
    found = db.scalar(
        text("SELECT 1 FROM information_schema.schemata WHERE schema_name = :name"),
        {"name": schema},
    )
    return found is not None


def _holds(db: Connection, course_id: str) -> bool:
    """Whether the usual schema has a gradebook of this course."""
    if db.scalar(text("SELECT to_regclass('course')")) is None:
        return False
    if db.scalar(text("SELECT 1 FROM course WHERE id = :id"), {"id": course_id}) is not None:
        return True
    of = text("SELECT 1 FROM assignment WHERE course_id = :id LIMIT 1")
    return db.scalar(of, {"id": course_id}) is not None


def _may_go_on(engine: Engine, schema: str) -> bool:
    """Whether the schema is there all the same: another process made it just now."""
    try:
        with engine.connect() as db:
            return _is_there(db, schema)
    except DBAPIError:
        return False
