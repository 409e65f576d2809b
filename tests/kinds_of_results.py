# ruff: noqa: E501 - one maker, one line
"""The types that answers come in: as results, as caches, as errors.

Each table maps a name to a line of Python. :func:`pairs` puts them around the course's own
solutions, so that the same cells can run in a stock IPython and contained by the grader.
"""

#: What the makers below use; a cell of its own.
PRELUDE = r'''
import array, collections, dataclasses, decimal, enum, fractions, functools, json, pickle, queue
import threading, types, typing, weakref
import numpy as np

class Pair(typing.NamedTuple):
    first: object
    second: object

@dataclasses.dataclass
class Plain:
    items: object

@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Frozen:
    items: object

@dataclasses.dataclass(eq=False)
class Unequal:
    items: object

@dataclasses.dataclass
class Going:
    items: object
    def __iter__(self):
        return iter(self.items)
    def __len__(self):
        return len(self.items)
    def __getitem__(self, which):
        return self.items[which]

class Slots:
    __slots__ = ("items", "__dict__")
    def __init__(self, items):
        self.items = items

class Closed:
    __slots__ = ("__items",)
    def __init__(self, items):
        self.__items = items
    def get(self):
        return self.__items

class Wide(tuple):
    pass

class Row(list):
    note = "mine"

class Sequence(collections.abc.Sequence):
    def __init__(self, items):
        self.held = tuple(items)
    def __len__(self):
        return len(self.held)
    def __getitem__(self, which):
        return self.held[which]

class Box(dict):
    __getattr__ = dict.__getitem__

class Real(float):
    def __repr__(self):
        return "real"

class Unit(float):
    def __new__(cls, value, unit="m"):
        made = super().__new__(cls, value)
        made.unit = unit
        return made

class Whole(int):
    pass

class Sub(np.ndarray):
    pass

class Named(np.ndarray):
    def __new__(cls, value, name="x"):
        made = np.asarray(value).view(cls)
        made.name = name
        return made
    def __array_finalize__(self, other):
        self.name = getattr(other, "name", None)

class AsFloat:
    def __init__(self, value):
        self.value = value
    def __float__(self):
        return float(self.value)

class AsArray:
    def __init__(self, value):
        self.value = value
        self.shape = np.shape(value)
        self.dtype = np.asarray(value).dtype
    def __array__(self, dtype=None, copy=None):
        return np.array(self.value, dtype=dtype)

class Dual:
    def __init__(self, real, dual=0.0):
        self.real, self.dual = real, dual
    def __add__(self, other):
        return Dual(self.real + getattr(other, "real", other), self.dual)
    __radd__ = __add__
    def __sub__(self, other):
        return Dual(self.real - getattr(other, "real", other), self.dual)
    def __mul__(self, other):
        return Dual(self.real * getattr(other, "real", other), self.dual)
    __rmul__ = __mul__
    def __float__(self):
        return float(self.real)

class Anything:
    """Has every attribute."""
    def __init__(self, items):
        self.__dict__["items"] = items
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

class Stubborn:
    def __init__(self, items):
        self.items = items
    def __eq__(self, other):
        raise RuntimeError("not to be compared")
    def __deepcopy__(self, memo):
        raise RuntimeError("not to be copied")
    __hash__ = None

class MyError(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")

class Word(str, enum.Enum):
    W1 = "W1"; b1 = "b1"; W2 = "W2"; b2 = "b2"

class Plainly(enum.Enum):
    W1 = "W1"; b1 = "b1"; W2 = "W2"; b2 = "b2"

def _frozen_enum(value):
    return enum.Enum("Held", {"v": value}).v

def _read_only(value):
    made = np.array(value)
    made.flags.writeable = False
    return made

def _strided(value):
    made = np.zeros(tuple(2 * n for n in np.shape(value)))[tuple(slice(None, None, 2) for _ in np.shape(value))]
    made[...] = value
    return made

def _cyclic(items):
    made = [items]
    made.append(made)
    return made

def _deep(items):
    for _ in range(200):
        items = (items,)
    return items

def _shallow(items):
    for _ in range(200):
        (items,) = items
    return items

def _around(f, make):
    def g(*given):
        return make(f(*given))
    return g

def _each(make):
    def made(r):
        if isinstance(r, tuple):
            return tuple(map(made, r))
        if isinstance(r, dict):
            return {key: made(value) for key, value in r.items()}
        return make(r)
    return made

def _first(make):
    return lambda r: (make(r[0]), *r[1:])

def _packed(f, pack):
    def g(*given):
        out, cache = f(*given)
        return out, pack(cache)
    return g

def _unpacked(b, unpack):
    return lambda dout, cache: b(dout, unpack(cache))

def _asking(f, forward, make):
    def g(dout, cache):
        try:
            forward(*map(make, cache if isinstance(cache, tuple) else (cache,)))
        except Exception:
            pass
        return f(dout, cache)
    return g

def _differing(make):
    return lambda f, x, h=1e-5: float((f(make(x + h)) - f(make(x - h))) / (2 * h))

def _shown(make, name):
    class Shown(_kept["Value"]):
        pass
    def get(self):
        return make(self.__dict__[name])
    def put(self, value):
        self.__dict__[name] = value
    setattr(Shown, name, property(get, put))
    return Shown

def _raising(f, error):
    def g(*given):
        f(*given)
        raise error()
    return g
'''

