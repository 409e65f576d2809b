"""Python that makes odd values: expressions, and classes whose every method may misbehave."""

import random

#: Names that the cells of :data:`PRELUDE` have given a meaning.
PRELUDE = r"""
import collections, ctypes, dataclasses, enum, fractions, decimal, functools, itertools, sys, types
import numpy as np

def ring():
    made = [1.0]
    made.append(made)
    return made

def nested(depth, kind=list):
    made = 1.0
    for _ in range(depth):
        made = {"a": made} if kind is dict else (made,) if kind is tuple else [made]
    return made

def endless():
    while True:
        yield 1.0

def failing():
    yield 1.0
    raise ValueError("no more")

def deep():
    return deep()

class Proxy:
    def __init__(self, to):
        object.__setattr__(self, "to", to)
    def __getattribute__(self, name):
        return getattr(object.__getattribute__(self, "to"), name)

class Meta(type):
    def __repr__(cls):
        raise RuntimeError("no name")
    def __instancecheck__(cls, other):
        return True
    def __subclasscheck__(cls, other):
        return True
    def __getattribute__(cls, name):
        if name in ("__name__", "__qualname__", "__module__"):
            raise AttributeError(name)
        return super().__getattribute__(name)
"""
PLAIN = (
    *("None", "True", "0", "-1", "1.5", "-0.0", "float('nan')", "float('inf')", "1j", "''", "'x'"),
    *("b'x'", "()", "(1.0,)", "[1.0, 2.0]", "{}", "{'x': 1.0}", "set()", "{1, 2}", "range(3)"),
    *(
        "object()",
        "...",
        "NotImplemented",
        "int",
        "type",
        "len",
        "lambda *a: a",
        "print",
        "Exception",
    ),
)
ODD = (
    *("10**400", "-10**5000", "2**200_000", "1 << 90_000", "10**4301"),
    *("'\\ud800'", "'\\udfff' * 9", "'\\x00'", "'x' * 10**6", "'\\u202e<b>'", "'\\x1b[31mred'"),
    *("ring()", "nested(30)", "nested(60, tuple)", "nested(900, dict)", "nested(50_000)"),
    *("endless()", "failing()", "iter([1.0, 2.0])", "iter(int, 1)", "(x for x in (1.0, 2.0))"),
    *("itertools.count()", "map(float, 'ab')", "zip((1.0,), (2.0,))", "reversed([1.0, 2.0])"),
    *(
        "np.array([object()])",
        "np.array(1.0)",
        "np.float32(1.5)",
        "np.zeros((0, 3))",
        "np.ma.masked",
    ),
    *(
        "np.array(['\\ud800'])",
        "np.zeros(3, 'V0')",
        "np.zeros((2**40, 0))",
        "np.array([ring()], object)",
    ),
    *(
        "np.zeros(2, [('a', 'f8'), ('b', 'O')])",
        "np.broadcast_to(1.0, (10**6, 10**6))",
        "np.void(b'ab')",
    ),
    *("np.datetime64('NaT')", "np.float64('nan')", "np.longdouble(1.5)", "np.clongdouble(1j)"),
    *("np.frombuffer(b'\\xff' * 16, 'U4')", "np.matrix([[1.0]])", "np.rec.array([(1.0,)])"),
    *("np.lib.stride_tricks.as_strided(np.zeros(1), (10**5, 10**5), (0, 0))", "np.bool_(True)"),
    *("np.empty((), object)", "np.array([[1.0], [2.0]], order='F')[::-1]", "np.zeros(2)[:0]"),
    *(
        "np.array([1.0, 2.0], '>f8')",
        "np.array([None])",
        "np.array('x' * 10**6)",
        "np.str_('\\ud800')",
    ),
    *(
        "Proxy(1.0)",
        "Proxy(np.zeros(2))",
        "Proxy((1.0, 2.0))",
        "Meta('M', (), {})",
        "Meta('M', (float,), {})(2.0)",
    ),
    *(
        "type('<b>&', (), {})()",
        "type('\\ud800', (float,), {})(1.0)",
        "type('x' * 10**5, (tuple,), {})((1.0, 2.0))",
    ),
    *(
        "type('É', (list,), {})([1.0, 2.0])",
        "type('', (dict,), {})()",
        "type('a b', (np.ndarray,), {})(2)",
    ),
    *(
        "types.SimpleNamespace(a=1)",
        "types.MappingProxyType({'x': 1.0})",
        "collections.UserList([1.0, 2.0])",
    ),
    *(
        "collections.defaultdict(deep)",
        "collections.ChainMap({'x': 1})",
        "collections.deque([1.0, 2.0])",
    ),
    *("memoryview(b'ab')", "bytearray(b'ab')", "slice(1, 2)", "property()", "sys"),
    *(
        "fractions.Fraction(1, 3)",
        "decimal.Decimal('sNaN')",
        "enum.Enum('E', 'a b')",
        "types.CellType()",
    ),
    *(
        "functools.partial(deep)",
        "(lambda: (yield))()",
        "sys._getframe()",
        "Exception(Exception())",
    ),
    *("{'\\ud800': 1.0}", "{1: 2, None: 3}", "{(1, 2): 3.0}", "{object(): 1}", "{float('nan'): 1}"),
    *(
        "[float('nan')] * 10**5",
        "tuple(range(10**5))",
        "(1.0, 2.0) * 10**4",
        "['x'] * 70_000",
        "open('/dev/null')",
    ),
)
BASES = (
    *(
        "",
        "",
        "",
        "float",
        "int",
        "str",
        "tuple",
        "list",
        "dict",
        "complex",
        "bytes",
        "set",
        "np.ndarray",
    ),
    *(
        "np.float64",
        "Exception",
        "BaseException",
        "type",
        "collections.UserDict",
        "collections.abc.Mapping",
    ),
    *(
        "collections.abc.Sequence",
        "enum.IntEnum",
        "property",
        "OSError",
        "ExceptionGroup",
        "SystemExit",
    ),
)
#: Methods by which Python, numpy and IPython look at a value.
METHODS = (
    *(
        "repr",
        "str",
        "format",
        "bytes",
        "eq",
        "ne",
        "lt",
        "gt",
        "hash",
        "bool",
        "len",
        "iter",
        "next",
    ),
    *(
        "getitem",
        "setitem",
        "contains",
        "call",
        "int",
        "float",
        "complex",
        "index",
        "add",
        "radd",
        "sub",
    ),
    *(
        "rsub",
        "mul",
        "rmul",
        "truediv",
        "rtruediv",
        "neg",
        "pos",
        "abs",
        "round",
        "copy",
        "deepcopy",
    ),
    *(
        "reduce",
        "reduce_ex",
        "getstate",
        "array",
        "array_priority",
        "array_interface",
        "array_struct",
    ),
    *(
        "array_ufunc",
        "array_function",
        "array_finalize",
        "getattr",
        "getattribute",
        "setattr",
        "delattr",
    ),
    *(
        "dir",
        "class",
        "dict",
        "instancecheck",
        "length_hint",
        "del",
        "enter",
        "exit",
        "get",
        "set_name",
    ),
    *(
        "sizeof",
        "missing",
        "iadd",
        "imul",
        "divmod",
        "pow",
        "matmul",
        "reversed",
        "fspath",
        "await",
    ),
)
#: Attributes that are no methods of Python's own.
OTHERS = (
    *("shape", "dtype", "ndim", "size", "T", "items", "keys", "values", "__name__", "__module__"),
    *(
        "__qualname__",
        "__doc__",
        "__code__",
        "__globals__",
        "__closure__",
        "__wrapped__",
        "__signature__",
    ),
    *("__annotations__", "__traceback__", "__cause__", "__notes__", "args", "exceptions", "errno"),
)
ERRORS = (
    *(
        "ValueError('x')",
        "TypeError()",
        "AttributeError('x')",
        "KeyError(object())",
        "StopIteration(1)",
    ),
    *(
        "StopAsyncIteration",
        "GeneratorExit",
        "KeyboardInterrupt",
        "SystemExit(3)",
        "SystemExit('bye')",
    ),
    *(
        "BaseException('x')",
        "MemoryError",
        "RecursionError",
        "TimeoutError('x')",
        "NotImplementedError",
    ),
    *(
        "UnicodeDecodeError('utf-8', b'x', 0, 1, '\\ud800')",
        "UnicodeEncodeError('x', '\\ud800', 0, 1, 'y')",
    ),
    *(
        "OSError(5, 'x', '\\udcff')",
        "SyntaxError('x', ('f', 10**9, -5, '\\ud800', 3, 4))",
        "SyntaxError",
    ),
    *(
        "ExceptionGroup('x', [ValueError('y')])",
        "BaseExceptionGroup('x', [SystemExit(1)])",
        "ImportError",
    ),
    *("Warning", "AssertionError(ring())", "ArithmeticError(10**5000)", "Exception('x' * 10**6)"),
    *(
        "Exception('\\ud800')",
        "type('\\ud800', (Exception,), {})()",
        "type('<b>', (ValueError,), {})('<i>')",
    ),
    *(
        "type('TimeoutError', (BaseException,), {})()",
        "type('x' * 10**4, (KeyError,), {})(1)",
        "EOFError()",
    ),
    *("type('NoCacheMade', (Exception,), {})('x')", "type('StudentGone', (Exception,), {})('x')"),
    *(
        "type('GraderError', (RuntimeError,), {'__module__': 'backpass.grading'})()",
        "Exception(*range(50))",
    ),
)


