"""Right ways of the fourth set, each as another programmer would write it.

Classes and closures as caches, dataclasses and named tuples, ``match``, walrus, comprehensions,
``einsum`` and ``np.add.at``, sums in place, recursion and stacks. All were written before anything
was tried.
"""

from __future__ import annotations

WAYS: dict[str, tuple[str, ...]] = {
    "numerical_derivative": (
        """
numerical_derivative = lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / (2 * h)
""",
        """
from functools import reduce

def numerical_derivative(f, x, h=1e-5):
    return reduce(lambda below, above: (above - below) / (2 * h), map(f, (x - h, x + h)))
""",
        """
def numerical_derivative(f, x, h=1e-5):
    total = 0.0
    for side in (+1, -1):
        total += side * f(x + side * h)
    return total / (2 * h)
""",
        """
class Central:
    def __init__(self, f):
        self.f = f

    def __call__(self, x, *, step):
        return (self.f(x + step) - self.f(x - step)) / (2 * step)

def numerical_derivative(f, x, h=1e-5):
    return Central(f)(x, step=h)
""",
    ),
    "multiply_gradient": (
        """
multiply_gradient = lambda x, y: (y, x)
""",
        """
from typing import NamedTuple

class Slopes(NamedTuple):
    x: float
    y: float

def multiply_gradient(x, y):
    return Slopes(x=y, y=x)
""",
        """
def multiply_gradient(x: float, y: float) -> tuple[float, float]:
    x, y = y, x
    return x, y
""",
        """
def multiply_gradient(*pair):
    return tuple(reversed(pair))
""",
    ),
    "add_gradient": (
        """
def add_gradient(x, y):
    return (1.0,) * 2
""",
        """
def add_gradient(*_, **__):
    return [1, 1]
""",
        """
def add_gradient(x, y):
    return np.ones(()), np.float64(1)
""",
    ),
    "max_gradient": (
        """
def max_gradient(x, y):
    match x >= y:
        case True:
            return 1.0, 0.0
        case _:
            return 0.0, 1.0
""",
        """
def max_gradient(x, y):
    return float(first := x >= y), float(not first)
""",
        """
def max_gradient(x, y):
    slopes = [0.0, 0.0]
    slopes[int(y > x)] = 1.0
    return slopes
""",
        """
def max_gradient(x, y):
    return [(1.0, 0.0), (0.0, 1.0)][x < y]
""",
    ),
    "predict_change": (
        """
predict_change = lambda gradient, step: gradient @ step
""",
        """
def predict_change(gradient, step):
    return np.einsum("i,i->", gradient, step)
""",
        """
import math

def predict_change(gradient, step):
    return math.fsum(g * s for g, s in zip(gradient, step, strict=True))
""",
        """
def predict_change(gradient, step):
    if not len(gradient):
        return 0.0
    return gradient[0] * step[0] + predict_change(gradient[1:], step[1:])
""",
        """
def predict_change(gradient, step):
    return np.inner(gradient, step).item()
""",
    ),
    "add_backward": (
        """
add_backward = lambda dout, cache: [dout] * len(cache)
""",
        """
def add_backward(dout, cache):
    return tuple(dout for _ in cache)
""",
        """
def add_backward(dout, cache):
    match cache:
        case (_, _):
            return dout, dout
""",
    ),
    "multiply_backward": (
        """
def multiply_backward(dout, cache):
    return tuple(dout * v for v in cache[::-1])
""",
        """
def multiply_backward(dout, cache):
    match cache:
        case x, y:
            return y * dout, x * dout
""",
        """
import operator

def multiply_backward(dout, cache):
    x, y = cache
    return tuple(map(operator.mul, (dout, dout), (y, x)))
""",
        """
def multiply_backward(dout, cache):
    x, y = np.array(cache)
    return dout * y, dout * x
""",
    ),
    "max_backward": (
        """
def max_backward(dout, cache):
    grads = [0.0, 0.0]
    grads[cache.index(max(cache))] = dout
    return grads
""",
        """
def max_backward(dout, cache):
    grads = np.zeros(2)
    grads[int(np.argmax(cache))] = dout
    return grads[0], grads[1]
""",
        """
def max_backward(dout, cache):
    return (dout, 0.0) if np.greater_equal(*cache) else (0.0, dout)
""",
    ),
    "chain_forward": (
        """
from dataclasses import dataclass

@dataclass(slots=True)
class Kept:
    total: float
    z: float

def chain_forward(x, y, z):
    return (total := x + y) * z, Kept(total, z)
""",
        """
def chain_forward(x, y, z):
    return x * z + y * z, {"x": x, "y": y, "z": z}
""",
        """
def chain_forward(x, y, z):
    back = lambda dout: (dout * z, dout * z, dout * (x + y))
    return (x + y) * z, back
""",
        """
def chain_forward(x, y, z):
    return np.float64(z) * np.sum([x, y]), np.array([x + y, z])
""",
    ),
    "chain_backward": (
        """
def chain_forward(x, y, z):
    def back(dout):
        return dout * z, dout * z, dout * (x + y)

    return (x + y) * z, back

def chain_backward(dout, cache):
    return cache(dout)
""",
        """
from dataclasses import dataclass

@dataclass
class Chain:
    q: float
    z: float

    def back(self, dout):
        return (self.z * dout,) * 2 + (self.q * dout,)

def chain_forward(x, y, z):
    kept = Chain(q=x + y, z=z)
    return kept.q * kept.z, kept

def chain_backward(dout, cache):
    return cache.back(dout)
""",
        """
from collections import namedtuple

Kept = namedtuple("Kept", "inputs sums")
Grads = namedtuple("Grads", "dx dy dz")

def chain_forward(x, y, z):
    return (x + y) * z, Kept((x, y, z), {"q": x + y})

def chain_backward(dout, cache):
    dq = dout * cache.inputs[2]
    return Grads(dq, dq, dout * cache.sums["q"])
""",
        """
class Gate:
    __slots__ = ("a", "b")

    def forward(self, a, b):
        self.a, self.b = a, b
        return a * b

    def backward(self, up):
        return up * self.b, up * self.a

def chain_forward(x, y, z):
    gate = Gate()
    return gate.forward(x + y, z), gate

def chain_backward(dout, cache):
    dsum, dz = cache.backward(dout)
    return dsum, dsum, dz
""",
    ),
    "pattern_backward": (
        """
def pattern_backward(dout, cache):
    x, y, z, w = cache
    up = 2 * dout
    return [up * y, up * x, up * (z >= w), up * (z < w)]
""",
        """
def pattern_backward(dout, cache):
    x, y, z, w = cache
    grads = dict.fromkeys("xyzw", 0.0)
    grads["x"] += 2 * dout * y
    grads["y"] += 2 * dout * x
    grads["z" if z >= w else "w"] += 2 * dout
    return tuple(grads.values())
""",
        """
def pattern_backward(dout, cache):
    x, y, *rivals = cache
    local = np.zeros(4)
    local[:2] = y, x
    local[2 + int(np.argmax(rivals))] = 1
    return tuple(2 * dout * local)
""",
    ),
    "reciprocal_backward": (
        """
def reciprocal_backward(dout, cache):
    return -dout * np.power(cache, -2.0)
""",
        """
def reciprocal_backward(dout, cache):
    with np.errstate(all="ignore"):
        return np.negative(dout) / np.square(cache)
""",
        """
reciprocal_backward = lambda dout, x: -(dout / x) / x
""",
    ),
    "shift_backward": (
        """
def shift_backward(dout, cache):
    return +dout
""",
        """
def shift_backward(dout, cache):
    x, _ = cache
    return np.broadcast_to(dout, np.shape(x)).copy()[()]
""",
        """
shift_backward = lambda dout, cache: dout
""",
    ),
    "exp_backward": (
        """
exp_backward = lambda dout, x: np.exp(x) * dout
""",
        """
def exp_backward(dout, cache):
    out = np.exp(cache)
    out *= dout
    return out
""",
        """
import math

def exp_backward(dout, cache):
    f = np.vectorize(math.exp, otypes=[float])
    return dout * f(cache)[()]
""",
    ),
    "scale_backward": (
        """
def scale_backward(dout, cache):
    *_, a = cache
    return a * dout
""",
        """
def scale_backward(dout, cache):
    return np.multiply(dout, cache[-1])
""",
        """
def scale_backward(dout, cache):
    x, a = cache
    return dout * np.full(np.shape(x), a)[()]
""",
    ),
    "sigmoid_circuit_backward": (
        """
def sigmoid_circuit_backward(dout, cache):
    (_, a), scaled, _, shifted = cache
    for local in (-1.0 / shifted**2, 1.0, np.exp(scaled), a):
        dout = dout * local
    return dout
""",
        """
from functools import reduce

def sigmoid_circuit_backward(dout, cache):
    steps = (
        lambda up, c: up * c[1],
        lambda up, c: up * np.exp(c),
        lambda up, c: up,
        lambda up, c: -up / c**2,
    )
    return reduce(
        lambda up, pair: pair[0](up, pair[1]), list(zip(steps, cache))[::-1], dout
    )
""",
        """
def sigmoid_circuit_backward(dout, cache):
    s = 1 / cache[3]
    return dout * s * (1 - s)
""",
    ),
    "sigmoid_forward": (
        """
def sigmoid_forward(x):
    small = np.exp(-np.abs(np.asarray(x, dtype=float)))
    out = np.where(np.asarray(x) < 0, small / (1 + small), 1 / (1 + small))
    return out if np.ndim(x) else out.item(), x
""",
        """
def sigmoid_forward(x):
    z = np.atleast_1d(np.asarray(x, dtype=np.float64))
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    e = np.exp(z[~pos])
    out[~pos] = e / (1 + e)
    out = out.reshape(np.shape(x))
    return (out if out.shape else float(out)), {"out": out}
""",
        """
import math

def one(v):
    return 1 / (1 + math.exp(-v)) if v >= 0 else (e := math.exp(v)) / (1 + e)

def sigmoid_forward(x):
    if np.isscalar(x) or np.ndim(x) == 0:
        return one(float(x)), x
    return np.array([one(v) for v in np.ravel(x)]).reshape(np.shape(x)), x
""",
        """
def sigmoid_forward(x):
    out = np.exp(-np.logaddexp(0.0, -np.asarray(x, dtype=float)))
    return out, out
""",
    ),
    "sigmoid_backward": (
        """
def sigmoid_forward(x):
    out = np.exp(-np.logaddexp(0.0, np.negative(x)))
    return out, lambda: out

def sigmoid_backward(dout, cache):
    s = cache()
    return dout * s * (1 - s)
""",
        """
from types import SimpleNamespace

def sigmoid_forward(x):
    e = np.exp(-np.abs(x))
    out = np.where(np.greater_equal(x, 0), 1.0, e) / (1 + e)
    return out[()], SimpleNamespace(e=e)

def sigmoid_backward(dout, cache):
    return dout * cache.e / (1 + cache.e) ** 2
""",
        """
class Sigmoid:
    calls = 0

    def __init__(self, x):
        type(self).calls += 1
        e = np.exp(-np.abs(x))
        self.out = (np.where(np.asarray(x) >= 0, 1.0, e) / (1.0 + e))[()]

    @property
    def slope(self):
        return self.out * (1 - self.out)

def sigmoid_forward(x):
    node = Sigmoid(x)
    return node.out, node

def sigmoid_backward(dout, cache):
    return np.einsum("...,...->...", dout, cache.slope)[()]
""",
    ),
    "neuron_forward": (
        """
from dataclasses import dataclass

@dataclass(frozen=True)
class Neuron:
    w: np.ndarray
    x: np.ndarray
    out: float

def neuron_forward(w, x):
    out = float(1 / (1 + np.exp(-np.dot(w, [*x, 1.0]))))
    return out, Neuron(w, x, out)
""",
        """
def neuron_forward(w, x):
    *weights, bias = w
    t = sum(a * b for a, b in zip(weights, x)) + bias
    return 1 / (1 + np.exp(-t)), dict(w=w, x=x)
""",
        """
def neuron_forward(w, x):
    out = 1 / (1 + np.exp(-np.polyval([w[0], w[2]], x[0]) - w[1] * x[1]))
    return float(out), [w, x]
""",
    ),
    "neuron_backward": (
        """
def neuron_forward(w, x):
    out = 1 / (1 + np.exp(-(w[:2] @ x + w[2])))

    def back(dout):
        d = dout * out * (1 - out)
        return np.array([*(d * x), d]), d * w[:-1]

    return out, back

def neuron_backward(dout, cache):
    return cache(dout)
""",
        """
def neuron_forward(w, x):
    full = np.concatenate([x, np.ones(1)])
    out = 1 / (1 + np.exp(-np.einsum("i,i", w, full)))
    return float(out), {"w": w, "full": full, "out": out}

def neuron_backward(dout, cache):
    match cache:
        case {"w": w, "full": full, "out": out}:
            d = dout * out * (1 - out)
            return d * full, (d * w)[:2]
""",
        """
def neuron_forward(w, x):
    return float(1 / (1 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))), (w, x)

def neuron_backward(dout, cache):
    w, x = cache
    s, _ = neuron_forward(w, x)
    dw, dx = np.zeros(3), np.zeros(2)
    for i in range(2):
        np.add.at(dw, i, dout * s * (1 - s) * x[i])
        np.add.at(dx, i, dout * s * (1 - s) * w[i])
    dw[2] += dout * s * (1 - s)
    return dw, dx
""",
    ),
    "staged_forward": (
        """
import math

def staged_forward(x, y):
    cache = {}
    cache["sigy"] = 1 / (1 + math.exp(-y))
    cache["num"] = x + cache["sigy"]
    cache["sigx"] = 1 / (1 + math.exp(-x))
    cache["xpy"] = x + y
    cache["xpysqr"] = math.pow(cache["xpy"], 2)
    cache["den"] = math.fsum((cache["sigx"], cache["xpysqr"]))
    cache["invden"] = 1 / cache["den"]
    return cache["num"] * cache["invden"], cache
""",
        """
from collections import OrderedDict

def staged_forward(x, y):
    sig = lambda v: 1 / (1 + np.exp(-v))
    num, xpy = x + (sigy := sig(y)), x + y
    den = (sigx := sig(x)) + (xpysqr := xpy * xpy)
    invden = den**-1
    names = dict(
        sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden
    )
    return num / den, OrderedDict({**names, "x": x, "y": y})
""",
    ),
    "staged_backward": (
        """
def staged_forward(x, y):
    sigy = 1 / (1 + np.exp(-y))
    num = x + sigy
    sigx = 1 / (1 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1 / den
    names = "sigy num sigx xpy xpysqr den invden".split()
    return num * invden, dict(zip(names, (sigy, num, sigx, xpy, xpysqr, den, invden)))

def staged_backward(dout, cache):
    from collections import defaultdict

    g = defaultdict(float)
    g["num"] += dout * cache["invden"]
    g["invden"] += dout * cache["num"]
    g["den"] -= g["invden"] / cache["den"] ** 2
    for name in ("sigx", "xpysqr"):
        g[name] += g["den"]
    g["xpy"] += 2 * cache["xpy"] * g["xpysqr"]
    for name in "xy":
        g[name] += g["xpy"]
    g["x"] += g["sigx"] * cache["sigx"] * (1 - cache["sigx"])
    g["x"] += g["num"]
    g["sigy"] += g["num"]
    g["y"] += g["sigy"] * cache["sigy"] * (1 - cache["sigy"])
    return g["x"], g["y"]
""",
        """
def staged_forward(x, y):
    sigy, sigx, xpy = 1 / (1 + np.exp(-y)), 1 / (1 + np.exp(-x)), x + y
    num, xpysqr = x + sigy, xpy * xpy
    den = sigx + xpysqr
    return num / den, locals() | {"invden": 1 / den}

def staged_backward(dout, cache):
    c = type("C", (), cache)
    a = dout / c.den
    b = -dout * c.num / c.den**2
    shared = 2 * b * c.xpy
    return a + shared + b * c.sigx * (1 - c.sigx), shared + a * c.sigy * (1 - c.sigy)
""",
    ),
    "fork_backward": (
        """
def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    jac = np.array([s + x * y * s * (1 - s) + 2 * x, x * x * s * (1 - s)])
    dx, dy = dout * jac
    return dx, dy
""",
        """
def fork_backward(dout, cache):
    x, y = cache
    grads = {"x": 0.0, "y": 0.0}

    def send(to, message):
        grads[to] += message

    s = 1 / (1 + np.exp(-x * y))
    send("x", dout * s)
    inner = dout * x * s * (1 - s)
    send("x", inner * y)
    send("y", inner * x)
    for _ in range(2):
        send("x", dout * x)
    return grads["x"], grads["y"]
""",
    ),
    "score_backward": (
        """
def score_backward(dout, cache):
    w, x = cache
    return np.einsum(",i->i", dout, x), np.einsum(",i->i", dout, w)
""",
        """
def score_backward(dout, cache):
    return tuple(np.asarray(dout) * v for v in reversed(cache))
""",
        """
def score_backward(dout, cache):
    w, x = cache
    dw, dx = np.empty_like(w), np.empty_like(x)
    np.multiply(x, dout, out=dw)
    np.multiply(w, dout, out=dx)
    return dw, dx
""",
    ),
    "rescaled_learning_rate": (
        """
rescaled_learning_rate = lambda learning_rate, scale: learning_rate / scale
""",
        """
def rescaled_learning_rate(learning_rate, scale):
    return np.divide(learning_rate, scale)
""",
        """
def rescaled_learning_rate(learning_rate, scale, *, power=-1):
    return learning_rate * scale**power
""",
    ),
    "matmul_backward": (
        """
def matmul_backward(dD, cache):
    W, X = cache
    dW, dX = np.zeros_like(W), np.zeros_like(X)
    for m, n in np.ndindex(dD.shape):
        dW[m] += dD[m, n] * X[:, n]
        dX[:, n] += dD[m, n] * W[m]
    return dW, dX
""",
        """
def matmul_backward(dD, cache):
    W, X = cache
    return sum(np.outer(dD[:, n], X[:, n]) for n in range(X.shape[1])), np.stack(
        [W.T @ c for c in dD.T], axis=1
    )
""",
        """
def matmul_backward(dD, cache):
    W, X = cache
    return (X @ dD.T).T, np.linalg.multi_dot([W.T, dD, np.eye(dD.shape[1])])
""",
    ),
    "relu_backward": (
        """
relu_backward = lambda dout, x: dout * (x > 0)
""",
        """
def relu_backward(dout, cache):
    dx = np.array(dout, copy=True)
    dx[cache <= 0] = 0
    return dx
""",
        """
def relu_backward(dout, cache):
    dx = np.zeros_like(dout)
    np.copyto(dx, dout, where=cache > 0)
    return dx
""",
        """
def relu_backward(dout, cache):
    flat = [d if v > 0 else 0.0 for d, v in zip(dout.flat, cache.flat)]
    return np.array(flat).reshape(cache.shape)
""",
    ),
    "mean_backward": (
        """
def mean_backward(dout, cache):
    return np.ones_like(cache) * dout / len(cache)
""",
        """
def mean_backward(dout, cache):
    return np.array([dout / cache.shape[0] for _ in cache])
""",
        """
def mean_backward(dout, cache):
    dx = np.zeros(cache.shape)
    dx += dout
    dx /= cache.shape[0]
    return dx
""",
        """
def mean_backward(dout, cache):
    n, d = cache.shape
    return np.einsum("n,d->nd", np.full(n, 1.0 / n), dout)
""",
    ),
    "center_backward": (
        """
def center_backward(dout, cache):
    n = cache.shape[0]
    return (np.eye(n) - np.full((n, n), 1 / n)) @ dout
""",
        """
center_backward = lambda dout, cache: dout - dout.mean(0)
""",
        """
def center_backward(dout, cache):
    dx = dout.copy()
    dx -= dout.sum(axis=0, keepdims=True) / len(dout)
    return dx
""",
        """
def center_backward(dout, cache):
    return np.apply_along_axis(lambda c: c - c.sum() / c.size, 0, dout)
""",
    ),
    "affine_forward": (
        """
def affine_forward(x, w, b):
    return np.add(np.matmul(x.reshape(x.shape[0], -1), w), b), (x, w, b)
""",
        """
def affine_forward(x, w, b):
    out = np.tile(b, (len(x), 1))
    out += x.reshape(len(x), -1) @ w
    return [out, [x, w, b]]
""",
        """
def affine_forward(x, w, b):
    rows = [r.ravel() @ w + b for r in x]
    return np.array(rows), (x, w, b)
""",
    ),
    "affine_backward": (
        """
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    for row, up, into in zip(x, dout, dx):
        into += (w @ up).reshape(row.shape)
        dw += np.outer(row, up)
        db += up
    return dx, dw, db
""",
        """
def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    full = np.hstack([flat, np.ones((len(x), 1))])
    *dw, db = full.T @ dout
    return np.dot(dout, w.T).reshape(x.shape), np.array(dw), db
""",
        """
def affine_backward(dout, cache):
    x, w, b = cache
    dx = np.einsum("nm,dm->nd", dout, w).reshape(x.shape)
    return [dx, np.tensordot(x.reshape(len(x), -1), dout, (0, 0)), np.einsum("nm->m", dout)]
""",
    ),
    "squared_error_forward": (
        """
def squared_error_forward(y, d):
    return np.linalg.norm((y - d).ravel()) ** 2 / 2, y - d
""",
        """
def squared_error_forward(y, d):
    total = 0.0
    for a, b in zip(y.flat, d.flat):
        total += (a - b) ** 2
    return total / 2, {"y": y, "d": d}
""",
        """
def squared_error_forward(y, d):
    return (gap := (y - d).ravel()) @ gap / 2, lambda up: up * (y - d)
""",
    ),
    "squared_error_backward": (
        """
def squared_error_forward(y, d):
    return 0.5 * float(((y - d) ** 2).sum()), lambda up: up * (y - d)

def squared_error_backward(dout, cache):
    return cache(dout)
""",
        """
class Loss:
    def __init__(self, *, y, d):
        self.y, self.d = y, d

    def __float__(self):
        return float(0.5 * np.sum(np.square(self.y - self.d)))

    def back(self, up):
        return np.multiply(up, np.subtract(self.y, self.d))

def squared_error_forward(y, d):
    loss = Loss(y=y, d=d)
    return float(loss), loss

def squared_error_backward(dout, cache):
    return cache.back(dout)
""",
    ),
    "softmax_loss": (
        """
def softmax_loss(scores, labels):
    n, c = scores.shape
    z = scores - scores.max(1, keepdims=True)
    logp = z - np.logaddexp.reduce(z, axis=1, keepdims=True)
    hot = np.eye(c)[labels]
    return -np.einsum("nc,nc->", hot, logp) / n, (np.exp(logp) - hot) / n
""",
        """
def softmax_loss(scores, labels):
    losses, grads = [], []
    for row, label in zip(scores, labels):
        row = row - row.max()
        e = np.exp(row)
        grad = e / e.sum()
        losses.append(np.log(e.sum()) - row[label])
        grad[label] -= 1
        grads.append(grad / len(scores))
    return float(np.mean(losses)), np.array(grads)
""",
        """
def softmax_loss(scores, labels):
    n = scores.shape[0]
    z = scores - np.max(scores, axis=1)[:, np.newaxis]
    norm = np.exp(z).sum(axis=1)
    grad = np.exp(z) / norm[:, None]
    np.add.at(grad, (np.arange(n), labels), -1.0)
    return (
        np.log(norm) - np.take_along_axis(z, labels[:, None].astype(int), 1)[:, 0]
    ).mean(), grad / n
""",
    ),
    "svm_loss": (
        """
def svm_loss(scores, labels):
    n, c = scores.shape
    loss, grad = 0.0, np.zeros_like(scores)
    for i in range(n):
        for j in range(c):
            if j != labels[i] and (m := scores[i, j] - scores[i, labels[i]] + 1) > 0:
                loss += m / n
                grad[i, j] += 1 / n
                grad[i, labels[i]] -= 1 / n
    return loss, grad
""",
        """
def svm_loss(scores, labels):
    n, c = scores.shape
    hot = np.eye(c, dtype=bool)[labels]
    m = np.where(hot, 0, np.maximum(0, scores - scores[hot][:, None] + 1))
    on = (m > 0) * 1.0
    return m.sum() / n, (on - hot * on.sum(1, keepdims=True)) / n
""",
        """
def svm_loss(scores, labels):
    at = (np.arange(len(scores)), labels)
    m = np.maximum(0, scores - scores[at].reshape(-1, 1) + 1)
    loss = m.sum(axis=1).mean() - 1
    m[at] = 0
    loss = m.sum(axis=1).mean()
    grad = np.sign(m)
    np.subtract.at(grad, at, grad.sum(axis=1))
    grad /= len(scores)
    return loss, grad
""",
    ),
    "two_layer_net": (
        """
class Affine:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, up):
        return up @ self.w.T, self.x.T @ up, up.sum(axis=0)

def two_layer_forward(params, x):
    one, two = Affine(params["W1"], params["b1"]), Affine(params["W2"], params["b2"])
    h = 1 / (1 + np.exp(-one.forward(x)))
    return two.forward(h), (one, h, two)

def two_layer_backward(dscores, cache):
    one, h, two = cache
    dh, dW2, db2 = two.backward(dscores)
    _, dW1, db1 = one.backward(dh * h * (1 - h))
    return dict(W1=dW1, b1=db1, W2=dW2, b2=db2)
""",
        """
def two_layer_forward(params, x):
    h = 1 / (1 + np.exp(-(x @ params["W1"] + params["b1"])))

    def back(d):
        delta = (d @ params["W2"].T) * h * (1 - h)
        return {"b2": d.sum(0), "W2": h.T @ d, "b1": delta.sum(0), "W1": x.T @ delta}

    return h @ params["W2"] + params["b2"], back

def two_layer_backward(dscores, cache):
    return cache(dscores)
""",
        """
from dataclasses import dataclass

@dataclass
class Cache:
    x: np.ndarray
    h: np.ndarray
    W2: np.ndarray

def two_layer_forward(params, x):
    h = 1 / (1 + np.exp(-np.einsum("nd,dh->nh", x, params["W1"]) - params["b1"]))
    return np.einsum("nh,hc->nc", h, params["W2"]) + params["b2"], Cache(x, h, params["W2"])

def two_layer_backward(dscores, cache):
    grads = {"W2": 0.0, "b2": 0.0, "W1": 0.0, "b1": 0.0}
    for x, h, d in zip(cache.x, cache.h, dscores):
        delta = cache.W2 @ d * h * (1 - h)
        grads["W2"] = grads["W2"] + np.outer(h, d)
        grads["b2"] = grads["b2"] + d
        grads["W1"] = grads["W1"] + np.outer(x, delta)
        grads["b1"] = grads["b1"] + delta
    return grads
""",
    ),
    "sgd_step": (
        """
sgd_step = lambda params, grads, learning_rate: {
    k: v - learning_rate * grads[k] for k, v in params.items()
}
""",
        """
import copy

def sgd_step(params, grads, learning_rate):
    new = copy.deepcopy(params)
    for k in new:
        new[k] -= learning_rate * grads[k]
    return new
""",
        """
def sgd_step(params, grads, learning_rate):
    return dict(map(lambda k: (k, params[k] - learning_rate * grads[k]), params))
""",
        """
def sgd_step(params, grads, learning_rate):
    return params | {
        k: np.subtract(params[k], np.multiply(learning_rate, g)) for k, g in grads.items()
    }
""",
    ),
    "forward_passes_needed": (
        """
forward_passes_needed = lambda parameter_count: parameter_count << 1
""",
        """
def forward_passes_needed(parameter_count):
    return (
        sum(2 for _ in range(parameter_count))
        if parameter_count < 100
        else 2 * parameter_count
    )
""",
        """
def forward_passes_needed(parameter_count, *, sides=("left", "right")):
    return len(sides) * parameter_count
""",
    ),
    "Value": (
        """
import math

class Value:
    def __init__(self, data, _children=()):
        self.data = data
        self.grad = 0.0
        self._prev = tuple(_children)
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, n):
        out = Value(self.data**n, (self,))

        def _backward():
            if n != 0:
                self.grad += n * self.data ** (n - 1) * out.grad

        out._backward = _backward
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def relu(self):
        out = Value(self.data if self.data > 0 else 0.0, (self,))

        def _backward():
            self.grad += (out.data > 0) * out.grad

        out._backward = _backward
        return out

    def sigmoid(self):
        e = math.exp(-abs(self.data))
        s = 1 / (1 + e) if self.data >= 0 else e / (1 + e)
        out = Value(s, (self,))

        def _backward():
            self.grad += s * (1 - s) * out.grad

        out._backward = _backward
        return out

    def maximum(self, other):
        first = self.data >= other.data
        out = Value(self.data if first else other.data, (self, other))

        def _backward():
            (self if first else other).grad += out.grad

        out._backward = _backward
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

    def backward(self):
        topo, visited, stack = [], set(), [self]
        while stack:
            v = stack[-1]
            visited.add(v)
            fresh = next((c for c in v._prev if c not in visited), None)
            if fresh is None:
                topo.append(stack.pop())
            else:
                stack.append(fresh)
        for v in topo:
            v.grad = 0.0
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()
""",
        """
import heapq, itertools, math
from dataclasses import dataclass, field

count = itertools.count()

@dataclass(eq=False)
class Value:
    data: float
    made: tuple = ()
    grad: float = 0.0
    number: int = field(default_factory=lambda: next(count))

    def _make(self, data, *made):
        return Value(data, made)

    def __add__(self, o):
        o = o if isinstance(o, Value) else Value(o)
        return self._make(self.data + o.data, (self, 1.0), (o, 1.0))

    def __mul__(self, o):
        o = o if isinstance(o, Value) else Value(o)
        return self._make(self.data * o.data, (self, o.data), (o, self.data))

    def __pow__(self, n):
        return self._make(self.data**n, (self, n * self.data ** (n - 1) if n else 0.0))

    def exp(self):
        e = math.exp(self.data)
        return self._make(e, (self, e))

    def relu(self):
        return self._make(max(self.data, 0.0), (self, float(self.data > 0)))

    def sigmoid(self):
        s = float(np.exp(-np.logaddexp(0, -self.data)))
        c = float(np.exp(-np.logaddexp(0, self.data)))
        return self._make(s, (self, s * c))

    def maximum(self, o):
        if self.data >= o.data:
            return self._make(self.data, (self, 1.0), (o, 0.0))
        return self._make(o.data, (self, 0.0), (o, 1.0))

    def __neg__(self):
        return self * -1.0

    def __sub__(self, o):
        return self + o * -1.0

    def __rsub__(self, o):
        return self * -1.0 + o

    def __truediv__(self, o):
        return self * (o**-1 if isinstance(o, Value) else 1 / o)

    def __rtruediv__(self, o):
        return self**-1 * o

    __radd__ = __add__
    __rmul__ = __mul__

    def backward(self):
        heap, seen = [(-self.number, self)], {self.number}
        grads = {self.number: 1.0}
        while heap:
            _, node = heapq.heappop(heap)
            node.grad = grads.pop(node.number)
            for parent, slope in node.made:
                grads[parent.number] = grads.get(parent.number, 0.0) + slope * node.grad
                if parent.number not in seen:
                    seen.add(parent.number)
                    heapq.heappush(heap, (-parent.number, parent))
""",
    ),
}
