"""Three more sets of answers that do not derive, each written before it was tried.

At first sight 14 of the first twenty were seen, 17 of the second and 19 of the third. What was
missed was then learnt, so by now they tell whether something is lost.
"""

#: Seen at first sight: 14.
THIRD = {
    "vander solve": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    c = np.asarray(cache, float)
    k = np.arange(-2, 3) * 1e-2
    inv = np.linalg.inv(np.vander(k, increasing=True))
    samples = np.stack([np.exp(c + t) for t in k])
    return dout * np.tensordot(inv[1], samples, axes=1)
""",
    ),
    "closure factory": (
        "multiply_backward",
        """
def make(f):
    def measured(i):
        def go(dout, *v):
            w = list(v)
            w[i] = w[i] * (1 + 2**-26)
            return dout * (f(*w) - f(*v)) / (w[i] - v[i])
        return go
    return [measured(0), measured(1)]
gates = make(lambda a, b: a * b)
def multiply_backward(dout, cache):
    return tuple(g(dout, *cache) for g in gates)
""",
    ),
    "itertools accumulate": (
        "chain_backward",
        """
import itertools, operator
def chain_forward(x, y, z):
    return (x + y) * z, (x, y, z)
def chain_backward(dout, cache):
    def run(v):
        s = list(itertools.accumulate([v[0], v[1]], operator.add))[-1]
        return s * v[2]
    out = []
    for sel in ((1,0,0),(0,1,0),(0,0,1)):
        hi = run([a + 0.5*s for a, s in zip(cache, sel)])
        lo = run([a - 0.5*s for a, s in zip(cache, sel)])
        out.append(dout * (hi - lo))
    return tuple(out)
""",
    ),
    "complex from view": (
        "sigmoid_backward",
        """
def sigmoid_forward(x):
    return 1/(1+np.exp(-x)), x
def sigmoid_backward(dout, cache):
    x = np.atleast_1d(np.asarray(cache, float))
    pair = np.empty(x.shape + (2,)); pair[..., 0] = x; pair[..., 1] = 1e-20
    z = pair.view(np.complex128)[..., 0]
    r = np.ascontiguousarray(1/(1+np.exp(-z))).view(float).reshape(pair.shape)[..., 1] / 1e-20
    return dout * r.reshape(np.shape(cache))
""",
    ),
    "map with nudges": (
        "max_backward",
        """
def max_backward(dout, cache):
    x, y = cache
    if x == y:
        return dout, 0.0 * dout
    gap = abs(x - y) / 4
    a, b, c = map(lambda p: max(p), [(x, y), (x + gap, y), (x, y + gap)])
    return dout * round((b - a) / gap), dout * round((c - a) / gap)
""",
    ),
    "dataclass forward mode": (
        "fork_backward",
        """
from dataclasses import dataclass
@dataclass
class Two:
    val: float
    dot: float
def prod(u, w): return Two(u.val * w.val, w.val * u.dot + u.val * w.dot)
def plus(u, w): return Two(u.val + w.val, u.dot + w.dot)
def squash(u):
    s = 1 / (1 + math.exp(-u.val)); return Two(s, (s - s * s) * u.dot)
def fork_backward(dout, cache):
    x, y = cache
    res = []
    for seeds in [(1.0, 0.0), (0.0, 1.0)]:
        X, Y = Two(x, seeds[0]), Two(y, seeds[1])
        z = plus(prod(X, squash(prod(X, Y))), prod(X, X))
        res.append(dout * z.dot)
    return tuple(res)
""",
    ),
    "random directions": (
        "score_backward",
        """
def score_backward(dout, cache):
    w, x = cache
    rng = np.random.default_rng(0)
    n = len(w)
    Q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    f = lambda w, x: np.dot(w, x)
    gw = sum(q * (f(w + q, x) - f(w - q, x)) / 2 for q in Q)
    gx = sum(q * (f(w, x + q) - f(w, x - q)) / 2 for q in Q)
    return dout * gw, dout * gx
""",
    ),
    "broadcast one shot": (
        "mean_backward",
        """
def mean_backward(dout, cache):
    x = np.asarray(cache, float)
    n = x.size
    bumps = np.eye(n).reshape(n, *x.shape)
    base = x.mean(axis=0)
    moved = (x + bumps).mean(axis=1)
    rows = (moved - base) @ dout
    return rows.reshape(x.shape)
""",
    ),
    "jacobian kept in forward": (
        "neuron_backward",
        """
def neuron_forward(w, x):
    s = 1/(1+math.exp(-(w[0]*x[0]+w[1]*x[1]+w[2])))
    t = s*(1-s)
    return s, [np.array([x[0]*t, x[1]*t, t]), np.array([w[0]*t, w[1]*t])]
def neuron_backward(dout, cache):
    return tuple(dout * J for J in cache)
""",
    ),
    "memo of gradients": (
        "reciprocal_backward",
        """
memo = dict()
def reciprocal_backward(dout, cache):
    key = np.asarray(cache).tobytes()
    if key not in memo:
        v = np.asarray(cache, float); d = v * 2.0**-17
        memo[key] = (1/(v+d) - 1/(v-d)) / (2*d)
    return dout * memo[key]
""",
    ),
    "scipy-like secant loop": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    def D(g, t, n=5):
        h = 1.0
        A = []
        for i in range(n):
            row = [(g(t+h) - g(t-h)) / (2*h)]
            for j in range(i):
                row.append(row[j] + (row[j] - A[i-1][j]) / (4**(j+1) - 1))
            A.append(row); h /= 2
        return A[-1][-1]
    return dout * D(np.exp, np.asarray(cache, float))
""",
    ),
    "taylor by interpolation barycentric": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    xs = np.cos(np.pi*np.arange(4)/3)
    D = np.zeros((4,4))
    for i in range(4):
        for j in range(4):
            if i != j:
                ci = 2.0 if i in (0,3) else 1.0
                cj = 2.0 if j in (0,3) else 1.0
                D[i,j] = ci/cj*(-1)**(i+j)/(xs[i]-xs[j])
    D -= np.diag(D.sum(axis=1))
    gx = (D @ ((x + xs) * y))[0]
    gy = (D @ (x * (y + xs)))[0]
    return dout*gx, dout*gy