def value(rng: random.Random, depth: int = 0) -> str:
    """An expression for some value; odd ones are as frequent as plain ones."""
    pick = rng.random()
    if pick < 0.25:
        return rng.choice(PLAIN)
    if pick < 0.6:
        return rng.choice(ODD)
    if pick < 0.8 or depth > 2:
        return "Odd()"
    inner = ", ".join(value(rng, depth + 1) for _ in range(rng.randint(1, 3)))
    return rng.choice(("({},)", "[{}]", "dict(enumerate([{}]))", "({}, {})")).replace("{}", inner)


def error(rng: random.Random) -> str:
    """An expression for an exception to be raised."""
    return rng.choice((*ERRORS, *ERRORS, "OddError('x')", "OddError(Odd())"))


def _body(rng: random.Random, name: str) -> str:
    """What a misbehaving method does."""
    act = rng.randrange(9)
    if act < 3:
        return f"raise {rng.choice(ERRORS)}"
    if act == 3:
        return "return deep()"
    if act == 4:
        return "return self"
    if act == 5:
        return f"return super().{name}(*a, **k)"
    if act == 6:
        return f"return self.{rng.choice(['x', '__class__', 'shape'])}"
    return f"return {rng.choice((*PLAIN, *PLAIN, *ODD))}"