#: From the whole result of a function that returns several things.
SEVERAL = {
    "list": "list",
    "namedtuple": "lambda r: collections.namedtuple('Grads', [f'g{k}' for k in range(len(r))])(*r)",
    "NamedTuple": "lambda r: Pair(*r) if len(r) == 2 else r",
    "dataclass": "Plain",
    "frozen dataclass": "Frozen",
    "dataclass that iterates": "Going",
    "slots": "Slots",
    "SimpleNamespace": "lambda r: types.SimpleNamespace(dx=r[0])",
    "tuple subclass": "Wide",
    "list subclass": "Row",
    "Sequence": "Sequence",
    "deque": "collections.deque",
    "UserList": "collections.UserList",
    "generator": "lambda r: (one for one in r)",
    "iterator": "iter",
    "map": "lambda r: map(lambda one: one, r)",
    "zip": "lambda r: zip(r)",
    "dict": "lambda r: dict(enumerate(r))",
    "dict values": "lambda r: dict(enumerate(r)).values()",
    "dict items": "lambda r: dict(enumerate(r)).items()",
    "set": "lambda r: set(map(str, r))",
    "frozenset": "lambda r: frozenset(map(str, r))",
    "array": "lambda r: np.array(r) if len({np.shape(one) for one in r}) == 1 else r",
    "object array": "lambda r: np.array([*r, None], dtype=object)[:-1]",
    "matrix": "lambda r: np.matrix([float(np.sum(one)) for one in r])",
    "masked array": "lambda r: np.ma.array([float(np.sum(one)) for one in r])",
    "array.array": "lambda r: array.array('d', [float(np.sum(one)) for one in r])",
    "memoryview": "lambda r: memoryview(np.array([float(np.sum(one)) for one in r]))",
    "record": "lambda r: np.rec.fromarrays([np.zeros(2), np.ones(2)])[0]",
    "recarray": "lambda r: np.rec.fromarrays([np.zeros(2), np.ones(2)])",
    "void": "lambda r: np.zeros(2, dtype=[('a', 'f8'), ('b', 'i4')])[0]",
    "structured": "lambda r: np.zeros(2, dtype=[('a', 'f8'), ('b', 'i4', (2,))])",
    "text": "str",
    "bytes": "lambda r: bytes(len(r))",
    "range": "lambda r: range(len(r))",
    "partial": "lambda r: functools.partial(tuple, r)",
    "function": "lambda r: lambda: r",
    "method": "lambda r: r.index",
    "type": "type",
    "module": "lambda r: types",
    "None": "lambda r: None",
    "Ellipsis": "lambda r: ...",
    "NotImplemented": "lambda r: NotImplemented",
    "an error": "lambda r: ValueError('no')",
    "an error type": "lambda r: NotImplementedError",
    "too many": "lambda r: (*r, 1.0)",
    "too few": "lambda r: r[:-1]",
    "nested": "lambda r: (r,)",
    "nested list": "lambda r: [list(r)]",
    "cyclic": "_cyclic",
    "deep": "_deep",
    "coroutine": "lambda r: __import__('asyncio').sleep(0)",
    "enum of a tuple": "_frozen_enum",
    "object with every attribute": "Anything",
    "string of a surrogate": "lambda r: '\\ud800'",
    "Counter": "lambda r: collections.Counter(map(str, r))",
    "mappingproxy": "lambda r: types.MappingProxyType(dict(enumerate(r)))",
}

