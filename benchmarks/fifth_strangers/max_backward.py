"""Answers to max_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "if and else",
        "source": """def max_backward(dout, cache):
    x, y = cache
    if x >= y:
        return dout, 0.0
    else:
        return 0.0, dout
""",
    },
    {
        "kind": "right",
        "note": "indicators times dout",
        "source": """def max_backward(dout, cache):
    x, y = cache
    return dout * (x >= y), dout * (y > x)
""",
    },
    {
        "kind": "right",
        "note": "mask and the rest",
        "source": """def max_backward(dout, cache):
    x, y = cache
    dx = dout if x >= y else 0.0
    return dx, dout - dx
""",
    },
    {
        "kind": "right",
        "note": "argmax, first at a tie",
        "source": """def max_backward(dout, cache):
    grads = [0.0, 0.0]
    grads[int(np.argmax(cache))] = dout
    return tuple(grads)
""",
    },
    {
        "kind": "right",
        "note": "list index of the maximum, first at a tie",
        "source": """def max_backward(dout, cache):
    result = [0.0 for _ in cache]
    result[cache.index(max(cache))] += dout
    return result
""",
    },
    {
        "kind": "right",
        "note": "numpy where",
        "source": """def max_backward(dout, cache):
    x, y = cache
    return float(np.where(x >= y, dout, 0.0)), float(np.where(x >= y, 0.0, dout))
""",
    },
    {
        "kind": "right",
        "note": "dictionary of cases",
        "source": """def max_backward(dout, cache):
    x, y = cache
    return {True: (dout, 0.0), False: (0.0, dout)}[x >= y]
""",
    },
    {
        "kind": "right",
        "note": "compares the difference with zero",
        "source": """def max_backward(dout, cache):
    difference = cache[1] - cache[0]
    to_y = 1.0 if difference > 0 else 0.0
    return (1.0 - to_y) * dout, to_y * dout
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient",
        "expected": ["upstream gradient is missing"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    return (1.0, 0.0) if x >= y else (0.0, 1.0)
""",
    },
    {
        "kind": "wrong",
        "note": "tie goes to y",
        "expected": ["at a tie the gradient goes to x"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if x > y:
        return dout, 0.0
    return 0.0, dout
""",
    },
    {
        "kind": "wrong",
        "note": "both at a tie",
        "expected": ["at a tie only x", "both get dout here"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    return dout * (x >= y), dout * (y >= x)
""",
    },
    {
        "kind": "wrong",
        "note": "none at a tie",
        "expected": ["at a tie x gets dout", "here neither gets it"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    return dout * (x > y), dout * (y > x)
""",
    },
    {
        "kind": "wrong",
        "note": "shared at a tie",
        "expected": ["at a tie x gets all", "not half each"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if x == y:
        return dout / 2, dout / 2
    return dout * (x > y), dout * (y > x)
""",
    },
    {
        "kind": "wrong",
        "note": "to the smaller one",
        "expected": ["swapped", "the larger input gets dout"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if x >= y:
        return 0.0, dout
    return dout, 0.0
""",
    },
    {
        "kind": "wrong",
        "note": "times the value",
        "expected": ["not multiplied by the value of the input", "local gradient is 1"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if x >= y:
        return dout * x, 0.0
    return 0.0, dout * y
""",
    },
    {
        "kind": "wrong",
        "note": "both get dout",
        "expected": ["that is the add gate", "the smaller one gets 0"],
        "source": """def max_backward(dout, cache):
    return dout, dout
""",
    },
    {
        "kind": "wrong",
        "note": "compares absolute values",
        "expected": ["negative inputs", "compare the numbers, not absolute values"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if abs(x) >= abs(y):
        return dout, 0.0
    return 0.0, dout
""",
    },
    {
        "kind": "wrong",
        "note": "compares with dout",
        "expected": ["compare x with y", "dout does not decide"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if x >= dout:
        return dout, 0.0
    return 0.0, dout
""",
    },
    {
        "kind": "wrong",
        "note": "negative upstream goes to the smaller one",
        "expected": ["sign of dout does not decide", "larger input gets it"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if (x >= y) == (dout >= 0):
        return dout, 0.0
    return 0.0, dout
""",
    },
    {
        "kind": "wrong",
        "note": "relu rule on each",
        "expected": ["that is ReLU", "compare x with y"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    return dout * (x > 0), dout * (y > 0)
""",
    },
    {
        "kind": "wrong",
        "note": "assumes that the larger one is positive",
        "expected": ["larger may be negative or zero"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    larger = max(x, y, 0.0)
    return (dout if x == larger else 0.0), (dout if y == larger and x != larger else 0.0)
""",
    },
    {
        "kind": "wrong",
        "note": "gives the loser minus dout",
        "expected": ["smaller one gets 0", "not minus dout"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    return (dout, -dout) if x >= y else (-dout, dout)
""",
    },
    {
        "kind": "wrong",
        "note": "ints compared",
        "expected": ["int cuts the decimals", "compare the numbers themselves"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    return (dout, 0.0) if int(x) >= int(y) else (0.0, dout)
""",
    },
    {
        "kind": "wrong",
        "note": "clips the upstream gradient with max",
        "expected": ["negative dout is lost", "dout must not be clipped"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    dout = max(dout, 0.0)
    return (dout, 0.0) if x >= y else (0.0, dout)
""",
    },
    {
        "kind": "wrong",
        "note": "only the gradient of the winner is returned",
        "expected": ["pair needed", "the 0 belongs to the result too"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "isclose for the tie",
        "expected": ["nearly equal is no tie", "compare exactly"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if x > y or abs(x - y) < 1e-6:
        return dout, 0.0
    return 0.0, dout
""",
    },
    {
        "kind": "pair",
        "note": "to y at a tie, and no dout: two mistakes",
        "expected": ["at a tie the gradient goes to x", "upstream gradient is missing"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if x > y:
        return 1.0, 0.0
    return 0.0, 1.0
""",
    },
    {
        "kind": "pair",
        "note": "to the smaller, and times the value: two mistakes",
        "expected": ["swapped", "not multiplied by the value"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    if x >= y:
        return 0.0, dout * y
    return dout * x, 0.0
""",
    },
    {
        "kind": "pair",
        "note": "absolute, and shared at a tie: two mistakes",
        "expected": ["compare without absolute values", "at a tie x gets all"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    a, b = abs(x), abs(y)
    if a == b:
        return dout / 2, dout / 2
    return dout * (a > b), dout * (b > a)
""",
    },
    {
        "kind": "pair",
        "note": "loser minus, tie to y: two mistakes",
        "expected": ["smaller one gets 0", "at a tie the gradient goes to x"],
        "source": """def max_backward(dout, cache):
    x, y = cache
    return (dout, -dout) if x > y else (-dout, dout)
""",
    },
]
