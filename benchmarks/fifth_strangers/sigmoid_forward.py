"""Answers to sigmoid_forward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "the plain formula: overflow gives inf and 1 / inf is 0",
        "source": """def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
""",
    },
    {
        "kind": "right",
        "note": "no care for the warning",
        "source": """def sigmoid_forward(x):
    s = 1 / (1 + np.exp(np.negative(x)))
    return s, (s,)
""",
    },
    {
        "kind": "right",
        "note": "two branches by where, exponent never positive",
        "source": """def sigmoid_forward(x):
    e = np.exp(-np.abs(x))
    out = np.where(x >= 0, 1.0 / (1.0 + e), e / (1.0 + e))
    return out, out
""",
    },
    {
        "kind": "right",
        "note": "tanh",
        "source": """def sigmoid_forward(x):
    out = 0.5 * (1.0 + np.tanh(0.5 * x))
    return out, {"out": out}
""",
    },
    {
        "kind": "right",
        "note": "masks on a flattened copy",
        "source": """def sigmoid_forward(x):
    flat = np.asarray(x, dtype=np.float64).reshape(-1)
    out = np.empty(flat.shape)
    right = flat >= 0
    out[right] = 1 / (1 + np.exp(-flat[right]))
    grown = np.exp(flat[~right])
    out[~right] = grown / (1 + grown)
    out = out.reshape(np.shape(x))
    return out, out
""",
    },
    {
        "kind": "right",
        "note": "math.exp entry by entry",
        "source": """def sigmoid_forward(x):
    import math

    def one(t):
        if t >= 0:
            return 1.0 / (1.0 + math.exp(-t))
        e = math.exp(t)
        return e / (1.0 + e)

    if np.ndim(x) == 0:
        value = one(float(x))
        return value, value
    values = np.array([one(t) for t in np.ravel(x)]).reshape(np.shape(x))
    return values, values
""",
    },
    {
        "kind": "right",
        "note": "logaddexp",
        "source": """def sigmoid_forward(x):
    out = np.exp(-np.logaddexp(0.0, -x))
    return out, x
""",
    },
    {
        "kind": "right",
        "note": "np.vectorize over a scalar function with try",
        "source": """def sigmoid_forward(x):
    import math

    def one(t):
        try:
            return 1.0 / (1.0 + math.exp(-t))
        except OverflowError:
            return 0.0

    out = np.vectorize(one, otypes=[float])(x)
    return out, out
""",
    },
    {
        "kind": "right",
        "note": "clipped far out, where float64 cannot tell",
        "source": """def sigmoid_forward(x):
    z = np.clip(x, -500.0, 500.0)
    out = 1.0 / (1.0 + np.exp(-z))
    return out, (out, 1.0 - out)
""",
    },
    {
        "kind": "right",
        "note": "caches the derivative itself",
        "source": """def sigmoid_forward(x):
    z = np.exp(-np.abs(x))
    small = z / (1 + z)
    out = np.where(np.greater_equal(x, 0), 1 - small, small)
    return out, out * (1 - out)
