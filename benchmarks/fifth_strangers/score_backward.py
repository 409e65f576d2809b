"""Answers to score_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain",
        "source": """def score_backward(dout, cache):
    w, x = cache
    return dout * x, dout * w
""",
    },
    {
        "kind": "right",
        "note": "by index",
        "source": """def score_backward(dout, cache):
    dw = cache[1] * dout
    dx = cache[0] * dout
    return dw, dx
""",
    },
    {
        "kind": "right",
        "note": "loop over the products",
        "source": """def score_backward(dout, cache):
    w, x = cache
    dw, dx = np.zeros_like(w), np.zeros_like(x)
    for i in range(len(w)):
        dw[i] = x[i] * dout
        dx[i] = w[i] * dout
    return dw, dx
""",
    },
    {
        "kind": "right",
        "note": "comprehension",
        "source": """def score_backward(dout, cache):
    w, x = cache
    return np.array([dout * xi for xi in x]), np.array([dout * wi for wi in w])
""",
    },
    {
        "kind": "right",
        "note": "np.multiply into fresh arrays",
        "source": """def score_backward(dout, cache):
    w, x = cache
    dw = np.empty(w.shape)
    dx = np.empty(x.shape)
    np.multiply(x, dout, out=dw)
    np.multiply(w, dout, out=dx)
    return [dw, dx]
""",
    },
    {
        "kind": "right",
        "note": "einsum",
        "source": """def score_backward(dout, cache):
    w, x = cache
    return np.einsum(",i->i", dout, x), np.einsum(",i->i", dout, w)
""",
    },
    {
        "kind": "right",
        "note": "diagonal of ones as dot product's Jacobian",
        "source": """def score_backward(dout, cache):
    w, x = cache
    identity = np.eye(len(w))
    return dout * (identity @ x), dout * (identity @ w)
