"""Answers to squared_error_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "from the inputs",
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * (y - d)
""",
    },
    {
        "kind": "right",
        "note": "from the difference",
        "forward": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(e**2), e
""",
        "source": """def squared_error_backward(dout, cache):
    return dout * cache
""",
    },
    {
        "kind": "right",
        "note": "square gate and subtract gate",
        "forward": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(e**2), {"e": e, "y": y, "d": d}
""",
        "source": """def squared_error_backward(dout, cache):
    dsquares = 0.5 * dout * np.ones_like(cache["e"])
    de = 2 * cache["e"] * dsquares
    dy = 1.0 * de
    return dy
""",
    },
    {
        "kind": "right",
        "note": "loop",
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    dy = np.empty(y.shape)
    for i in np.ndindex(y.shape):
        dy[i] = dout * (y[i] - d[i])
    return dy
""",
    },
    {
        "kind": "right",
        "note": "cache is a function",
        "forward": """def squared_error_forward(y, d):
    e = y - d

    def back(g):
        return g * e

    return 0.5 * float((e * e).sum()), back
""",
        "source": """def squared_error_backward(dout, cache):
    return cache(dout)
""",
    },
    {
        "kind": "right",
        "note": "cached d − y, turned round",
        "forward": """def squared_error_forward(y, d):
    gap = d - y
    return float(np.sum(gap * gap)) / 2, gap
""",
        "source": """def squared_error_backward(dout, cache):
    return np.multiply(-dout, cache)
""",
    },
    {
        "kind": "right",
        "note": "comprehension and reshape",
        "forward": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(e**2), e
""",
        "source": """def squared_error_backward(dout, cache):
    return np.array([dout * t for t in cache.ravel()]).reshape(cache.shape)
""",
    },
    {
        "kind": "right",
        "note": "two terms: y and d apart",
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    dy = dout * y
    dy -= dout * d
    return dy
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream",
        "expected": ["upstream gradient is missing"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return y - d
""",
    },
    {
        "kind": "wrong",
        "note": "d − y",
        "expected": ["sign is wrong", "y - d"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * (d - y)
""",
    },
    {
        "kind": "wrong",
        "note": "factor 2",
        "expected": ["half and 2 cancel", "factor 2 too many"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return 2 * dout * (y - d)
""",
    },
    {
        "kind": "wrong",
        "note": "half left",
        "expected": ["half and 2 cancel", "factor one half too many"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return 0.5 * dout * (y - d)
""",
    },
    {
        "kind": "wrong",
        "note": "averaged",
        "expected": ["no averaging", "divided by the number of entries"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * (y - d) / y.size
""",
    },
    {
        "kind": "wrong",
        "note": "averaged over the rows",
        "expected": ["no averaging", "divided by the number of rows"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * (y - d) / len(y)
""",
    },
    {
        "kind": "wrong",
        "note": "pair with dd",
        "expected": ["one gradient", "d is data"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * (y - d), -dout * (y - d)
""",
    },
    {
        "kind": "wrong",
        "note": "summed",
        "expected": ["no sum", "shape of y"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * float(np.sum(y - d))
""",
    },
    {
        "kind": "wrong",
        "note": "the value squared",
        "expected": ["derivative of the square", "not the square itself"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * 0.5 * (y - d) ** 2
""",
    },
    {
        "kind": "wrong",
        "note": "sign only",
        "expected": ["that is the slope of the absolute value", "y - d needed"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * np.sign(y - d)
""",
    },
    {
        "kind": "wrong",
        "note": "y only",
        "expected": ["d is missing", "y - d"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * y
""",
    },
    {
        "kind": "wrong",
        "note": "sum over axis 0",
        "expected": ["no sum", "shape of y"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return (dout * (y - d)).sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "flattened",
        "expected": ["shape of y is lost"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * (y - d).ravel()
""",
    },
    {
        "kind": "wrong",
        "note": "y in place",
        "expected": ["changes y in the cache"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    y -= d
    return dout * y
""",
    },
    {
        "kind": "wrong",
        "note": "the cached difference is scaled in place",
        "expected": ["cache is changed", "second call is wrong"],
        "forward": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(e**2), e
""",
        "source": """def squared_error_backward(dout, cache):
    cache *= dout
    return cache
""",
    },
    {
        "kind": "wrong",
        "note": "list",
        "expected": ["array needed", "list returned"],
        "forward": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(e**2), e
""",
        "source": """def squared_error_backward(dout, cache):
    return [dout * t for t in cache.ravel().tolist()]
""",
    },
    {
        "kind": "wrong",
        "note": "last forward in a global",
        "expected": ["global is overwritten by a later forward", "use the cache"],
        "forward": """LAST_E = None


def squared_error_forward(y, d):
    global LAST_E
    LAST_E = y - d
    return 0.5 * np.sum(LAST_E**2), None
""",
        "source": """def squared_error_backward(dout, cache):
    return dout * LAST_E
""",
    },
    {
        "kind": "wrong",
        "note": "dout times loss",
        "expected": ["loss is not the local gradient", "y - d"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return dout * 0.5 * np.sum((y - d) ** 2) * np.ones_like(y)
""",
    },
    {
        "kind": "wrong",
        "note": "divides the loss of each entry by its difference, as a mean slope",
        "expected": ["loss divided by the difference is half of the slope", "y - d needed"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    loss = 0.5 * (y - d) ** 2
    return dout * loss / (y - d)
""",
    },
    {
        "kind": "wrong",
        "note": 'zero upstream means "not given"',
        "expected": ["dout of 0 gives a gradient of 0"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return (dout or 1.0) * (y - d)
""",
    },
    {
        "kind": "wrong",
        "note": "absolute upstream",
        "expected": ["sign of dout is lost"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return abs(dout) * (y - d)
""",
    },
    {
        "kind": "wrong",
        "note": "gradient is clipped at ±1",
        "expected": ["clipping changes large gradients"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return np.clip(dout * (y - d), -1.0, 1.0)
""",
    },
    {
        "kind": "wrong",
        "note": "one tuple",
        "expected": ["bare gradient", "no tuple"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return (dout * (y - d),)
""",
    },
    {
        "kind": "pair",
        "note": "no upstream, d − y: two mistakes",
        "expected": ["upstream gradient is missing", "sign is wrong"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return d - y
""",
    },
    {
        "kind": "pair",
        "note": "factor 2, averaged: two mistakes",
        "expected": ["factor 2 too many", "no averaging"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    return 2 * dout * (y - d) / y.size
""",
    },
    {
        "kind": "pair",
        "note": "pair, half left: two mistakes",
        "expected": ["one gradient", "factor one half too many"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    g = 0.5 * dout * (y - d)
    return g, -g
""",
    },
    {
        "kind": "pair",
        "note": "in place without upstream: two mistakes",
        "expected": ["changes y in the cache", "upstream gradient is missing"],
        "forward": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)
""",
        "source": """def squared_error_backward(dout, cache):
    y, d = cache
    y -= d
    return y
""",
    },
]
