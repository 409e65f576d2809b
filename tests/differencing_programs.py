"""Answers that do not derive: each gets gradients by evaluating a forward elsewhere, or the like.

Each is a cell for an exercise; the forwards that a chapter gives are there as in the release.
"""

#: The exercise and the cell, by what is particular about it.
PROGRAMS = {
    "one-sided": (
        "pattern_backward",
        """
def pattern_backward(dout, cache):
    x, y, z, w = cache
    h = 1e-7
    def f(x, y, z, w):
        return 2.0 * (x * y + max(z, w))
    now = f(x, y, z, w)
    return tuple(
        dout * (f(*[v + h * (k == i) for k, v in enumerate(cache)]) - now) / h for i in range(4)
    )
""",
    ),
    "central, renamed": (
        "fork_backward",
        """
def fork_backward(dout, cache):
    x, y = cache
    nudge = 1e-5
    def g(a, b):
        return a / (1 + np.exp(-a * b)) + a * a
    right, left = g(x + nudge, y), g(x - nudge, y)
    up, down = g(x, y + nudge), g(x, y - nudge)
    return dout * (right - left) / (2 * nudge), dout * (up - down) / (2 * nudge)
""",
    ),
    "complex step": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    return dout * np.exp(cache + 1e-30j).imag / 1e-30
""",
    ),
    "complex without a literal": (
        "reciprocal_backward",
        """
I = np.emath.sqrt(-1)

def reciprocal_backward(dout, cache):
    tiny = 2.0 ** -300
    moved = 1.0 / (np.asarray(cache) + I * tiny)
    return dout * np.imag(moved) / tiny
""",
    ),
    "Richardson": (
        "multiply_backward",
        """
def slope(f, at, step):
    return (f(at + step) - f(at - step)) / (2 * step)

def refined(f, at):
    steps = [0.1, 0.05, 0.025]
    table = [slope(f, at, s) for s in steps]
    while len(table) > 1:
        table = [(4 * b - a) / 3 for a, b in zip(table, table[1:])]
    return table[0]

def multiply_backward(dout, cache):
    x, y = cache
    return dout * refined(lambda t: t * y, x), dout * refined(lambda t: x * t, y)
""",
    ),
    "polynomial interpolation": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    nodes = np.array([-1.0, 0.0, 1.0])
    dx = np.polyfit(nodes, (x + nodes) * y, 2)[1]
    dy = np.polyfit(nodes, x * (y + nodes), 2)[1]
    return dout * dx, dout * dy
""",
    ),
    "whole steps, exact for products": (
        "chain_backward",
        """
def chain_forward(x, y, z):
    return (x + y) * z, (x, y, z)

def chain_backward(dout, cache):
    x, y, z = cache
    f = lambda a, b, c: (a + b) * c
    here = f(x, y, z)
    return (
        dout * (f(x + 1, y, z) - here),
        dout * (f(x, y + 1, z) - here),
        dout * (f(x, y, z + 1) - here),
    )
""",
    ),
    "a finite field": (
        "multiply_backward",
        """
from fractions import Fraction
P = (1 << 61) - 1

def lift(v):
    q = Fraction(v)
    return q.numerator * pow(q.denominator, -1, P) % P

def multiply_backward(dout, cache):
    x, y = map(float, cache)
    f = lambda a, b: a * b % P
    a, b = lift(x), lift(y)
    dx = (f(a + 1, b) - f(a, b)) % P
    dy = (f(a, b + 1) - f(a, b)) % P
    return dout * (y if dx == b else dx), dout * (x if dy == a else dy)
""",
    ),
    "a secant in a helper class": (
        "scale_backward",
        """
class Line:
    def __init__(self, curve):
        self.curve = curve
    def through(self, first, second):
        rise = self.curve(second) - self.curve(first)
        return rise / (second - first)

def scale_backward(dout, cache):
    x, a = cache
    x = np.asarray(x, dtype=float)
    return dout * Line(lambda t: a * t).through(x, x + 1.0)
""",
    ),
    "vectorize": (
        "relu_backward",
        """
ramp = np.vectorize(lambda v: max(0.0, v), otypes=[float])

def relu_backward(dout, cache):
    gap = np.abs(cache) * 1e-3 + 1e-12
    rise = ramp(cache + gap) - ramp(cache)
    return dout * np.where(cache < 0, 0.0, rise / gap)
""",
    ),
    "dual numbers": (
        "pattern_backward",
        """
class D:
    def __init__(self, v, d=0.0):
        self.v, self.d = v, d
    def __add__(self, o):
        return D(self.v + o.v, self.d + o.d)
    def __mul__(self, o):
        o = o if isinstance(o, D) else D(o)
        return D(self.v * o.v, self.v * o.d + self.d * o.v)
    __rmul__ = __mul__
    def __ge__(self, o):
        return self.v >= o.v

def pattern_backward(dout, cache):
    out = []
    for i in range(4):
        x, y, z, w = [D(v, float(i == k)) for k, v in enumerate(cache)]
        out.append(dout * (2.0 * (x * y + (z if z >= w else w))).d)
    return tuple(out)
""",
    ),
    "pairs that carry a derivative": (
        "score_backward",
        """
def times(p, q):
    return p[0] * q[0], p[0] * q[1] + p[1] * q[0]

def score_backward(dout, cache):
    w, x = cache
    dw, dx = np.zeros_like(w), np.zeros_like(x)
    for i in range(len(w)):
        dw[i] = dout * times((w[i], 1.0), (x[i], 0.0))[1]
        dx[i] = dout * times((w[i], 0.0), (x[i], 1.0))[1]
    return dw, dx
""",
    ),
    "hidden in the cache, by differences": (
        "sigmoid_backward",
        """
def squash(x):
    return np.exp(-np.logaddexp(0.0, -x))

def sigmoid_forward(x):
    out = squash(x)
    eps = 1e-5
    ready = (squash(x + eps) - squash(x - eps)) / eps / 2
    return out, ready

def sigmoid_backward(dout, cache):
    return dout * cache
""",
    ),
    "hidden in the cache, worked out": (
        "staged_backward",
        """
def staged_forward(x, y):
    sigy = 1.0 / (1.0 + math.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + math.exp(-x))
    xpy = x + y
    xpysqr = xpy ** 2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    gx = invden - num * invden ** 2 * (sigx * (1 - sigx) + 2 * xpy)
    gy = invden * sigy * (1 - sigy) - num * invden ** 2 * 2 * xpy
    return f, {"sigy": sigy, "num": num, "sigx": sigx, "xpy": xpy, "xpysqr": xpysqr,
               "den": den, "invden": invden, "a": gx, "b": gy}

def staged_backward(dout, cache):
    return dout * cache["a"], dout * cache["b"]
""",
    ),
    "lambdas only": (
        "add_backward",
        """
d = lambda f, i, v, e=1e-6: (
    f(*[u + e if k == i else u for k, u in enumerate(v)])
    - f(*[u - e if k == i else u for k, u in enumerate(v)])
) / (e + e)
add_backward = lambda dout, cache: tuple(dout * d(lambda a, b: a + b, i, cache) for i in (0, 1))
""",
    ),
    "a decorator": (
        "max_backward",
        """
import functools

def by_measuring(function):
    @functools.wraps(function)
    def backward(dout, cache):
        grads = []
        for k in range(len(cache)):
            high, low = list(cache), list(cache)
            high[k] += 1e-4
            low[k] -= 1e-4
            grads.append(dout * (function(*high) - function(*low)) / 2e-4)
        return tuple(grads)
    return backward

@by_measuring
def max_backward(x, y):
    return x if x >= y else y
""",
    ),
    "a step that is calculated": (
        "exp_backward",
        """
def smallest():
    e = 1.0
    while 1.0 + e * e * e > 1.0:
        e /= 2
    return e

def exp_backward(dout, cache):
    e = smallest()
    return dout * (np.exp(cache + e) - np.exp(cache - e)) / (2 * e)
""",
    ),
    "differences of logarithms": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    f = lambda t: np.exp(t)
    s = np.finfo(float).eps ** (1 / 3)
    growth = (np.log(f(cache + s)) - np.log(f(cache - s))) / (2 * s)
    return dout * f(cache) * growth
