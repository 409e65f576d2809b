# ruff: noqa: E501 - as they came
"""An eighth set of answers that do not derive, by somebody who had not read how they are found.

At first sight 18 of 20 were seen. Missed were closures that hand their shares back, one to the
other, and a slope that is found by halving; both kinds were then learnt.
"""

#: The exercise and the cell, by what is particular about it.
EIGHTH = {
    "np.gradient on a small grid": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    grid = np.stack([x - 1e-3, x - 5e-4, x, x + 5e-4, x + 1e-3])
    return dout * np.gradient(np.exp(grid), 5e-4, axis=0, edge_order=2)[2]
""",
    ),
    "matrices for dual numbers": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    eps = np.array([[0.0, 1.0], [0.0, 0.0]])
    one = np.eye(2)
    dx = ((x * one + eps) @ (y * one))[0, 1]
    dy = ((x * one) @ (y * one + eps))[0, 1]
    return dout * dx, dout * dy
""",
    ),
    "np.poly1d mod x squared": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    dx = (np.poly1d([1.0, x]) * np.poly1d([y])).coeffs[0]
    dy = (np.poly1d([x]) * np.poly1d([1.0, y])).coeffs[0]
    return dout * dx, dout * dy
""",
    ),
    "settrace finds the stages": (
        "fork_backward",
        """
import sys
def G(x, y):
    p = x * y
    s = 1.0 / (1.0 + np.exp(-p))
    return x * s + x * x
def stages(x, y):
    seen = {}
    def look(frame, event, arg):
        if frame.f_code is G.__code__:
            seen.update(frame.f_locals)
            return look
        return None
    old = sys.gettrace()
    sys.settrace(look)
    try:
        seen['out'] = G(x, y)
    finally:
        sys.settrace(old)
    return seen['out']
def fork_backward(dout, cache):
    x, y = cache
    h = 1e-6
    return dout * (stages(x + h, y) - stages(x - h, y)) / (2 * h), dout * (stages(x, y + h) - stages(x, y - h)) / (2 * h)
""",
    ),
    "statistics.linear_regression": (
        "exp_backward",
        """
import statistics
def exp_backward(dout, cache):
    def slope(v):
        at = [v + k * 1e-4 for k in range(-3, 4)]
        return statistics.linear_regression(at, [math.exp(t) for t in at]).slope
    return dout * np.vectorize(slope)(np.asarray(cache, float))
""",
    ),
    "np.diff": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    pair = np.exp(np.stack([x - 1e-5, x + 1e-5]))
    return dout * np.diff(pair, axis=0)[0] / 2e-5
""",
    ),
    "fsum of terms with signs": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    h = 2.0 ** -12
    f = lambda a, b: a * b
    dx = math.fsum([f(x + h, y), -f(x - h, y)]) / (2 * h)
    dy = math.fsum([f(x, y + h), -f(x, y - h)]) / (2 * h)
    return dout * dx, dout * dy
""",
    ),
    "least squares over random directions": (
        "fork_backward",
        """
def G(x, y):
    return x / (1.0 + np.exp(-x * y)) + x * x
def fork_backward(dout, cache):
    rng = np.random.default_rng(0)
    D = rng.normal(size=(6, 2))
    t = 1e-5
    b = [(G(cache[0] + t * d[0], cache[1] + t * d[1]) - G(cache[0] - t * d[0], cache[1] - t * d[1])) / (2 * t) for d in D]
    g = np.linalg.lstsq(D, np.array(b), rcond=None)[0]
    return float(dout * g[0]), float(dout * g[1])
""",
    ),
    "fft of a circle": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    z = np.exp(2j * np.pi * np.arange(16) / 16)
    values = np.exp(x[..., None] + 0.5 * z)
    return dout * (np.fft.fft(values) / 16)[..., 1].real / 0.5
""",
    ),
    "decimal dual numbers": (
        "multiply_backward",
        """
from decimal import Decimal as D
class N:
    def __init__(self, v, d):
        self.v, self.d = D(v), D(d)
    def __mul__(self, o):
        return N(self.v * o.v, self.v * o.d + self.d * o.v)
def multiply_backward(dout, cache):
    x, y = cache
    dx = (N(x, 1) * N(y, 0)).d
    dy = (N(x, 0) * N(y, 1)).d
    return dout * float(dx), dout * float(dy)
""",
    ),
    "tuples carried by functions": (
        "multiply_backward",
        """
def lift(v, seed):
    return (v, seed)
def times(a, b):
    return (a[0] * b[0], a[0] * b[1] + a[1] * b[0])
def multiply_backward(dout, cache):
    x, y = cache
    return dout * times(lift(x, 1.0), lift(y, 0.0))[1], dout * times(lift(x, 0.0), lift(y, 1.0))[1]
""",
    ),
    "an array class with array_function": (
        "exp_backward",
        """
class Dual(np.lib.mixins.NDArrayOperatorsMixin):
    def __init__(self, v, d):
        self.v, self.d = v, d
    def __array_ufunc__(self, ufunc, method, *args, **kw):
        if ufunc is np.exp:
            e = np.exp(args[0].v)
            return Dual(e, e * args[0].d)
        return NotImplemented
    def __array_function__(self, func, types, args, kwargs):
        return func(*args, **kwargs)
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    return dout * np.exp(Dual(x, np.ones_like(x))).d
""",
    ),
    "longdouble with nextafter": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = map(np.longdouble, cache)
    up = lambda v: v + np.longdouble(2) ** -20
    f = lambda a, b: a * b
    dx = (f(up(x), y) - f(x, y)) / (up(x) - x)
    dy = (f(x, up(y)) - f(x, y)) / (up(y) - y)
    return float(dout * dx), float(dout * dy)
