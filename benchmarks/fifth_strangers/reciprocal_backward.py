"""Answers to reciprocal_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain",
        "source": """def reciprocal_backward(dout, cache):
    x = cache
    return -dout / x**2
""",
    },
    {
        "kind": "right",
        "note": "minus one over x squared as the local gradient",
        "source": """def reciprocal_backward(dout, cache):
    local = -1.0 / (cache * cache)
    return local * dout
""",
    },
    {
        "kind": "right",
        "note": "recomputes the output and squares it",
        "source": """def reciprocal_backward(dout, cache):
    out = 1.0 / cache
    return -(out**2) * dout
""",
    },
    {
        "kind": "right",
        "note": "calls the given forward again",
        "source": """def reciprocal_backward(dout, cache):
    out, _ = reciprocal_forward(cache)
    return dout * (-out * out)
""",
    },
    {
        "kind": "right",
        "note": "divides twice",
        "source": """def reciprocal_backward(dout, cache):
    dx = dout / cache
    dx = dx / cache
    return -dx
""",
    },
    {
        "kind": "right",
        "note": "numpy functions",
        "source": """def reciprocal_backward(dout, cache):
    return np.negative(np.divide(dout, np.square(cache)))
""",
    },
    {
        "kind": "right",
        "note": "power with a float exponent",
        "source": """def reciprocal_backward(dout, cache):
    return dout * -1.0 * np.power(cache, -2.0)
""",
    },
    {
        "kind": "right",
        "note": "loop over the entries of an array, scalars apart",
        "source": """def reciprocal_backward(dout, cache):
    if np.ndim(cache) == 0:
        return -dout / (cache * cache)
    dx = np.zeros_like(cache)
    for index in np.ndindex(cache.shape):
        dx[index] = -dout[index] / cache[index] ** 2
    return dx
""",
    },
    {
        "kind": "right",
        "note": "vectorized helper",
        "source": """def reciprocal_backward(dout, cache):
    def slope(t):
        return -1 / (t * t)

    return np.multiply(slope(cache), dout)