""",
    },
    {
        "kind": "wrong",
        "note": "e^x / (1 + e^x): nan for large x",
        "expected": ["overflow for large positive x", "inf / inf is nan"],
        "source": """def sigmoid_forward(x):
    out = np.exp(x) / (1.0 + np.exp(x))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "math.exp, numbers only",
        "expected": ["arrays are allowed", "math.exp takes only numbers"],
        "source": """def sigmoid_forward(x):
    import math

    out = 1.0 / (1.0 + math.exp(-x))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "masks on x itself: fails for a number",
        "expected": ["numbers are allowed too, not only arrays"],
        "source": """def sigmoid_forward(x):
    out = np.zeros_like(x)
    out[x >= 0] = 1 / (1 + np.exp(-x[x >= 0]))
    e = np.exp(x[x < 0])
    out[x < 0] = e / (1 + e)
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "if on an array",
        "expected": ["arrays: comparison with if is ambiguous", "only numbers work"],
        "source": """def sigmoid_forward(x):
    if x >= 0:
        out = 1 / (1 + np.exp(-x))
    else:
        e = np.exp(x)
        out = e / (1 + e)
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "sign of the exponent",
        "expected": ["minus in the exponent is missing", "falls instead of rising"],
        "source": """def sigmoid_forward(x):
    out = 1.0 / (1.0 + np.exp(x))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "tanh for the sigmoid",
        "expected": ["that is tanh", "values from 0 to 1 needed"],
        "source": """def sigmoid_forward(x):
    out = np.tanh(x)
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "tanh without half",
        "expected": ["half inside tanh is missing", "twice too steep"],
        "source": """def sigmoid_forward(x):
    out = 0.5 * (1 + np.tanh(x))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "only the value",
        "expected": ["cache is missing", "a pair is needed"],
        "source": """def sigmoid_forward(x):
    return 1.0 / (1.0 + np.exp(-x))
""",
    },
    {
        "kind": "wrong",
        "note": "brackets missing",
        "expected": ["brackets around 1 + e^-x"],
        "source": """def sigmoid_forward(x):
    out = 1.0 / 1.0 + np.exp(-x)
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "one plus missing",
        "expected": ["1 + is missing in the denominator"],
        "source": """def sigmoid_forward(x):
    out = 1.0 / np.exp(-x)
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "clips at ±10",
        "expected": ["clipping at 10 is too early", "values beyond are still different"],
        "source": """def sigmoid_forward(x):
    x = np.clip(x, -10, 10)
    out = 1 / (1 + np.exp(-x))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "clips at ±20",
        "expected": ["clipping at 20 is too early", "values change"],
        "source": """def sigmoid_forward(x):
    z = np.clip(x, -20.0, 20.0)
    out = 1 / (1 + np.exp(-z))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "0 and 1 beyond ±15",
        "expected": ["exact 0 and 1 too early", "values beyond 15 still differ"],
        "source": """def sigmoid_forward(x):
    s = 1 / (1 + np.exp(-np.asarray(x)))
    s = np.where(x > 15, 1.0, np.where(x < -15, 0.0, s))
    return s, s
""",
    },
    {
        "kind": "wrong",
        "note": "stable for positive only by abs: σ(",
        "expected": ["x"],
        "source": """def sigmoid_forward(x):
    e = np.exp(-np.abs(x))
    out = 1 / (1 + e)
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "where with the branches computed by the unstable expression, nan multiplied by zero",
        "expected": ["nan for large x", "0 times inf is nan"],
        "source": """def sigmoid_forward(x):
    e = np.exp(x)
    mask = np.asarray(x) >= 0
    out = mask * (1 / (1 + np.exp(-x))) + (1 - mask) * (e / (1 + e))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "adds a tiny number to the denominator",
        "expected": ["extra small number in the denominator changes the value"],
        "source": """def sigmoid_forward(x):
    out = 1.0 / (1.0 + np.exp(-x) + 1e-6)
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "result of float32",
        "expected": ["float32 has too few digits", "float64 is needed"],
        "source": """def sigmoid_forward(x):
    x = np.asarray(x, dtype=np.float32)
    out = 1 / (1 + np.exp(-x))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "negates x in place",
        "expected": ["changes its argument x"],
        "source": """def sigmoid_forward(x):
    if np.ndim(x):
        x *= -1
    else:
        x = -x
    out = 1 / (1 + np.exp(x))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "at least one dimension",
        "expected": ["a number must stay a number", "shape changes to (1,)"],
        "source": """def sigmoid_forward(x):
    x = np.atleast_1d(x)
    out = 1 / (1 + np.exp(-x))
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "loop over rows works only for one dimension",
        "expected": ["arrays of any shape", "only one dimension works"],
        "source": """def sigmoid_forward(x):
    x = np.asarray(x, dtype=float)
    if x.ndim == 0:
        out = 1 / (1 + np.exp(-x))
        return out, out
    out = np.zeros(x.shape)
    for i in range(len(x)):
        out[i] = 1 / (1 + np.exp(-x[i])) if x[i] > -700 else 0.0
    return out, out
""",
    },
    {
        "kind": "wrong",
        "note": "raveled result",
        "expected": ["shape is lost", "same shape as x needed"],
        "source": """def sigmoid_forward(x):
    out = 1 / (1 + np.exp(-np.ravel(x)))
    return (out if np.ndim(x) else float(out[0])), out
""",
    },
    {
        "kind": "wrong",
        "note": "normalises over all entries, as softmax",
        "expected": ["that is softmax", "every entry on its own"],
        "source": """def sigmoid_forward(x):
    e = np.exp(x - np.max(x))
    out = e / (np.sum(e) + np.exp(-np.max(x)))
    return out, out
""",
    },
    {
        "kind": "pair",
        "note": "sign of the exponent, no cache: two mistakes",
        "expected": ["minus in the exponent is missing", "cache is missing"],
        "source": """def sigmoid_forward(x):
    return 1 / (1 + np.exp(x))
""",
    },
    {
        "kind": "pair",
        "note": "math.exp and brackets missing: two mistakes",
        "expected": ["math.exp takes only numbers", "brackets around 1 + e^-x"],
        "source": """def sigmoid_forward(x):
    import math

    out = 1.0 / 1.0 + math.exp(-x)
    return out, out
""",
    },
    {
        "kind": "pair",
        "note": "clip too early, and raveled: two mistakes",
        "expected": ["clipping is too early", "shape is lost"],
        "source": """def sigmoid_forward(x):
    z = np.clip(np.ravel(x), -5, 5)
    out = 1 / (1 + np.exp(-z))
    return out, out
""",
    },
    {
        "kind": "pair",
        "note": "e^x / (1 + e^x) with x changed in place: two mistakes",
        "expected": ["overflow for large x", "changes its argument"],
        "source": """def sigmoid_forward(x):
    if np.ndim(x):
        np.exp(x, out=x)
        e = x
    else:
        e = np.exp(x)
    out = e / (1 + e)
    return out, out
""",
    },
]