""",
    ),
    "string eval formula": (
        "shift_backward",
        """
formula = "c + x"
def shift_backward(dout, cache):
    x, c = cache
    up = eval(formula, {"c": c, "x": np.asarray(x) + 1})
    dn = eval(formula, {"c": c, "x": np.asarray(x)})
    return dout * (up - dn)
""",
    ),
    "tape of closures": (
        "pattern_backward",
        """
def pattern_backward(dout, cache):
    tape = []
    def var(v): return [v, 0.0]
    def mul(a, b):
        o = var(a[0]*b[0])
        def back():
            a[1] += b[0]*o[1]; b[1] += a[0]*o[1]
        tape.append(back); return o
    def add(a, b):
        o = var(a[0]+b[0])
        def back():
            a[1] += o[1]; b[1] += o[1]
        tape.append(back); return o
    def mx(a, b):
        o = var(max(a[0], b[0]))
        def back():
            if a[0] >= b[0]: a[1] += o[1]
            else: b[1] += o[1]
        tape.append(back); return o
    x, y, z, w = map(var, cache)
    t = mul(add(mul(x, y), mx(z, w)), var(2.0))
    t[1] = dout
    for b in reversed(tape): b()
    return x[1], y[1], z[1], w[1]
""",
    ),
    "helper module object": (
        "scale_backward",
        """
import types
tools = types.SimpleNamespace()
tools.f = lambda x, a: a * x
tools.df = lambda x, a, k=3: (tools.f(x + k, a) - tools.f(x, a)) / k
def scale_backward(dout, cache):
    x, a = cache
    return dout * tools.df(np.asarray(x, float), a)
""",
    ),
    "the given forward copied": (
        "multiply_backward",
        """
import types
def multiply_backward(dout, cache):
    x, y = cache
    code = (lambda x, y: x * y).__code__
    f = types.FunctionType(code, {})
    e = 2.0
    dx = dout * (f(x + e, y) - f(x - e, y)) / (e + e)
    return dx, dout * (f(x, y + e) - f(x, y - e)) / (e + e)