#: From one number.
NUMBERS = {
    "float": "float",
    "float64": "np.float64",
    "float32": "np.float32",
    "float16": "np.float16",
    "longdouble": "np.longdouble",
    "complex": "complex",
    "complex128": "np.complex128",
    "0-d": "np.array",
    "0-d float32": "lambda v: np.array(v, dtype='f4')",
    "0-d big-endian": "lambda v: np.array(v, dtype='>f8')",
    "0-d int": "lambda v: np.array(int(v))",
    "0-d object": "lambda v: np.array(v, dtype=object)",
    "0-d text": "lambda v: np.array(str(v))",
    "0-d masked": "np.ma.array",
    "0-d subclass": "lambda v: np.array(v).view(Sub)",
    "masked": "lambda v: np.ma.masked",
    "0-d structured": "lambda v: np.array((v, 1), dtype=[('a', 'f8'), ('b', 'i4')])",
    "record": "lambda v: np.rec.array([(v,)], dtype=[('a', 'f8')])[0]",
    "void": "lambda v: np.array((v,), dtype=[('a', 'f8')])[()]",
    "raw void": "lambda v: np.void(b'12345678')",
    "datetime64": "lambda v: np.datetime64(1, 's')",
    "timedelta64": "lambda v: np.timedelta64(1, 's')",
    "np.str_": "lambda v: np.str_(v)",
    "np.bytes_": "lambda v: np.bytes_(b'1')",
    "np.bool_": "lambda v: np.bool_(v > 0)",
    "bool": "lambda v: v > 0",
    "int8": "lambda v: np.int8(1)",
    "uint64": "lambda v: np.uint64(1)",
    "intp": "lambda v: np.intp(2)",
    "int": "int",
    "huge int": "lambda v: 2**2000",
    "very huge int": "lambda v: -(2**200_000)",
    "int subclass": "lambda v: Whole(v)",
    "IntEnum": "lambda v: enum.IntEnum('Count', {'v': 1}).v",
    "IntFlag": "lambda v: enum.IntFlag('Bits', {'v': 4}).v",
    "Flag": "lambda v: enum.Flag('Bits', {'v': 4}).v",
    "Enum": "_frozen_enum",
    "float Enum": "lambda v: type('Size', (float, enum.Enum), enum._EnumDict()) and enum.Enum('Size', {'v': v}, type=float).v",
    "StrEnum": "lambda v: enum.StrEnum('L', {'v': str(v)}).v",
    "Fraction": "fractions.Fraction",
    "Decimal": "decimal.Decimal",
    "float subclass": "Real",
    "float with a unit": "Unit",
    "str": "str",
    "bytes": "lambda v: b'1'",
    "None": "lambda v: None",
    "nan": "lambda v: float('nan')",
    "inf": "lambda v: -np.inf",
    "zero": "lambda v: -0.0 * v",
    "list of one": "lambda v: [v]",
    "tuple of one": "lambda v: (v,)",
    "array of one": "lambda v: np.array([v])",
    "1 x 1": "lambda v: np.array([[v]])",
    "matrix": "np.matrix",
    "as float": "AsFloat",
    "as array": "AsArray",
    "dual": "Dual",
    "dict": "lambda v: {'v': v}",
    "dataclass": "Plain",
    "namespace": "lambda v: types.SimpleNamespace(v=v)",
    "function": "lambda v: lambda: v",
    "partial": "lambda v: functools.partial(float, v)",
    "generator": "lambda v: (v for _ in range(1))",
    "memoryview": "lambda v: memoryview(np.array(v))",
    "array.array": "lambda v: array.array('d', [v])",
    "type": "type",
    "object with every attribute": "Anything",
    "an error": "lambda v: ValueError(v)",
    "set": "lambda v: {v}",
    "range": "lambda v: range(1)",
    "weak": "lambda v: weakref.ref(Plain(v))",
}

