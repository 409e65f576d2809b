"""Answers to exp_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain",
        "source": """def exp_backward(dout, cache):
    return dout * np.exp(cache)
""",
    },
    {
        "kind": "right",
        "note": "recomputed output as local gradient",
        "source": """def exp_backward(dout, cache):
    out = np.exp(cache)
    local = out
    return local * dout
""",
    },
    {
        "kind": "right",
        "note": "calls the given forward again",
        "source": """def exp_backward(dout, cache):
    return exp_forward(cache)[0] * dout
""",
    },
    {
        "kind": "right",
        "note": "power of e",
        "source": """def exp_backward(dout, cache):
    return dout * np.e**cache
""",
    },
    {
        "kind": "right",
        "note": "math.exp in a loop, scalars apart",
        "source": """def exp_backward(dout, cache):
    import math

    if np.ndim(cache) == 0:
        return dout * math.exp(cache)
    values = [math.exp(t) for t in cache.ravel()]
    return dout * np.array(values).reshape(cache.shape)
""",
    },
    {
        "kind": "right",
        "note": "expm1 plus one",
        "source": """def exp_backward(dout, cache):
    return dout * (np.expm1(cache) + 1.0)
""",
    },
    {
        "kind": "right",
        "note": "one over exp of minus x",
        "source": """def exp_backward(dout, cache):
    return dout / np.exp(np.negative(cache))
""",
    },
    {
        "kind": "right",
        "note": "in place on a fresh array",
        "source": """def exp_backward(dout, cache):
    dx = np.array(np.exp(cache))
    dx *= dout
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient",
        "expected": ["upstream gradient is missing"],
        "source": """def exp_backward(dout, cache):
    return np.exp(cache)
""",
    },
    {
        "kind": "wrong",
        "note": "the cache taken for the output",
        "expected": ["cache is the input x", "not e to the power of x"],
        "source": """def exp_backward(dout, cache):
    return dout * cache
""",
    },
    {
        "kind": "wrong",
        "note": "power rule",
        "expected": ["power rule does not apply", "slope of e^x is e^x"],
        "source": """def exp_backward(dout, cache):
    return dout * cache * np.exp(cache - 1)
""",
    },
    {
        "kind": "wrong",
        "note": "exponent of dout",
        "expected": ["exp of x, not of dout"],
        "source": """def exp_backward(dout, cache):
    return cache * np.exp(dout)
""",
    },
    {
        "kind": "wrong",
        "note": "exponent of the product",
        "expected": ["dout must be outside of the exponential", "multiply afterwards"],
        "source": """def exp_backward(dout, cache):
    return np.exp(dout * cache)
""",
    },
    {
        "kind": "wrong",
        "note": "dout added",
        "expected": ["multiply by dout, not add"],
        "source": """def exp_backward(dout, cache):
    return dout + np.exp(cache)
""",
    },
    {
        "kind": "wrong",
        "note": "minus, as in the sigmoid circuit",
        "expected": ["sign", "slope of e^x is positive"],
        "source": """def exp_backward(dout, cache):
    return -dout * np.exp(-cache)
""",
    },
    {
        "kind": "wrong",
        "note": "e^-x",
        "expected": ["sign of the exponent", "e^x"],
        "source": """def exp_backward(dout, cache):
    return dout * np.exp(-cache)
""",
    },
    {
        "kind": "wrong",
        "note": "1-tuple",
        "expected": ["bare gradient", "no tuple"],
        "source": """def exp_backward(dout, cache):
    return (dout * np.exp(cache),)
""",
    },
    {
        "kind": "wrong",
        "note": "math.exp",
        "expected": ["arrays are allowed too", "math.exp takes only numbers"],
        "source": """def exp_backward(dout, cache):
    import math

    return dout * math.exp(cache)
""",
    },
    {
        "kind": "wrong",
        "note": "rounded value of e",
        "expected": ["e is rounded", "use np.exp"],
        "source": """def exp_backward(dout, cache):
    return dout * 2.71828**cache
""",
    },
    {
        "kind": "wrong",
        "note": "in place on dout",
        "expected": ["changes its argument dout"],
        "source": """def exp_backward(dout, cache):
    dout *= np.exp(cache)
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "exp into the cache in place",
        "expected": ["cache is changed", "second call is wrong"],
        "source": """def exp_backward(dout, cache):
    np.exp(cache, out=cache) if np.ndim(cache) else None
    return dout * (cache if np.ndim(cache) else np.exp(cache))
""",
    },
    {
        "kind": "wrong",
        "note": "unpacks a pair",
        "expected": ["cache is x itself", "not a pair"],
        "source": """def exp_backward(dout, cache):
    x, out = cache
    return dout * out
""",
    },
    {
        "kind": "wrong",
        "note": "clips the exponent at ten",
        "expected": ["clipping changes values of large x"],
        "source": """def exp_backward(dout, cache):
    return dout * np.exp(np.minimum(cache, 10.0))
""",
    },
    {
        "kind": "wrong",
        "note": "clips from below",
        "expected": ["clipping changes values of negative x"],
        "source": """def exp_backward(dout, cache):
    return dout * np.exp(np.maximum(cache, -10.0))
""",
    },
    {
        "kind": "wrong",
        "note": "series with a few terms",
        "expected": ["only an approximation", "exact e^x is needed"],
        "source": """def exp_backward(dout, cache):
    return dout * (1 + cache + cache**2 / 2 + cache**3 / 6)
""",
    },
    {
        "kind": "wrong",
        "note": "base ten or two",
        "expected": ["base is e", "not 2"],
        "source": """def exp_backward(dout, cache):
    return dout * np.power(2.0, cache)
""",
    },
    {
        "kind": "wrong",
        "note": "dot product of arrays",
        "expected": ["entry by entry", "no sum"],
        "source": """def exp_backward(dout, cache):
    return np.dot(dout, np.exp(cache))
""",
    },
    {
        "kind": "wrong",
        "note": "two results, the second for e",
        "expected": ["one gradient", "e is a constant"],
        "source": """def exp_backward(dout, cache):
    return dout * np.exp(cache), 0.0
""",
    },
    {
        "kind": "wrong",
        "note": 'multiplies by x once more, product of "inner derivative"',
        "expected": ["inner derivative of x is 1", "extra factor x"],
        "source": """def exp_backward(dout, cache):
    return dout * np.exp(cache) * cache
""",
    },
    {
        "kind": "pair",
        "note": "cache taken for the output, no upstream: two mistakes",
        "expected": ["cache is the input x", "upstream gradient is missing"],
        "source": """def exp_backward(dout, cache):
    return cache
""",
    },
    {
        "kind": "pair",
        "note": "e^-x and math.exp: two mistakes",
        "expected": ["sign of the exponent", "math.exp takes only numbers"],
        "source": """def exp_backward(dout, cache):
    import math

    return dout * math.exp(-cache)
""",
    },
    {
        "kind": "pair",
        "note": "1-tuple, with dout added: two mistakes",
        "expected": ["no tuple", "multiply by dout, not add"],
        "source": """def exp_backward(dout, cache):
    return (dout + np.exp(cache),)
""",
    },
    {
        "kind": "pair",
        "note": "summed, no upstream: two mistakes",
        "expected": ["no sum", "upstream gradient is missing"],
        "source": """def exp_backward(dout, cache):
    return float(np.sum(np.exp(cache)))
""",
    },
]