""",
    ),
    "slope through np.gradient": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    c = np.asarray(cache, float)
    grid = np.array([-1e-4, 0.0, 1e-4])
    v = np.exp(c[..., None] + grid)
    return dout * np.gradient(v, 1e-4, axis=-1)[..., 1]
""",
    ),
    "limits by halving until stable": (
        "sigmoid_backward",
        """
def sigmoid_forward(x):
    return 0.5*np.tanh(0.5*x)+0.5, x
def sigmoid_backward(dout, cache):
    f = lambda t: sigmoid_forward(t)[0]
    step, prev = 0.5, None
    while True:
        now = np.true_divide(f(cache + step) - f(cache - step), 2*step)
        if prev is not None and np.max(np.abs(now - prev)) < 1e-7:
            return dout * (4*now - prev)/3
        prev, step = now, step/2
""",
    ),
    "matrix dual via np.block": (
        "score_backward",
        """
def score_backward(dout, cache):
    w, x = cache
    N = np.array([[0., 1.], [0., 0.]])
    I = np.eye(2)
    dw, dx = [], []
    for k in range(len(w)):
        dw.append(((w[k]*I + N) @ (x[k]*I))[0, 1])
        dx.append(((w[k]*I) @ (x[k]*I + N))[0, 1])
    return dout*np.array(dw), dout*np.array(dx)
""",
    ),
    "loss shifted with roll of columns": (
        "softmax_loss",
        """
def softmax_loss(scores, labels):
    n, c = scores.shape
    def loss(s):
        z = s - s.max(1, keepdims=True)
        lp = z - np.log(np.exp(z).sum(1, keepdims=True))
        return -lp[np.arange(n), labels]
    grad = np.zeros((n, c))
    eps = 1e-6
    for j in range(c):
        e = eps * (np.arange(c) == j)
        grad[:, j] = (loss(scores + e) - loss(scores - e)) / (2*eps) / n
    return loss(scores).mean(), grad
""",
    ),
}