#: From one array.
ARRAYS = {
    "list": "lambda a: a.tolist()",
    "tuple": "lambda a: tuple(a.tolist())",
    "list of float64": "list",
    "matrix": "lambda a: np.matrix(a.reshape(a.shape[0], -1))",
    "masked": "np.ma.array",
    "masked in part": "lambda a: np.ma.masked_less(a, 0.0)",
    "all masked": "lambda a: np.ma.masked_all(a.shape)",
    "subclass": "lambda a: a.view(Sub)",
    "subclass with a name": "Named",
    "recarray": "lambda a: a.view(np.recarray)",
    "record array": "lambda a: np.rec.fromarrays([a])",
    "structured": "lambda a: np.zeros(a.shape, dtype=[('a', 'f8')])",
    "chararray": "lambda a: np.char.array(a.astype(str))",
    "float32": "lambda a: a.astype('f4')",
    "float16": "lambda a: a.astype('f2')",
    "longdouble": "lambda a: a.astype(np.longdouble)",
    "big-endian": "lambda a: a.astype('>f8')",
    "int": "lambda a: a.astype(int)",
    "bool": "lambda a: a > 0",
    "complex": "lambda a: a.astype(complex)",
    "object": "lambda a: a.astype(object)",
    "object of fractions": "lambda a: np.vectorize(fractions.Fraction, otypes=[object])(a)",
    "text": "lambda a: a.astype(str)",
    "bytes": "lambda a: a.astype('S8')",
    "datetime": "lambda a: a.astype('M8[s]')",
    "timedelta": "lambda a: a.astype('m8[ns]')",
    "Fortran": "np.asfortranarray",
    "strided": "_strided",
    "reversed": "lambda a: np.array(a[::-1])[::-1]",
    "read-only": "_read_only",
    "broadcast": "lambda a: np.broadcast_to(a, (2, *a.shape))[0]",
    "transposed back": "lambda a: np.array(a.T).T",
    "0-d": "lambda a: np.array(a.sum())",
    "float": "lambda a: float(a.sum())",
    "flat": "lambda a: a.ravel()",
    "flatiter": "lambda a: a.flat",
    "column": "lambda a: a.reshape(-1, 1)",
    "row": "lambda a: a[None]",
    "empty": "lambda a: a[:0]",
    "memoryview": "memoryview",
    "array.array": "lambda a: array.array('d', a.ravel())",
    "UserList": "collections.UserList",
    "deque": "collections.deque",
    "dict": "lambda a: dict(enumerate(a))",
    "dataclass": "Plain",
    "as array": "AsArray",
    "bytes of it": "lambda a: a.tobytes()",
    "None": "lambda a: None",
    "with nan": "lambda a: np.where(a > 0, np.nan, a)",
    "with inf": "lambda a: np.where(a > 0, np.inf, a)",
    "generator": "lambda a: (row for row in a)",
    "nditer": "np.nditer",
    "function": "lambda a: a.sum",
    "huge": "lambda a: np.zeros((300, 300, 3))",
    "poly": "lambda a: np.polynomial.Polynomial(a.ravel())",
}

