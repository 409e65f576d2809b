"""Answers to chain_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "last gate first, from the inputs",
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    q = x + y
    dq = z * dout
    dz = q * dout
    dx = 1.0 * dq
    dy = 1.0 * dq
    return dx, dy, dz
""",
    },
    {
        "kind": "right",
        "note": "from q and z",
        "forward": """def chain_forward(x, y, z):
    q = x + y
    f = q * z
    return f, (q, z)
""",
        "source": """def chain_backward(dout, cache):
    q, z = cache
    return dout * z, dout * z, dout * q
""",
    },
    {
        "kind": "right",
        "note": "from a dict",
        "forward": """def chain_forward(x, y, z):
    cache = {"x": x, "y": y, "z": z, "q": x + y}
    return cache["q"] * cache["z"], cache
""",
        "source": """def chain_backward(dout, cache):
    dq = dout * cache["z"]
    return dq, dq, dout * cache["q"]
""",
    },
    {
        "kind": "right",
        "note": "calls the two gates that were written before",
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    dq, dz = multiply_backward(dout, (x + y, z))
    dx, dy = add_backward(dq, (x, y))
    return dx, dy, dz


def multiply_backward(dout, cache):
    return dout * cache[1], dout * cache[0]


def add_backward(dout, cache):
    return dout, dout
""",
    },
    {
        "kind": "right",
        "note": "the cache is a function",
        "forward": """def chain_forward(x, y, z):
    q = x + y

    def back(upstream):
        dq = upstream * z
        return dq, dq, upstream * q

    return q * z, back
""",
        "source": """def chain_backward(dout, cache):
    return cache(dout)
""",
    },
    {
        "kind": "right",
        "note": "the cache holds the local gradients",
        "forward": """def chain_forward(x, y, z):
    return (x + y) * z, np.array([z, z, x + y])
""",
        "source": """def chain_backward(dout, cache):
    return tuple(float(g) for g in dout * cache)
""",
    },
    {
        "kind": "right",
        "note": "nested caches, one for each gate",
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, ((x, y), (q, z))
""",
        "source": """def chain_backward(dout, cache):
    add_cache, (q, z) = cache
    dq, dz = dout * z, dout * q
    return [dq for _ in add_cache] + [dz]
""",
    },
    {
        "kind": "right",
        "note": "an object with a method as cache",
        "forward": """def chain_forward(x, y, z):
    class Stage:
        def __init__(self):
            self.q = x + y

        def back(self, g):
            return g * z, g * z, g * self.q

    stage = Stage()
    return stage.q * z, stage
""",
        "source": """def chain_backward(dout, cache):
    return cache.back(dout)
""",
    },
    {
        "kind": "right",
        "note": "multiplied out: f = x z + y z, with two terms for z",
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    dx = dout * z
    dy = dout * z
    dz = dout * x + dout * y
    return dx, dy, dz
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient",
        "expected": ["upstream gradient is missing"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    return z, z, x + y
""",
    },
    {
        "kind": "wrong",
        "note": "dout only in the first step's first branch",
        "expected": ["upstream gradient is missing in dz"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    dq = z * dout
    dz = x + y
    return dq, dq, dz
""",
    },
    {
        "kind": "wrong",
        "note": "dz is x only",
        "expected": ["dz must be the whole sum x + y"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    return dout * z, dout * z, dout * x
""",
    },
    {
        "kind": "wrong",
        "note": "the inner chain is forgotten",
        "expected": ["dx lacks the factor z of the multiply gate", "dq is forgotten"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    return dout, dout, dout * (x + y)
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies the add gate with inputs",
        "expected": ["local gradient of the add gate is 1", "not the other input"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    dq = dout * z
    return dq * y, dq * x, dout * (x + y)
""",
    },
    {
        "kind": "wrong",
        "note": "dout multiplied twice",
        "expected": ["dout multiplied twice into dx and dy"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    dq = dout * z
    return dout * dq, dout * dq, dout * (x + y)
""",
    },
    {
        "kind": "wrong",
        "note": "own value at the multiply gate",
        "expected": ["swapped", "dq uses z, and dz uses q"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    q = x + y
    dq = dout * q
    return dq, dq, dout * z
""",
    },
    {
        "kind": "wrong",
        "note": "halves at the add gate",
        "expected": ["gradient is not shared", "each gets all of dq"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    dq = dout * z
    return dq / 2, dq / 2, dout * (x + y)
""",
    },
    {
        "kind": "wrong",
        "note": "wrong order of results",
        "expected": ["order is dx, dy, dz"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    dq = dout * z
    return dout * (x + y), dq, dq
""",
    },
    {
        "kind": "wrong",
        "note": "dz multiplied by z again",
        "expected": ["extra factor z in dz"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    return dout * z, dout * z, dout * (x + y) * z
""",
    },
    {
        "kind": "wrong",
        "note": "keeps only the last forward in a global",
        "expected": ["cache must belong to its own forward", "global variable is overwritten"],
        "forward": """LAST = None


def chain_forward(x, y, z):
    global LAST
    LAST = (x + y, z)
    return (x + y) * z, None
""",
        "source": """def chain_backward(dout, cache):
    q, z = LAST
    return dout * z, dout * z, dout * q
""",
    },
    {
        "kind": "wrong",
        "note": "pops from the cache, so that a second call fails",
        "expected": ["cache is used up", "backward may be called twice"],
        "forward": """def chain_forward(x, y, z):
    return (x + y) * z, [x + y, z]
""",
        "source": """def chain_backward(dout, cache):
    z = cache.pop()
    q = cache.pop()
    return dout * z, dout * z, dout * q
""",
    },
    {
        "kind": "wrong",
        "note": "an iterator as cache, empty at the second call",
        "expected": ["cache is used up", "backward may be called twice"],
        "forward": """def chain_forward(x, y, z):
    return (x + y) * z, iter((x + y, z))
""",
        "source": """def chain_backward(dout, cache):
    q, z = list(cache)
    return dout * z, dout * z, dout * q
""",
    },
    {
        "kind": "wrong",
        "note": "overwrites the cache entries with gradients",
        "expected": ["cache is changed", "second call gives other gradients"],
        "forward": """def chain_forward(x, y, z):
    cache = [x + y, z]
    return cache[0] * cache[1], cache
""",
        "source": """def chain_backward(dout, cache):
    cache[0], cache[1] = dout * cache[1], dout * cache[0]
    return cache[0], cache[0], cache[1]
""",
    },
    {
        "kind": "wrong",
        "note": "divides f by z, which fails at z = 0",
        "expected": ["division by zero at z = 0", "q is x + y"],
        "forward": """def chain_forward(x, y, z):
    f = (x + y) * z
    return f, (f, z)
""",
        "source": """def chain_backward(dout, cache):
    f, z = cache
    return dout * z, dout * z, dout * f / z
""",
    },
    {
        "kind": "wrong",
        "note": "divides f by z, with a guard that gives 0 at z = 0",
        "expected": ["at z = 0 dz is still x + y"],
        "forward": """def chain_forward(x, y, z):
    f = (x + y) * z
    return f, (f, z)
""",
        "source": """def chain_backward(dout, cache):
    f, z = cache
    return dout * z, dout * z, dout * f / z if z else 0.0
""",
    },
    {
        "kind": "wrong",
        "note": "uses the same list for all forwards",
        "expected": ["every forward shares one cache", "later forward overwrites it"],
        "forward": """shared = [0.0, 0.0]


def chain_forward(x, y, z):
    shared[0] = x + y
    shared[1] = z
    return shared[0] * z, shared
""",
        "source": """def chain_backward(dout, cache):
    q, z = cache
    return dout * z, dout * z, dout * q
""",
    },
    {
        "kind": "wrong",
        "note": "dx and dy added, a pair returned",
        "expected": ["three gradients", "x and y each get one"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    return 2 * dout * z, dout * (x + y)
""",
    },
    {
        "kind": "wrong",
        "note": "difference in dz",
        "expected": ["plus and not minus in dz"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    return dout * z, -dout * z, dout * (x - y)
""",
    },
    {
        "kind": "pair",
        "note": "no dout, and halves: two mistakes",
        "expected": ["upstream gradient is missing", "gradient is not shared"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    return z / 2, z / 2, x + y
""",
    },
    {
        "kind": "pair",
        "note": "swapped at the multiply gate, dout twice in dx: two mistakes",
        "expected": ["swapped", "dout multiplied twice"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    dq = dout * (x + y)
    return dq * dout, dq * dout, dout * z
""",
    },
    {
        "kind": "pair",
        "note": "dz is x only, and dz has no dout: two mistakes",
        "expected": ["dz must be the whole sum", "upstream gradient is missing in dz"],
        "forward": """def chain_forward(x, y, z):
    q = x + y
    return q * z, (x, y, z)
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache
    return dout * z, dout * z, x
""",
    },
    {
        "kind": "pair",
        "note": "inputs at the add gate, and pops the cache: two mistakes",
        "expected": ["local gradient of the add gate is 1", "cache is used up"],
        "forward": """def chain_forward(x, y, z):
    return (x + y) * z, [(x, y, z)]
""",
        "source": """def chain_backward(dout, cache):
    x, y, z = cache.pop()
    dq = dout * z
    return dq * y, dq * x, dout * (x + y)
""",
    },
]
