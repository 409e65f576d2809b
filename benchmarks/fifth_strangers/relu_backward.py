"""Answers to relu_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "mask",
        "source": """def relu_backward(dout, cache):
    return dout * (cache > 0)
""",
    },
    {
        "kind": "right",
        "note": "where",
        "source": """def relu_backward(dout, cache):
    x = cache
    return np.where(x > 0, dout, 0.0)
""",
    },
    {
        "kind": "right",
        "note": "copy and zero the entries",
        "source": """def relu_backward(dout, cache):
    dx = dout.copy()
    dx[cache <= 0] = 0.0
    return dx
""",
    },
    {
        "kind": "right",
        "note": "zeros filled where positive",
        "source": """def relu_backward(dout, cache):
    dx = np.zeros_like(dout)
    positive = cache > 0
    dx[positive] = dout[positive]
    return dx
""",
    },
    {
        "kind": "right",
        "note": "heaviside with 0 at 0",
        "source": """def relu_backward(dout, cache):
    return np.heaviside(cache, 0.0) * dout
""",
    },
    {
        "kind": "right",
        "note": "loop over all indices",
        "source": """def relu_backward(dout, cache):
    dx = np.empty(cache.shape)
    for index, value in np.ndenumerate(cache):
        dx[index] = dout[index] if value > 0 else 0.0
    return dx
""",
    },
    {
        "kind": "right",
        "note": "from the recomputed output",
        "source": """def relu_backward(dout, cache):
    out = np.maximum(0.0, cache)
    return np.multiply(dout, out != 0)
""",
    },
    {
        "kind": "right",
        "note": "clip of the sign",
        "source": """def relu_backward(dout, cache):
    return dout * np.clip(np.sign(cache), 0.0, 1.0)
""",
    },
    {
        "kind": "right",
        "note": "comprehension over the flat entries",
        "source": """def relu_backward(dout, cache):
    values = [d if v > 0 else 0.0 for d, v in zip(dout.flat, cache.flat)]
    return np.array(values, dtype=np.float64).reshape(dout.shape)
""",
    },
    {
        "kind": "right",
        "note": "np.select",
        "source": """def relu_backward(dout, cache):
    return np.select([cache > 0], [dout], default=0.0)
""",
    },
    {
        "kind": "wrong",
        "note": "slope 1 at zero",
        "expected": ["slope at 0 must be 0", ">= instead of >"],
        "source": """def relu_backward(dout, cache):
    return dout * (cache >= 0)
""",
    },
    {
        "kind": "wrong",
        "note": "slope one half at zero",
        "expected": ["slope at 0 must be 0", "not a half"],
        "source": """def relu_backward(dout, cache):
    return dout * np.heaviside(cache, 0.5)
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream",
        "expected": ["upstream gradient is missing"],
        "source": """def relu_backward(dout, cache):
    return (cache > 0).astype(float)
""",
    },
    {
        "kind": "wrong",
        "note": "relu of dout",
        "expected": ["mask by x and not by dout", "the sign of dout does not matter"],
        "source": """def relu_backward(dout, cache):
    return np.maximum(0.0, dout)
""",
    },
    {
        "kind": "wrong",
        "note": "mask from dout",
        "expected": ["mask by x and not by dout"],
        "source": """def relu_backward(dout, cache):
    return np.where(dout > 0, dout, 0.0) * 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "both masks",
        "expected": ["dout may be negative", "only x decides"],
        "source": """def relu_backward(dout, cache):
    return dout * (cache > 0) * (dout > 0)
""",
    },
    {
        "kind": "wrong",
        "note": "times x",
        "expected": ["slope is 1 where positive", "not x"],
        "source": """def relu_backward(dout, cache):
    return dout * np.maximum(0.0, cache)
""",
    },
    {
        "kind": "wrong",
        "note": "the mask reversed",
        "expected": ["mask is the wrong way round", "passes where x is positive"],
        "source": """def relu_backward(dout, cache):
    return dout * (cache < 0)
""",
    },
    {
        "kind": "wrong",
        "note": "in place on dout",
        "expected": ["changes its argument dout"],
        "source": """def relu_backward(dout, cache):
    dout[cache <= 0] = 0.0
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "alias named dx",
        "expected": ["changes dout", "dx is only another name, a copy is needed"],
        "source": """def relu_backward(dout, cache):
    dx = dout
    dx[cache <= 0] = 0
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "the mask is written into the cache",
        "expected": ["cache is changed", "second call is wrong"],
        "source": """def relu_backward(dout, cache):
    x = cache
    x[x <= 0] = 0.0
    x[x > 0] = 1.0
    return dout * x
""",
    },
    {
        "kind": "wrong",
        "note": "if on the whole array",
        "expected": ["if does not work on arrays", "entry by entry"],
        "source": """def relu_backward(dout, cache):
    if cache > 0:
        return dout
    return 0.0 * dout
""",
    },
    {
        "kind": "wrong",
        "note": "leaky",
        "expected": ["slope below 0 must be 0", "leaky ReLU"],
        "source": """def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0.01 * dout)