#: From a dict of arrays.
DICTS = {
    "OrderedDict": "collections.OrderedDict",
    "defaultdict": "lambda d: collections.defaultdict(list, d)",
    "UserDict": "collections.UserDict",
    "ChainMap": "lambda d: collections.ChainMap({}, d)",
    "mappingproxy": "types.MappingProxyType",
    "dict subclass": "Box",
    "Counter": "collections.Counter",
    "reversed": "lambda d: dict(reversed(list(d.items())))",
    "str Enum keys": "lambda d: {Word(k): v for k, v in d.items()}",
    "Enum keys": "lambda d: {Plainly(k): v for k, v in d.items()}",
    "StrEnum keys": "lambda d: {enum.StrEnum('P', {k: k})[k]: v for k, v in d.items()}",
    "np.str_ keys": "lambda d: {np.str_(k): v for k, v in d.items()}",
    "bytes keys": "lambda d: {k.encode(): v for k, v in d.items()}",
    "tuple keys": "lambda d: {(k, 1): v for k, v in d.items()}",
    "tuple keys with objects": "lambda d: {(k, Plainly.W1): v for k, v in d.items()}",
    "int keys": "lambda d: dict(enumerate(d.values()))",
    "None keys": "lambda d: {**d, None: 1}",
    "function keys": "lambda d: {**d, len: 1}",
    "type keys": "lambda d: {**d, int: 1}",
    "frozenset keys": "lambda d: {frozenset([k]): v for k, v in d.items()}",
    "one more": "lambda d: {**d, 'extra': 1}",
    "one with an object": "lambda d: {**d, 'note': Plain(1)}",
    "one less": "lambda d: dict(list(d.items())[1:])",
    "tuple": "lambda d: tuple(d.values())",
    "items": "lambda d: d.items()",
    "list of pairs": "lambda d: list(d.items())",
    "namedtuple": "lambda d: collections.namedtuple('Grads', d)(**d)",
    "dataclass": "Plain",
    "made dataclass": "lambda d: dataclasses.make_dataclass('Params', d)(**d)",
    "SimpleNamespace": "lambda d: types.SimpleNamespace(**d)",
    "function": "lambda d: d.get",
    "TypedDict": "lambda d: typing.TypedDict('P', dict.fromkeys(d, object))(**d)",
    "subclass keys": "lambda d: {type('Key', (str,), {})(k): v for k, v in d.items()}",
    "None": "lambda d: None",
    "json": "lambda d: json.dumps(list(d))",
}

#: From a letter.
LETTERS = {
    "str subclass": "type('Letter', (str,), {})",
    "StrEnum": "lambda s: enum.StrEnum('L', {'v': s}).v",
    "str Enum": "lambda s: enum.Enum('L', {'v': s}, type=str).v",
    "Enum": "lambda s: enum.Enum('L', {'v': s}).v",
    "np.str_": "np.str_",
    "bytes": "str.encode",
    "list": "lambda s: [s]",
    "tuple": "lambda s: (s,)",
    "set": "lambda s: {s}",
    "upper": "str.upper",
    "spaced": "lambda s: f' {s}\\n'",
    "bracket": "lambda s: f'{s})'",
    "array": "np.array",
    "number": "ord",
    "UserString": "collections.UserString",
    "dataclass": "Plain",
    "object": "Slots",
    "function": "lambda s: s.upper",
    "None": "lambda s: None",
    "dict": "lambda s: {s: 1}",
    "wrong StrEnum": "lambda s: enum.StrEnum('L', {'v': 'z'}).v",
    "wrong subclass": "lambda s: type('Letter', (str,), {})('zz')",
    "long": "lambda s: s * 1000",
    "Ellipsis": "lambda s: ...",
    "generator": "iter",
}

