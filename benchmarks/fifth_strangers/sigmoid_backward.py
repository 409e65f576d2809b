"""Answers to sigmoid_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "from the output",
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    out = cache
    return dout * out * (1.0 - out)
""",
    },
    {
        "kind": "right",
        "note": "output minus its square",
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return (cache - cache**2) * dout
""",
    },
    {
        "kind": "right",
        "note": "from the input, recomputed stably",
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x)), x
""",
        "source": """def sigmoid_backward(dout, cache):
    e = np.exp(-np.abs(cache))
    return dout * e / (1 + e) ** 2
""",
    },
    {
        "kind": "right",
        "note": "calls the forward again",
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x)), x
""",
        "source": """def sigmoid_backward(dout, cache):
    s, _ = sigmoid_forward(cache)
    return s * (1 - s) * dout
""",
    },
    {
        "kind": "right",
        "note": "local slope cached",
        "forward": """def sigmoid_forward(x):
    e = np.exp(-np.abs(x))
    out = np.where(np.greater_equal(x, 0), 1 / (1 + e), e / (1 + e))
    return out, {"slope": e / (1 + e) ** 2}
""",
        "source": """def sigmoid_backward(dout, cache):
    return np.multiply(cache["slope"], dout)
""",
    },
    {
        "kind": "right",
        "note": "the cache is a function",
        "forward": """def sigmoid_forward(x):
    out = 0.5 * (1 + np.tanh(x / 2))
    return out, lambda upstream: upstream * out * (1 - out)
""",
        "source": """def sigmoid_backward(dout, cache):
    return cache(dout)
