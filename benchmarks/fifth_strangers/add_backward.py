"""Answers to add_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "returns dout twice",
        "source": """def add_backward(dout, cache):
    return dout, dout
""",
    },
    {
        "kind": "right",
        "note": "local gradient times upstream, written out",
        "source": """def add_backward(dout, cache):
    dx = 1.0 * dout
    dy = 1.0 * dout
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "unpacks the cache although it is not needed",
        "source": """def add_backward(dout, cache):
    x, y = cache
    local_x, local_y = 1.0, 1.0
    return local_x * dout, local_y * dout
""",
    },
    {
        "kind": "right",
        "note": "one gradient for each entry of the cache",
        "source": """def add_backward(dout, cache):
    return [dout for _ in cache]
""",
    },
    {
        "kind": "right",
        "note": "tuple times two",
        "source": """def add_backward(dout, cache):
    return (dout,) * 2
""",
    },
    {
        "kind": "right",
        "note": "local gradients as an array",
        "source": """def add_backward(dout, cache):
    local = np.ones(2)
    return tuple(float(g) for g in local * dout)
""",
    },
    {
        "kind": "right",
        "note": "helper that applies the chain rule",
        "source": """def add_backward(dout, cache):
    def chain(upstream, local):
        return upstream * local

    return chain(dout, 1), chain(dout, 1)
""",
    },
    {
        "kind": "right",
        "note": "copies made of dout by adding zero",
        "source": """def add_backward(dout, cache):
    dx = dout + 0.0
    dy = dout + 0.0
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "forgets the upstream gradient",
        "expected": ["upstream gradient dout is missing", "local gradients only"],
        "source": """def add_backward(dout, cache):
    return 1.0, 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "the rule of the multiply gate",
        "expected": ["that is the multiply gate", "add passes dout on unchanged"],
        "source": """def add_backward(dout, cache):
    x, y = cache
    return dout * y, dout * x
""",
    },
    {
        "kind": "wrong",
        "note": "each input times dout",
        "expected": ["the inputs play no role", "dout goes on unchanged"],
        "source": """def add_backward(dout, cache):
    x, y = cache
    return dout * x, dout * y
""",
    },
    {
        "kind": "wrong",
        "note": "splits dout in halves",
        "expected": ["dout is not shared", "each input gets all of it"],
        "source": """def add_backward(dout, cache):
    return dout / 2, dout / 2
""",
    },
    {
        "kind": "wrong",
        "note": "one result",
        "expected": ["pair needed", "one gradient for each input"],
        "source": """def add_backward(dout, cache):
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "a minus for the second input",
        "expected": ["sign of dy", "that is a subtraction"],
        "source": """def add_backward(dout, cache):
    return dout, -dout
""",
    },
    {
        "kind": "wrong",
        "note": "adds 1 to dout",
        "expected": ["multiply by the local gradient, do not add it"],
        "source": """def add_backward(dout, cache):
    return dout + 1.0, dout + 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "shares dout by the size of the inputs",
        "expected": ["dout is not shared", "each input gets all of it"],
        "source": """def add_backward(dout, cache):
    x, y = cache
    return dout * x / (x + y), dout * y / (x + y)
""",
    },
    {
        "kind": "wrong",
        "note": "routes to the larger one",
        "expected": ["that is the max gate", "both get dout"],
        "source": """def add_backward(dout, cache):
    x, y = cache
    return (dout, 0.0) if x >= y else (0.0, dout)
""",
    },
    {
        "kind": "wrong",
        "note": "a zero input gets nothing",
        "expected": ["input 0 gets dout as well", "the value does not matter"],
        "source": """def add_backward(dout, cache):
    x, y = cache
    return (dout if x else 0.0), (dout if y else 0.0)
""",
    },
    {
        "kind": "wrong",
        "note": "doubles when the inputs are equal",
        "expected": ["equal inputs are two inputs", "each gets dout once"],
        "source": """def add_backward(dout, cache):
    x, y = cache
    if x == y:
        return 2 * dout, 2 * dout
    return dout, dout
""",
    },
    {
        "kind": "wrong",
        "note": 'treats a dout of zero as "not given"',
        "expected": ["dout may be 0", "then gradient is 0"],
        "source": """def add_backward(dout, cache):
    dout = dout or 1.0
    return dout, dout
""",
    },
    {
        "kind": "wrong",
        "note": "takes the sign away",
        "expected": ["sign of dout is lost", "no absolute value"],
        "source": """def add_backward(dout, cache):
    return abs(dout), abs(dout)
""",
    },
    {
        "kind": "wrong",
        "note": "only the sign of dout",
        "expected": ["size of dout is lost", "pass dout itself"],
        "source": """def add_backward(dout, cache):
    g = 1.0 if dout > 0 else -1.0
    return g, g
""",
    },
    {
        "kind": "wrong",
        "note": "cuts the decimals",
        "expected": ["int cuts decimals of dout", "keep floats"],
        "source": """def add_backward(dout, cache):
    return int(dout), int(dout)
""",
    },
    {
        "kind": "wrong",
        "note": "dout on x and the plain local gradient on y",
        "expected": ["dout is missing for y"],
        "source": """def add_backward(dout, cache):
    return dout, 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "squares dout: multiplies by it once per gradient",
        "expected": ["dout multiplied twice", "only once"],
        "source": """def add_backward(dout, cache):
    dx = 1.0 * dout
    dy = dx * dout
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "keeps a running sum in a function attribute, as if at a fork",
        "expected": ["result depends on earlier calls", "nothing may be kept between calls"],
        "source": """def add_backward(dout, cache):
    add_backward.total = getattr(add_backward, "total", 0.0) + dout
    return add_backward.total, add_backward.total
""",
    },
    {
        "kind": "pair",
        "note": "halves, minus for y: two mistakes",
        "expected": ["dout is not shared", "sign of dy"],
        "source": """def add_backward(dout, cache):
    return dout / 2, -dout / 2
""",
    },
    {
        "kind": "pair",
        "note": "inputs, no upstream gradient: two mistakes",
        "expected": ["upstream gradient is missing", "the inputs play no role"],
        "source": """def add_backward(dout, cache):
    x, y = cache
    return x, y
""",
    },
    {
        "kind": "pair",
        "note": "one result without upstream gradient: two mistakes",
        "expected": ["pair needed", "upstream gradient is missing"],
        "source": """def add_backward(dout, cache):
    return 1.0
""",
    },
    {
        "kind": "pair",
        "note": "routes to the larger, local gradient only: two mistakes",
        "expected": ["that is the max gate", "upstream gradient is missing"],
        "source": """def add_backward(dout, cache):
    x, y = cache
    return (1.0, 0.0) if x >= y else (0.0, 1.0)
""",
    },
]