""",
    },
    {
        "kind": "wrong",
        "note": "all or nothing by any()",
        "expected": ["entry by entry", "one positive entry opens the gate for all"],
        "source": """def relu_backward(dout, cache):
    return dout * float(np.any(cache > 0))
""",
    },
    {
        "kind": "wrong",
        "note": "sign",
        "expected": ["slope below 0 must be 0", "not minus 1"],
        "source": """def relu_backward(dout, cache):
    return dout * np.sign(cache)
""",
    },
    {
        "kind": "wrong",
        "note": "loop for one dimension",
        "expected": ["arrays of more dimensions", "loop works for one dimension only"],
        "source": """def relu_backward(dout, cache):
    dx = np.zeros_like(dout)
    for i in range(len(cache)):
        if cache[i] > 0:
            dx[i] = dout[i]
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "loop for two dimensions",
        "expected": ["arrays of any dimension", "works for two only"],
        "source": """def relu_backward(dout, cache):
    dx = np.zeros_like(dout)
    for i in range(cache.shape[0]):
        for j in range(cache.shape[1]):
            dx[i, j] = dout[i, j] if cache[i, j] > 0 else 0.0
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "only the positive ones are returned",
        "expected": ["shape is lost", "zeros must stay"],
        "source": """def relu_backward(dout, cache):
    return dout[cache > 0]
""",
    },
    {
        "kind": "wrong",
        "note": "list",
        "expected": ["array needed", "list returned"],
        "source": """def relu_backward(dout, cache):
    return [d if v > 0 else 0.0 for d, v in zip(dout.ravel().tolist(), cache.ravel().tolist())]
""",
    },
    {
        "kind": "wrong",
        "note": "one-tuple",
        "expected": ["one input, so no tuple"],
        "source": """def relu_backward(dout, cache):
    return (dout * (cache > 0),)
""",
    },
    {
        "kind": "wrong",
        "note": "small numbers count as zero",
        "expected": ["slope is 1 for tiny positive x too", "threshold must be 0"],
        "source": """def relu_backward(dout, cache):
    return dout * (cache > 1e-8)
""",
    },
    {
        "kind": "wrong",
        "note": "x /",
        "expected": ["x"],
        "source": """def relu_backward(dout, cache):
    return dout * (cache / np.abs(cache) + 1) / 2
""",
    },
    {
        "kind": "wrong",
        "note": "integer result",
        "expected": ["integer dtype cuts decimals of dout"],
        "source": """def relu_backward(dout, cache):
    dx = np.zeros(cache.shape, dtype=int)
    dx[cache > 0] = dout[cache > 0]
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "a ReLU that is capped at 6",
        "expected": ["no upper end", "slope is 1 for large x too"],
        "source": """def relu_backward(dout, cache):
    return dout * ((cache > 0) & (cache < 6))
""",
    },
    {
        "kind": "pair",
        "note": "slope 1 at zero, no upstream: two mistakes",
        "expected": ["slope at 0 must be 0", "upstream gradient is missing"],
        "source": """def relu_backward(dout, cache):
    return (cache >= 0).astype(float)
""",
    },
    {
        "kind": "pair",
        "note": "reversed mask, in place: two mistakes",
        "expected": ["mask is the wrong way round", "changes its argument dout"],
        "source": """def relu_backward(dout, cache):
    dout[cache > 0] = 0.0
    return dout
""",
    },
    {
        "kind": "pair",
        "note": "times x, tuple: two mistakes",
        "expected": ["slope is 1, not x", "no tuple"],
        "source": """def relu_backward(dout, cache):
    return (dout * np.maximum(cache, 0.0),)
""",
    },
    {
        "kind": "pair",
        "note": "leaky and mask of dout: two mistakes",
        "expected": ["slope below 0 must be 0", "mask by x and not by dout"],
        "source": """def relu_backward(dout, cache):
    return np.where(dout > 0, dout, 0.01 * dout)
""",
    },
]