def class_of(rng: random.Random, name: str = "Odd", bases: tuple[str, ...] = BASES) -> str:
    """A class of which some methods misbehave; where it cannot be made, a plain one is there.

    Args:
        rng: Chance.
        name: What to call it.
        bases: What it may be derived from.
    """
    base = rng.choice(bases)
    lines = []
    for method in rng.sample(METHODS, rng.randint(1, 5)):
        named = f"__{method}__"
        if method == "class":
            lines.append(f"__class__ = property(lambda self: {rng.choice(PLAIN)})")
        elif method in ("array_interface", "array_struct", "array_priority", "dict"):
            lines.append(f"{named} = {rng.choice((*PLAIN, *ODD[:24]))}")
        else:
            lines.append(f"def {named}(self, *a, **k): {_body(rng, named)}")
    for other in rng.sample(OTHERS, rng.randint(0, 2)):
        lines.append(
            f"{other} = property(lambda self: deep())"
            if rng.random() < 0.3
            else f"{other} = {rng.choice((*PLAIN, *ODD[:24]))}"
        )
    inside = "\n".join(f"        {line}" for line in lines)
    spare = "object" if name == "Odd" else "Exception"
    return (
        f"try:\n    class {name}_({base}):\n{inside}\n"
        f"    def {name}(*given):\n"
        f"        for arguments in (given, (1.0,), ((1.0, 2.0),), ()):\n"
        f"            try: return {name}_(*arguments)\n"
        f"            except BaseException: pass\n"
        f"        return {spare}()\n"
        f"except BaseException:\n    {name} = {spare}\n"
    )


def classes(rng: random.Random) -> str:
    """An odd class of values and an odd class of exceptions."""
    errors = ("Exception", "ValueError", "BaseException", "OSError", "SyntaxError", "KeyError")
    return PRELUDE + class_of(rng) + class_of(rng, "OddError", errors)