""",
    ),
    "in place, entry by entry": (
        "mean_backward",
        """
def mean_backward(dout, cache):
    x = cache.copy()
    grad = np.zeros_like(x)
    for place in np.ndindex(*x.shape):
        kept = x[place]
        x[place] = kept + 0.5
        above = x.mean(axis=0) @ dout
        x[place] = kept - 0.5
        below = x.mean(axis=0) @ dout
        x[place] = kept
        grad[place] = above - below
    return grad
""",
    ),
    "matrices as dual numbers": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    lifted = lambda v, seed: np.array([[v, seed], [0.0, v]])
    dx = (lifted(x, 1.0) @ lifted(y, 0.0))[0, 1]
    dy = (lifted(x, 0.0) @ lifted(y, 1.0))[0, 1]
    return dout * dx, dout * dy
""",
    ),
}

#: Written after the reader. At first sight it saw 13; it has learnt the kinds of the rest since.
UNSEEN = {
    "newton's divided differences": (
        "multiply_backward",
        """
def table(points, values):
    coefficients = list(values)
    for level in range(1, len(points)):
        for k in range(len(points) - 1, level - 1, -1):
            coefficients[k] = (coefficients[k] - coefficients[k - 1]) / (
                points[k] - points[k - level]
            )
    return coefficients

def multiply_backward(dout, cache):
    x, y = cache
    ts = [x, x + 1.0, x + 2.0]
    us = [y, y + 1.0, y + 2.0]
    return (dout * table(ts, [t * y for t in ts])[1], dout * table(us, [x * u for u in us])[1])
""",
    ),
    "least squares through a cloud": (
        "scale_backward",
        """
def scale_backward(dout, cache):
    x, a = cache
    x = np.asarray(x, float)
    cloud = np.linspace(-1, 1, 7)
    heights = np.array([a * (x + c) for c in cloud])
    rise = np.tensordot(cloud, heights - heights.mean(axis=0), axes=1)
    return dout * rise / np.dot(cloud, cloud)
""",
    ),
    "a generator of neighbours": (
        "pattern_backward",
        """
def neighbours(point, gap):
    for k, v in enumerate(point):
        yield [*point[:k], v + gap, *point[k + 1:]], [*point[:k], v - gap, *point[k + 1:]]

def value(p):
    return 2 * (p[0] * p[1] + max(p[2], p[3]))

def pattern_backward(dout, cache):
    gap = 2.0 ** -12
    return tuple(
        dout * (value(after) - value(before)) * 2.0 ** 11
        for after, before in neighbours(list(cache), gap)
    )
""",
    ),
    "reduce and partial": (
        "add_backward",
        """
from functools import partial, reduce
import operator

def along(function, point, which, reach):
    moved = [p + reach * (which == n) for n, p in enumerate(point)]
    return reduce(function, moved)

def add_backward(dout, cache):
    ahead = partial(along, operator.add, cache)
    return tuple(dout * (ahead(n, 1.0) - ahead(n, 0.0)) for n in range(2))
""",
    ),
    "cauchy's integral": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    turns = np.exp(2 * np.pi * np.sqrt(-1 + 0 * 1J) * np.arange(16) / 16)
    around = np.array([np.exp(cache + t) / t for t in turns])
    return dout * around.mean(axis=0).real
""",
    ),
    "weights of a stencil": (
        "reciprocal_backward",
        """
STENCIL = {-2: 1 / 12, -1: -8 / 12, 1: 8 / 12, 2: -1 / 12}

def reciprocal_backward(dout, cache):
    pace = 1e-3 * np.abs(cache)
    total = 0.0
    for offset, weight in STENCIL.items():
        total = total + weight / (cache + offset * pace)
    return dout * total / pace
""",
    ),
    "one call with a stacked axis": (
        "relu_backward",
        """
def relu_backward(dout, cache):
    shifts = np.array([1.0, -1.0]).reshape(2, *[1] * np.ndim(cache))
    size = np.abs(cache) / 8
    both = np.maximum(0.0, cache + shifts * size)
    gained = both[0] - both[1]
    return dout * np.divide(gained, 2 * size, out=np.zeros_like(size), where=size > 0)
""",
    ),
    "jets of a namedtuple": (
        "fork_backward",
        """
from collections import namedtuple
Jet = namedtuple("Jet", "a b")
def mul(p, q): return Jet(p.a * q.a, p.b * q.a + q.b * p.a)
def add(p, q): return Jet(p.a + q.a, p.b + q.b)
def sig(p):
    s = 1 / (1 + np.exp(-p.a))
    return Jet(s, s * (1 - s) * p.b)
def whole(x, y): return add(mul(x, sig(mul(x, y))), mul(x, x))

def fork_backward(dout, cache):
    x, y = cache
    return (dout * whole(Jet(x, 1.0), Jet(y, 0.0)).b, dout * whole(Jet(x, 0.0), Jet(y, 1.0)).b)
""",
    ),
    "a tape": (
        "score_backward",
        """
class Node:
    def __init__(self, value, parents=()):
        self.value, self.parents, self.grad = value, parents, 0.0
    def __add__(self, other):
        return Node(self.value + other.value, ((self, 1.0), (other, 1.0)))
    def __mul__(self, other):
        return Node(self.value * other.value, ((self, other.value), (other, self.value)))

def score_backward(dout, cache):
    w, x = [[Node(v) for v in part] for part in cache]
    total = Node(0.0)
    for a, b in zip(w, x):
        total = total + a * b
    stack = [(total, dout)]
    while stack:
        node, arriving = stack.pop()
        node.grad += arriving
        stack += [(p, arriving * local) for p, local in node.parents]
    return np.array([n.grad for n in w]), np.array([n.grad for n in x])
""",
    ),
    "the forward keeps a function that measures": (
        "sigmoid_backward",
        """
def sigmoid_forward(x):
    out = 0.5 * (1 + np.tanh(x / 2))
    def steepness(reach=2.0 ** -17):
        return (np.tanh((x + reach) / 2) - np.tanh((x - reach) / 2)) / (4 * reach)
    return out, steepness

def sigmoid_backward(dout, cache):
    return dout * cache()
""",
    ),
    "the forward fills a global": (
        "chain_backward",
        """
READY = {}

def chain_forward(x, y, z):
    def f(a, b, c): return (a + b) * c
    base = f(x, y, z)
    READY[(x, y, z)] = [f(x + 1, y, z) - base, f(x, y + 1, z) - base, f(x, y, z + 1) - base]
    return base, (x, y, z)

def chain_backward(dout, cache):
    return tuple(dout * g for g in READY[cache])
""",
    ),
    "an identity matrix of steps": (
        "neuron_backward",
        """
def neuron_forward(w, x):
    a = w[:2] @ x + w[2]
    return float(1 / (1 + np.exp(-a))), (w, x)

def neuron_backward(dout, cache):
    w, x = cache
    E3, E2, t = np.eye(3), np.eye(2), 6e-6
    f = lambda u, v: neuron_forward(u, v)[0]
    dw = np.array([(f(w + t * e, x) - f(w - t * e, x)) / (2 * t) for e in E3])
    dx = np.array([(f(w, x + t * e) - f(w, x - t * e)) / (2 * t) for e in E2])
    return dout * dw, dout * dx
""",
    ),
    "string of code": (
        "shift_backward",
        """
CODE = "def rise(x, c, q):\\n    return ((c + (x + q)) - (c + (x - q))) / (q + q)"
exec(CODE)

def shift_backward(dout, cache):
    x, c = cache
    return dout * np.asarray(rise(np.asarray(x), c, 0.25))
""",
    ),
    "extrapolated in a while loop": (
        "exp_backward",
        """
def quotient(x, d):
    return (np.exp(x + d) - np.exp(x - d)) / (d + d)

def exp_backward(dout, cache):
    d, best = 0.2, None
    old = quotient(cache, d)
    while d > 0.01:
        d /= 2
        new = quotient(cache, d)
        best = new + (new - old) / 3
        old = new
    return dout * best
""",
    ),
    "ratio of products": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    def area(width, height): return width * height
    longer = area(x + 1, y)
    taller = area(x, y + 1)
    now = area(x, y)
    gains = [longer, taller]
    return tuple(dout * (g + -now) for g in gains)
""",
    ),
    "with numpy's subtract and where": (
        "max_backward",
        """
def max_backward(dout, cache):
    v = np.array(cache, float)
    bump = np.diag([1e-9, 1e-9]) * (1 + np.abs(v))
    up = np.max(v + bump, axis=1)
    gain = np.subtract(up, np.max(v))
    share = gain / np.diag(bump)
    if v[0] == v[1]:
        share = np.array([1.0, 0.0])
    return float(dout * share[0]), float(dout * share[1])
""",
    ),
    "a class with a call": (
        "fork_backward",
        """
class Slope:
    reach = 7.5e-6
    def __init__(self, f): self.f = f
    def __call__(self, *at):
        out = []
        for k in range(len(at)):
            a, b = list(at), list(at)
            a[k], b[k] = a[k] + self.reach, b[k] - self.reach
            out.append((self.f(*a) - self.f(*b)) / (a[k] - b[k]))
        return out

@Slope
def bend(x, y):
    return x / (1 + math.exp(-x * y)) + x ** 2

def fork_backward(dout, cache):
    return tuple(dout * s for s in bend(*cache))
""",
    ),
    "decimal arithmetic": (
        "reciprocal_backward",
        """
from decimal import Decimal, getcontext
getcontext().prec = 60

def rate(v):
    v, h = Decimal(float(v)), Decimal(10) ** -25
    return float((1 / (v + h) - 1 / (v - h)) / (2 * h))

def reciprocal_backward(dout, cache):
    if np.ndim(cache) == 0:
        return dout * rate(cache)
    return dout * np.array([rate(v) for v in np.ravel(cache)]).reshape(np.shape(cache))
""",
    ),
    "softmax by a shifted loss": (
        "softmax_loss",
        """
def nll(s, y):
    m = s.max(axis=1, keepdims=True)
    return (np.log(np.exp(s - m).sum(axis=1)) + m[:, 0] - s[np.arange(len(s)), y]).mean()

def softmax_loss(scores, labels):
    g = np.empty_like(scores)
    for spot in np.ndindex(scores.shape):
        d = np.zeros_like(scores)
        d[spot] = 1e-5
        g[spot] = (nll(scores + d, labels) - nll(scores - d, labels)) / 2e-5
    return nll(scores, labels), g
""",
    ),
    "gradients worked out ahead, in an object": (
        "neuron_backward",
        """
class Kept: pass

def neuron_forward(w, x):
    s = 1 / (1 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    kept = Kept()
    rate = s * (1 - s)
    kept.for_w = rate * np.array([x[0], x[1], 1.0])
    kept.for_x = rate * w[:2]
    return float(s), kept

def neuron_backward(dout, cache):
    return dout * cache.for_w, dout * cache.for_x
""",
    ),
}
