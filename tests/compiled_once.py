"""SQL and settings are compiled once for all courses of a process, not once for each of them.

SQLAlchemy keeps what it has compiled with the engine that it was compiled for, and each gradebook
has an engine of its own. Tests make hundreds of gradebooks, and half of what a small one costs is
compiling the same thirty statements. All SQLite files are spoken to alike, so they share them; so
do all gradebooks on PostgreSQL servers of one version and with the same settings. So do nbconvert's
templates, which each exporter compiles for itself: half of what a page costs. And nbgrader's
settings, which are a program, are read sixteen times by a command that grades; and the schema of a
cell's metadata is looked at, whether it is one, as often as a cell is.
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
_SPOKEN_TO_ALIKE = "spoken to alike"
#: What a dialect of PostgreSQL learns last from its first connection.
_SAID_LAST = "_has_native_hstore"


def _kept(engine):
    """What an engine has compiled."""
    own = engine.__dict__["kept by itself"]
    return _shared if own is not None and _alike(engine.dialect) is not None else own


def _alike(dialect):
    """What two databases have in common that SQL can be shared between; None where it cannot.

    A server says what it is with the first connection. Until then nothing is shared.
    """
    if type(dialect) is SQLiteDialect_pysqlite:
        return type(dialect)
    if type(dialect) is not PGDialect_psycopg or _SAID_LAST not in vars(dialect):
        return None
    known = vars(dialect).get(_SPOKEN_TO_ALIKE)
    if known is None:
        settings = ((k, v) for k, v in vars(dialect).items() if isinstance(v, _PLAIN))
        known = vars(dialect)[_SPOKEN_TO_ALIKE] = (type(dialect), frozenset(settings))
    return known


_PLAIN = (bool, int, str, tuple, type(None))


def _same(one, other):
    return one is other or (_alike(one) is not None and _alike(one) == _alike(other))


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
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        # a compiled statement is looked up by its dialect, too
        dialect.__eq__ = _same
        dialect.__hash__ = lambda self: hash(type(self))