#: Into a cache of the student's own and out of it again.
CACHES = {
    "list": ("list", "tuple"),
    "namedtuple": (
        "lambda c: collections.namedtuple('C', [f'i{k}' for k in range(len(c))])(*c)",
        "tuple",
    ),
    "NamedTuple": ("lambda c: Pair(c, 1)", "lambda c: c.first"),
    "dataclass": ("Plain", "lambda c: c.items"),
    "frozen dataclass": ("Frozen", "lambda c: c.items"),
    "dataclass without eq": ("Unequal", "lambda c: c.items"),
    "slots": ("Slots", "lambda c: c.items"),
    "private slots": ("Closed", "lambda c: c.get()"),
    "SimpleNamespace": ("lambda c: types.SimpleNamespace(c=c)", "lambda c: c.c"),
    "deque": ("lambda c: collections.deque([c])", "lambda c: c[0]"),
    "OrderedDict": ("lambda c: collections.OrderedDict(c=c)", "lambda c: c['c']"),
    "ChainMap": ("lambda c: collections.ChainMap({}, {'c': c})", "lambda c: c['c']"),
    "UserDict": ("lambda c: collections.UserDict(c=c)", "lambda c: c['c']"),
    "UserList": ("lambda c: collections.UserList([c])", "lambda c: c[0]"),
    "dict of dicts": ("lambda c: {'a': {'b': [c]}}", "lambda c: c['a']['b'][0]"),
    "mappingproxy": ("lambda c: types.MappingProxyType({'c': c})", "lambda c: c['c']"),
    "closure": ("lambda c: lambda: c", "lambda c: c()"),
    "partial": ("lambda c: functools.partial(lambda x: x, c)", "lambda c: c()"),
    "generator": ("lambda c: (one for one in [c])", "next"),
    "iterator": ("lambda c: iter([c])", "next"),
    "object array": ("lambda c: np.array([c, None], dtype=object)[:1]", "lambda c: c[0]"),
    "cyclic": ("_cyclic", "lambda c: c[0]"),
    "deep": ("_deep", "_shallow"),
    "pickled": ("pickle.dumps", "pickle.loads"),
    "a class": ("lambda c: type('C', (), {'held': (c,)})", "lambda c: c.held[0]"),
    "an error": ("ValueError", "lambda c: c.args[0]"),
    "a lock beside it": ("lambda c: (c, threading.Lock())", "lambda c: c[0]"),
    "every attribute": ("Anything", "lambda c: c.__dict__['items']"),
    "stubborn": ("Stubborn", "lambda c: c.items"),
    "queue": ("lambda c: [queue.SimpleQueue(), c]", "lambda c: c[1]"),
    "with a huge array": ("lambda c: (c, np.zeros(200_000))", "lambda c: c[0]"),
    "with a huge int": ("lambda c: (c, 2**200_000)", "lambda c: c[0]"),
    "with a surrogate": (
        "lambda c: (c, '\\ud800', b'\\xff', ..., NotImplemented, 1j)",
        "lambda c: c[0]",
    ),
    "with sets": ("lambda c: {'c': c, 's': {1, 2}, 'f': frozenset([3])}", "lambda c: c['c']"),
    "with functions": ("lambda c: (c, len, np.exp, int, types)", "lambda c: c[0]"),
    "with records": (
        "lambda c: (c, np.zeros(2, dtype=[('a', 'f8')]), np.datetime64(1, 's'))",
        "lambda c: c[0]",
    ),
    "with a ragged key": (
        "lambda c: {(1, frozenset([2])): c, None: 1, 2.5: 2}",
        "lambda c: c[1, frozenset([2])]",
    ),
    "attrs-like": (
        "lambda c: dataclasses.make_dataclass('A', ['c'], kw_only=True)(c=c)",
        "lambda c: c.c",
    ),
    "masked": ("lambda c: (c, np.ma.masked, np.matrix([1.0]))", "lambda c: c[0]"),
    "memory": (
        "lambda c: (c, memoryview(b'12'), array.array('d', [1.0]), bytearray(b'x'))",
        "lambda c: c[0]",
    ),
    "nan": (
        "lambda c: (c, float('nan'), np.array([np.nan]), decimal.Decimal('NaN'))",
        "lambda c: c[0]",
    ),
    "weak": ("lambda c: (c, weakref.WeakValueDictionary())", "lambda c: c[0]"),
    "in a mapping of its own": ("lambda c: Box(c=c)", "lambda c: c.c"),
    "thread local": ("lambda c: [threading.local(), c]", "lambda c: c[-1]"),
}