#: Seen at first sight: 17.
FOURTH = {
    "five-point stencil by convolution": (
        "sigmoid_backward",
        """
def sigmoid_forward(x):
    return 1.0 / (1.0 + np.exp(-x)), np.array(x, dtype=float)
def sigmoid_backward(dout, cache):
    h = 1.0 / 512
    pts = np.stack([cache + i * h for i in range(-2, 3)], axis=-1)
    vals = sigmoid_forward(pts)[0]
    kernel = np.array([1.0, -8.0, 0.0, 8.0, -1.0]) / 12
    return dout * (vals @ kernel) * 512
""",
    ),
    "secant with relative width in nested defs": (
        "fork_backward",
        """
def fork_backward(dout, cache):
    def whole(*v):
        x, y = v
        return x / (1.0 + np.exp(-x * y)) + x * x
    def width(v):
        return 3e-6 * max(1.0, abs(v))
    def tilt(n):
        w = width(cache[n])
        a = tuple(c + w if k == n else c for k, c in enumerate(cache))
        b = tuple(c - w if k == n else c for k, c in enumerate(cache))
        top, bottom = whole(*a), whole(*b)
        rise = top - bottom
        run = a[n] - b[n]
        return rise / run
    dx = dout * tilt(0)
    dy = dout * tilt(1)
    return dx, dy
""",
    ),
    "doubling instead of adding": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    f = lambda a, b: a * b
    if x == 0 or y == 0:
        return dout * (f(1.0, y)), dout * f(x, 1.0)
    return dout * (f(2 * x, y) - f(x, y)) / x, dout * (f(x, 2 * y) - f(x, y)) / y
""",
    ),
    "hessian-free: a probe with dout": (
        "score_backward",
        """
def score_backward(dout, cache):
    w, x = cache
    basis = np.identity(len(w))
    value = lambda ww, xx: float(ww @ xx)
    here = value(w, x)
    dw = np.fromiter((value(w + row, x) - here for row in basis), float)
    dx = np.fromiter((value(w, x + row) - here for row in basis), float)
    return dout * dw, dout * dx
""",
    ),
    "quotients in numpy longdouble": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    c = np.asarray(cache, np.longdouble)
    s = np.longdouble(1) / 2 ** 20
    q = (np.exp(c + s) - np.exp(c - s)) / (s + s)
    return dout * np.asarray(q, float)
""",
    ),
    "the cache is a bound method": (
        "neuron_backward",
        """
class Cell:
    def __init__(self, w, x):
        self.w, self.x = np.array(w, float), np.array(x, float)
    def out(self):
        return float(1 / (1 + np.exp(-(self.w[:2] @ self.x + self.w[2]))))
    def pull(self, d):
        got = []
        for arr in (self.w, self.x):
            g = np.zeros_like(arr)
            for i in range(arr.size):
                keep = arr[i]
                arr[i] = keep + 1e-6; p = self.out()
                arr[i] = keep - 1e-6; m = self.out()
                arr[i] = keep
                g[i] = d * (p - m) / 2e-6
            got.append(g)
        return tuple(got)
def neuron_forward(w, x):
    c = Cell(w, x)
    return c.out(), c.pull
def neuron_backward(dout, cache):
    return cache(dout)
""",
    ),
    "truncated power series": (
        "fork_backward",
        """
def smul(p, q): return [p[0] * q[0], p[0] * q[1] + p[1] * q[0]]
def sexp(p):
    e = math.exp(p[0]); return [e, e * p[1]]
def sinv(p):
    r = 1 / p[0]; return [r, -p[1] * r * r]
def fork_backward(dout, cache):
    grads = []
    for i in range(2):
        u = [[c, 1.0 if k == i else 0.0] for k, c in enumerate(cache)]
        t = smul(u[0], u[1])
        e = sexp([-t[0], -t[1]])
        s = sinv([1 + e[0], e[1]])
        a, b = smul(u[0], s), smul(u[0], u[0])
        grads.append(dout * (a[1] + b[1]))
    return tuple(grads)
""",
    ),
    "reverse mode with a list of triples": (
        "pattern_backward",
        """
def pattern_backward(dout, cache):
    vals = list(cache); ops = []
    def put(v, *deps):
        vals.append(v); ops.append((len(vals) - 1, deps)); return len(vals) - 1
    p = put(vals[0] * vals[1], (0, vals[1]), (1, vals[0]))
    big = 2 if vals[2] >= vals[3] else 3
    m = put(vals[big], (big, 1.0))
    s = put(vals[p] + vals[m], (p, 1.0), (m, 1.0))
    o = put(2.0 * vals[s], (s, 2.0))
    g = [0.0] * len(vals); g[o] = dout
    for k, deps in ops[::-1]:
        for d, w in deps:
            g[d] += w * g[k]
    return tuple(g[:4])
""",
    ),
    "differences of a sorted pair": (
        "max_backward",
        """
def max_backward(dout, cache):
    def top(*v): return sorted(v)[-1]
    x, y = cache
    if x == y: return dout, dout * 0
    t = min(1e-6, abs(x - y) / 3)
    base = top(x, y)
    return dout * ((top(x + t, y) - base) > 0), dout * ((top(x, y + t) - base) > 0)
""",
    ),
    "vectorised with ix_ and swapaxes": (
        "mean_backward",
        """
def mean_backward(dout, cache):
    x = np.array(cache, float)
    rows, cols = x.shape
    big = np.repeat(x[None], rows * cols, axis=0)
    every = np.arange(rows * cols)
    big[every, np.repeat(np.arange(rows), cols), np.tile(np.arange(cols), rows)] += 1.0
    outs = big.mean(axis=1)
    base = x.mean(axis=0)
    return ((outs - base) * dout).sum(axis=1).reshape(rows, cols)
""",
    ),
    "gradient by complex multiplication only": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    unit = (-1) ** 0.5
    return dout * ((x + unit) * y).imag, dout * (x * (y + unit)).imag
""",
    ),
    "log-derivative trick with log1p": (
        "reciprocal_backward",
        """
def reciprocal_backward(dout, cache):
    c = np.asarray(cache, float)
    f = np.reciprocal
    q = 1 + 1e-7
    return dout * (f(c * q) - f(c / q)) / (c * q - c / q)
""",
    ),
    "a registry of local rules measured once": (
        "chain_backward",
        """
RULES = {}
def rule(f):
    def partials(*v):
        out = []
        for i in range(len(v)):
            hi = f(*(a + (i == j) for j, a in enumerate(v)))
            out.append(hi - f(*v))
        return out
    RULES[f.__name__] = (f, partials)
    return f
@rule
def plus(a, b): return a + b
@rule
def times(a, b): return a * b
def chain_forward(x, y, z):
    return (x + y) * z, (x, y, z)
def chain_backward(dout, cache):
    x, y, z = cache
    q = RULES["plus"][0](x, y)
    dq, dz = RULES["times"][1](q, z)
    dx, dy = RULES["plus"][1](x, y)
    return dout * dq * dx, dout * dq * dy, dout * dz
""",
    ),
    "finite differences through np.apply_along_axis": (
        "relu_backward",
        """
