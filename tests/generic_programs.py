# ruff: noqa: E501 - as they came
"""A seventh set of answers that do not derive: one program each for whole chapters, on one exercise.

At first sight 19 of 20 were seen. What was missed, an array class that answers numpy's functions
in its own way, was then learnt.
"""

SEVENTH = {
    "central difference, own copy": (
        "fork_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
def slope(g):
    h = 1e-5
    return (g(h) - g(-h)) / (2 * h)
G1 = lambda x, y: x / (1.0 + np.exp(-x * y)) + x * x
def fork_backward(dout, cache):
    return tuple(pull(G1, cache, dout))
""",
    ),
    "given forward called, Richardson by reduce": (
        "fork_backward",
        r"""
import math
import numpy as np
def fork_forward(x, y):
    return x / (1.0 + np.exp(-x * y)) + x * x, (x, y)
def val(r):
    return r[0] if isinstance(r, tuple) else r
import functools
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            at = lambda t: val(f(*args[:k], (a + t * e) if a.ndim else float(a + t), *args[k+1:]))
            rows = [(at(h) - at(-h)) / (2*h) for h in (0.02, 0.01, 0.005)]
            best = functools.reduce(lambda r, j: [(4**j * q - p) / (4**j - 1) for p, q in zip(r, r[1:])], (1, 2), rows)[0]
            g[i] = np.sum(dout * best)
        out.append(g if a.ndim else float(g))
    return out
def fork_backward(dout, cache):
    return tuple(pull(fork_forward, cache, dout))
""",
    ),
    "complex step, root from np.roots": (
        "exp_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
J = np.roots([1, 0, 1])[0]
def slope(g):
    return np.imag(g(J * 1e-25)) / 1e-25
F3 = lambda x: np.exp(x)
def exp_backward(dout, cache):
    return pull(F3, (cache,), dout)[0]
""",
    ),
    "dual numbers by own class": (
        "center_backward",
        r"""
import math
import numpy as np
class D:
    __array_priority__ = 99
    def __init__(s, v, d=0.0): s.v, s.d = v, d
    def __add__(s, o):
        o = o if isinstance(o, D) else D(o)
        return D(s.v + o.v, s.d + o.d)
    __radd__ = __add__
    def __neg__(s): return D(-s.v, -s.d)
    def __sub__(s, o): return s + -(o if isinstance(o, D) else D(o))
    def __rsub__(s, o): return D(o) + -s
    def __mul__(s, o):
        o = o if isinstance(o, D) else D(o)
        return D(s.v * o.v, s.d * o.v + s.v * o.d)
    __rmul__ = __mul__
    def __truediv__(s, o):
        o = o if isinstance(o, D) else D(o)
        return D(s.v / o.v, (s.d * o.v - s.v * o.d) / o.v**2)
    def __rtruediv__(s, o): return D(o) / s
    def __matmul__(s, o):
        o = o if isinstance(o, D) else D(o)
        return D(s.v @ o.v, s.d @ o.v + s.v @ o.d)
    def __rmatmul__(s, o): return D(o, np.zeros_like(o)) @ s
    def __pow__(s, n): return D(s.v**n, n * s.v**(n-1) * s.d)
    def exp(s): return D(np.exp(s.v), np.exp(s.v) * s.d)
    def log(s): return D(np.log(s.v), s.d / s.v)
    def sum(s, axis=None): return D(np.sum(s.v, axis=axis), np.sum(s.d, axis=axis))
    def __getitem__(s, i): return D(s.v[i], s.d[i])
    def __gt__(s, o): return s.v > o
    @property
    def shape(s): return s.v.shape
    def __array_ufunc__(s, u, m, *a, **k):
        if u in (np.exp, np.log): return getattr(a[0], u.__name__)()
        n = {'add':'__radd__','subtract':'__rsub__','multiply':'__rmul__','divide':'__rtruediv__','true_divide':'__rtruediv__','matmul':'__rmatmul__'}[u.__name__]
        return getattr(a[1], n)(a[0])
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float); g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            r = f(*args[:k], D(a, e), *args[k+1:])
            g[i] = np.sum(dout * r.d)
        out.append(g if a.ndim else float(g))
    return out
H4 = lambda x: x - x.sum(axis=0) / x.shape[0]
def center_backward(dout, cache):
    return pull(H4, (cache,), dout)[0]
""",
    ),
    "forward's source rewritten with a step": (
        "fork_backward",
        r"""
import math
import numpy as np
def fork_forward(x, y):
    return x / (1.0 + np.exp(-x * y)) + x * x, (x, y)
def val(r):
    return r[0] if isinstance(r, tuple) else r
import inspect
def pull(f, args, dout):
    text = inspect.getsource(f).replace(f.__name__, 'moved')
    head, body = text.split('\n', 1)
    names = head[head.index('(')+1:head.index(')')].replace(' ', '').split(',')
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float); g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1e-6
            space = dict(globals(), E=e)
            two = []
            for sign in '+-':
                q = '"' * 3
                exec(head + '\n    %s = %s %s E\n' % (names[k], names[k], sign) + body.replace(q, '#', 2), space)
                two.append(val(space['moved'](*args)))
            g[i] = np.sum(dout * (two[0] - two[1])) / 2e-6
        out.append(g if a.ndim else float(g))
    return out
def fork_backward(dout, cache):
    return tuple(pull(fork_forward, cache, dout))
""",
    ),
    "ast interpreted with tangents": (
        "fork_backward",
        r"""
import math
import numpy as np
import ast, inspect
def pull(f, args, dout):
    src = inspect.getsource(f).strip()
    tree = ast.parse(src[src.index('lambda'):] if 'lambda' in src else src)
    lam = next(n for n in ast.walk(tree) if isinstance(n, ast.Lambda))
    names = [a.arg for a in lam.args.args]
    def go(n, env):
        if isinstance(n, ast.Constant): return n.value, 0.0
        if isinstance(n, ast.Name): return env[n.id]
        if isinstance(n, ast.UnaryOp):
            v, d = go(n.operand, env); return -v, -d
        if isinstance(n, ast.BinOp):
            (a, da), (b, db) = go(n.left, env), go(n.right, env)
            k = type(n.op).__name__
            if k == 'Add': return a + b, da + db
            if k == 'Sub': return a - b, da - db
            if k == 'Mult': return a * b, da * b + a * db
            if k == 'Div': return a / b, (da * b - a * db) / b**2
            if k == 'Pow': return a**b, b * a**(b-1) * da
            if k == 'MatMult':
                da, db = np.asarray(da) + 0*a, np.asarray(db) + 0*b
                return a @ b, da @ b + a @ db
        if isinstance(n, ast.Compare):
            return go(n.left, env)[0] > 0, 0.0
        if isinstance(n, ast.Attribute):
            return go(n.value, env)[0].shape, 0.0
        if isinstance(n, ast.Subscript):
            return go(n.value, env)[0][0], 0.0
        if isinstance(n, ast.Call) and n.func.attr == 'exp':
            v, d = go(n.args[0], env); return np.exp(v), np.exp(v) * d
        if isinstance(n, ast.Call):
            v, d = go(n.func.value, env); ax = 0 if n.keywords else None
            return v.sum(axis=ax), (d + 0*v).sum(axis=ax)
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float); g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            env = {m: (np.asarray(v, float), 0.0) for m, v in zip(names, args)}
            env[names[k]] = (a, e)
            g[i] = np.sum(dout * go(lam.body, env)[1])
        out.append(g if a.ndim else float(g))
    return out
G1 = lambda x, y: x / (1.0 + np.exp(-x * y)) + x * x
def fork_backward(dout, cache):
    return tuple(pull(G1, cache, dout))
""",
    ),
    "Chebyshev fit": (
        "sigmoid_circuit_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
def slope(g):
    t = 1e-2 * np.cos(np.pi * (np.arange(9) + 0.5) / 9)
    y = np.array([np.ravel(g(s)) for s in t])
    c = np.polynomial.chebyshev.chebfit(t / 1e-2, y, 7)
    d = np.polynomial.chebyshev.chebval(0.0, np.polynomial.chebyshev.chebder(c)) / 1e-2
    return d.reshape(np.shape(g(0.0)))
F5 = lambda x: 1.0 / (1.0 + np.exp(-1.0 * x))
def sigmoid_circuit_backward(dout, cache):
    return pull(F5, (cache[0][0],), dout)[0]
""",
    ),
    "Cauchy by fft": (
        "fork_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
def slope(g):
    z = 1e-2 * np.exp(2j * np.pi * np.arange(8) / 8)
    y = np.array([np.ravel(g(s)) for s in z])
    return np.real(np.fft.fft(y, axis=0)[1] / 8 / 1e-2).reshape(np.shape(g(0.0)))
G1 = lambda x, y: x / (1.0 + np.exp(-x * y)) + x * x
def fork_backward(dout, cache):
    return tuple(pull(G1, cache, dout))
""",
    ),
    "regression of the statistics module": (
        "mean_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
import statistics
def slope(g):
    t = [-2e-5, -1e-5, 1e-5, 2e-5]
    ys = [np.ravel(g(s)) for s in t]
    r = [statistics.linear_regression(t, [float(y[j]) for y in ys]).slope for j in range(len(ys[0]))]
    return np.reshape(r, np.shape(g(0.0)))
H3 = lambda x: x.sum(axis=0) / x.shape[0]
def mean_backward(dout, cache):
    return pull(H3, (cache,), dout)[0]
""",
    ),
    "np.gradient on a grid": (
        "exp_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
def slope(g):
    t = np.linspace(-1e-4, 1e-4, 5)
    y = np.array([g(s) for s in t])
    return np.gradient(y, t[1] - t[0], axis=0, edge_order=2)[2]
F3 = lambda x: np.exp(x)
def exp_backward(dout, cache):
    return pull(F3, (cache,), dout)[0]
""",
    ),
    "random directions and least squares": (
        "fork_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    rng = np.random.default_rng(0)
    flat = np.concatenate([np.ravel(np.asarray(a, float)) for a in args])
    def at(v):
        parts, n = [], 0
        for a in args:
            m = np.size(a); q = v[n:n+m].reshape(np.shape(a)); n += m
            parts.append(q if np.ndim(a) else float(q))
        return np.sum(dout * f(*parts))
    U = rng.standard_normal((2 * len(flat) + 2, len(flat)))
    y = [(at(flat + 1e-5 * u) - at(flat - 1e-5 * u)) / 2e-5 for u in U]
    g = np.linalg.lstsq(U, np.array(y), rcond=None)[0]
    out, n = [], 0
    for a in args:
        m = np.size(a); q = g[n:n+m].reshape(np.shape(a)); n += m
        out.append(q if np.ndim(a) else float(q))
    return out
G1 = lambda x, y: x / (1.0 + np.exp(-x * y)) + x * x
def fork_backward(dout, cache):
    return tuple(pull(G1, cache, dout))
""",
    ),
    "in a thread": (
        "reciprocal_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
from concurrent.futures import ThreadPoolExecutor
def slope(g):
    with ThreadPoolExecutor(2) as pool:
        a, b = pool.map(g, (1e-5, -1e-5))
    return (a - b) / 2e-5
F1 = lambda x: 1.0 / x
def reciprocal_backward(dout, cache):
    return pull(F1, (cache,), dout)[0]
""",
    ),
    "bytecode with another constant": (
        "score_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
import types
def slope(g):
    def lift(t):
        return g(t)
    def two(h=0.0):
        return lift(h)
    up = types.FunctionType(two.__code__, globals(), 'up', (2e-6,), two.__closure__)
    down = types.FunctionType(two.__code__, globals(), 'down', (-2e-6,), two.__closure__)
    return (up() - down()) / 4e-6
G2 = lambda w, x: (w * x).sum()
def score_backward(dout, cache):
    return tuple(pull(G2, cache, dout))
""",
    ),
    "an array class that carries tangents": (
        "sigmoid_circuit_backward",
        r"""
import math
import numpy as np
class T(np.ndarray):
    def __array_finalize__(s, o): s.d = getattr(o, 'd', None)
    def __array_ufunc__(s, u, m, *a, **k):
        vs = [np.asarray(q) for q in a]
        ds = [getattr(q, 'd', None) if isinstance(q, T) else None for q in a]
        ds = [np.zeros(np.shape(v)) if d is None else d for v, d in zip(vs, ds)]
        n = u.__name__
        if m == 'reduce':
            r, d = np.add.reduce(vs[0], axis=k.get('axis')), np.add.reduce(ds[0], axis=k.get('axis'))
        else:
            r = u(*vs)
            d = {'exp': lambda: r * ds[0], 'log': lambda: ds[0] / vs[0], 'negative': lambda: -ds[0], 'add': lambda: ds[0] + ds[1], 'subtract': lambda: ds[0] - ds[1], 'multiply': lambda: ds[0] * vs[1] + vs[0] * ds[1], 'divide': lambda: (ds[0] * vs[1] - vs[0] * ds[1]) / vs[1]**2, 'matmul': lambda: ds[0] @ vs[1] + vs[0] @ ds[1], 'power': lambda: vs[1] * vs[0]**(vs[1]-1) * ds[0], 'square': lambda: 2 * vs[0] * ds[0], 'greater': lambda: 0.0 * r, 'reciprocal': lambda: -ds[0] / vs[0]**2}[n]()
        r = np.asarray(r).view(T); r.d = d
        return r
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float); g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            t = a.copy().view(T); t.d = e
            g[i] = np.sum(dout * f(*args[:k], t, *args[k+1:]).d)
        out.append(g if a.ndim else float(g))
    return out
F5 = lambda x: 1.0 / (1.0 + np.exp(-1.0 * x))
def sigmoid_circuit_backward(dout, cache):
    return pull(F5, (cache[0][0],), dout)[0]
""",
    ),
    "Jordan blocks": (
        "fork_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
def slope(g):
    out = g(0.0)
    h = 2.0**-17
    m = np.array([[h, 1.0], [0.0, -h]])
    w, V = np.linalg.eig(m)
    y = [np.ravel(g(s)) for s in w]
    r = [(V @ np.diag([y[0][j], y[1][j]]) @ np.linalg.inv(V))[0, 1] for j in range(len(y[0]))]
    return np.reshape(r, np.shape(out))
G1 = lambda x, y: x / (1.0 + np.exp(-x * y)) + x * x
def fork_backward(dout, cache):
    return tuple(pull(G1, cache, dout))
""",
    ),
    "secants by map and operator": (
        "mean_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
import operator, itertools
def slope(g):
    pts = list(itertools.accumulate([-3e-6, 2e-6, 2e-6, 2e-6]))
    ys = list(map(g, pts))
    runs = list(map(operator.sub, pts[1:], pts))
    rises = list(map(operator.sub, ys[1:], ys))
    return sum(map(operator.truediv, rises, runs)) / 3
H3 = lambda x: x.sum(axis=0) / x.shape[0]
def mean_backward(dout, cache):
    return pull(H3, (cache,), dout)[0]
""",
    ),
    "Newton's divided differences by recursion": (
        "exp_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
def slope(g):
    t = (-1e-3, -5e-4, 5e-4, 1e-3)
    def dd(i, j):
        return g(t[i]) if i == j else (dd(i + 1, j) - dd(i, j - 1)) / (t[j] - t[i])
    return dd(0, 1) - dd(0, 2) * (t[0] + t[1]) + dd(0, 3) * (t[0]*t[1] + t[0]*t[2] + t[1]*t[2])
F3 = lambda x: np.exp(x)
def exp_backward(dout, cache):
    return pull(F3, (cache,), dout)[0]
""",
    ),
    "libm through ctypes, exactly halved steps": (
        "center_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
import ctypes
lib = ctypes.CDLL(None)
lib.ldexp.restype = ctypes.c_double
lib.ldexp.argtypes = [ctypes.c_double, ctypes.c_int]
def slope(g):
    h = lib.ldexp(1.0, -18)
    return (g(h) - g(-h)) * lib.ldexp(1.0, 17)
H4 = lambda x: x - x.sum(axis=0) / x.shape[0]
def center_backward(dout, cache):
    return pull(H4, (cache,), dout)[0]
""",
    ),
    "a difference folded into a lookup made in the forward's stead": (
        "reciprocal_backward",
        r"""
import math
import numpy as np
def pull(f, args, dout):
    out = []
    for k, a in enumerate(args):
        a = np.asarray(a, float)
        if a.ndim == 0:
            out.append(float(np.sum(dout * slope(lambda t: f(*args[:k], float(a) + t, *args[k+1:])))))
            continue
        g = np.zeros(a.shape)
        for i in np.ndindex(a.shape):
            e = np.zeros(a.shape); e[i] = 1.0
            g[i] = np.sum(dout * slope(lambda t: f(*args[:k], a + t * e, *args[k+1:])))
        out.append(g)
    return out
TABLE = {}
def slope(g):
    for t in (1e-5, -1e-5):
        TABLE[t] = g(t)
    a, b = (TABLE.pop(t) for t in (1e-5, -1e-5))
    return np.divide(np.subtract(a, b), 2e-5)
F1 = lambda x: 1.0 / x
def reciprocal_backward(dout, cache):
    return pull(F1, (cache,), dout)[0]
""",
    ),
    "a polynomial's coefficient": (
        "score_backward",
        """
from numpy.polynomial import Polynomial
def score_backward(dout, cache):
    def slopes(own, other):
        out = []
        for i in range(len(own)):
            total = Polynomial([0.0])
            for j, (a, b) in enumerate(zip(own, other)):
                total = total + Polynomial([a, 1.0 if i == j else 0.0]) * Polynomial([b])
            out.append(dout * total.coef[1])
        return np.array(out)
    return slopes(*cache), slopes(*cache[::-1])
""",
    ),
}