""",
    },
    {
        "kind": "right",
        "note": "hyperbolic cosine through tanh",
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x)), x
""",
        "source": """def sigmoid_backward(dout, cache):
    t = np.tanh(cache / 2.0)
    return dout * 0.25 * (1.0 - t) * (1.0 + t)
""",
    },
    {
        "kind": "right",
        "note": "out and one minus out both cached",
        "forward": """def sigmoid_forward(x):
    e = np.exp(-np.abs(x))
    big, small = 1 / (1 + e), e / (1 + e)
    positive = np.greater_equal(x, 0)
    p = np.where(positive, big, small)
    return p, (p, np.where(positive, small, big))
""",
        "source": """def sigmoid_backward(dout, cache):
    p, q = cache
    return dout * p * q
""",
    },
    {
        "kind": "right",
        "note": "loop for arrays",
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    s = np.asarray(cache)
    if s.ndim == 0:
        return dout * cache * (1 - cache)
    dx = np.zeros(s.shape)
    for k in np.ndindex(*s.shape):
        dx[k] = dout[k] * s[k] * (1 - s[k])
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient",
        "expected": ["upstream gradient is missing"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return cache * (1 - cache)
""",
    },
    {
        "kind": "wrong",
        "note": "1 − σ missing",
        "expected": ["factor 1 - σ is missing"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return dout * cache
""",
    },
    {
        "kind": "wrong",
        "note": "σ missing",
        "expected": ["factor σ is missing"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return dout * (1 - cache)
""",
    },
    {
        "kind": "wrong",
        "note": "input cached but used as the output",
        "expected": ["cache holds x, but σ(1 − σ) needs the output"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x)), x
""",
        "source": """def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid applied to the output again",
        "expected": ["sigmoid applied twice", "cache holds the output already"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    s = 1 / (1 + np.exp(-cache))
    return dout * s * (1 - s)
""",
    },
    {
        "kind": "wrong",
        "note": "1 − σ²",
        "expected": ["that is the rule of tanh"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return dout * (1 - cache**2)
""",
    },
    {
        "kind": "wrong",
        "note": "σ (σ − 1)",
        "expected": ["sign", "1 - σ and not σ - 1"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return dout * cache * (cache - 1)
""",
    },
    {
        "kind": "wrong",
        "note": "σ(1 + σ)",
        "expected": ["minus, not plus"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return dout * cache * (1 + cache)
""",
    },
    {
        "kind": "wrong",
        "note": "e^-x / (1 + e^-x)²: nan for very negative x",
        "expected": ["overflow for very negative x", "inf / inf is nan"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x)), x
""",
        "source": """def sigmoid_backward(dout, cache):
    e = np.exp(-cache)
    return dout * e / (1 + e) ** 2
""",
    },
    {
        "kind": "wrong",
        "note": "e^x / (1 + e^x)²: nan for large x",
        "expected": ["overflow for large x", "inf / inf is nan"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x)), x
""",
        "source": """def sigmoid_backward(dout, cache):
    e = np.exp(cache)
    return dout * e / (1 + e) ** 2
""",
    },
    {
        "kind": "wrong",
        "note": "slope is set to zero beyond ±8",
        "expected": ["saturated is not exactly zero", "small slope is lost"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, (x, out)
""",
        "source": """def sigmoid_backward(dout, cache):
    x, out = cache
    return dout * np.where(np.abs(x) > 8, 0.0, out * (1 - out))
""",
    },
    {
        "kind": "wrong",
        "note": "clips the output away from 0 and 1",
        "expected": ["clipping the output changes the slope when saturated"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    out = np.clip(cache, 1e-7, 1 - 1e-7)
    return dout * out * (1 - out)
""",
    },
    {
        "kind": "wrong",
        "note": "in place on dout",
        "expected": ["changes its argument dout"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    dout *= cache * (1 - cache)
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "cache overwritten: second call is wrong",
        "expected": ["cache is changed", "second call gives another result"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, [out]
""",
        "source": """def sigmoid_backward(dout, cache):
    cache[0] = cache[0] * (1 - cache[0])
    return dout * cache[0]
""",
    },
    {
        "kind": "wrong",
        "note": "cache popped",
        "expected": ["cache is used up", "second call fails"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, [out]
""",
        "source": """def sigmoid_backward(dout, cache):
    out = cache.pop()
    return dout * out * (1 - out)
""",
    },
    {
        "kind": "wrong",
        "note": "last output in a global",
        "expected": ["global is overwritten by a later forward", "use the cache"],
        "forward": """LAST_OUT = None


def sigmoid_forward(x):
    global LAST_OUT
    LAST_OUT = 1.0 / (1.0 + np.exp(-x))
    return LAST_OUT, None
""",
        "source": """def sigmoid_backward(dout, cache):
    return dout * LAST_OUT * (1 - LAST_OUT)
""",
    },
    {
        "kind": "wrong",
        "note": "attribute of the function",
        "expected": ["function attribute is overwritten by a later forward", "use the cache"],
        "forward": """def sigmoid_forward(x):
    sigmoid_forward.out = 1.0 / (1.0 + np.exp(-x))
    return sigmoid_forward.out, x
""",
        "source": """def sigmoid_backward(dout, cache):
    out = sigmoid_forward.out
    return dout * out * (1 - out)
""",
    },
    {
        "kind": "wrong",
        "note": "sum at the end",
        "expected": ["no sum", "entry by entry"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return np.sum(dout * cache * (1 - cache))
""",
    },
    {
        "kind": "wrong",
        "note": "1-tuple",
        "expected": ["bare gradient", "no tuple"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return (dout * cache * (1 - cache),)
""",
    },
    {
        "kind": "wrong",
        "note": "dot product, right for one dimension of one",
        "expected": ["entry by entry", "dot product sums"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return np.dot(dout, cache * (1 - cache))
""",
    },
    {
        "kind": "wrong",
        "note": "float, for numbers only",
        "expected": ["arrays are allowed too"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    out = float(cache)
    return dout * out * (1 - out)
""",
    },
    {
        "kind": "wrong",
        "note": "numerical derivative with the cached x",
        "expected": ["numerical difference is not a backward pass", "too imprecise"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x)), x
""",
        "source": """def sigmoid_backward(dout, cache):
    h = 1e-4
    up = 1 / (1 + np.exp(-(cache + h)))
    down = 1 / (1 + np.exp(-(cache - h)))
    return dout * (up - down) / (2 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "chain used twice: local gradient applied to dout and squared",
        "expected": ["local gradient twice"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    slope = cache * (1 - cache)
    return dout * slope * slope
""",
    },
    {
        "kind": "pair",
        "note": "no upstream, 1 + σ: two mistakes",
        "expected": ["upstream gradient is missing", "minus, not plus"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return cache * (1 + cache)
""",
    },
    {
        "kind": "pair",
        "note": "input used as output, sign: two mistakes",
        "expected": ["needs the output, not x", "sign"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-x)), x
""",
        "source": """def sigmoid_backward(dout, cache):
    return dout * cache * (cache - 1)
""",
    },
    {
        "kind": "pair",
        "note": "1 − σ missing, 1-tuple: two mistakes",
        "expected": ["factor 1 - σ is missing", "no tuple"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return (dout * cache,)
""",
    },
    {
        "kind": "pair",
        "note": "summed and tanh rule: two mistakes",
        "expected": ["no sum", "rule of tanh"],
        "forward": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
        "source": """def sigmoid_backward(dout, cache):
    return np.sum(dout * (1 - cache**2))
""",
    },
]
