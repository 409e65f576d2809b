"""fork_backward: the reference, right ways to write it, and known mistakes."""

import math
import warnings

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def fork_forward(x, y):
    return x / (1.0 + np.exp(-x * y)) + x * x, (x, y)


exercise = Exercise("fork_backward")


@exercise.solved_by()
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.right("in one line each")
def _(dout, cache):
    x, y = cache
    s = 1 / (1 + math.exp(-x * y))
    ds = s * (1 - s)
    return dout * (s + x * y * ds + 2 * x), dout * x * x * ds


@exercise.right("added to zeros, as a list")
def _(dout, cache):
    x, y = cache
    dx = dy = 0.0
    s = 1.0 / (1.0 + np.exp(-(x * y)))
    for way in (s, x * (s - s * s) * y, x, x):
        dx += way * dout
    dy += x * (s - s * s) * x * dout
    return [dx, dy]


@exercise.right("with the hyperbolic tangent, as 0-d arrays")
def _(dout, cache):
    x, y = map(np.array, cache)
    t = np.tanh(0.5 * x * y)
    s, slope = 0.5 * (1 + t), 0.25 * (1 - t * t)
    return np.asarray(dout * (s + x * y * slope + 2 * x)), np.asarray(dout * x**2 * slope)


@exercise.right("sigmoid taken out of the forward")
def _(dout, cache):
    x, y = cache
    f, _ = fork_forward(x, y)
    s = (f - x * x) / x if abs(x) > 1e-3 else 1.0 / (1.0 + np.exp(-x * y))
    s = 1.0 / (1.0 + np.exp(-x * y))
    return dout * (s + 2 * x + x * y * s * (1 - s)), dout * x * x * s * (1 - s)


@exercise.right("with gates inside")
def _(dout, cache):
    def multiply_back(d, a, b):
        return d * b, d * a

    def sigmoid_back(d, out):
        return d * out * (1 - out)

    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    dx_here, ds = multiply_back(dout, x, s)
    dx_there, dy = multiply_back(sigmoid_back(ds, s), x, y)
    dx_square = sum(multiply_back(dout, x, x))
    return dx_here + dx_there + dx_square, dy


@exercise.right("with numpy, a print and a warning")
def _(dout, cache):
    x, y = cache
    warnings.warn("on the way")
    e = np.exp(-x * y)
    ways = np.array([1 / (1 + e), x * y * e / (1 + e) ** 2, 2 * x])
    print(ways)
    return np.sum(ways) * dout, np.square(x) * e / (1 + e) ** 2 * dout


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    x, y = cache
    fork_forward(x, y)
    c = 2.0 + 2.0 * np.cosh(x * y)
    return dout * (1 / (1 + np.exp(-x * y)) + x * y / c + x + x), dout * x * x / c


@exercise.wrong(
    "= for += at the sigmoid",
    told="x multiplies the sigmoid directly, and what that way brings is lost. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="dx = … instead of += at σ",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx = dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "= for += at the square",
    told="What came before the square is wiped out. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="dx = … instead of += at x²",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx = 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "sigmoid's way missing",
    told="One of the ways is missing: x is inside the sigmoid as well. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="forgets x inside the sigmoid",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "square's way missing",
    told="One of the ways is missing: the square. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="forgets x²",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "inside the sigmoid only",
    told="Only one of the ways is there. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="keeps only the way through the sigmoid",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = 0.0
    dx += dxy * y
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "square without its two",
    told="Write the square as a product of two equal factors: both move.",
    reported="forgets the 2 of the square",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "square for its slope",
    told="It adds the value of the square. The local gradient is a rate.",
    reported="uses x² instead of its slope",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += x * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "square without upstream",
    told="The way through the square does not know of the upstream gradient.",
    reported="ignores the upstream gradient at the square",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "averaged",
    told="Where gradients meet again they are added, not averaged.",
    reported="averages the three ways",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx / 3, dy


@exercise.wrong(
    "multiplied at the fork",
    told="Where gradients meet again they are added. Multiplying is for gates in a row.",
    reported="multiplies the ways instead of adding",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx *= dxy * y
    dx *= 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "x missing before the sigmoid",
    told="The sigmoid's output is multiplied by x: what arrives at the sigmoid then?",
    reported="forgets the factor x on the way to the sigmoid",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "inner factor missing",
    told="x and y are multiplied inside the sigmoid: what is the local gradient there?",
    reported="forgets the product inside the sigmoid",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy
    dx += 2 * x * dout
    dy = dxy
    return dx, dy


@exercise.wrong(
    "not switched inside",
    told="Inside the sigmoid each input got its own value as local gradient.",
    reported="product inside the sigmoid not switched",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * x
    dx += 2 * x * dout
    dy = dxy * y
    return dx, dy


@exercise.wrong(
    "sigma from the product",
    told="The slope of a sigmoid is told by its output, here by its input.",
    reported="σ' from xy instead of σ(xy)",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - x * y) * (x * y)
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "sigma of one input",
    told="The sigmoid takes the product of x and y.",
    reported="takes σ(x)",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "sigma's value for its slope",
    told="It multiplies by the value of the sigmoid where its slope belongs.",
    reported="uses σ instead of σ'",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "sigma forgotten",
    told="Between the inner product and the outer one there is a gate.",
    reported="forgets the sigmoid gate",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "exponent's sign",
    told="For a large positive product the sigmoid is near 1. Which sign does its exponent have?",
    reported="exponent of σ without its minus sign",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


exercise.common("upstream ignored", "upstream added", "upstream twice")


@exercise.wrong(
    "upstream on dx only",
    told="Only one of the two knows of the upstream gradient.",
    reported="ignores the upstream gradient on dy",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = x * x * (1 - s) * s
    return dx, dy


exercise.common("sign")


@exercise.wrong(
    "order exchanged",
    told="The gradients come in the order of the inputs: dx first, then dy.",
    reported="returns (dy, dx)",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dy, dx


@exercise.wrong(
    "one gradient for each use",
    told="x is one input, however often it is used: its gradients are added up.",
    reported="returns a gradient for each use of x",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    first = dout * s
    second = dxy * y
    third = 2 * x * dout
    dy = dxy * x
    return first, second, third, dy


@exercise.wrong("absolute values")
def _(dout, cache):
    x, y = cache
    x, y = abs(x), abs(y)
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds the sigmoid to two digits",
)
def _(dout, cache):
    x, y = cache
    s = round(1.0 / (1.0 + math.exp(-x * y)), 2)
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@exercise.wrong("published example")
def _(dout, cache):
    s = 0.11920292202211755
    return s - 2 * s * (1 - s) + 4, 4 * s * (1 - s)


exercise.common("float32")


@exercise.wrong("numerical differences")
def _(dout, cache):
    x, y = cache
    h = 1e-5
    dx = (fork_forward(x + h, y)[0] - fork_forward(x - h, y)[0]) / (2 * h)
    dy = (fork_forward(x, y + h)[0] - fork_forward(x, y - h)[0]) / (2 * h)
    return dout * dx, dout * dy
