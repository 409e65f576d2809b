"""Answers to sigmoid_circuit_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "the four gates, last first",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    scale_cache, exp_cache, shift_cache, reciprocal_cache = cache
    dshifted = reciprocal_backward(dout, reciprocal_cache)
    dpower = shift_backward(dshifted, shift_cache)
    dscaled = exp_backward(dpower, exp_cache)
    return scale_backward(dscaled, scale_cache)
""",
    },
    {
        "kind": "right",
        "note": "one variable that is overwritten on the way",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[3])
    d = shift_backward(d, cache[2])
    d = exp_backward(d, cache[1])
    d = scale_backward(d, cache[0])
    return d
""",
    },
    {
        "kind": "right",
        "note": "loop over the reversed gates",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    gates = [scale_backward, exp_backward, shift_backward, reciprocal_backward]
    gradient = dout
    for gate, its_cache in zip(reversed(gates), reversed(cache)):
        gradient = gate(gradient, its_cache)
    return gradient
""",
    },
    {
        "kind": "right",
        "note": "nested calls in one expression",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    a, b, c, d = cache
    return scale_backward(exp_backward(shift_backward(reciprocal_backward(dout, d), c), b), a)
""",
    },
    {
        "kind": "right",
        "note": "functools.reduce",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    from functools import reduce

    order = list(zip((scale_backward, exp_backward, shift_backward, reciprocal_backward), cache))
    return reduce(lambda g, pair: pair[0](g, pair[1]), order[::-1], dout)
""",
    },
    {
        "kind": "right",
        "note": "fused formula from the input",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    (x, a), _, _, _ = cache
    out = 1.0 / (1.0 + np.exp(-x))
    return dout * out * (1.0 - out)
""",
    },
    {
        "kind": "right",
        "note": "local gradients written out and multiplied",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    (x, a), u, (p, c), s = cache
    return dout * (-1.0 / s**2) * 1.0 * np.exp(u) * a
""",
    },
    {
        "kind": "right",
        "note": "from the last cache only: s = 1 + e^-x",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    s = cache[-1]
    out = 1.0 / s
    return dout * (s - 1.0) * out * out
""",
    },
    {
        "kind": "right",
        "note": "list of stages kept by name",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    grads = {"out": dout}
    grads["shifted"] = reciprocal_backward(grads["out"], cache[3])
    grads["power"] = shift_backward(grads["shifted"], cache[2])
    grads["scaled"] = exp_backward(grads["power"], cache[1])
    grads["x"] = scale_backward(grads["scaled"], cache[0])
    return grads["x"]
""",
    },
    {
        "kind": "right",
        "note": "calls the gates in forward order: not in the spirit, but the product of local gradients is the same value",
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = dout
    d = scale_backward(d, cache[0])
    d = exp_backward(d, cache[1])
    d = shift_backward(d, cache[2])
    d = reciprocal_backward(d, cache[3])
    return d
""",
    },
    {
        "kind": "wrong",
        "note": "gates reversed but their caches not",
        "expected": [
            "each gate needs its own cache",
            "caches are not reversed along with the gates",
        ],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = dout
    for gate, kept in zip((reciprocal_backward, shift_backward, exp_backward, scale_backward), cache):
        d = gate(d, kept)
    return d
""",
    },
    {
        "kind": "wrong",
        "note": "caches unpacked in the reverse order",
        "expected": ["caches come in forward order", "unpacked the wrong way round"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    reciprocal_cache, shift_cache, exp_cache, scale_cache = cache
    d = reciprocal_backward(dout, reciprocal_cache[0])
    d = shift_backward(d, shift_cache)
    d = exp_backward(d, exp_cache[0])
    return scale_backward(d, (scale_cache, -1.0))
""",
    },
    {
        "kind": "wrong",
        "note": "each gate gets dout",
        "expected": ["the gradient of the gate behind must be passed on", "not dout every time"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    a, b, c, d = cache
    d1 = reciprocal_backward(dout, d)
    d2 = shift_backward(dout, c)
    d3 = exp_backward(dout, b)
    d4 = scale_backward(dout, a)
    return d4
""",
    },
    {
        "kind": "wrong",
        "note": "scale gate left out",
        "expected": ["scale gate is missing", "sign wrong"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[3])
    d = shift_backward(d, cache[2])
    return exp_backward(d, cache[1])
""",
    },
    {
        "kind": "wrong",
        "note": "exp gate left out",
        "expected": ["exp gate is missing"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[3])
    d = shift_backward(d, cache[2])
    return scale_backward(d, cache[0])
""",
    },
    {
        "kind": "wrong",
        "note": "starts with 1 in place of dout",
        "expected": ["upstream gradient is missing", "starts with 1"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(1.0, cache[3])
    d = shift_backward(d, cache[2])
    d = exp_backward(d, cache[1])
    return scale_backward(d, cache[0])
""",
    },
    {
        "kind": "wrong",
        "note": "gradients of the gates are added",
        "expected": ["multiply along the chain", "sum of the gates' gradients"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    a, b, c, d = cache
    return (
        reciprocal_backward(dout, d)
        + shift_backward(dout, c)
        + exp_backward(dout, b)
        + scale_backward(dout, a)
    )
""",
    },
    {
        "kind": "wrong",
        "note": "σ(x) instead of σ(1 − σ)",
        "expected": ["factor 1 - σ is missing"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    (x, a), *_ = cache
    return dout / (1.0 + np.exp(-x))
""",
    },
    {
        "kind": "wrong",
        "note": "x (1 − x), taking the input for the output",
        "expected": ["σ(1 − σ) needs the output", "not the input x"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    (x, a), *_ = cache
    return dout * x * (1 - x)
""",
    },
    {
        "kind": "wrong",
        "note": "exp gate gets the wrong cache, the shifted value",
        "expected": ["exp gate needs its own cache", "wrong cache used"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[3])
    d = shift_backward(d, cache[2])
    d = exp_backward(d, cache[3])
    return scale_backward(d, cache[0])
""",
    },
    {
        "kind": "wrong",
        "note": "exp gate gets the x of the scale gate, which has the other sign",
        "expected": ["exp gate needs -x", "wrong cache, other sign"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[3])
    d = shift_backward(d, cache[2])
    d = exp_backward(d, cache[0][0])
    return scale_backward(d, cache[0])
""",
    },
    {
        "kind": "wrong",
        "note": "reciprocal gate gets the power e^-x, not 1 + e^-x",
        "expected": ["reciprocal gate needs 1 + e^-x", "wrong cache"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[2][0])
    d = shift_backward(d, cache[2])
    d = exp_backward(d, cache[1])
    return scale_backward(d, cache[0])
""",
    },
    {
        "kind": "wrong",
        "note": "a list of all four gradients",
        "expected": ["one gradient only", "the intermediate ones are not asked for"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d1 = reciprocal_backward(dout, cache[3])
    d2 = shift_backward(d1, cache[2])
    d3 = exp_backward(d2, cache[1])
    d4 = scale_backward(d3, cache[0])
    return d1, d2, d3, d4
""",
    },
    {
        "kind": "wrong",
        "note": "wants only the number case: float at the end",
        "expected": ["arrays are allowed too", "float() takes only numbers"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[3])
    d = exp_backward(shift_backward(d, cache[2]), cache[1])
    return float(scale_backward(d, cache[0]))
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies with dout once more at the end",
        "expected": ["dout multiplied twice"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[3])
    d = exp_backward(shift_backward(d, cache[2]), cache[1])
    return dout * scale_backward(d, cache[0])
""",
    },
    {
        "kind": "wrong",
        "note": "minus by hand although the scale gate has it already",
        "expected": ["sign twice", "scale gate already has the minus"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[3])
    d = exp_backward(shift_backward(d, cache[2]), cache[1])
    return -scale_backward(d, cache[0])
""",
    },
    {
        "kind": "wrong",
        "note": "fused formula with a minus",
        "expected": ["sign", "σ rises, so the slope is positive"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    s = 1.0 / cache[-1]
    return -dout * s * (1 - s)
""",
    },
    {
        "kind": "wrong",
        "note": "the sum of an array",
        "expected": ["no sum", "entry by entry"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    s = 1.0 / cache[-1]
    return np.sum(dout * s * (1 - s))
""",
    },
    {
        "kind": "wrong",
        "note": "the steepest slope everywhere",
        "expected": ["slope depends on x", "¼ is right only at 0"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    return dout * 0.25
""",
    },
    {
        "kind": "wrong",
        "note": "tanh rule: 1 − σ²",
        "expected": ["rule of tanh", "σ(1 − σ) needed"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    s = 1.0 / cache[-1]
    return dout * (1 - s**2)
""",
    },
    {
        "kind": "wrong",
        "note": "linear beyond ±6",
        "expected": ["saturated does not mean exactly 0", "slope is small but not zero"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    s = 1.0 / cache[-1]
    slope = s * (1 - s)
    return dout * np.where(np.abs(cache[1]) > 12.0, 0.0, slope)
""",
    },
    {
        "kind": "pair",
        "note": "starts with 1, and leaves out the scale gate: two mistakes",
        "expected": ["upstream gradient is missing", "scale gate is missing"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(1.0, cache[3])
    d = shift_backward(d, cache[2])
    return exp_backward(d, cache[1])
""",
    },
    {
        "kind": "pair",
        "note": "1 − σ missing and minus: two mistakes",
        "expected": ["factor 1 - σ is missing", "sign"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    return -dout / cache[-1]
""",
    },
    {
        "kind": "pair",
        "note": "wrong cache for exp, and minus by hand again: two mistakes",
        "expected": ["exp gate needs its own cache", "sign twice"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    d = reciprocal_backward(dout, cache[3])
    d = exp_backward(d, cache[0][0])
    return -scale_backward(d, cache[0])
""",
    },
    {
        "kind": "pair",
        "note": "input for output, no upstream: two mistakes",
        "expected": ["σ(1 − σ) needs the output", "upstream gradient is missing"],
        "before": """def reciprocal_backward(dout, cache):
    return -dout / cache**2


def shift_backward(dout, cache):
    return dout


def exp_backward(dout, cache):
    return dout * np.exp(cache)


def scale_backward(dout, cache):
    return dout * cache[1]
""",
        "source": """def sigmoid_circuit_backward(dout, cache):
    (x, a), *_ = cache
    return x * (1 - x)
""",
    },
]