""",
    ),
    "source of the forward differentiated by ast": (
        "fork_backward",
        """
import ast
SOURCE = 'x / (1.0 + exp(-x * y)) + x * x'
def d(n, v):
    if isinstance(n, ast.Constant):
        return '0.0'
    if isinstance(n, ast.Name):
        return '1.0' if n.id == v else '0.0'
    if isinstance(n, ast.UnaryOp):
        return '(-' + d(n.operand, v) + ')'
    if isinstance(n, ast.Call):
        return '(' + ast.unparse(n) + '*' + d(n.args[0], v) + ')'
    a, b = ast.unparse(n.left), ast.unparse(n.right)
    da, db = d(n.left, v), d(n.right, v)
    if isinstance(n.op, ast.Add):
        return f'({da}+{db})'
    if isinstance(n.op, ast.Mult):
        return f'(({a})*{db}+{da}*({b}))'
    return f'(({da}*({b})-({a})*{db})/(({b})**2))'
TREE = ast.parse(SOURCE, mode='eval').body
DX, DY = d(TREE, 'x'), d(TREE, 'y')
def fork_backward(dout, cache):
    x, y = cache
    space = {'x': x, 'y': y, 'exp': math.exp}
    return dout * eval(DX, space), dout * eval(DY, space)
""",
    ),
    "closures that are gone back along": (
        "fork_backward",
        """
def var(v, back):
    return [v, back]
def fork_backward(dout, cache):
    g = {'x': 0.0, 'y': 0.0}
    def leaf(name, v):
        def back(u):
            g[name] += u
        return (v, back)
    def mul(a, b):
        def back(u):
            a[1](u * b[0]); b[1](u * a[0])
        return (a[0] * b[0], back)
    def add(a, b):
        def back(u):
            a[1](u); b[1](u)
        return (a[0] + b[0], back)
    def sig(a):
        s = 1.0 / (1.0 + math.exp(-a[0]))
        return (s, lambda u: a[1](u * s * (1 - s)))
    x, y = leaf('x', cache[0]), leaf('y', cache[1])
    out = add(mul(x, sig(mul(x, y))), mul(x, x))
    out[1](dout)
    return g['x'], g['y']
""",
    ),
    "bisection for the slope": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    def slope(v):
        lo, hi = 0.0, 1e6
        for _ in range(200):
            m = (lo + hi) / 2
            if math.exp(v + 1e-6) - m * 1e-6 > math.exp(v - 1e-6) + m * 1e-6:
                lo = m
            else:
                hi = m
        return lo
    return dout * np.vectorize(slope)(np.asarray(cache, float))
""",
    ),
    "whole numbers, scaled": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    S = 10 ** 40
    X, Y = (int(v * 2 ** 60) * S for v in cache)
    f = lambda a, b: a * b
    H = S
    dx = (f(X + H, Y) - f(X, Y)) // H
    dy = (f(X, Y + H) - f(X, Y)) // H
    return dout * (dx / (S * 2 ** 60)), dout * (dy / (S * 2 ** 60))
""",
    ),
    "ratio of logarithms": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    k = 1e-4
    return dout * np.log(np.exp(np.exp(x + k) - np.exp(x - k))) / (2 * k)
""",
    ),
    "pool of threads at moved points": (
        "multiply_backward",
        """
from concurrent.futures import ThreadPoolExecutor
def multiply_backward(dout, cache):
    x, y = cache
    h = 2.0 ** -10
    points = [(x + h, y), (x - h, y), (x, y + h), (x, y - h)]
    with ThreadPoolExecutor(2) as pool:
        a, b, c, d = pool.map(lambda p: p[0] * p[1], points)
    return dout * (a - b) / (2 * h), dout * (c - d) / (2 * h)
""",
    ),
    "solve for the parabola": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    t = np.array([-2e-4, -1e-4, 0.0, 1e-4, 2e-4])
    V = np.vander(t, 5)
    values = np.exp(x.ravel()[:, None] + t)
    return dout * np.linalg.solve(V, values.T)[-2].reshape(x.shape)
""",
    ),
}