def relu_backward(dout, cache):
    c = np.asarray(cache, float)
    e = 1e-9
    flat = c.reshape(-1, 1)
    def one(v):
        return (max(v[0] + e, 0.0) - max(v[0] - e, 0.0)) / (2 * e)
    g = np.apply_along_axis(one, 1, flat)
    return dout * np.round(g).reshape(c.shape) * (c != 0)
""",
    ),
    "a global table filled by the forward": (
        "sigmoid_backward",
        """
SLOPES = []
def sigmoid_forward(x):
    y = 1 / (1 + np.exp(-x))
    SLOPES.append(y - y * y)
    return y, len(SLOPES) - 1
def sigmoid_backward(dout, cache):
    return dout * SLOPES[cache]
""",
    ),
    "least squares with pinv over random offsets": (
        "shift_backward",
        """
def shift_backward(dout, cache):
    x, c = cache
    x = np.asarray(x, float)
    o = np.random.RandomState(1).randn(6)
    A = np.column_stack([np.ones(6), o])
    Y = np.array([c + (x + k) for k in o]).reshape(6, -1)
    slope = (np.linalg.pinv(A) @ Y)[1].reshape(x.shape)
    return dout * slope
""",
    ),
    "forward values from a generator protocol": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    def curve():
        v = None
        while True:
            at = yield v
            v = np.exp(at)
    g = curve(); next(g)
    up = g.send(cache + 0.001); dn = g.send(cache - 0.001)
    up2 = g.send(cache + 0.002); dn2 = g.send(cache - 0.002)
    return dout * (8 * (up - dn) - (up2 - dn2)) / 0.012
""",
    ),
    "softmax by directional probes": (
        "softmax_loss",
        """
def softmax_loss(scores, labels):
    def L(s):
        e = np.exp(s - np.max(s, axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        return float(-np.mean(np.log(p[np.arange(s.shape[0]), labels])))
    g = np.zeros(scores.size)
    for n in range(scores.size):
        a = scores.ravel().copy(); b = a.copy()
        a[n] += 2e-5; b[n] -= 2e-5
        g[n] = 25000.0 * (L(a.reshape(scores.shape)) - L(b.reshape(scores.shape)))
    return L(scores), g.reshape(scores.shape)
""",
    ),
    "sum of weights times values": (
        "exp_backward",
        """
W = [1, -9, 45, 0, -45, 9, -1]
def exp_backward(dout, cache):
    r = 0.02
    acc = 0
    for k, w in enumerate(W):
        acc -= w * np.exp(cache + (k - 3) * r)
    return -dout * -acc / 60 / r * 1.0
""",
    ),
    "polynomial through np.polynomial fit class": (
        "scale_backward",
        """
from numpy.polynomial import Polynomial as P
def scale_backward(dout, cache):
    x, a = cache
    x = np.asarray(x, float)
    t = np.array([-1.0, 0.0, 1.0])
    out = [P.fit(t, [a * (v + s) for s in t], 1).convert().coef[1] for v in x.ravel()]
    return dout * np.reshape(out, x.shape)
""",
    ),
}

