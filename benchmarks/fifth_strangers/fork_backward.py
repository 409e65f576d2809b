"""Answers to fork_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "in stages, += at the forks",
        "source": """def fork_backward(dout, cache):
    x, y = cache
    xy = x * y
    s = 1.0 / (1.0 + np.exp(-xy))
    dx = 2 * x * dout
    dx += s * dout
    ds = x * dout
    dxy = s * (1 - s) * ds
    dx += y * dxy
    dy = x * dxy
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "two formulas",
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    slope = s * (1 - s)
    return dout * (s + x * y * slope + 2 * x), dout * x**2 * slope
""",
    },
    {
        "kind": "right",
        "note": "list of the paths, summed",
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 0.5 * (1 + np.tanh(x * y / 2))
    paths = [s, x * s * (1 - s) * y, x, x]
    return dout * sum(paths), dout * (x * s * (1 - s) * x)
""",
    },
    {
        "kind": "right",
        "note": "math and stable sigmoid",
        "source": """def fork_backward(dout, cache):
    import math

    x, y = cache
    e = math.exp(-abs(x * y))
    s = 1 / (1 + e) if x * y >= 0 else e / (1 + e)
    k = dout * x * e / (1 + e) ** 2
    dx, dy = k * y, k * x
    dx += dout * s
    dx += dout * (x + x)
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "gates as inner functions",
        "source": """def fork_backward(dout, cache):
    def multiply(d, a, b):
        return d * b, d * a

    x, y = cache
    s = 1 / (1 + np.exp(-(x * y)))
    dx_first, ds = multiply(dout, x, s)
    dx_second, dy = multiply(ds * s * (1 - s), x, y)
    dx_third, dx_fourth = multiply(dout, x, x)
    return dx_first + dx_second + dx_third + dx_fourth, dy
""",
    },
    {
        "kind": "right",
        "note": "a small tape of messages",
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    grads = {"x": 0.0, "y": 0.0}
    d = dout * x * s * (1 - s)
    for name, message in [("x", dout * s), ("x", d * y), ("y", d * x), ("x", dout * 2 * x)]:
        grads[name] += message
    return [grads["x"], grads["y"]]
""",
    },
    {
        "kind": "right",
        "note": "Jacobian array",
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    j = np.array([s + 2 * x, 0.0]) + x * s * (1 - s) * np.array([y, x])
    return tuple(dout * j)
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient",
        "expected": ["upstream gradient is missing"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return s + x * y * k + 2 * x, x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "x² forgotten",
        "expected": ["path through x² is missing"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "the path inside the sigmoid forgotten",
        "expected": ["path of x inside the sigmoid is missing"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    return dout * (s + 2 * x), dout * x * x * s * (1 - s)
""",
    },
    {
        "kind": "wrong",
        "note": "the direct factor forgotten",
        "expected": ["path of x as the factor in front is missing"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (x * y * k + 2 * x), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "= in place of +=",
        "expected": ["overwrites dx", "paths must be added up with +="],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    dxy = dout * x * s * (1 - s)
    dx = dout * s
    dx = dxy * y
    dx = dout * 2 * x
    dy = dxy * x
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "the last = is a slip",
        "expected": ["last assignment overwrites", "+= needed"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    dxy = dout * x * s * (1 - s)
    dx = 2 * x * dout
    dx += s * dout
    dx = y * dxy
    return dx, x * dxy
""",
    },
    {
        "kind": "wrong",
        "note": "x instead of 2x for the square",
        "expected": ["factor 2 of the square is missing", "x² uses x twice"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k + x), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "the inner factor x forgotten in dy",
        "expected": ["inner derivative x is missing in dy", "x appears twice"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k + 2 * x), dout * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "the inner factor y forgotten",
        "expected": ["inner derivative y is missing in dx"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (s + x * k + 2 * x), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "swapped inside",
        "expected": ["swapped at the inner product", "dx gets y and dy gets x"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    d = x * s * (1 - s)
    return dout * (s + x * d + 2 * x), dout * y * d
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid of x instead of xy",
        "expected": ["sigmoid of x y, not of x alone"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x))
    k = s * (1 - s)
    return dout * (s + x * y * k + 2 * x), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "exponent sign",
        "expected": ["minus in the exponent is missing"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k + 2 * x), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "1 − σ forgotten",
        "expected": ["factor 1 - σ is missing"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    return dout * (s + x * y * s + 2 * x), dout * x * x * s
""",
    },
    {
        "kind": "wrong",
        "note": "xy(1 − xy)",
        "expected": ["σ(1 − σ) needs the output", "not x y"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = x * y * (1 - x * y)
    return dout * (s + x * y * k + 2 * x), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "square as exponent: dout only on the first term",
        "expected": ["upstream gradient is missing in the x² path"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k) + 2 * x, dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "paths averaged",
        "expected": ["sum over the paths, not mean"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * float(np.mean([s, x * y * k, 2 * x])), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "x² also in dy",
        "expected": ["x² does not depend on y", "extra term in dy"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k + 2 * x), dout * (x * x * k + 2 * x)
""",
    },
    {
        "kind": "wrong",
        "note": "absolute x in dy",
        "expected": ["dy has x squared", "factor is wrong for negative x"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k + 2 * x), dout * x * abs(x) * k
""",
    },
    {
        "kind": "wrong",
        "note": "square treated by abs: 2",
        "expected": ["x"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k + 2 * abs(x)), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": 'y = 0 treated as "no path"',
        "expected": ["at y = 0 dy is x²/4", "not 0"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    if y == 0:
        return dout * (s + 2 * x), 0.0
    k = s * (1 - s)
    return dout * (s + x * y * k + 2 * x), dout * x * x * k
""",
    },
    {
        "kind": "wrong",
        "note": "x overwritten by its gradient",
        "expected": ["x is overwritten before dy is computed"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    x = dout * (s + x * y * k + 2 * x)
    y = dout * x * x * k
    return x, y
""",
    },
    {
        "kind": "pair",
        "note": "x² forgotten, no inner x in dy: two mistakes",
        "expected": ["path through x² is missing", "inner derivative is missing in dy"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k), dout * x * k
""",
    },
    {
        "kind": "pair",
        "note": "no upstream, direct factor forgotten: two mistakes",
        "expected": ["upstream gradient is missing", "path of x as the factor in front is missing"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    k = s * (1 - s)
    return x * y * k + 2 * x, x * x * k
""",
    },
    {
        "kind": "pair",
        "note": "exponent sign and x for 2x: two mistakes",
        "expected": ["minus in the exponent is missing", "factor 2 of the square is missing"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(x * y))
    k = s * (1 - s)
    return dout * (s + x * y * k + x), dout * x * x * k
""",
    },
    {
        "kind": "pair",
        "note": "1 − σ forgotten, extra 2x in dy: two mistakes",
        "expected": ["factor 1 - σ is missing", "extra term in dy"],
        "source": """def fork_backward(dout, cache):
    x, y = cache
    s = 1 / (1 + np.exp(-x * y))
    return dout * (s + x * y * s + 2 * x), dout * (x * x * s + 2 * x)
""",
    },
]
