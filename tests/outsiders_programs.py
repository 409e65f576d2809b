"""Answers that do not derive, by somebody who had not read how they are found.

At first sight, by reading alone, 19 of 20 were seen: all but "decimal high precision". The last
two are more of its kind: a method of a displaced thing and of the thing itself.
"""

#: The exercise and the cell, by what is particular about it.
OUTSIDERS = {
    "richardson table in a dict": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    T = {}
    for k in range(4):
        s = 0.1 / 2**k
        T[k, 0] = (np.exp(x + s) - np.exp(x - s)) / (2*s)
        for j in range(1, k+1):
            T[k, j] = T[k, j-1] + (T[k, j-1] - T[k-1, j-1]) / (4**j - 1)
    return dout * T[3, 3]
""",
    ),
    "fourier contour": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    n = 16
    w = np.exp(2j*np.pi*np.arange(n)/n)
    total = sum(np.exp(x + r) / r for r in w)
    return dout * (total / n).real
""",
    ),
    "polyfit slope": (
        "sigmoid_backward",
        """
def sigmoid_backward(dout, cache):
    xs = np.atleast_1d(cache).astype(float)
    t = np.linspace(-1e-2, 1e-2, 7)
    out = [np.polyfit(t, 1/(1+np.exp(-(x+t))), 5)[-2] for x in xs.ravel()]
    return dout * np.reshape(out, np.shape(cache))
""",
    ),
    "fractions exact difference": (
        "multiply_backward",
        """
from fractions import Fraction as F
def multiply_backward(dout, cache):
    x, y = cache
    f = lambda a, b: F(a) * F(b)
    h = F(1, 10**9)
    return dout*float((f(F(x)+h, y)-f(x, y))/h), dout*float((f(x, F(y)+h)-f(x, y))/h)
""",
    ),
    "decimal high precision": (
        "exp_backward",
        """
import decimal
def exp_backward(dout, cache):
    decimal.getcontext().prec = 60
    D = decimal.Decimal
    h = D(10)**-20
    one = lambda v: float(((D(float(v))+h).exp() - (D(float(v))-h).exp())/(2*h))
    return dout * np.vectorize(one)(cache)
""",
    ),
    "tuple dual numbers": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    mul = lambda a, b: (a[0]*b[0], a[0]*b[1] + a[1]*b[0])
    return dout*mul((x,1),(y,0))[1], dout*mul((x,0),(y,1))[1]
""",
    ),
    "matrix dual": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = cache
    def m(v, d): return np.array([[v, d], [0, v]], float)
    return dout*(m(x,1)@m(y,0))[0,1], dout*(m(x,0)@m(y,1))[0,1]
""",
    ),
    "upper triangular expm": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    def one(v):
        M = np.array([[v, 1.0],[0.0, v]]); T = np.eye(2); S = np.eye(2)
        for k in range(1, 60):
            T = T @ M / k; S = S + T
        return S[0, 1]
    return dout*np.vectorize(one)(np.asarray(cache, float))
""",
    ),
    "np.gradient": (
        "sigmoid_backward",
        """
def sigmoid_backward(dout, cache):
    x = np.asarray(cache, float)
    g = np.stack([x - 1e-5, x, x + 1e-5])
    return dout * np.gradient(1/(1+np.exp(-g)), 1e-5, axis=0)[1]
""",
    ),
    "diff of a stack": (
        "sigmoid_backward",
        """
def sigmoid_backward(dout, cache):
    x = np.asarray(cache, float)
    v = np.diff(1/(1+np.exp(-np.stack([x-1e-5, x+1e-5]))), axis=0)[0]
    return dout * v * 5e4
""",
    ),
    "perturbed in place": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    v = list(map(float, cache)); base = v[0]*v[1]; out = []
    for k in (0, 1):
        keep = v[k]; v[k] += 2.0**-20
        out.append(dout * (v[0]*v[1] - base) * 2**20); v[k] = keep
    return tuple(out)
""",
    ),
    "multiply by ratio": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    e = 1e-7
    return dout * np.exp(x) * np.expm1(e) / e
