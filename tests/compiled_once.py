"""SQL and settings are compiled once for all courses of a process, not once for each of them.

SQLAlchemy keeps what it has compiled with the engine that it was compiled for, and each gradebook
has an engine of its own. Tests make hundreds of gradebooks, and half of what a small one costs is
compiling the same thirty statements. All SQLite files are spoken to alike, so they share them, and
so do gradebooks on PostgreSQL servers of one version and the same settings; other servers keep
theirs to themselves. So do nbconvert's templates, which each exporter compiles for itself:
half of what a page costs. And nbgrader's settings, which are a program, are read
sixteen times by a command that grades; and the schema of a cell's metadata is looked at, whether it
is one, as often as a cell is.
"""

import json
from functools import lru_cache

import jinja2
import jsonschema.validators
import traitlets.config.loader
from jinja2.bccache import Bucket
from sqlalchemy import util
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine

_shared = util.LRUCache(2000)
_SHARING = (SQLiteDialect_pysqlite, PGDialect_psycopg)


def _kept(engine):
    """What an engine has compiled."""
    own = engine.__dict__["kept by itself"]
    return _shared if type(engine.dialect) in _SHARING and own is not None else own


def _spoken(dialect):
    """What the SQL for a server depends on, as far as two servers of a dialect may differ in it."""
    return (type(dialect), *(getattr(dialect, name, None) for name in _OF_A_SERVER))


_OF_A_SERVER = (
    *("server_version_info", "_backslash_escapes", "paramstyle", "supports_smallserial"),
    *("supports_native_enum", "insert_returning", "use_insertmanyvalues"),
)


def _keep(engine, compiled):
    engine.__dict__["kept by itself"] = compiled


def _looked_at_once(validator):
    """A validator's look at schemas, without those that it has found right already."""
    look, right = validator.check_schema, set()

    def check_schema(schema, *more, **settings):
        written = json.dumps(schema, sort_keys=True)
        if written not in right:
            look(schema, *more, **settings)
            right.add(written)

    return check_schema


class _Templates(jinja2.BytecodeCache):
    """Templates that were compiled, for all environments that read them in the same way."""

    def __init__(self):
        self.compiled = {}

    def get_bucket(self, environment, name, filename, source):
        key = (name, filename, source, *_reads_as(environment))
        bucket = Bucket(environment, key, "")
        bucket.code = self.compiled.get(key)
        return bucket

    def set_bucket(self, bucket):
        self.compiled[bucket.key] = bucket.code

    def load_bytecode(self, bucket):
        raise NotImplementedError("buckets come with what they hold")

    dump_bytecode = load_bytecode


def _reads_as(environment):
    """All of an environment's settings that what it makes of a template depends on."""
    marks = [getattr(environment, name) for name in _MARKS]
    called = (environment.filters, environment.tests)
    takes = ((n, getattr(f, "jinja_pass_arg", None)) for held in called for n, f in held.items())
    return (*marks, tuple(sorted(environment.extensions)), frozenset(takes))


_MARKS = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix", "sandboxed"),
    *("line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence", "is_async"),
    *("keep_trailing_newline", "optimized", "finalize", "autoescape", "undefined"),
)


def install():
    """From now on, this process and its forks share what was compiled."""
    templates = _Templates()
    jinja2.Environment.bytecode_cache = property(lambda _: templates, lambda *_: None)
    for version in ("Draft4Validator", "Draft7Validator", "Draft202012Validator"):
        validator = getattr(jsonschema.validators, version)
        validator.check_schema = staticmethod(_looked_at_once(validator))
    traitlets.config.loader.compile = lru_cache(maxsize=64)(compile)
    Engine._compiled_cache = property(_kept, _keep)
    for dialect in _SHARING:  # a compiled statement is looked up by its dialect, too
        dialect.__eq__ = lambda self, other: (
            type(self) is type(other) and _spoken(self) == _spoken(other)
        )
        dialect.__hash__ = lambda self: hash(_spoken(self))