""",
    },
    {
        "kind": "right",
        "note": "copies scaled in place",
        "source": """def score_backward(dout, cache):
    w, x = cache
    dw, dx = x.copy(), w.copy()
    dw *= dout
    dx *= dout
    return dw, dx
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient",
        "expected": ["upstream gradient is missing"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return x, w
""",
    },
    {
        "kind": "wrong",
        "note": "own values",
        "expected": ["swapped", "dw is dout times x"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return dout * w, dout * x
""",
    },
    {
        "kind": "wrong",
        "note": "unpacked the wrong way round",
        "expected": ["cache is (w, x)", "unpacked in the wrong order"],
        "source": """def score_backward(dout, cache):
    x, w = cache
    return dout * x, dout * w
""",
    },
    {
        "kind": "wrong",
        "note": "summed to one number each",
        "expected": ["no sum", "gradient has the shape of its input"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return float(np.sum(dout * x)), float(np.sum(dout * w))
""",
    },
    {
        "kind": "wrong",
        "note": "the score in both",
        "expected": ["local gradient is the other input", "not the score"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    s = w @ x
    return dout * s * np.ones_like(w), dout * s * np.ones_like(x)
""",
    },
    {
        "kind": "wrong",
        "note": 'only dw, "x is data"',
        "expected": ["pair needed", "dx as well"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return dout * x
""",
    },
    {
        "kind": "wrong",
        "note": "scaled in place on the cache",
        "expected": ["cache is changed", "second call is wrong"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    x *= dout
    w *= dout
    return x, w
""",
    },
    {
        "kind": "wrong",
        "note": "in place after the first use: dw aliases x",
        "expected": ["x in the cache is changed", "dw shares memory with x"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    dw = x
    dw *= dout
    return dw, dout * w
""",
    },
    {
        "kind": "wrong",
        "note": "divides by D",
        "expected": ["no averaging", "dot product sums"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return dout * x / len(w), dout * w / len(w)
""",
    },
    {
        "kind": "wrong",
        "note": "columns",
        "expected": ["shape (D,) needed", "not a column"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return (dout * x).reshape(-1, 1), (dout * w).reshape(-1, 1)
""",
    },
    {
        "kind": "wrong",
        "note": "outer product",
        "expected": ["outer product gives a matrix", "shape (D,) needed"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return np.outer(dout * x, np.ones_like(w)), np.outer(dout * w, np.ones_like(x))
""",
    },
    {
        "kind": "wrong",
        "note": "product of both",
        "expected": ["extra factor", "only the other input"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return dout * w * x, dout * w * x
""",
    },
    {
        "kind": "wrong",
        "note": "lists",
        "expected": ["arrays needed", "lists returned"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return [dout * v for v in x], [dout * v for v in w]
""",
    },
    {
        "kind": "wrong",
        "note": "integer array",
        "expected": ["integer dtype cuts decimals"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    dw = np.zeros(len(w), dtype=int)
    dx = np.zeros(len(x), dtype=int)
    for i in range(len(w)):
        dw[i] = dout * x[i]
        dx[i] = dout * w[i]
    return dw, dx
""",
    },
    {
        "kind": "wrong",
        "note": "the loop leaves out the last",
        "expected": ["last entry is left out", "loop ends too early"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    dw, dx = np.zeros_like(w), np.zeros_like(x)
    for i in range(len(w) - 1):
        dw[i] = x[i] * dout
        dx[i] = w[i] * dout
    return dw, dx
""",
    },
    {
        "kind": "wrong",
        "note": "last entry taken for a bias",
        "expected": ["no bias here", "last entry is an ordinary weight"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    dw = dout * x
    dw[-1] = dout
    return dw, dout * w
""",
    },
    {
        "kind": "wrong",
        "note": "dout only in dw",
        "expected": ["upstream gradient is missing in dx"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return dout * x, w
""",
    },
    {
        "kind": "wrong",
        "note": "dx computed from the dw just made: w overwritten",
        "expected": ["w is overwritten before dx is computed"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    w = dout * x
    x = dout * w
    return w, x
""",
    },
    {
        "kind": "wrong",
        "note": "sign of the second",
        "expected": ["sign of dx"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return dout * x, -dout * w
""",
    },
    {
        "kind": "wrong",
        "note": "both gradients in one buffer",
        "expected": ["dw and dx share one array", "the second overwrites the first"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    out = np.empty_like(w)
    dw = np.multiply(x, dout, out=out)
    dx = np.multiply(w, dout, out=out)
    return dw, dx
""",
    },
    {
        "kind": "pair",
        "note": "own values, no upstream: two mistakes",
        "expected": ["swapped", "upstream gradient is missing"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return w, x
""",
    },
    {
        "kind": "pair",
        "note": "summed, only dw: two mistakes",
        "expected": ["no sum", "pair needed"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return float(np.sum(dout * x))
""",
    },
    {
        "kind": "pair",
        "note": "averaged and swapped: two mistakes",
        "expected": ["no averaging", "swapped"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return dout * w / len(w), dout * x / len(w)
""",
    },
    {
        "kind": "pair",
        "note": "columns without upstream: two mistakes",
        "expected": ["shape (D,) needed", "upstream gradient is missing"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return x.reshape(-1, 1), w.reshape(-1, 1)
""",
    },
    {
        "kind": "wrong",
        "note": 'weights that are 0 are taken for "switched off" and get no gradient',
        "expected": ["a weight of 0 still has a gradient", "dw does not depend on w"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return np.where(w != 0, dout * x, 0.0), dout * w
""",
    },
    {
        "kind": "wrong",
        "note": 'an upstream gradient of 0 is taken for "not given"',
        "expected": ["dout may be 0", "then both gradients are 0"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    dout = dout or 1.0
    return dout * x, dout * w
""",
    },
    {
        "kind": "wrong",
        "note": "only the strength of the upstream gradient",
        "expected": ["sign of dout is lost", "no absolute value"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return abs(dout) * x, abs(dout) * w
""",
    },
    {
        "kind": "wrong",
        "note": "weight decay is already put in",
        "expected": ["no regularization here", "extra term in dw"],
        "source": """def score_backward(dout, cache):
    w, x = cache
    return dout * x + 1e-4 * w, dout * w
""",
    },
]