#: What is raised after the answer was worked out.
ERRORS = {
    "ValueError": "lambda: ValueError('a wrong value')",
    "KeyError": "lambda: KeyError('x')",
    "KeyError of a number": "lambda: KeyError(3)",
    "IndexError": "lambda: [][3]",
    "ZeroDivisionError": "lambda: 1 / 0",
    "AttributeError": "lambda: None.shape",
    "NameError": "lambda: unknown_name",
    "UnboundLocalError": "lambda: UnboundLocalError('x')",
    "TypeError": "lambda: 1 + 'a'",
    "broadcast": "lambda: np.zeros(3) + np.zeros(4)",
    "matmul": "lambda: np.zeros((2, 3)) @ np.zeros((2, 3))",
    "unpack": "lambda: (lambda a, b: a)(*[1])",
    "own": "lambda: MyError(1, 2)",
    "assert": "lambda: AssertionError('no')",
    "empty": "lambda: RuntimeError()",
    "long": "lambda: RuntimeError('x' * 2000)",
    "LinAlgError": "lambda: np.linalg.inv(np.zeros((2, 2)))",
    "OSError": "lambda: OSError(2, 'No such thing')",
    "UnicodeDecodeError": "lambda: b'\\xff'.decode()",
    "ExceptionGroup": "lambda: ExceptionGroup('two', [ValueError(1), ValueError(2)])",
    "StopIteration": "lambda: next(iter(()))",
    "SystemExit": "lambda: SystemExit(3)",
    "GeneratorExit": "lambda: GeneratorExit()",
    "warning": "lambda: UserWarning('careful')",
    "of numpy": "lambda: np.exceptions.AxisError('axis 3')",
    "chained": "lambda: (_ for _ in ()).throw(ValueError('later'))",
    "RecursionError": "lambda: (lambda f: f(f))(lambda f: f(f))",
    "MemoryError": "lambda: MemoryError()",
    "without words": "lambda: type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})()",
    "decimal": "lambda: decimal.Decimal('x')",
    "json": "lambda: json.loads('{')",
    "FloatingPointError": "lambda: FloatingPointError('underflow')",
}


#: Those of them that a number in a class of the student's own may be. It is asked for thousands of
#: times, so the enum is made once: making one each time takes longer than all the rest.
IN_A_CLASS = {
    name: NUMBERS[name]
    for name in (
        "float64", "float32", "longdouble", "complex", "0-d", "0-d object", "0-d masked", "bool",
        "IntEnum", "Fraction", "Decimal", "float subclass", "float with a unit", "str", "None",
        "nan", "array of one", "as float", "function", "timedelta64",
    )
}  # fmt: skip
IN_A_CLASS["IntEnum"] = f"(lambda one: lambda _: one)(({NUMBERS['IntEnum']})(1))"

#: Exercises by what they return, with the chapter that each is in; the first of each group is in
#: every comparison.
SEVERAL_NUMBERS = {
    "multiply_backward": "02_chain_rule",
    "max_gradient": "01_simple_gates",
    "pattern_backward": "02_chain_rule",
    "fork_backward": "04_staged_computation",
}
SEVERAL_ARRAYS = {
    "matmul_backward": "05_vectorized_gradients",
    "score_backward": "04_staged_computation",
    "affine_backward": "05_vectorized_gradients",
}
ONE_NUMBER = {
    "rescaled_learning_rate": "04_staged_computation",
    "predict_change": "01_simple_gates",
    "reciprocal_backward": "03_sigmoid_neuron",
    "numerical_derivative": "01_simple_gates",
    "forward_passes_needed": "06_two_layer_net",
}
ONE_ARRAY = {
    "relu_backward": "05_vectorized_gradients",
    "mean_backward": "05_vectorized_gradients",
    "exp_backward": "03_sigmoid_neuron",
}
#: They return a number, then more.
FORWARDS = {
    "softmax_loss": "06_two_layer_net",
    "chain_forward": "02_chain_rule",
    "neuron_forward": "03_sigmoid_neuron",
    "squared_error_forward": "06_two_layer_net",
    "staged_forward": "04_staged_computation",
    "svm_loss": "06_two_layer_net",
}
#: They return an array, then more.
ARRAY_FORWARDS = {
    "affine_forward": "05_vectorized_gradients",
    "sigmoid_forward": "03_sigmoid_neuron",
    "two_layer_forward": "06_two_layer_net",
}
MAPPINGS = {"sgd_step": "06_two_layer_net", "two_layer_backward": "06_two_layer_net"}
OWN_CACHES = {
    "chain_backward": "02_chain_rule",
    "two_layer_backward": "06_two_layer_net",
    "sigmoid_backward": "03_sigmoid_neuron",
    "neuron_backward": "03_sigmoid_neuron",
    "squared_error_backward": "06_two_layer_net",
    "staged_backward": "04_staged_computation",
}
GIVEN = {
    "multiply_backward": "02_chain_rule",
    "fork_backward": "04_staged_computation",
    "score_backward": "04_staged_computation",
    "exp_backward": "03_sigmoid_neuron",
}
DERIVATIVE = {"numerical_derivative": "01_simple_gates"}
CLASS = {"Value": "07_build_autograd"}
QUESTIONS = {"quiz_max_route": "02_chain_rule", "quiz_fork": "04_staged_computation"}