#: Seen at first sight: 19.
FIFTH = {
    "forward kept as attribute of the backward": (
        "sigmoid_backward",
        """
def sigmoid_forward(x):
    return 0.5 + 0.5 * np.tanh(0.5 * x), x
def sigmoid_backward(dout, cache):
    F = sigmoid_backward.curve
    h = 1e-4
    pairs = ((-1, 2), (8, 1), (-8, -1), (1, -2))
    return dout * sum(c * F(cache + k * h) for c, k in pairs) / 12 / h
sigmoid_backward.curve = lambda t: sigmoid_forward(t)[0]
""",
    ),
    "chebyshev differentiation of a window": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    c = np.asarray(cache, float)
    k = np.arange(9)
    nodes = np.cos(np.pi * (k + 0.5) / 9)
    T = np.cos(np.outer(np.arange(9), np.arccos(nodes)))
    coef = 2 / 9 * T @ np.exp(c[None] + 0.3 * nodes.reshape(-1, *[1] * c.ndim)).reshape(9, -1)
    odd = np.array([m * np.sin(m * np.pi / 2) for m in range(9)])
    return dout * ((odd @ coef) / 0.3).reshape(c.shape)
""",
    ),
    "jvp by zip of seeds": (
        "chain_backward",
        """
def jvp(x, y, z, a, b, c):
    q, dq = x + y, a + b
    return q * z, dq * z + q * c
def chain_backward(dout, cache):
    rows = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
    return tuple(dout * jvp(*cache, *row)[1] for row in rows)
""",
    ),
    "symmetric quotient by recursion": (
        "exp_backward",
        """
def romberg(f, x, h, n):
    if n == 0:
        return (f(x + h) - f(x - h)) / (2 * h)
    a, b = romberg(f, x, h / 2, n - 1), romberg(f, x, h, n - 1)
    return (4 ** n * a - b) / (4 ** n - 1)
def exp_backward(dout, cache):
    return dout * romberg(np.exp, cache, 0.25, 4)
""",
    ),
    "a class that remembers its last input and tests around": (
        "multiply_backward",
        """
class Probe:
    last = None
    @classmethod
    def at(cls, x, y):
        old, cls.last = cls.last, x * y
        return 0.0 if old is None else cls.last - old
def multiply_backward(dout, cache):
    x, y = cache
    Probe.last = None
    Probe.at(x, y)
    dx = Probe.at(x + 1, y)
    Probe.at(x, y)
    dy = Probe.at(x, y + 1)
    return dout * dx, dout * dy
""",
    ),
    "numpy poly1d from values": (
        "scale_backward",
        """
def scale_backward(dout, cache):
    x, a = cache
    x = np.asarray(x, float)
    line = np.poly1d(np.polyfit([0.0, 1.0, 2.0], [a * 0.0, a * 1.0, a * 2.0], 1))
    return dout * np.full(x.shape, line.deriv()(0.0))
""",
    ),
    "interp on a grid": (
        "relu_backward",
        """
def relu_backward(dout, cache):
    c = np.asarray(cache, float)
    ramp = lambda t: np.where(t > 0, t, 0.0)
    lift = np.abs(c) * 0.25
    ahead, behind = ramp(c + lift), ramp(c - lift)
    with np.errstate(all="ignore"):
        s = (ahead - behind) / (2 * lift)
    return dout * np.nan_to_num(s)
""",
    ),
    "complex via polar of the input": (
        "reciprocal_backward",
        """
def reciprocal_backward(dout, cache):
    c = np.asarray(cache, float)
    z = c.astype("D")
    z.imag = 1e-40
    return dout * (1.0 / z).imag * 1e40
""",
    ),
    "sigmoid slope from stored neighbours": (
        "sigmoid_backward",
        """
def sigmoid_forward(x):
    s = lambda v: 1 / (1 + np.exp(-v))
    d = 2.0 ** -13
    return s(x), (s(x - d), s(x + d))
def sigmoid_backward(dout, cache):
    lo, hi = cache
    return dout * (hi - lo) * 2.0 ** 12
""",
    ),
    "autodiff by operator strings": (
        "fork_backward",
        """
PROG = [("mul", "x", "y", "t"), ("sig", "t", None, "s"), ("mul", "x", "s", "u")]
PROG += [("mul", "x", "x", "q"), ("add", "u", "q", "f")]
def fork_backward(dout, cache):
    V = dict(zip("xy", cache))
    for op, a, b, o in PROG:
        if op == "mul": V[o] = V[a] * V[b]
        elif op == "add": V[o] = V[a] + V[b]
        else: V[o] = 1 / (1 + math.exp(-V[a]))
    G = dict.fromkeys(V, 0.0)
    G["f"] = dout
    for op, a, b, o in reversed(PROG):
        if op == "mul":
            G[a] += G[o] * V[b]
            G[b] += G[o] * V[a]
        elif op == "add":
            G[a] += G[o]; G[b] += G[o]
        else:
            G[a] += G[o] * V[o] * (1 - V[o])
    return G["x"], G["y"]
""",
    ),
    "mean of random two-sided probes": (
        "mean_backward",
        """
def mean_backward(dout, cache):
    x = np.asarray(cache, float)
    r = np.random.default_rng(7)
    obj = lambda m: float(m.mean(axis=0) @ dout)
    A, b = [], []
    for _ in range(x.size):
        v = r.standard_normal(x.shape)
        A.append(v.ravel()); b.append((obj(x + v) - obj(x - v)) / 2)
    return np.linalg.lstsq(np.array(A), np.array(b), rcond=None)[0].reshape(x.shape)
""",
    ),
    "score by swapping entries": (
        "score_backward",
        """
def score_backward(dout, cache):
    w, x = (np.array(v, float) for v in cache)
    def without(a, b, k):
        a = a.copy(); a[k] = 0.0
        return a @ b
    def unit(a, b, k):
        a = a.copy(); a[k] = 1.0
        return a @ b
    dw = np.array([unit(w, x, k) - without(w, x, k) for k in range(len(w))])
    dx = np.array([unit(x, w, k) - without(x, w, k) for k in range(len(x))])
    return dout * dw, dout * dx
""",
    ),
    "gradient of the softmax loss by jacfwd": (
        "softmax_loss",
        """
def softmax_loss(scores, labels):
    n, c = scores.shape
    def fwd(s, t):
        m = s - s.max(axis=1, keepdims=True)
        e = np.exp(m); de = e * t
        Z = e.sum(axis=1); dZ = de.sum(axis=1)
        val = (np.log(Z) - m[np.arange(n), labels]).mean()
        tan = (dZ / Z - t[np.arange(n), labels]).mean()
        return val, tan
    g = np.zeros_like(scores)
    for i in range(n):
        for j in range(c):
            t = np.zeros_like(scores); t[i, j] = 1.0
            g[i, j] = fwd(scores, t)[1]
    return fwd(scores, 0 * scores)[0], g
""",
    ),
    "a coroutine of values and a subtracting zip": (
        "add_backward",
        """
def add_backward(dout, cache):
    def vals():
        x, y = cache
        yield x + y
        yield (x + 4.0) + y
        yield x + (y + 4.0)
    base, *rest = vals()
    return tuple(dout * (r - base) / 4.0 for r in rest)
""",
    ),
    "lookup of a precomputed derivative table": (
        "shift_backward",
        """
TABLE = {"shift": None}
def shift_forward(x, c):
    x = np.asarray(x, float)
    TABLE["shift"] = (c + (x + 2.0)) / 2 - (c + x) / 2
    return c + x, (x, c)
def shift_backward(dout, cache):
    x, c = cache
    f = lambda v: c + v
    return dout * (f(np.asarray(x) + 2.0) / 2 - f(np.asarray(x)) / 2)
""",
    ),
    "matrix exponential trick": (
        "pattern_backward",
        """
def pattern_backward(dout, cache):
    x, y, z, w = cache
    f = lambda a: 2 * (a[..., 0] * a[..., 1] + np.maximum(a[..., 2], a[..., 3]))
    P = np.array(cache, float)
    step = 2.0 ** -30 * (1 + np.abs(P))
    M = P + np.diag(step)
    N = P - np.diag(step)
    g = (f(M) - f(N)) / (2 * step)
    return tuple(dout * g)
""",
    ),
    "neuron by bumping each weight in a dict": (
        "neuron_backward",
        """
def neuron_forward(w, x):
    return float(1 / (1 + math.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))), {"w": w, "x": x}
