"""Answers to shift_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "returns dout",
        "source": """def shift_backward(dout, cache):
    return dout
""",
    },
    {
        "kind": "right",
        "note": "local gradient one",
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return 1.0 * dout
""",
    },
    {
        "kind": "right",
        "note": "copy of dout",
        "source": """def shift_backward(dout, cache):
    return dout + 0.0
""",
    },
    {
        "kind": "right",
        "note": "ones like x times dout",
        "source": """def shift_backward(dout, cache):
    x, _ = cache
    return np.ones_like(x) * dout
""",
    },
    {
        "kind": "right",
        "note": "comprehension for arrays",
        "source": """def shift_backward(dout, cache):
    x = cache[0]
    if isinstance(x, np.ndarray):
        return np.array([d for d in dout.ravel()]).reshape(x.shape)
    return dout
""",
    },
    {
        "kind": "right",
        "note": "derivative of the constant plus derivative of x",
        "source": """def shift_backward(dout, cache):
    dc_dx = 0.0
    dx_dx = 1.0
    return dout * (dc_dx + dx_dx)
""",
    },
    {
        "kind": "right",
        "note": "np.copy, as a float for scalars",
        "source": """def shift_backward(dout, cache):
    gradient = np.array(dout, dtype=np.float64)
    return gradient if gradient.ndim else float(gradient)
""",
    },
    {
        "kind": "wrong",
        "note": "one, without upstream gradient",
        "expected": ["upstream gradient is missing"],
        "source": """def shift_backward(dout, cache):
    return 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "ones of the shape of x, without upstream",
        "expected": ["upstream gradient is missing"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return np.ones_like(x) if np.ndim(x) else 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "a gradient for the constant, too",
        "expected": ["no gradient for the constant", "one result only"],
        "source": """def shift_backward(dout, cache):
    return dout, dout
""",
    },
    {
        "kind": "wrong",
        "note": "pair with zero for the constant",
        "expected": ["one result only", "constant gets none"],
        "source": """def shift_backward(dout, cache):
    return dout, 0.0
""",
    },
    {
        "kind": "wrong",
        "note": "1-tuple",
        "expected": ["bare gradient", "no tuple"],
        "source": """def shift_backward(dout, cache):
    return (dout,)
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies by the constant",
        "expected": ["that is the scale gate", "slope is 1"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return dout * c
""",
    },
    {
        "kind": "wrong",
        "note": "adds the constant to the gradient",
        "expected": ["constant does not enter", "gradient is not shifted"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return dout + c
""",
    },
    {
        "kind": "wrong",
        "note": "takes the constant away",
        "expected": ["constant does not enter", "gradient is not shifted back"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return dout - c
""",
    },
    {
        "kind": "wrong",
        "note": "times x",
        "expected": ["x does not enter", "slope is 1"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return dout * x
""",
    },
    {
        "kind": "wrong",
        "note": "sums an array",
        "expected": ["no sum", "one gradient for each entry"],
        "source": """def shift_backward(dout, cache):
    return float(np.sum(dout))
""",
    },
    {
        "kind": "wrong",
        "note": "zero, since c is constant",
        "expected": ["x is not constant", "slope is 1"],
        "source": """def shift_backward(dout, cache):
    return 0.0 * dout
""",
    },
    {
        "kind": "wrong",
        "note": "minus: shifts back",
        "expected": ["sign", "slope is plus 1"],
        "source": """def shift_backward(dout, cache):
    return -dout
""",
    },
    {
        "kind": "wrong",
        "note": "float() of the gradient, arrays fail",
        "expected": ["arrays are allowed too", "float() takes only numbers"],
        "source": """def shift_backward(dout, cache):
    return float(dout)
""",
    },
    {
        "kind": "wrong",
        "note": "one if c is positive, minus one if negative",
        "expected": ["c does not matter", "slope is 1 for negative constants as well"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return dout if c >= 0 else -dout
""",
    },
    {
        "kind": "wrong",
        "note": "where x is 0 nothing passes",
        "expected": ["no kink", "slope is 1 at x = 0 too"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return dout * (np.asarray(x) != 0)
""",
    },
    {
        "kind": "wrong",
        "note": "the derivative of c when c = 0 is thought to be the derivative of nothing",
        "expected": ["slope is 1 for c = 0 too"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    if c == 0:
        return 0.0 * dout
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "dout is scaled in place on the way, though the result is right",
        "expected": ["changes dout", "argument must stay"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    dout *= 2.0
    return dout / 2.0
""",
    },
    {
        "kind": "wrong",
        "note": "mean over the array",
        "expected": ["no averaging", "one gradient for each entry"],
        "source": """def shift_backward(dout, cache):
    if np.ndim(dout):
        return dout / dout.size
    return dout
""",
    },
    {
        "kind": "pair",
        "note": "multiplies by the constant, and returns a pair: two mistakes",
        "expected": ["slope is 1, that is the scale gate", "one result only"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return dout * c, dout * x
""",
    },
    {
        "kind": "pair",
        "note": "minus, and summed: two mistakes",
        "expected": ["sign", "no sum"],
        "source": """def shift_backward(dout, cache):
    return -float(np.sum(dout))
""",
    },
    {
        "kind": "pair",
        "note": "constant instead of upstream: two mistakes",
        "expected": ["constant does not enter", "upstream gradient is missing"],
        "source": """def shift_backward(dout, cache):
    x, c = cache
    return 1.0 + c
""",
    },
    {
        "kind": "pair",
        "note": "tuple, without upstream: two mistakes",
        "expected": ["bare gradient, no tuple", "upstream gradient is missing"],
        "source": """def shift_backward(dout, cache):
    return (1.0,)
""",
    },
]
