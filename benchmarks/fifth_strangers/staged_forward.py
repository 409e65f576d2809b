"""Answers to staged_forward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "as in the lecture",
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = {"sigy": sigy, "num": num, "sigx": sigx, "xpy": xpy, "xpysqr": xpysqr, "den": den, "invden": invden}
    return f, cache
""",
    },
    {
        "kind": "right",
        "note": "fills a dict step by step, inputs kept too",
        "source": """def staged_forward(x, y):
    c = {"x": x, "y": y}
    c["sigy"] = 1 / (1 + np.exp(-y))
    c["num"] = x + c["sigy"]
    c["sigx"] = 1 / (1 + np.exp(-x))
    c["xpy"] = x + y
    c["xpysqr"] = c["xpy"] * c["xpy"]
    c["den"] = c["sigx"] + c["xpysqr"]
    c["invden"] = 1 / c["den"]
    c["f"] = c["num"] * c["invden"]
    return c["f"], c
""",
    },
    {
        "kind": "right",
        "note": "helper sigmoid inside, dict() call",
        "source": """def staged_forward(x, y):
    def sigma(t):
        return 0.5 * (1.0 + np.tanh(0.5 * t))

    sigx, sigy, xpy = sigma(x), sigma(y), x + y
    num, xpysqr = x + sigy, xpy * xpy
    den = sigx + xpysqr
    return num / den, dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=1.0 / den)
""",
    },
    {
        "kind": "right",
        "note": "math instead of numpy",
        "source": """def staged_forward(x, y):
    import math

    sigy, sigx = 1 / (1 + math.exp(-y)), 1 / (1 + math.exp(-x))
    num = sigy + x
    xpy = y + x
    xpysqr = math.pow(xpy, 2)
    den = xpysqr + sigx
    invden = den**-1
    keys = "sigy num sigx xpy xpysqr den invden".split()
    return num * invden, dict(zip(keys, (sigy, num, sigx, xpy, xpysqr, den, invden)))
""",
    },
    {
        "kind": "right",
        "note": "an OrderedDict",
        "source": """def staged_forward(x, y):
    from collections import OrderedDict

    stages = OrderedDict()
    stages["sigy"] = 1.0 / (1.0 + np.exp(-y))
    stages["sigx"] = 1.0 / (1.0 + np.exp(-x))
    stages["num"] = x + stages["sigy"]
    stages["xpy"] = x + y
    stages["xpysqr"] = stages["xpy"] ** 2
    stages["den"] = stages["sigx"] + stages["xpysqr"]
    stages["invden"] = 1.0 / stages["den"]
    return stages["num"] * stages["invden"], stages
""",
    },
    {
        "kind": "right",
        "note": "stable sigmoid, locals filtered into the cache",
        "source": """def staged_forward(x, y):
    def sig(t):
        e = np.exp(-abs(t))
        return 1 / (1 + e) if t >= 0 else e / (1 + e)

    sigy = sig(y)
    num = x + sigy
    sigx = sig(x)
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    kept = {k: v for k, v in locals().items() if k != "sig"}
    return num * invden, kept
""",
    },
    {
        "kind": "right",
        "note": "walrus and floats",
        "source": """def staged_forward(x, y):
    cache = {
        "sigy": (sigy := float(1 / (1 + np.exp(-y)))),
        "num": (num := x + sigy),
        "sigx": (sigx := float(1 / (1 + np.exp(-x)))),
        "xpy": (xpy := x + y),
        "xpysqr": (xpysqr := xpy * xpy),
        "den": (den := sigx + xpysqr),
        "invden": (invden := 1 / den),
    }
    return num * invden, cache
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid of y without minus",
        "expected": ["minus in the exponent is missing", "sigy is wrong"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid of x without minus",
        "expected": ["minus in the exponent is missing", "sigx is wrong"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "the two sigmoids swapped in the formula",
        "expected": ["numerator has σ(y) and denominator σ(x)", "swapped"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + 1.0 / (1.0 + np.exp(-x))
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigy + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "numerator with y",
        "expected": ["num is x + σ(y)", "y used in place of x"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = y + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "square forgotten in the denominator",
        "expected": ["xpysqr is not used", "square is missing in den"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpy
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "x² + y² for (x + y)²",
        "expected": ["square of the sum is not the sum of squares", "2xy is missing"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = x**2 + y**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "doubles in place of squaring",
        "expected": ["square, not twice"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy * 2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "invden keeps den",
        "expected": ["invden is 1 / den", "reciprocal is missing"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = den
    f = num / den
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies by den",
        "expected": ["f divides by den", "not multiply"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * den
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "a tuple as cache",
        "expected": ["cache must be a dict with the names"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = (sigy, num, sigx, xpy, xpysqr, den, invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "a key is left out",
        "expected": ["key invden is missing in the cache"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "a key is misspelt",
        "expected": ["key xpysqr is misspelt", "name of the key"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysq=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "cache values are strings",
        "expected": ["values must be numbers", "not text"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = {k: str(v) for k, v in dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden).items()}
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "two values under each other's key",
        "expected": ["num and den are under the wrong key", "swapped"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=den, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=num, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "the final value is returned second",
        "expected": ["value first, then the cache", "order of the results"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return cache, f
""",
    },
    {
        "kind": "wrong",
        "note": "only the value is returned",
        "expected": ["cache is missing", "a pair is needed"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f
""",
    },
    {
        "kind": "wrong",
        "note": 'absolute value in xpy: "a distance"',
        "expected": ["xpy may be negative", "absolute value loses the sign"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = abs(x + y)
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "xpy overwritten by its square",
        "expected": ["xpy holds the square", "xpy was overwritten"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpy = xpy**2
    xpysqr = xpy
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "one global dict for all calls",
        "expected": [
            "every forward needs a new cache",
            "the same dict is overwritten by the next call",
        ],
        "source": """CACHE = {}


def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    CACHE.update(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, CACHE
""",
    },
    {
        "kind": "wrong",
        "note": "a mutable default argument as cache",
        "expected": ["default dict is shared by all calls", "a new cache for every call"],
        "source": """def staged_forward(x, y, cache={}):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache.update(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "a small number is added to den against division by zero",
        "expected": ["extra 1e-6 in den changes the value"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr + 1e-6
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "den at least 0.5, for stability",
        "expected": ["clipping den changes the value where it is small"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = max(sigx + xpysqr, 0.5)
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid saturates to 1 from 4 on",
        "expected": ["sigmoid is not exactly 1 at large inputs"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 if y > 3.9 else 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "wrong",
        "note": "values rounded for the table",
        "expected": ["cached values are rounded"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=round(invden, 3))
    return f, cache
""",
    },
    {
        "kind": "pair",
        "note": "square forgotten, and value second: two mistakes",
        "expected": ["square is missing in den", "value first, then the cache"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpy
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return cache, f
""",
    },
    {
        "kind": "pair",
        "note": "sigmoid sign and tuple: two mistakes",
        "expected": ["minus in the exponent is missing", "cache must be a dict"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = (sigy, num, sigx, xpy, xpysqr, den, invden)
    return f, cache
""",
    },
    {
        "kind": "pair",
        "note": "sum of squares, and invden keeps den: two mistakes",
        "expected": ["square of the sum", "invden is 1 / den"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = x**2 + y**2
    den = sigx + xpysqr
    invden = den
    f = num / den
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
    {
        "kind": "pair",
        "note": "y in the numerator, key misspelt: two mistakes",
        "expected": ["num is x + σ(y)", "key sigx is misspelt"],
        "source": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = y + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sig_x=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
    },
]