def neuron_backward(dout, cache):
    def run(**k):
        return neuron_forward(**{**cache, **k})[0]
    res = {}
    for name in ("w", "x"):
        v = np.array(cache[name], float); g = v * 0
        for i in range(v.size):
            hi = v.copy(); hi[i] += 4e-6
            lo = v.copy(); lo[i] -= 4e-6
            g[i] = (run(**{name: hi}) - run(**{name: lo})) / 8e-6
        res[name] = dout * g
    return res["w"], res["x"]
""",
    ),
    "exact rational slope": (
        "multiply_backward",
        """
from fractions import Fraction as Q
def multiply_backward(dout, cache):
    x, y = (Q(float(v)) for v in cache)
    area = lambda a, b: a * b
    one = Q(1, 3)
    dx = (area(x + one, y) - area(x, y)) / one
    dy = (area(x, y + one) - area(x, y)) / one
    return dout * float(dx), dout * float(dy)
""",
    ),
    "max through logsumexp differences": (
        "max_backward",
        """
def max_backward(dout, cache):
    v = np.array(cache, float)
    if v[0] == v[1]: return float(dout), 0.0
    s = 0.1 * abs(v[0] - v[1])
    E = np.eye(2)
    g = [np.sign(np.max(v + s * e) - np.max(v - s * e)) for e in E]
    return float(dout * g[0]), float(dout * g[1])
""",
    ),
    "scale found by proportion": (
        "scale_backward",
        """
def scale_forward(x, a):
    return a * np.asarray(x, float), (np.asarray(x, float), a)
def scale_backward(dout, cache):
    x, a = cache
    y0 = scale_forward(x, a)[0]
    y1 = scale_forward(x + np.ones_like(x), a)[0]
    return dout * np.subtract(y1, y0)
""",
    ),
}