#: From a table of makers: the exercises that it suits, and the line that changes one.
GROUPS = (
    ("several", SEVERAL, SEVERAL_NUMBERS, "_around({f}, {make})"),
    ("several", SEVERAL, SEVERAL_ARRAYS, "_around({f}, {make})"),
    ("several", SEVERAL, FORWARDS, "_around({f}, {make})"),
    ("number", NUMBERS, SEVERAL_NUMBERS, "_around({f}, _each({make}))"),
    ("number", NUMBERS, ONE_NUMBER, "_around({f}, {make})"),
    ("number", NUMBERS, FORWARDS, "_around({f}, _first({make}))"),
    ("array", ARRAYS, SEVERAL_ARRAYS, "_around({f}, _each({make}))"),
    ("array", ARRAYS, ONE_ARRAY, "_around({f}, lambda r: ({make})(r) if np.ndim(r) else r)"),
    ("array", ARRAYS, ARRAY_FORWARDS, "_around({f}, _first({make}))"),
    ("array", ARRAYS, MAPPINGS, "_around({f}, _each({make}))"),
    ("dict", DICTS, MAPPINGS, "_around({f}, {make})"),
    ("letter", LETTERS, QUESTIONS, "_around({f}, {make})"),
    ("argument", NUMBERS, GIVEN, "_asking({f}, {forward}, {make})"),
    ("argument", NUMBERS, DERIVATIVE, "_differing({make})"),
    ("data", IN_A_CLASS, CLASS, "_shown({make}, 'data')"),
    ("grad", IN_A_CLASS, CLASS, "_shown({make}, 'grad')"),
    ("error", ERRORS, SEVERAL_NUMBERS, "_raising({f}, {make})"),
    ("error", ERRORS, ONE_ARRAY, "_raising({f}, {make})"),
    ("error", ERRORS, FORWARDS, "_raising({f}, {make})"),
)


def pairs(every=True):
    """A name, a chapter, an exercise and the cell that changes its answer, for each maker.

    Args:
        every: Whether to take all exercises that a maker suits; else one, another for each maker.
    """
    for place, (kind, table, exercises, line) in enumerate(GROUPS):
        alike = [k for k, group in enumerate(GROUPS) if group[1] is table]
        for number, (name, make) in enumerate(table.items()):
            if not every and place != alike[number % len(alike)]:
                continue
            turn = number // len(alike) % len(exercises)
            for exercise in list(exercises) if every else [list(exercises)[turn]]:
                forward = exercise.replace("backward", "forward")
                changed = line.format(f=exercise, make=make, forward=forward)
                yield f"{kind}: {name}", exercises[exercise], exercise, f"{exercise} = {changed}"
    for number, (name, (pack, unpack)) in enumerate(CACHES.items()):
        chosen = list(OWN_CACHES) if every else [list(OWN_CACHES)[number % len(OWN_CACHES)]]
        for backward in chosen:
            forward = backward.replace("backward", "forward")
            cell = (
                f"{forward} = _packed({forward}, {pack})\n"
                f"{backward} = _unpacked({backward}, {unpack})"
            )
            yield f"cache: {name}", OWN_CACHES[backward], backward, cell