""",
    },
    {
        "kind": "wrong",
        "note": "no minus",
        "expected": ["minus sign is missing"],
        "source": """def reciprocal_backward(dout, cache):
    return dout / cache**2
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient",
        "expected": ["upstream gradient is missing"],
        "source": """def reciprocal_backward(dout, cache):
    return -1.0 / cache**2
""",
    },
    {
        "kind": "wrong",
        "note": "logarithm taken for the derivative",
        "expected": ["that is the integral", "derivative is -1/x²"],
        "source": """def reciprocal_backward(dout, cache):
    return dout * np.log(np.abs(cache))
""",
    },
    {
        "kind": "wrong",
        "note": "x instead of x squared",
        "expected": ["square is missing", "divide by x squared"],
        "source": """def reciprocal_backward(dout, cache):
    return -dout / cache
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies by x squared",
        "expected": ["divide by x squared, not multiply"],
        "source": """def reciprocal_backward(dout, cache):
    return -dout * cache**2
""",
    },
    {
        "kind": "wrong",
        "note": "brackets missing: / x * x",
        "expected": ["brackets around x * x", "divides and multiplies again"],
        "source": """def reciprocal_backward(dout, cache):
    return -dout / cache * cache
""",
    },
    {
        "kind": "wrong",
        "note": "thinks that the cache is the output",
        "expected": ["cache holds the input x and not 1/x"],
        "source": """def reciprocal_backward(dout, cache):
    out = cache
    return -dout * out**2
""",
    },
    {
        "kind": "wrong",
        "note": "a 1-tuple",
        "expected": ["bare gradient, not a tuple"],
        "source": """def reciprocal_backward(dout, cache):
    return (-dout / cache**2,)
""",
    },
    {
        "kind": "wrong",
        "note": "unpacks the cache as a pair",
        "expected": ["cache is x itself", "not a pair"],
        "source": """def reciprocal_backward(dout, cache):
    x, _ = cache
    return -dout / x**2
""",
    },
    {
        "kind": "wrong",
        "note": "takes the first entry of the cache",
        "expected": ["cache is x itself", "all entries are needed"],
        "source": """def reciprocal_backward(dout, cache):
    x = np.atleast_1d(cache)[0]
    return -dout / x**2
""",
    },
    {
        "kind": "wrong",
        "note": 'absolute value for "x is a size" with a sign',
        "expected": ["x cubed or sign of x enters", "slope is negative on both sides of 0"],
        "source": """def reciprocal_backward(dout, cache):
    return -dout / (cache * abs(cache))
""",
    },
    {
        "kind": "wrong",
        "note": "minus one only, on the left side of zero",
        "expected": ["negative x", "slope is negative there too"],
        "source": """def reciprocal_backward(dout, cache):
    return np.where(np.asarray(cache) > 0, -1.0, 1.0) * dout / cache**2
""",
    },
    {
        "kind": "wrong",
        "note": "changes dout in place",
        "expected": ["changes its argument dout", "work on a new array"],
        "source": """def reciprocal_backward(dout, cache):
    dout *= -1.0 / cache**2
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "squares the cache in place",
        "expected": ["changes the cache", "second call is wrong"],
        "source": """def reciprocal_backward(dout, cache):
    x = cache
    x *= x
    return -dout / x
""",
    },
    {
        "kind": "wrong",
        "note": "math.pow works for numbers only",
        "expected": ["arrays are allowed too", "math functions take only numbers"],
        "source": """def reciprocal_backward(dout, cache):
    import math

    return -dout * math.pow(cache, -2)
""",
    },
    {
        "kind": "wrong",
        "note": "sums over the array",
        "expected": ["one gradient for each entry", "no sum"],
        "source": """def reciprocal_backward(dout, cache):
    return float(np.sum(-dout / cache**2))
""",
    },
    {
        "kind": "wrong",
        "note": "one plus: derivative of 1 added",
        "expected": ["derivative of the constant 1 is 0", "extra 1"],
        "source": """def reciprocal_backward(dout, cache):
    return dout * (1 - 1 / cache**2)
""",
    },
    {
        "kind": "wrong",
        "note": "upstream divides",
        "expected": ["multiply by dout", "not divide"],
        "source": """def reciprocal_backward(dout, cache):
    return -1.0 / (dout * cache**2)
""",
    },
    {
        "kind": "wrong",
        "note": "result rounded into an integer array",
        "expected": ["integer dtype cuts decimals", "result must be float64"],
        "source": """def reciprocal_backward(dout, cache):
    return np.asarray(-dout / cache**2).astype(int)
""",
    },
    {
        "kind": "wrong",
        "note": "flat array returned for matrices",
        "expected": ["shape of x is lost", "no flattening"],
        "source": """def reciprocal_backward(dout, cache):
    if np.ndim(cache) == 0:
        return -dout / cache**2
    return (-dout / cache**2).ravel()
""",
    },
    {
        "kind": "wrong",
        "note": "dot product of dout with the local gradient",
        "expected": ["entry by entry, no sum", "dot product"],
        "source": """def reciprocal_backward(dout, cache):
    return -np.dot(dout, 1.0 / np.square(cache))
""",
    },
    {
        "kind": "pair",
        "note": "no minus and no square: two mistakes",
        "expected": ["minus sign is missing", "square is missing"],
        "source": """def reciprocal_backward(dout, cache):
    return dout / cache
""",
    },
    {
        "kind": "pair",
        "note": "tuple, no upstream gradient: two mistakes",
        "expected": ["bare gradient, not a tuple", "upstream gradient is missing"],
        "source": """def reciprocal_backward(dout, cache):
    return (-1.0 / cache**2,)
""",
    },
    {
        "kind": "pair",
        "note": "cache taken for the output, minus missing: two mistakes",
        "expected": ["cache holds the input", "minus sign is missing"],
        "source": """def reciprocal_backward(dout, cache):
    return dout * cache**2
""",
    },
    {
        "kind": "pair",
        "note": "in place, and square missing: two mistakes",
        "expected": ["changes its argument", "square is missing"],
        "source": """def reciprocal_backward(dout, cache):
    dout /= cache
    dout *= -1
    return dout
""",
    },
]
