"""Answers to scale_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain",
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return a * dout
""",
    },
    {
        "kind": "right",
        "note": "by index",
        "source": """def scale_backward(dout, cache):
    return dout * cache[1]
""",
    },
    {
        "kind": "right",
        "note": "last of the cache",
        "source": """def scale_backward(dout, cache):
    *_, factor = cache
    return np.multiply(dout, factor)
""",
    },
    {
        "kind": "right",
        "note": "local gradient of the shape of x",
        "source": """def scale_backward(dout, cache):
    x, a = cache
    local = a * np.ones_like(x)
    return local * dout
""",
    },
    {
        "kind": "right",
        "note": "calls the given scale forward on the gradient",
        "source": """def scale_backward(dout, cache):
    dx, _ = scale_forward(dout, cache[1])
    return dx
""",
    },
    {
        "kind": "right",
        "note": "loop over the entries",
        "source": """def scale_backward(dout, cache):
    x, a = cache
    if np.ndim(x) == 0:
        return a * dout
    dx = np.empty(x.shape)
    for i, d in enumerate(dout.flat):
        dx.flat[i] = a * d
    return dx
""",
    },
    {
        "kind": "right",
        "note": "starts with zeros and accumulates",
        "source": """def scale_backward(dout, cache):
    x, a = cache
    dx = np.zeros(np.shape(x))
    dx += dout * a
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "returns a",
        "expected": ["upstream gradient is missing"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return a
""",
    },
    {
        "kind": "wrong",
        "note": "array of a without upstream",
        "expected": ["upstream gradient is missing"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return np.full(np.shape(x), a)
""",
    },
    {
        "kind": "wrong",
        "note": "times x",
        "expected": ["that is the gradient on a", "dx is a times dout"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return x * dout
""",
    },
    {
        "kind": "wrong",
        "note": "unpacks in the wrong order",
        "expected": ["cache is (x, a)", "unpacked in the wrong order"],
        "source": """def scale_backward(dout, cache):
    a, x = cache
    return a * dout
""",
    },
    {
        "kind": "wrong",
        "note": "pair with a gradient for the constant",
        "expected": ["no gradient for the constant", "one result only"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return a * dout, x * dout
""",
    },
    {
        "kind": "wrong",
        "note": "passes dout",
        "expected": ["factor a is missing"],
        "source": """def scale_backward(dout, cache):
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "divides by a",
        "expected": ["multiply by a, not divide"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return dout / a
""",
    },
    {
        "kind": "wrong",
        "note": "a x dout",
        "expected": ["x does not enter", "local gradient is a"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return a * x * dout
""",
    },
    {
        "kind": "wrong",
        "note": "adds",
        "expected": ["multiply by dout, not add"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return a + dout
""",
    },
    {
        "kind": "wrong",
        "note": "absolute a",
        "expected": ["sign of a is lost"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return abs(a) * dout
""",
    },
    {
        "kind": "wrong",
        "note": "always minus one, since the neuron uses a = -1",
        "expected": ["a is any constant", "not always -1"],
        "source": """def scale_backward(dout, cache):
    return -1.0 * dout
""",
    },
    {
        "kind": "wrong",
        "note": "a of zero taken as missing",
        "expected": ["a may be 0", "gradient is 0 then"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return (a or 1.0) * dout
""",
    },
    {
        "kind": "wrong",
        "note": "in place",
        "expected": ["changes its argument dout"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    dout *= a
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "summed",
        "expected": ["no sum", "one gradient for each entry"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return float(np.sum(a * dout))
""",
    },
    {
        "kind": "wrong",
        "note": "1-tuple",
        "expected": ["bare gradient", "no tuple"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return (a * dout,)
""",
    },
    {
        "kind": "wrong",
        "note": "f / x for a, fails at x = 0",
        "expected": ["division by zero at x = 0", "a is in the cache"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    out = a * x
    return dout * (out / x)
""",
    },
    {
        "kind": "wrong",
        "note": "squares a: local gradient used twice",
        "expected": ["factor a twice"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return dout * a * a
""",
    },
    {
        "kind": "wrong",
        "note": "int(a)",
        "expected": ["decimals of a are lost"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return int(a) * dout
""",
    },
    {
        "kind": "wrong",
        "note": "dot product",
        "expected": ["entry by entry", "no sum"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return a * np.sum(np.dot(np.ravel(dout), np.ones(np.size(dout))))
""",
    },
    {
        "kind": "pair",
        "note": "x for a, no dout: two mistakes",
        "expected": ["dx uses a", "upstream gradient is missing"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return x
""",
    },
    {
        "kind": "pair",
        "note": "divides and tuple: two mistakes",
        "expected": ["multiply by a", "no tuple"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return (dout / a,)
""",
    },
    {
        "kind": "pair",
        "note": "absolute and summed: two mistakes",
        "expected": ["sign of a is lost", "no sum"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return float(np.sum(abs(a) * dout))
""",
    },
    {
        "kind": "pair",
        "note": "pair in swapped roles: two mistakes",
        "expected": ["one result only", "dx is a times dout, not x"],
        "source": """def scale_backward(dout, cache):
    x, a = cache
    return x * dout, a * dout
""",
    },
]