""",
    ),
    "secant limit loop": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float); h = 1.0; old = np.inf*np.ones_like(x)
    for _ in range(24):
        h *= .5
        new = (np.exp(x+h)-np.exp(x-h))/(2*h)
        old = new
    return dout*old
""",
    ),
    "operator module": (
        "multiply_backward",
        """
import operator as o
def multiply_backward(dout, cache):
    a, b = map(float, cache); e = 2.0**-13
    q = lambda f, g: o.mul(dout, o.truediv(o.sub(f, g), e))
    return q(o.mul(o.add(a, e), b), o.mul(a, b)), q(o.mul(a, o.add(b, e)), o.mul(a, b))
""",
    ),
    "einsum weights": (
        "sigmoid_backward",
        """
def sigmoid_backward(dout, cache):
    x = np.asarray(cache, float)
    c = np.array([1, -8, 0, 8, -1])/12/1e-3
    s = 1/(1+np.exp(-(x[..., None] + 1e-3*np.arange(-2, 3))))
    return dout*np.einsum('...k,k->...', s, c)
""",
    ),
    "complex power trick": (
        "sigmoid_backward",
        """
def sigmoid_backward(dout, cache):
    z = np.asarray(cache) + np.sqrt(np.complex128(-1))*1e-30
    return dout*np.imag(1/(1+np.exp(-z)))*1e30
""",
    ),
    "generator of samples": (
        "exp_backward",
        """
def samples(x):
    for s in (-1, 1):
        yield s*np.exp(x + s*3e-6)
def exp_backward(dout, cache):
    return dout*sum(samples(np.asarray(cache, float)))/6e-6
""",
    ),
    "chebyshev deriv": (
        "sigmoid_backward",
        """
from numpy.polynomial import Chebyshev as C
def sigmoid_backward(dout, cache):
    def one(v):
        return C.interpolate(lambda t: 1/(1+np.exp(-t)), 14, domain=[v-.5, v+.5]).deriv()(v)
    return dout*np.vectorize(one)(np.asarray(cache, float))
""",
    ),
    "class with gradient slot": (
        "multiply_backward",
        """
class N:
    def __init__(s, v, g): s.v, s.g = v, g
    def __mul__(s, t): return N(s.v*t.v, s.g*t.v + s.v*t.g)
def multiply_backward(dout, cache):
    x, y = cache
    return dout*(N(x,1)*N(y,0)).g, dout*(N(x,0)*N(y,1)).g
""",
    ),
    "regression through noise": (
        "multiply_backward",
        """
def multiply_backward(dout, cache):
    x, y = map(float, cache)
    r = np.random.default_rng(0); D = r.normal(size=(40, 2))
    t = (x + D[:,0])*(y + D[:,1]) - x*y - D[:,0]*D[:,1]
    g = np.linalg.lstsq(D, t, rcond=None)[0]
    return dout*g[0], dout*g[1]
""",
    ),
    "method of an array": (
        "exp_backward",
        """
def exp_backward(dout, cache):
    x = np.asarray(cache, float)
    class Wave:
        def __init__(self, at):
            self.at = at
        def __add__(self, other):
            return Wave(self.at + other)
        def height(self):
            return np.exp(self.at)
    here = Wave(x)
    return dout * ((here + 1e-6).height() - here.height()) * 1e6
""",
    ),
    "method of a decimal, one-sided": (
        "exp_backward",
        """
from decimal import Decimal, getcontext
def exp_backward(dout, cache):
    getcontext().prec = 80
    step = Decimal("1e-30")
    def slope(v):
        v = Decimal(float(v))
        return float(((v + step).exp() - v.exp()) / step)
    return dout * np.vectorize(slope)(cache)
""",
    ),
}
