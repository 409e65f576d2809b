"""Answers to chain_forward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "stages, cache of the inputs",
        "source": """def chain_forward(x, y, z):
    q = x + y
    f = q * z
    return f, (x, y, z)
""",
    },
    {
        "kind": "right",
        "note": "cache of q and z",
        "source": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (q, z)
""",
    },
    {
        "kind": "right",
        "note": "a dict as cache",
        "source": """def chain_forward(x, y, z):
    cache = dict(x=x, y=y, z=z)
    cache["q"] = x + y
    return cache["q"] * z, cache
""",
    },
    {
        "kind": "right",
        "note": "multiplied out",
        "source": """def chain_forward(x, y, z):
    f = x * z + y * z
    cache = [x + y, z]
    return f, cache
""",
    },
    {
        "kind": "right",
        "note": "calls the given gates",
        "source": """def chain_forward(x, y, z):
    q, add_cache = (x + y), (x, y)
    f, multiply_cache = q * z, (q, z)
    return f, (add_cache, multiply_cache)
""",
    },
    {
        "kind": "right",
        "note": "the cache is a backward function",
        "source": """def chain_forward(x, y, z):
    q = x + y

    def backward(dout):
        return dout * z, dout * z, dout * q

    return q * z, backward
""",
    },
    {
        "kind": "right",
        "note": "a dataclass as cache",
        "source": """from dataclasses import dataclass


@dataclass
class ChainCache:
    total: float
    factor: float


def chain_forward(x, y, z):
    kept = ChainCache(x + y, z)
    return kept.total * kept.factor, kept
""",
    },
    {
        "kind": "right",
        "note": "caches the finished local gradients",
        "source": """def chain_forward(x, y, z):
    total = sum((x, y))
    local = np.array([z, z, total])
    return float(total * z), local
""",
    },
    {
        "kind": "wrong",
        "note": "brackets forgotten",
        "expected": ["brackets around x + y", "only y is multiplied by z"],
        "source": """def chain_forward(x, y, z):
    f = x + y * z
    return f, (x, y, z)
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies first",
        "expected": ["the first gate adds", "x times y is wrong"],
        "source": """def chain_forward(x, y, z):
    q = x * y
    return q * z, (q, z)
""",
    },
    {
        "kind": "wrong",
        "note": "adds at the end",
        "expected": ["the second gate multiplies", "z is added"],
        "source": """def chain_forward(x, y, z):
    q = x + y
    return q + z, (q, z)
""",
    },
    {
        "kind": "wrong",
        "note": "only the value",
        "expected": ["cache is missing", "a pair is needed"],
        "source": """def chain_forward(x, y, z):
    return (x + y) * z
""",
    },
    {
        "kind": "wrong",
        "note": "value inside the cache only",
        "expected": ["value comes first", "order of the results"],
        "source": """def chain_forward(x, y, z):
    q = x + y
    f = q * z
    return (q, z), f
""",
    },
    {
        "kind": "wrong",
        "note": "returns q instead of f",
        "expected": ["returns the intermediate sum", "not times z"],
        "source": """def chain_forward(x, y, z):
    q = x + y
    f = q * z
    return q, (q, z, f)
""",
    },
    {
        "kind": "wrong",
        "note": "three results",
        "expected": ["a pair is needed", "cache must be one object"],
        "source": """def chain_forward(x, y, z):
    q = x + y
    return q * z, q, z
""",
    },
    {
        "kind": "wrong",
        "note": "subtracts",
        "expected": ["plus and not minus"],
        "source": """def chain_forward(x, y, z):
    q = x - y
    return q * z, (q, z)
""",
    },
    {
        "kind": "wrong",
        "note": "z overwritten before its use",
        "expected": ["z is overwritten", "uses the wrong value"],
        "source": """def chain_forward(x, y, z):
    z = x + y
    f = z * z
    return f, (x, y, z)
""",
    },
    {
        "kind": "wrong",
        "note": 'a sum of zero is taken for "nothing there", and x is used instead',
        "expected": ["a sum of 0 is an ordinary number", "result is 0 where x + y is 0"],
        "source": """def chain_forward(x, y, z):
    q = x + y
    if not q:
        q = x
    return q * z, (q, z)
""",
    },
    {
        "kind": "wrong",
        "note": "absolute value",
        "expected": ["sign is lost"],
        "source": """def chain_forward(x, y, z):
    return abs(x + y) * z, (x, y, z)
""",
    },
    {
        "kind": "wrong",
        "note": "integers",
        "expected": ["int cuts the decimals", "keep floats"],
        "source": """def chain_forward(x, y, z):
    return int(x + y) * z, (x, y, z)
""",
    },
    {
        "kind": "wrong",
        "note": "only prints",
        "expected": ["nothing returned", "return is missing"],
        "source": """def chain_forward(x, y, z):
    q = x + y
    print(q * z, (q, z))
""",
    },
    {
        "kind": "wrong",
        "note": "divides",
        "expected": ["multiply by z", "not divide"],
        "source": """def chain_forward(x, y, z):
    q = x + y
    return q / z, (q, z)
""",
    },
    {
        "kind": "wrong",
        "note": "counts on z being an exponent",
        "expected": ["multiply by z", "not a power"],
        "source": """def chain_forward(x, y, z):
    q = x + y
    return q**z, (q, z)
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies x twice by z and forgets y z",
        "expected": ["y is not multiplied by z"],
        "source": """def chain_forward(x, y, z):
    return x * z + y, (x, y, z)
""",
    },
    {
        "kind": "wrong",
        "note": "default for a missing z used when z is 0",
        "expected": ["z = 0 is a permitted value", "result is 0"],
        "source": """def chain_forward(x, y, z):
    z = z or 1.0
    return (x + y) * z, (x, y, z)
""",
    },
    {
        "kind": "pair",
        "note": "brackets forgotten and no cache: two mistakes",
        "expected": ["brackets around x + y", "cache is missing"],
        "source": """def chain_forward(x, y, z):
    return x + y * z
""",
    },
    {
        "kind": "pair",
        "note": "order of the results, and product for sum: two mistakes",
        "expected": ["value comes first", "the first gate adds"],
        "source": """def chain_forward(x, y, z):
    q = x * y
    return (q, z), q * z
""",
    },
    {
        "kind": "pair",
        "note": "minus, and absolute: two mistakes",
        "expected": ["plus and not minus", "sign is lost"],
        "source": """def chain_forward(x, y, z):
    return abs(x - y) * z, (x, y, z)
""",
    },
    {
        "kind": "pair",
        "note": "q for f and int: two mistakes",
        "expected": ["not times z", "int cuts the decimals"],
        "source": """def chain_forward(x, y, z):
    return int(x + y), (x, y, z)
""",
    },
]
